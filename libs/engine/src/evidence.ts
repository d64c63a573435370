import { ProblemError, fold, openingState } from '@writ/aarm';
import type { ContextState, Caller, Decision, Entry, EntryBody, PersonCaller } from '@writ/aarm';
import { SESSION_EXPORT_FORMAT } from '@writ/receipt';
import type { SessionExport, StoredReceipt } from '@writ/receipt';
import { decisionOf, requireOwner, sessionSnapshot } from './core.js';
import type { Core, Reading } from './core.js';
import { concerns } from './eligible.js';
import type { ApprovalRequest, ApprovalsPage, ApprovalsQuery, ContextReport, DecisionBundle, PriorAction } from './engine.js';
import type { DecisionRecord, DeferredPlace, ReceiptRow, SessionSummary } from './ports.js';
import type { Snapshot } from './sessions.js';

/** How often a waiting caller looks whether another process ended the wait. */
const POLL_MS = 250;
/** Pending decisions that a person is shown at once. */
const MOST_LISTED = 500;
/** Prior actions that an approver is shown, and entries among which they are looked for. */
const MOST_PRIOR = 10;
const LOOKED_BACK = 60;

const stored = ({ payload, protected: header, signature, disclosures }: StoredReceipt): StoredReceipt => ({
  payload,
  protected: header,
  signature,
  disclosures,
});

