import type { Decision, PepCaller } from '@writ/aarm';
import { denial, resolvePending } from '../decision/resolve.js';
import { closedSession, owned, placeOf } from '../journal/access.js';
import { composeSeal } from '../journal/compose-follow-up.js';
import type { Journal } from '../journal/journal.js';
import { onDecision } from '../journal/on-decision.js';
import type { DecisionRecord, SessionRecord } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';
import { endOutcome } from '../outcome/record-outcome.js';
import type { RecordOutcomeServices } from '../outcome/record-outcome.js';

/** What this works with. */
export type CloseSessionServices = Pick<Journal, 'changed' | 'clock' | 'issuer' | 'pipeline' | 'store'> & RecordOutcomeServices;

/**
 * Ends what is pending in DENY and what was never reported as lost, then seals the session: its last receipt says how
 * many there are, and none follows it.
 */
export async function closeSession(services: CloseSessionServices, caller: PepCaller, sessionId: string): Promise<SessionRecord> {
  for (;;) {
    const sealed = await seal(services, caller, sessionId);
    if (sealed !== null) return sealed;
    for (const { decision_id } of (await services.store.decisions(caller.tenant_id, sessionId)).filter(isOpen)) {
      await onDecision<Decision>(
        services,
        { tenant_id: caller.tenant_id, caller, decisionId: decision_id, endsOnly: true },
        async (record, snapshot, now) => endedByClosing(services, { record, snapshot, now }),
      );
      services.changed.emit(decision_id);
    }
  }
}

/** Whether something is still to be said of a decision. */
const isOpen = ({ state, outcome }: DecisionRecord): boolean => state === 'pending' || outcome === 'awaited';

async function endedByClosing(
  services: CloseSessionServices,
  at: { readonly record: DecisionRecord; readonly snapshot: Snapshot; readonly now: number },
): Promise<StepResult<Decision>> {
  const { record } = at;
  if (record.state === 'pending' && record.suspended !== null) {
    const closed = denial('session_closed', {
      code: 'session_closed',
      message: 'the session was closed while this waited',
      method: 'session_closed',
    });
    return resolvePending(services, { ...at, suspended: record.suspended }, closed);
  }
  if (record.outcome === 'awaited') return endOutcome(services, at, { status: 'lost_confirmation', report: null, attested_by: 'writ' });
  return answerOnly(record.answer);
}

/** Null where something is still to be said of a decision. */
async function seal(services: CloseSessionServices, caller: PepCaller, sessionId: string): Promise<SessionRecord | null> {
  return services.pipeline.submit<SessionRecord | null>({
    tenant_id: caller.tenant_id,
    session_id: sessionId,
    prepare: async (found) => {
      const snapshot = owned(found, sessionId, caller);
      if (snapshot.session.status === 'closed') throw closedSession(sessionId);
      // Read inside the step: whatever is decided next finds the session closed.
      if ((await services.store.decisions(caller.tenant_id, sessionId)).some(isOpen)) return answerOnly(null);
      const [opening] = await services.store.receipts(caller.tenant_id, sessionId);
      const requester =
        opening === undefined
          ? null
          : (JSON.parse(opening.payload) as { requester_context: Parameters<typeof composeSeal>[1] }).requester_context;
      if (requester === null) throw new TypeError(`session \`${sessionId}\` has no opening receipt`);
      const place = placeOf(services, snapshot, await services.clock.now());
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
