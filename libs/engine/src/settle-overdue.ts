import type { Decision, PepCaller } from '@writ/aarm';
import { closedSession, owned, placeOf } from './core.js';
import type { Core } from './core.js';
import { composeSeal } from './compose-follow-up.js';

import { ENDED, reconsider } from './deferrals/reconsider.js';
import type { DecisionRecord, SessionRecord } from './ports.js';
import { endOutcome, onDecision } from './record-outcome.js';
import { denial, resolvePending, timedOut } from './resolve.js';
import type { Snapshot } from './sessions.js';
import { answerOnly, append } from './step.js';
import type { StepResult } from './step.js';
import { endStopped } from './stops/end-stopped.js';

/** Ends what the database's clock says is over, and what waits for somebody who was stopped. Two that run at once settle each decision once. */
export async function settleOverdue(core: Core, limit: number): Promise<number> {
  const overdue = await core.store.overdue(limit);
  const settled = await Promise.allSettled(overdue.map(async (record) => settle(core, record)));
  const ended = settled.filter((each) => each.status === 'fulfilled' && each.value).length + (await endStopped(core));
  const failed = settled.find((each) => each.status === 'rejected');
  // One that cannot be settled holds up no other: it is told of once nothing else is left to end.
  if (failed !== undefined && ended === 0) throw new Error('an overdue decision could not be settled', { cause: failed.reason });
  return ended;
}

async function settle(core: Core, { tenant_id, decision_id, session_id }: DecisionRecord): Promise<boolean> {
  const tally = { ended: false };
  await onDecision<Decision>(core, { tenant_id, caller: null, decisionId: decision_id }, async (record, snapshot, now) => {
    const { suspended, answer } = record;
    tally.ended = true;
    const late = record.state === 'pending' ? timedOut({ record, now }) : null;
    if (late !== null && suspended !== null) return resolvePending(core, { record, suspended, snapshot, now }, late);
    if (record.outcome === 'awaited' && isPast(record.outcome_deadline, now)) {
      return endOutcome(core, { record, snapshot, now }, { status: 'lost_confirmation', report: null, attested_by: 'writ' });
    }
    tally.ended = false;
    return answerOnly(answer);
  });
  if (tally.ended) {
    core.changed.emit(decision_id);
    await reconsider(core, { tenant_id, session_id }, ENDED).catch(() => undefined);
  }
  return tally.ended;
}

const isPast = (deadline: string | null, now: number): boolean => deadline !== null && Date.parse(deadline) <= now;

/**
 * Ends what is pending in DENY and what was never reported as lost, then seals the session: its last receipt says how
 * many there are, and none follows it.
 */
export async function closeSession(core: Core, caller: PepCaller, sessionId: string): Promise<SessionRecord> {
  for (;;) {
    const sealed = await seal(core, caller, sessionId);
    if (sealed !== null) return sealed;
    for (const { decision_id } of (await core.store.decisions(caller.tenant_id, sessionId)).filter(isOpen)) {
      await onDecision<Decision>(core, { tenant_id: caller.tenant_id, caller, decisionId: decision_id }, async (record, snapshot, now) =>
        endedByClosing(core, { record, snapshot, now }),
      );
      core.changed.emit(decision_id);
    }
  }
}

/** Whether something is still to be said of a decision. */
const isOpen = ({ state, outcome }: DecisionRecord): boolean => state === 'pending' || outcome === 'awaited';

async function endedByClosing(
  core: Core,
  at: { readonly record: DecisionRecord; readonly snapshot: Snapshot; readonly now: number },
): Promise<StepResult<Decision>> {
  const { record } = at;
  if (record.state === 'pending' && record.suspended !== null) {
    const closed = denial('session_closed', {
      code: 'session_closed',
      message: 'the session was closed while this waited',
      method: 'session_closed',
    });
    return resolvePending(core, { ...at, suspended: record.suspended }, closed);
  }
  if (record.outcome === 'awaited') return endOutcome(core, at, { status: 'lost_confirmation', report: null, attested_by: 'writ' });
  return answerOnly(record.answer);
}

/** Null where something is still to be said of a decision. */
async function seal(core: Core, caller: PepCaller, sessionId: string): Promise<SessionRecord | null> {
  return core.pipeline.submit<SessionRecord | null>({
    tenant_id: caller.tenant_id,
    session_id: sessionId,
    prepare: async (found) => {
      const snapshot = owned(found, sessionId, caller);
      if (snapshot.session.status === 'closed') throw closedSession(sessionId);
      // Read inside the step: whatever is decided next finds the session closed.
      if ((await core.store.decisions(caller.tenant_id, sessionId)).some(isOpen)) return answerOnly(null);
      const [opening] = await core.store.receipts(caller.tenant_id, sessionId);
      const requester =
        opening === undefined
          ? null
          : (JSON.parse(opening.payload) as { requester_context: Parameters<typeof composeSeal>[1] }).requester_context;
      if (requester === null) throw new TypeError(`session \`${sessionId}\` has no opening receipt`);
      const place = placeOf(core, snapshot, await core.clock.now());
      const { entries, head, receipt } = composeSeal(place, requester);
      return append({
        base: snapshot,
        close: true,
        entries,
        head,
        receipts: [{ ...receipt, receipt_id: place.receipt_id, decision_id: null, kind: 'session_seal', issued_at: place.now }],
        answer: { ...snapshot.session, status: 'closed', head },
      });
    },
  });
}
