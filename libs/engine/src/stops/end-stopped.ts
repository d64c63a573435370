import type { Decision, StopRecord } from '@writ/aarm';
import type { Core } from '../core.js';
import type { DecisionRecord } from '../ports.js';
import { onDecision } from '../record-outcome.js';
import { denial, resolvePending } from '../resolve.js';
import type { Snapshot } from '../sessions.js';
import { answerOnly } from '../step.js';

/** Pending decisions of one tenant that are looked at in one run; the next run takes those that are left. */
const MOST = 20_000;

/** Ends in DENY what waits for somebody who was stopped. Safe to run anywhere, any number of times. */
export async function endStopped(core: Core): Promise<number> {
  let ended = 0;
  for (const tenantId of core.stops.tenants()) {
    const pending = await core.store.pending(tenantId, { limit: MOST });
    const settled = await Promise.allSettled(pending.map(async (record) => end(core, record)));
    ended += settled.filter((each) => each.status === 'fulfilled' && each.value).length;
    // What could not be ended stops none of the others: it is told once they are through, and tried again.
    const failed = settled.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
  return ended;
}

async function end(core: Core, { tenant_id, decision_id, session_id, suspended }: DecisionRecord): Promise<boolean> {
  const snapshot = await core.sessions.load(tenant_id, session_id);
  // Whom a stop concerns never changes: what none concerns costs no look at the decision.
  if (snapshot === null || stopOf(core, snapshot, suspended?.requester.agent?.id ?? null) === null) return false;
  const tally = { ended: false };
  await onDecision<Decision>(core, { tenant_id, caller: null, decisionId: decision_id }, async (record, at, now) => {
    const stop = stopOf(core, at, record.suspended?.requester.agent?.id ?? null);
    tally.ended = stop !== null && record.state === 'pending';
    if (stop === null || record.state !== 'pending' || record.suspended === null) return answerOnly(record.answer);
    const ends = denial('kill_switch', { code: 'resolved', message: reasonOf(stop), method: 'kill_switch' });
    return resolvePending(core, { record, suspended: record.suspended, snapshot: at, now }, ends);
  });
  if (tally.ended) core.changed.emit(decision_id);
  return tally.ended;
}

/** The stop that holds for a session and the agent that asks in it. */
export function stopOf({ stops }: Pick<Core, 'stops'>, { session }: Snapshot, agentId: string | null): StopRecord | null {
  const { tenant_id, session_id, principal, agent_instance } = session;
  return stops.find({ tenant_id, session_id, principal, agent_instance, agent_id: agentId });
}

/** What a denied caller is told. */
export const reasonOf = ({ kind, by, reason }: StopRecord): string => `\`${by}\` stopped this ${kind.replace('_', ' ')}: ${reason}`;
