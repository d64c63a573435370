import type { Decision } from '@writ/aarm';
import type { Authority } from '../authority/authority.js';
import { findEnd } from '../authority/withdrawn.js';
import { denial, resolvePending } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import type { Journal } from '../journal/journal.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import type { DecisionRecord } from '../journal/ports.js';
import { answerOnly } from '../journal/step.js';

/** What this works with. */
export type EndStoppedServices = Pick<Journal, 'changed' | 'sessions' | 'store'> &
  Pick<Authority, 'revocations' | 'stops'> &
  ResolveServices &
  OnDecisionServices;

/** Pending decisions of one tenant that are looked at in one run; the next run takes those that are left. */
const MOST = 20_000;

/** Ends in DENY what waits for somebody who was stopped, or whose tokens were taken back. Safe to run anywhere, any number of times. */
export async function endStopped(services: EndStoppedServices): Promise<number> {
  let ended = 0;
  for (const tenantId of new Set([...services.stops.tenants(), ...services.revocations.tenants()])) {
    const pending = await services.store.pending(tenantId, { limit: MOST });
    const settled = await Promise.allSettled(pending.map(async (record) => end(services, record)));
    ended += settled.filter((each) => each.status === 'fulfilled' && each.value).length;
    // What could not be ended stops none of the others: it is told once they are through, and tried again.
    const failed = settled.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
  return ended;
}

async function end(services: EndStoppedServices, { tenant_id, decision_id, session_id, suspended }: DecisionRecord): Promise<boolean> {
  if (suspended === null) return false;
  const { stops, revocations } = services;
  // Where nobody was stopped, a session says nothing that matters here.
  if (!stops.tenants().includes(tenant_id) && revocations.findFor(tenant_id, suspended.requester) === null) return false;
  const snapshot = await services.sessions.load(tenant_id, session_id);
  // Whom a stop or a revocation concerns never changes: what none concerns costs no look at the decision.
  if (snapshot === null || findEnd(services, snapshot, suspended.requester) === null) return false;
  const tally = { ended: false };
  await onDecision<Decision>(services, { tenant_id, caller: null, decisionId: decision_id, endsOnly: true }, async (record, at, now) => {
    const why = record.suspended === null ? null : findEnd(services, at, record.suspended.requester);
    tally.ended = why !== null && record.state === 'pending';
    if (why === null || record.state !== 'pending' || record.suspended === null) return answerOnly(record.answer);
    const ends = denial('kill_switch', { code: 'resolved', message: why, method: 'kill_switch' });
    return resolvePending(services, { record, suspended: record.suspended, snapshot: at, now }, ends);
  });
  if (tally.ended) services.changed.emit(decision_id);
  return tally.ended;
}
