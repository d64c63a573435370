import { ProblemError, executes } from '@writ/aarm';
import type { Caller, Decision } from '@writ/aarm';
import { timestamp } from './clock.js';
import type { Place } from './compose-follow-up.js';
import { newId } from './identifiers.js';
import type { Journal } from './journal.js';
import type { DecisionRecord, SessionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';

/** Where and when the next receipt of a session is written. */
export const placeOf = ({ issuer }: Pick<Journal, 'issuer'>, snapshot: Snapshot, now: number): Place => ({
  snapshot,
  issuer: issuer(snapshot.session.tenant_id),
  now: timestamp(now),
  receipt_id: newId('rct', now),
});

/** The snapshot, if it is there and this caller may use it: what is of another agent instance looks like what is not there. */
export function owned(snapshot: Snapshot | null, sessionId: string, caller: Caller): Snapshot {
  if (snapshot === null || !owns(caller, snapshot.session)) throw noSession(sessionId);
  return snapshot;
}

/** Whether this caller may know of a session: an enforcement point of those of its own agent instance. */
export const owns = (caller: Caller, session: SessionRecord): boolean =>
  caller.kind === 'person' || session.agent_instance === caller.agent_instance;

export const noSession = (sessionId: string): ProblemError =>
  new ProblemError('session_not_found', { detail: `there is no session \`${sessionId}\`: open one first`, field: 'session_id' });

export const closedSession = (sessionId: string): ProblemError =>
  new ProblemError('session_closed', { detail: `session \`${sessionId}\` is closed: open a new one`, field: 'session_id' });

/** The decision's record, if this caller may see it; foreign ones look like unknown ones. */
export async function decisionOf(
  journal: Pick<Journal, 'store' | 'sessions'>,
  caller: Caller,
  decisionId: string,
): Promise<DecisionRecord> {
  const record = await journal.store.decision(caller.tenant_id, decisionId);
  if (record === null || !(await ownsSession(journal, caller, record.session_id)))
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  return record;
}

/** Whether this caller may know of the session with this id. */
export const ownsSession = async (journal: Pick<Journal, 'sessions'>, caller: Caller, sessionId: string): Promise<boolean> =>
  caller.kind === 'person' || owns(caller, (await sessionSnapshot(journal, caller, sessionId)).session);

/** The session, cached. */
export async function sessionSnapshot({ sessions }: Pick<Journal, 'sessions'>, caller: Caller, sessionId: string): Promise<Snapshot> {
  const snapshot = await sessions.load(caller.tenant_id, sessionId);
  if (snapshot === null) throw noSession(sessionId);
  return snapshot;
}

/** What an executing decision asks of its PEP. */
export const obligationsOf = (result: Decision['result'], within_s: number): Decision['obligations'] => {
  if (!executes(result)) return [];
  return [...(result === 'MODIFY' ? [{ type: 'replace_parameters' as const }] : []), { type: 'report_outcome', within_s }];
};
