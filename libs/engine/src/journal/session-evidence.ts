import type { Entry } from '@writ/aarm';
import { GENESIS, entryHash, receiptDigest } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import type { Evidence } from './evidence.js';
import type { Head } from './head.js';
import type { SessionRecord, Store } from './ports.js';

/** A session's row, and the entries that lead from a head that is believed to the head of the row. */
export interface LoadedSession {
  readonly session: SessionRecord;
  /** The head that the entries follow. */
  readonly from: Head;
  readonly entries: readonly Entry[];
}

/**
 * INVARIANT: a session's context counts only with its evidence. The entries are the hash chain that ends in the head, the newest receipt
 * commits to them, and the row says of whom the session is what its first receipt says. Rejects with `evidence_broken`.
 */
export async function requireSessionEvidence(
  services: { readonly evidence: Evidence; readonly store: Pick<Store, 'receiptAt'> },
  loaded: LoadedSession,
): Promise<void> {
  const { evidence } = services;
  const { session, from } = loaded;
  const { tenant_id, session_id, head } = session;
  const refuse = (row: string, why: string): Error => evidence.refuse({ tenant_id, session_id, row }, why);
  const broken = findBrokenEntry(loaded);
  if (broken !== null) throw refuse(`entries ${session_id} ${broken.seq.toString()}`, broken.why);
  if (head.receipt_seq === from.receipt_seq && head.receipt_hash === from.receipt_hash) return;
  const newest = await openReceipt(services, session, head.receipt_seq);
  if (newest.digest !== head.receipt_hash) throw refuse(`sessions ${session_id}`, 'its head is not its newest receipt');
  const why = findContradiction(loaded, newest.payload);
  if (why !== null) throw refuse(`sessions ${session_id}`, why);
  if (from.receipt_seq >= 0) return;
  const opening = head.receipt_seq === 0 ? newest : await openReceipt(services, session, 0);
  const wrong = findWrongOwner(session, opening.payload);
  if (wrong !== null) throw refuse(`sessions ${session_id}`, wrong);
}

/** The first entry that does not belong where it stands; null where they lead from one head to the other. */
export function findBrokenEntry({ session, from, entries }: LoadedSession): { readonly seq: number; readonly why: string } | null {
  let { entry_seq: seq, entry_hash: prev } = from;
  for (const entry of entries) {
    seq += 1;
    if (entry.seq !== seq) return { seq, why: 'it is missing' };
    if (entry.prev_hash !== prev) return { seq, why: 'it does not follow the entry before it' };
    if (entryHash(entry) !== entry.hash) return { seq, why: 'its hash does not cover what it says' };
    prev = entry.hash;
  }
  if (session.head.entry_seq !== seq || session.head.entry_hash !== prev) return { seq: seq + 1, why: 'the head names another last entry' };
  return null;
}

async function openReceipt(
  { evidence, store }: Parameters<typeof requireSessionEvidence>[0],
  { tenant_id, session_id }: SessionRecord,
  seq: number,
): Promise<{ readonly payload: ReceiptPayload; readonly digest: string }> {
  const place = { tenant_id, session_id, row: `receipts ${session_id} ${seq.toString()}` };
  const receipt = await store.receiptAt(tenant_id, session_id, seq);
  if (receipt === null) throw evidence.refuse(place, 'it is missing');
  const payload = await evidence.open(receipt, place);
  const { tenant, context, chain } = payload;
  if (tenant !== tenant_id || context.session_id !== session_id || chain.seq !== seq)
    throw evidence.refuse(place, 'it is of another place');
  return { payload, digest: receiptDigest(receipt.payload) };
}

function findContradiction({ session, from, entries }: LoadedSession, { kind, context }: ReceiptPayload): string | null {
  if ((kind === 'session_seal') !== (session.status === 'closed')) return `it is ${session.status}, and its newest receipt says otherwise`;
  const hashAt = new Map<number, string>([
    [-1, GENESIS],
    [from.entry_seq, from.entry_hash],
  ]);
  for (const { seq, hash } of entries) hashAt.set(seq, hash);
  return hashAt.get(context.head_seq) === context.context_hash ? null : 'its newest receipt commits to another context';
}

/** Whose session it is decides who may act in it. Sessions that hold no actions are of no agent. */
function findWrongOwner({ principal, agent_instance }: SessionRecord, { requester_context: requester }: ReceiptPayload): string | null {
  const agent = requester?.agent ?? null;
  if (agent === null) return null;
  if (requester?.human?.id !== principal) return 'its principal is not the person of its first receipt';
  return agent.instance === agent_instance ? null : 'its agent instance is not that of its first receipt';
}
