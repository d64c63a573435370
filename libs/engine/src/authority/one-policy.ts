import type { Policies } from './policies.js';
import type { Evaluator } from '../journal/ports.js';

/** One policy for every tenant, never replaced: for tools and tests that store no versions. Whoever opened it closes it. */
export const onePolicy = (evaluator: Evaluator): Policies => ({
  active: () => evaluator,
  pinned: (_tenantId, hash) => Promise.resolve(hash === evaluator.terms.hash ? evaluator : null),
  shadow: () => null,
  ready: async () => {
    await evaluator.decide([]);
  },
  close: () => Promise.resolve(),
});
