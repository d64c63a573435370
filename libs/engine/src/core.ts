import { ProblemError, executes } from '@writ/aarm';
import type { Caller, Decision, DeferralSettings, PepCaller } from '@writ/aarm';
import type { EventEmitter } from 'node:events';
import type { Clock } from './clock.js';
import type { Distance } from './distance.js';
import type { Evaluate } from './evaluate.js';
import { timestamp } from './clock.js';
import type { Place } from './compose-follow-up.js';
import { newId } from './identifiers.js';
import type { Pipeline } from './pipeline.js';
import type { Policies } from './policies/ports.js';
import type { Shadow } from './replay/shadow.js';
import type { DecisionRecord, SessionRecord, Signals, Signer, Store } from './ports.js';
import type { Sessions, Snapshot } from './sessions.js';
import type { Grants } from './grants/grants.js';
import type { AsksPresence } from './presence/demand.js';
import type { Passkeys } from './presence/passkeys.js';
import type { Stops } from './stops/stops.js';
import type { ToolPins } from './tools/tool-pins.js';

/** What every operation of the engine works with. */
export interface Core {
  readonly store: Store;
  readonly signer: Signer;
  readonly policies: Policies;
  readonly stops: Stops;
  readonly grants: Grants;
  readonly passkeys: Passkeys;
  /** Whether a yes to a decision takes a passkey. */
  readonly asksPresence: AsksPresence;
  readonly toolPins: ToolPins;
  readonly signals: Signals;
  readonly distance: Distance;
  readonly sessions: Sessions;
  readonly pipeline: Pipeline;
  readonly evaluate: Evaluate;
  readonly clock: Clock;
  readonly deferrals: DeferralSettings;
  readonly issuer: (tenantId: string) => string;
  /** Emits a decision's id when its state changed here. */
  readonly changed: EventEmitter;
  /** Sees every new decision once it is durable. */
  readonly shadow: Pick<Shadow, 'observe'>;
}

/** What it takes to show evidence: nothing that could write any. */
export type Reading = Pick<Core, 'store' | 'sessions' | 'asksPresence'>;

/** Where and when the next receipt of a session is written. */
export const placeOf = (core: Core, snapshot: Snapshot, now: number): Place => ({
  snapshot,
  issuer: core.issuer(snapshot.session.tenant_id),
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
export async function decisionOf(core: Reading, caller: Caller, decisionId: string): Promise<DecisionRecord> {
  const record = await core.store.decision(caller.tenant_id, decisionId);
  if (record === null)
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  await requireSessionOf(core, caller, record);
  return record;
}

async function requireSessionOf(core: Reading, caller: Caller, record: DecisionRecord): Promise<void> {
  if (caller.kind === 'person') return;
  requireOwner((await sessionSnapshot(core, caller, record.session_id)).session, caller);
}

/** The session, cached. */
export async function sessionSnapshot(core: Reading, caller: Caller | PepCaller, sessionId: string): Promise<Snapshot> {
  const snapshot = await core.sessions.load(caller.tenant_id, sessionId);
  if (snapshot === null) throw noSession(sessionId);
  return snapshot;
}

/** What an executing decision asks of its PEP. */
export const obligationsOf = (result: Decision['result'], within_s: number): Decision['obligations'] => {
  if (!executes(result)) return [];
  return [...(result === 'MODIFY' ? [{ type: 'replace_parameters' as const }] : []), { type: 'report_outcome', within_s }];
};
