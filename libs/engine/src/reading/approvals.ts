import { ProblemError, isAddressedTo } from '@writ/aarm';
import type { ContextState, ContextView, Decision, EntryBody, Json, PersonCaller, RequesterContext } from '@writ/aarm';
import type { Authority } from '../authority/authority.js';
import type { Journal } from '../journal/journal.js';
import type { DecisionRecord, DeferredPlace } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';
import { priorActions, shownState } from './prior-actions.js';
import type { PriorAction } from './prior-actions.js';

/** What this works with. */
export type ApprovalsServices = Pick<Journal, 'sessions' | 'store'> & Pick<Authority, 'requiresPresence'>;

/** Pending decisions that a person is shown at once. */
const MOST_LISTED = 500;
/** Prior actions that an approver is shown, and entries among which they are looked for. */
const MOST_PRIOR = 10;
const LOOKED_BACK = 60;

/** Where a listing begins, and how long it is. */
export interface ApprovalsQuery {
  readonly limit: number;
  /** `next` of the page before; null for the first. */
  readonly after: string | null;
}

/** A page of what waits for a person; `next` is null at the end. */
export interface ApprovalsPage {
  readonly approvals: readonly ApprovalRequest[];
  readonly next: string | null;
}

/** What an approver must see before answering (AARM R4.4). */
export interface ApprovalRequest {
  readonly decision: Decision;
  /** The digest an answer must name. */
  readonly action_digest: string;
  readonly tool: string;
  readonly operation: string;
  /** The parameters that will run. */
  readonly parameters: SuppliedParameters;
  /** Those that were submitted; policy or an approver may have narrowed them since. */
  readonly submitted_parameters: SuppliedParameters;
  readonly original_request: ContextState['request'];
  readonly requester: RequesterContext;
  readonly context: ContextState;
  /** What was remarkable when it was decided: why it was asked for, which of its values nobody vouches for, risk signals, distance. */
  readonly signals: ContextView;
  /** The latest actions of the session before this one, the last of them last. */
  readonly prior_actions: readonly PriorAction[];
  readonly asked_at: string;
  /** Whether a yes takes the signature of a passkey. */
  readonly presence_required: boolean;
}
type SuppliedParameters = Readonly<Record<string, Json>>;

/** The step-ups that this person may answer. */
export async function approvals(services: ApprovalsServices, caller: PersonCaller): Promise<readonly ApprovalRequest[]> {
  const [records, now] = await Promise.all([services.store.pending(caller.tenant_id, { limit: MOST_LISTED }), services.store.now()]);
  const requests = await Promise.all(
    records.filter((record) => mayAnswer(record, caller, now)).map(async (record) => requestOf(services, record)),
  );
  return requests.flatMap((request) => (request === null ? [] : [request]));
}

function mayAnswer({ answer: { pending }, suspended }: DecisionRecord, caller: PersonCaller, now: number): boolean {
  if (suspended === null) return false;
  const { requester, approvals: given } = suspended;
  return isAddressedTo({ pending, principal: null, requester, approvals: given }, caller, now);
}

/** Rows that are looked at for one page: somebody whom few of them concern gets a short page, and goes on. */
const MOST_ROUNDS = 5;

/** One page of the step-ups that this person may answer, by deadline. */
export async function approvalsPage(
  services: ApprovalsServices,
  caller: PersonCaller,
  { limit, after }: ApprovalsQuery,
): Promise<ApprovalsPage> {
  const now = await services.store.now();
  const found: ApprovalRequest[] = [];
  let place = after === null ? null : placeIn(after);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const records = await services.store.pending(caller.tenant_id, { limit, after: place });
    for (const record of records) {
      place = { deadline: record.deadline ?? '', decision_id: record.decision_id };
      const request = mayAnswer(record, caller, now) ? await requestOf(services, record) : null;
      if (request !== null && found.push(request) === limit) return { approvals: found, next: cursorOf(place) };
    }
    if (records.length < limit) return { approvals: found, next: null };
  }
  return { approvals: found, next: place === null ? null : cursorOf(place) };
}

