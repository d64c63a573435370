import { ProblemError } from '@writ/aarm';
import type { Decision, PepCaller, SuppliedContext } from '@writ/aarm';
import type { Core } from './core.js';
import { tryAgain } from './deferrals/try-again.js';
import { appendEntry } from './open-session.js';
import { onDecision } from './record-outcome.js';
import { resolutionPlan, timedOut } from './resolve.js';
import type { Waiting } from './resolve.js';
import type { Plan } from './step.js';

/** Appends the facts that a DEFER asked for, then decides again: it ends, goes on to people, or keeps waiting. */
export async function supplyContext(
  core: Core,
  caller: PepCaller,
  { decisionId, context }: { readonly decisionId: string; readonly context: SuppliedContext },
): Promise<Decision> {
  const record = await core.store.decision(caller.tenant_id, decisionId);
  if (record !== null && record.answer.pending?.kind === 'DEFER') {
    for (const fact of context.facts) await appendEntry(core, caller, { sessionId: record.session_id, entry: { kind: 'fact', fact } });
  }
  return onDecision<Decision>(
    core,
    { tenant_id: caller.tenant_id, caller, decisionId },
    (found, snapshot, now): Plan<Decision> | Promise<Plan<Decision>> => {
      const { suspended, answer } = found;
      if (answer.pending?.kind !== 'DEFER' || suspended === null) {
        throw new ProblemError('not_pending', { detail: `decision \`${decisionId}\` does not wait for context`, field: 'decision_id' });
      }
      const waiting: Waiting = { record: found, suspended, snapshot, now };
      // INVARIANT: timeout is always DENY, also where the sweeper has not come by yet.
      const late = timedOut(waiting);
      if (late !== null) return resolutionPlan(core, waiting, late);
      const names = context.facts.map(({ name }) => `\`${name}\``).join(', ');
      return tryAgain(core, waiting, {
        method: 'context_supplied',
        by: `pep:${caller.pep_id}`,
        detail: `it supplied ${names}`,
        counts: true,
      });
    },
  );
}
