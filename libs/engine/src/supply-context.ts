import { DEFAULT_STEP_UP_TIMEOUT_S, ProblemError } from '@writ/aarm';
import type { Decision, PepCaller, SuppliedContext, Verdict } from '@writ/aarm';
import { timestamp } from './clock.js';
import type { Core } from './core.js';

import { appendEntry } from './open-session.js';
import { backupsOf } from './new-decision.js';
import { onDecision } from './record-outcome.js';
import { decideAgain } from './decide-again.js';
import { resolutionPlan, timedOut } from './resolve.js';
import type { Resolution, Waiting } from './resolve.js';
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
      return decideAgain(core, waiting, {
        cause: { on: 'context_denies', method: 'context_supplied', by: [] },
        conclude: ({ verdict }) => conclude(waiting, verdict),
      });
    },
  );
}

/** Null where it defers again: the facts are on record, and the deadline stands. */
function conclude({ suspended, now }: Waiting, verdict: Verdict): Resolution | null {
  if (verdict.result === 'DEFER') return null;
  const effective = verdict.effective_parameters ?? suspended.action.parameters;
  const ends = { reason: verdict.reason, method: 'context_supplied' as const, by: [] };
  if (verdict.result === 'DENY') return { ...ends, on: 'context_denies', result: 'DENY', effective: null };
  if (verdict.result === 'ALLOW') return { ...ends, on: 'context_allows', result: 'ALLOW', effective };
  if (verdict.result === 'MODIFY') return { ...ends, on: 'context_narrows', result: 'MODIFY', effective };
  const seconds = verdict.approval?.timeout_s ?? DEFAULT_STEP_UP_TIMEOUT_S;
  const pending = {
    kind: 'STEP_UP' as const,
    deadline: timestamp(now + seconds * 1000),
    approvers: [...(verdict.approval?.approvers ?? [])],
    quorum: verdict.approval?.quorum ?? 1,
    ...backupsOf(verdict, now),
  };
  return { ...ends, on: 'context_asks', result: 'STEP_UP', effective, pending };
}