const cursorOf = ({ deadline, decision_id }: DeferredPlace): string => Buffer.from(`${deadline} ${decision_id}`).toString('base64url');

function placeIn(cursor: string): DeferredPlace {
  const [deadline = '', decision_id = '', more] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (Number.isNaN(Date.parse(deadline)) || decision_id === '' || more !== undefined)
    throw new ProblemError('invalid_field', { detail: 'it is not a place in this list: take `next` of the page before', field: 'after' });
  return { deadline, decision_id };
}

/** The latest actions before one, from the end of the session: an approver is not kept waiting by a long one. */
async function latestBefore(services: ApprovalsServices, { session, head }: Snapshot, actionId: string): Promise<readonly PriorAction[]> {
  const entries = await services.store.entries(session.tenant_id, session.session_id, Math.max(-1, head.entry_seq - LOOKED_BACK));
  const bodies = entries.map((entry) => JSON.parse(entry.body) as EntryBody);
  const at = bodies.findIndex((body) => body.kind === 'action' && body.action_id === actionId);
  return priorActions(at < 0 ? entries : entries.slice(0, at), bodies).slice(-MOST_PRIOR);
}

/** Signals that an approver sees. */
const SHOWN = ['effect', 'destinations', 'call_origin', 'untrusted_values', 'risk_signals', 'semantic_distance', 'drift'];

async function requestOf(
  services: ApprovalsServices,
  { tenant_id, answer, suspended, session_id }: DecisionRecord,
): Promise<ApprovalRequest | null> {
  if (suspended === null) return null;
  // Other processes append too: an approver must see the session as it is now, not as it was when last used here.
  const snapshot = await services.sessions.reload(tenant_id, session_id);
  if (snapshot === null) return null;
  const { state } = snapshot;
  return {
    decision: answer,
    action_digest: suspended.effective_digest,
    tool: suspended.action.tool,
    operation: suspended.action.operation,
    parameters: answer.effective_parameters ?? suspended.action.parameters,
    submitted_parameters: suspended.action.parameters,
    original_request: state.request,
    requester: suspended.requester,
    context: shownState(state),
    signals: Object.fromEntries(SHOWN.flatMap((name) => (suspended.view[name] === undefined ? [] : [[name, suspended.view[name]]]))),
    prior_actions: await latestBefore(services, snapshot, suspended.action.action_id),
    asked_at: suspended.deferred_at,
    // Who cannot know shows the stricter.
    presence_required: await services.requiresPresence(tenant_id, suspended.policy_hash, { unknown: true }).catch(() => true),
  };
}

/** What people are asked about a decision that waits for them; null where it does not, or not any more. */
export async function question(services: ApprovalsServices, tenantId: string, decisionId: string): Promise<ApprovalRequest | null> {
  const record = await services.store.decision(tenantId, decisionId);
  return record?.answer.pending?.kind === 'STEP_UP' ? requestOf(services, record) : null;
}

/** A decision as it is now, and for whom it was asked. */
export interface CurrentDecision {
  readonly decision: Decision;
  readonly principal: string;
  /** What is asked for; null once nothing waits. */
  readonly asked: { readonly agent: string | null; readonly tool: string; readonly operation: string } | null;
}

/** A decision as it is now; null where there is none. */
export async function currentDecision(services: ApprovalsServices, tenantId: string, decisionId: string): Promise<CurrentDecision | null> {
  const record = await services.store.decision(tenantId, decisionId);
  if (record === null) return null;
  const snapshot = await services.sessions.load(tenantId, record.session_id);
  if (snapshot === null) return null;
  const { answer, suspended } = record;
  const asked =
    suspended === null
      ? null
      : { agent: suspended.requester.agent?.id ?? null, tool: suspended.action.tool, operation: suspended.action.operation };
  return { decision: answer, principal: snapshot.session.principal, asked };
}
