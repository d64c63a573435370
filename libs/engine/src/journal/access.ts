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

/** The snapshot, if it is there and this caller may use it. */
export function owned(snapshot: Snapshot | null, sessionId: string, caller: Caller): Snapshot {
  if (snapshot === null) throw noSession(sessionId);
  requireOwner(snapshot.session, caller);
  return snapshot;
}

/** Refuses an enforcement point of another agent instance. */
export function requireOwner(session: SessionRecord, caller: Caller): void {
  if (caller.kind === 'pep' && session.agent_instance !== caller.agent_instance) {
    throw new ProblemError('session_foreign', {
      detail: `session \`${session.session_id}\` belongs to another agent instance: open one of your own`,
      field: 'session_id',
    });
  }
}

export const noSession = (sessionId: string): ProblemError =>
  new ProblemError('session_not_found', { detail: `there is no session \`${sessionId}\`: open one first`, field: 'session_id' });

export const closedSession = (sessionId: string): ProblemError =>
  new ProblemError('session_closed', { detail: `session \`${sessionId}\` is closed: open a new one`, field: 'session_id' });

/** The decision's record, if this caller may see it; foreign ones look like unknown ones to people of other tenants. */
export async function decisionOf(
  journal: Pick<Journal, 'store' | 'sessions'>,
  caller: Caller,
  decisionId: string,
): Promise<DecisionRecord> {
  const record = await journal.store.decision(caller.tenant_id, decisionId);
  if (record === null)
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  await requireSessionOf(journal, caller, record);
  return record;
}

async function requireSessionOf(journal: Pick<Journal, 'sessions'>, caller: Caller, record: DecisionRecord): Promise<void> {
  if (caller.kind === 'person') return;
  requireOwner((await sessionSnapshot(journal, caller, record.session_id)).session, caller);
}

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