/** The decision once it no longer waits, or as it stands after `waitMs`. */
export async function awaitDecision(
  core: Core,
  caller: Caller,
  { decisionId, waitMs, signal }: { readonly decisionId: string; readonly waitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Decision> {
  const until = Date.now() + waitMs;
  for (;;) {
    const { answer } = await decisionOf(core, caller, decisionId);
    const left = until - Date.now();
    if (answer.pending === null || left <= 0 || signal?.aborted === true) return answer;
    await change(core, decisionId, { ms: Math.min(left, POLL_MS), signal });
  }
}

async function change(
  { changed }: Core,
  decisionId: string,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      changed.off(decisionId, end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    changed.once(decisionId, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** The state that a decision was taken on, with every action before it. */
export async function contextOf(core: Reading, caller: Caller, decisionId: string): Promise<ContextReport> {
  const record = await decisionOf(core, caller, decisionId);
  const { session } = await sessionSnapshot(core, caller, record.session_id);
  const entries = await core.store.entries(caller.tenant_id, record.session_id, -1);
  const bodies = entries.map((entry) => JSON.parse(entry.body) as EntryBody);
  const at = bodies.findIndex((body) => body.kind === 'action' && body.action_id === record.answer.action_id);
  const before = entries.slice(0, Math.max(0, at));
  const opening = openingState({ session_id: session.session_id, started_at: session.opened_at });
  const state = before.reduce(fold, opening);
  return { state: shownState(state), head: { seq: state.head_seq, hash: state.head_hash }, prior_actions: priorActions(before, bodies) };
}

function priorActions(entries: readonly Entry[], bodies: readonly EntryBody[]): ContextReport['prior_actions'] {
  const results = new Map(
    bodies.flatMap((body) => (body.kind === 'decision' || body.kind === 'resolution' ? [[body.action_id, body.result] as const] : [])),
  );
  return entries.flatMap((entry, i) => {
    const body = bodies[i];
    if (body?.kind !== 'action') return [];
    const { action_id, tool, operation } = body;
    return [{ action_id, tool, operation, result: results.get(action_id) ?? null, at: entry.at }];
  });
}

/** The step-ups that this person may answer. */
export async function approvals(core: Reading, caller: PersonCaller): Promise<readonly ApprovalRequest[]> {
  const [records, now] = await Promise.all([core.store.pending(caller.tenant_id, { limit: MOST_LISTED }), core.store.now()]);
  const requests = await Promise.all(
    records.filter((record) => concerns(record, caller, now)).map(async (record) => requestOf(core, record)),
  );
  return requests.flatMap((request) => (request === null ? [] : [request]));
}

/** Rows that are looked at for one page: somebody whom few of them concern gets a short page, and goes on. */
const MOST_ROUNDS = 5;

/** One page of the step-ups that this person may answer, by deadline. */
export async function approvalsPage(core: Reading, caller: PersonCaller, { limit, after }: ApprovalsQuery): Promise<ApprovalsPage> {
  const now = await core.store.now();
  const found: ApprovalRequest[] = [];
  let place = after === null ? null : placeIn(after);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const records = await core.store.pending(caller.tenant_id, { limit, after: place });
    for (const record of records) {
      place = { deadline: record.deadline ?? '', decision_id: record.decision_id };
      const request = concerns(record, caller, now) ? await requestOf(core, record) : null;
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
async function latestBefore(core: Reading, { session, head }: Snapshot, actionId: string): Promise<readonly PriorAction[]> {
  const entries = await core.store.entries(session.tenant_id, session.session_id, Math.max(-1, head.entry_seq - LOOKED_BACK));
  const bodies = entries.map((entry) => JSON.parse(entry.body) as EntryBody);
  const at = bodies.findIndex((body) => body.kind === 'action' && body.action_id === actionId);
  return priorActions(at < 0 ? entries : entries.slice(0, at), bodies).slice(-MOST_PRIOR);
}

/** Signals that an approver sees. */
const SHOWN = ['effect', 'destinations', 'call_origin', 'untrusted_values', 'risk_signals', 'semantic_distance', 'drift'];

/** A state as it is given out: the index of what was read is digests that say nothing to anybody. */
const shownState = (state: ContextState): ContextState => ({ ...state, lineage: { ...state.lineage, segments: [] } });

async function requestOf(core: Reading, { tenant_id, answer, suspended, session_id }: DecisionRecord): Promise<ApprovalRequest | null> {
  if (suspended === null) return null;
  // Other processes append too: an approver must see the session as it is now, not as it was when last used here.
  const snapshot = await core.sessions.reload(tenant_id, session_id);
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
    prior_actions: await latestBefore(core, snapshot, suspended.action.action_id),
    asked_at: suspended.deferred_at,
    // Who cannot know shows the stricter.
    presence_required: await core.asksPresence(tenant_id, suspended.policy_hash, { unknown: true }).catch(() => true),
  };
}

/** What people are asked about a decision that waits for them; null where it does not, or not any more. */
export async function question(core: Reading, tenantId: string, decisionId: string): Promise<ApprovalRequest | null> {
  const record = await core.store.decision(tenantId, decisionId);
  return record?.answer.pending?.kind === 'STEP_UP' ? requestOf(core, record) : null;
}

/** A decision as it stands, and for whom it was asked. */
export interface StandingDecision {
  readonly decision: Decision;
  readonly principal: string;
  /** What is asked for; null once nothing waits. */
  readonly asked: { readonly agent: string | null; readonly tool: string; readonly operation: string } | null;
}

/** A decision as it stands; null where there is none. */
export async function standing(core: Reading, tenantId: string, decisionId: string): Promise<StandingDecision | null> {
  const record = await core.store.decision(tenantId, decisionId);
  if (record === null) return null;
  const snapshot = await core.sessions.load(tenantId, record.session_id);
  if (snapshot === null) return null;
  const { answer, suspended } = record;
  const asked =
    suspended === null
      ? null
      : { agent: suspended.requester.agent?.id ?? null, tool: suspended.action.tool, operation: suspended.action.operation };
  return { decision: answer, principal: snapshot.session.principal, asked };
}

/** The newest sessions; an enforcement point sees those of its own agent instance. */
export async function sessions({ store }: Reading, caller: Caller, limit: number): Promise<readonly SessionSummary[]> {
  const all = await store.sessions(caller.tenant_id, { limit });
  return caller.kind === 'person' ? all : all.filter(({ agent_instance }) => agent_instance === caller.agent_instance);
}

/** All receipts of a session, in order. */
export async function sessionReceipts(core: Reading, caller: Caller, sessionId: string): Promise<SessionExport> {
  const { session } = await sessionSnapshot(core, caller, sessionId);
  requireOwner(session, caller);
  const rows = await core.store.receipts(caller.tenant_id, sessionId);
  return { format: SESSION_EXPORT_FORMAT, tenant: caller.tenant_id, session_id: sessionId, receipts: rows.map(stored), count: rows.length };
}

/** One receipt. */
export async function receipt(core: Reading, caller: Caller, receiptId: string): Promise<StoredReceipt> {
  const row: (ReceiptRow & { readonly session_id: string }) | null = await core.store.receipt(caller.tenant_id, receiptId);
  if (row === null) throw new ProblemError('receipt_not_found', { detail: `there is no receipt \`${receiptId}\``, field: 'receipt_id' });
  requireOwner((await sessionSnapshot(core, caller, row.session_id)).session, caller);
  return stored(row);
}

/** A decision with its receipts from first to last. */
export async function bundle(core: Reading, caller: Caller, decisionId: string): Promise<DecisionBundle> {
  const record = await decisionOf(core, caller, decisionId);
  const rows = await core.store.receiptsOfDecision(caller.tenant_id, decisionId);
  return { decision: record.answer, receipts: rows.map(stored) };
}
