import type { ComposedDecision, DecisionDraft } from '../journal/decision-draft.js';
import type { Evaluator } from '../journal/ports.js';
import { Stage } from '../journal/stage.js';

/** Has one draft decided by the version that it was drafted for. */
export type Evaluate = (evaluator: Evaluator, draft: DecisionDraft) => Promise<ComposedDecision>;

/** Gathers the drafts of all sessions into one message for each evaluator, with one message on its way at a time. */
export function evaluateInBatches(): Evaluate {
  const stages = new WeakMap<Evaluator, Stage<Undecided>>();
  return async (evaluator, draft) => {
    const stage = stages.get(evaluator) ?? new Stage<Undecided>(async (batch) => decideBatch(evaluator, batch));
    stages.set(evaluator, stage);
    return new Promise((resolve, reject) => {
      stage.add({ draft, resolve, reject });
    });
  };
}

interface Undecided {
  readonly draft: DecisionDraft;
  readonly resolve: (decided: ComposedDecision) => void;
  readonly reject: (error: unknown) => void;
}

async function decideBatch(evaluator: Evaluator, batch: readonly Undecided[]): Promise<void> {
  try {
    const decided = await evaluator.decide(batch.map(({ draft }) => draft));
    batch.forEach(({ resolve, reject }, i) => {
      const one = decided[i];
      if (one === undefined) reject(new TypeError('the evaluator gave too few answers'));
      else resolve(one);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
