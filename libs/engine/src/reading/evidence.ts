import { ProblemError, fold, openingState } from '@writ/aarm';
import type { Caller, ContextState, Decision, EntryBody } from '@writ/aarm';
import { SESSION_EXPORT_FORMAT } from '@writ/receipt';
import type { SessionExport, StoredReceipt } from '@writ/receipt';
import { decisionOf, owned, ownsSession, sessionSnapshot } from '../journal/access.js';
import type { Journal } from '../journal/journal.js';
import type { ReceiptRow, SessionSummary } from '../journal/ports.js';
import { priorActions, shownState } from './prior-actions.js';
import type { PriorAction } from './prior-actions.js';

/** What this works with. */
export type EvidenceServices = Pick<Journal, 'sessions' | 'store'>;

/** `GET /v1/decisions/{id}/context`: the state decided on, with every prior action and classification. */
export interface ContextReport {
  readonly state: ContextState;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly prior_actions: readonly PriorAction[];
}

/** All evidence of one decision: its receipts from first to last. */
export interface DecisionBundle {
  readonly decision: Decision;
  readonly receipts: readonly StoredReceipt[];
}

const stored = ({ payload, protected: header, signature, disclosures }: StoredReceipt): StoredReceipt => ({
  payload,
  protected: header,
  signature,
  disclosures,
});

/** The state that a decision was taken on, with every action before it. */
export async function contextOf(services: EvidenceServices, caller: Caller, decisionId: string): Promise<ContextReport> {
  const record = await decisionOf(services, caller, decisionId);
  const { session } = await sessionSnapshot(services, caller, record.session_id);
  const entries = await services.store.entries(caller.tenant_id, record.session_id, -1);
  const bodies = entries.map((entry) => JSON.parse(entry.body) as EntryBody);
  const at = bodies.findIndex((body) => body.kind === 'action' && body.action_id === record.answer.action_id);
  const before = entries.slice(0, Math.max(0, at));
  const opening = openingState({ session_id: session.session_id, started_at: session.opened_at });
  const state = before.reduce(fold, opening);
  return { state: shownState(state), head: { seq: state.head_seq, hash: state.head_hash }, prior_actions: priorActions(before, bodies) };
}

/** The newest sessions; an enforcement point sees those of its own agent instance. */
export async function sessions({ store }: Pick<Journal, 'store'>, caller: Caller, limit: number): Promise<readonly SessionSummary[]> {
  const all = await store.sessions(caller.tenant_id, { limit });
  return caller.kind === 'person' ? all : all.filter(({ agent_instance }) => agent_instance === caller.agent_instance);
}

/** All receipts of a session, in order. The count is that of its head, so a tail that was cut off shows as a gap. */
export async function sessionReceipts(
  { sessions: known, store }: EvidenceServices,
  caller: Caller,
  sessionId: string,
): Promise<SessionExport> {
  const snapshot = owned(await known.reload(caller.tenant_id, sessionId), sessionId, caller);
  const { receipt_seq: last } = snapshot.head;
  const rows = (await store.receipts(caller.tenant_id, sessionId)).filter(({ seq }) => seq <= last);
  return { format: SESSION_EXPORT_FORMAT, tenant: caller.tenant_id, session_id: sessionId, receipts: rows.map(stored), count: last + 1 };
}

/** One receipt. */
export async function receipt(services: EvidenceServices, caller: Caller, receiptId: string): Promise<StoredReceipt> {
  const row: (ReceiptRow & { readonly session_id: string }) | null = await services.store.receipt(caller.tenant_id, receiptId);
  if (row === null || !(await ownsSession(services, caller, row.session_id)))
    throw new ProblemError('receipt_not_found', { detail: `there is no receipt \`${receiptId}\``, field: 'receipt_id' });
  return stored(row);
}

/** A decision with its receipts from first to last. */
export async function bundle(services: EvidenceServices, caller: Caller, decisionId: string): Promise<DecisionBundle> {
  const record = await decisionOf(services, caller, decisionId);
  const rows = await services.store.receiptsOfDecision(caller.tenant_id, decisionId);
  return { decision: record.answer, receipts: rows.map(stored) };
}
