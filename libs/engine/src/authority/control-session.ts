import { LOWEST } from '@writ/aarm';
import type { PolicyActor, PolicyEvent, RequesterContext } from '@writ/aarm';
import { signingInput } from '@writ/receipt';
import { EMPTY_HEAD, chainReceipt } from '../journal/chain.js';
import type { ReceiptDraft, UnsignedReceipt } from '../journal/chain.js';
import type { Head } from '../journal/head.js';
import { newId } from '../journal/identifiers.js';
import type { AppendUnit, ReceiptRow, SessionRecord, Signer } from '../journal/ports.js';

/** The session that holds everything that ever happened to a tenant's policy, verified like any other. */
export const controlSessionId = (tenantId: string): string => `ses_policy_${tenantId}`;

/** Where and by whom an event is written. */
export interface Recording {
  readonly tenant_id: string;
  readonly issuer: string;
  readonly by: PolicyActor;
  /** Where the control session ends; null where it is not there yet. */
  readonly head: Head | null;
  /** RFC 3339. */
  readonly now: string;
}

/** An event in its place: the unit is unsigned. */
export interface ComposedEvent {
  readonly head: Head;
  readonly receipts: readonly (UnsignedReceipt & Pick<ReceiptRow, 'seq' | 'receipt_id' | 'decision_id' | 'kind' | 'issued_at'>)[];
  /** Of the `policy_event` receipt. */
  readonly receipt_id: string;
  readonly seq: number;
}

/** Writes the event down as a receipt; the first one opens the control session. */
export function composeEvent(at: Recording, event: PolicyEvent): ComposedEvent {
  const opening = at.head === null ? chained(at, EMPTY_HEAD, { kind: 'session_open' }) : null;
  const told = chained(at, opening?.head ?? at.head ?? EMPTY_HEAD, { kind: 'policy_event', policy_event: event });
  const receipts = opening === null ? [told.row] : [opening.row, told.row];
  return { head: told.head, receipts, receipt_id: told.row.receipt_id, seq: told.row.seq };
}

function chained(
  at: Recording,
  from: Head,
  said: Pick<ReceiptDraft, 'kind' | 'policy_event'>,
): { readonly head: Head; readonly row: ComposedEvent['receipts'][number] } {
  const session_id = controlSessionId(at.tenant_id);
  const receipt_id = newId('rct', Date.parse(at.now));
  const { receipt, head } = chainReceipt(from, {
    receipt_id,
    issuer: at.issuer,
    tenant: at.tenant_id,
    issued_at: at.now,
    context: { session_id, level: LOWEST.level, labels: [] },
    action: null,
    requester_context: requesterOf(at.by, session_id),
    decision: null,
    approval: null,
    deferral: null,
    execution: null,
    ...said,
  });
  return { head, row: { ...receipt, seq: head.receipt_seq, receipt_id, decision_id: null, kind: said.kind, issued_at: at.now } };
}

function requesterOf({ id, roles, service }: PolicyActor, session: string): RequesterContext {
  const party = { id, roles: [...roles], scope: [] };
  return {
    human: service ? null : party,
    service: service ? party : null,
    agent: null,
    session,
    effective_scope: [],
    delegation_chain: [],
    evidence: [],
  };
}

/** Signs the event's receipts and makes the unit that appends them. */
export async function signEvent(signer: Pick<Signer, 'sign' | 'protected'>, at: Recording, composed: ComposedEvent): Promise<AppendUnit> {
  const header = signer.protected;
  const signatures = await signer.sign(composed.receipts.map(({ payload }) => signingInput(header, payload)));
  const receipts = composed.receipts.map((receipt, index): ReceiptRow => {
    const signature = signatures[index];
    // INVARIANT: no change of the policy without its signed receipt.
    if (signature === undefined) throw new TypeError('the signer gave too few signatures');
    return { ...receipt, protected: header, signature };
  });
  return {
    tenant_id: at.tenant_id,
    session_id: controlSessionId(at.tenant_id),
    expected: at.head,
    head: composed.head,
    open: at.head === null ? controlSession(at, composed.head) : null,
    close: false,
    entries: [],
    receipts,
    decision: null,
    change: null,
  };
}

/** No enforcement point can use it: none acts for this agent instance. */
const controlSession = ({ tenant_id, now }: Recording, head: Head): SessionRecord => ({
  tenant_id,
  session_id: controlSessionId(tenant_id),
  pep_id: 'writ:control',
  host_session_id: 'policy',
  parent_session_id: null,
  agent_type: 'writ-policy',
  agent_instance: 'writ:control',
  principal: 'writ',
  status: 'open',
  opened_at: now,
  head,
});
