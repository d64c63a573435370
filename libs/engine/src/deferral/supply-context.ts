import { ProblemError } from '@writ/aarm';
import type { Decision, PepCaller, SuppliedContext } from '@writ/aarm';
import { resolvePending, timedOut } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import { tryAgain } from './try-again.js';
import type { TryAgainServices } from './try-again.js';
import { timestamp } from '../journal/clock.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import { appendWithEntries } from '../journal/step.js';

/** What this works with. */
export type SupplyContextServices = ResolveServices & TryAgainServices & OnDecisionServices;

/** Records the facts that a DEFER asked for and decides it again in the same step: it ends, goes on to people, or stays pending. */
export async function supplyContext(
  services: SupplyContextServices,
  caller: PepCaller,
  { decisionId, context }: { readonly decisionId: string; readonly context: SuppliedContext },
): Promise<Decision> {
  const { tenant_id, pep_id } = caller;
  return onDecision<Decision>(services, { tenant_id, caller, decisionId }, async (record, snapshot, now) => {
    const { suspended, answer } = record;
    if (answer.pending?.kind !== 'DEFER' || suspended === null) {
      throw new ProblemError('not_pending', { detail: `decision \`${decisionId}\` does not wait for context`, field: 'decision_id' });
    }
    // INVARIANT: timeout is always DENY, also where the sweeper has not come by yet.
    const late = timedOut({ record, now });
    if (late !== null) return resolvePending(services, { record, suspended, snapshot, now }, late);
    const bodies = context.facts.map((fact) => ({ kind: 'fact' as const, ...fact }));
    return appendWithEntries(snapshot, { at: timestamp(now), bodies }, async (known) => {
      const detail = `it supplied ${context.facts.map(({ name }) => `\`${name}\``).join(', ')}`;
      const trying = { method: 'context_supplied' as const, by: `pep:${pep_id}`, detail, counts: true };
      return tryAgain(services, { record, suspended, snapshot: known, now }, trying);
    });
  });
}
