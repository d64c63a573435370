import { randomFillSync } from 'node:crypto';
import type { Entry, EntryBody, Json, RequesterContext } from '@writ/aarm';
import { GENESIS, canonicalize, disclosure, entryHash, receiptDigest } from '@writ/receipt';
import type { CanonicalText, ReceiptAction, ReceiptPayload } from '@writ/receipt';
import type { Head } from './head.js';

/** The head of a session with nothing in it. */
export const EMPTY_HEAD: Head = { entry_seq: -1, entry_hash: GENESIS, receipt_seq: -1, receipt_hash: GENESIS };

/** Chains entries onto a head. */
export function chainEntries(
  head: Head,
  at: string,
  bodies: readonly EntryBody[],
): { readonly entries: readonly Entry[]; readonly head: Head } {
  let seq = head.entry_seq;
  let prev = head.entry_hash;
  const entries = bodies.map((content): Entry => {
    seq += 1;
    const unhashed = { seq, kind: content.kind, at, body: canonicalize(content), prev_hash: prev };
    prev = entryHash(unhashed);
    return { ...unhashed, hash: prev };
  });
  return { entries, head: { ...head, entry_seq: seq, entry_hash: prev } };
}

/** What a receipt says, before it has its place in the chain. */
export type ReceiptDraft = Omit<ReceiptPayload, 'version' | 'canon' | 'action' | 'context' | 'chain' | '_sd' | '_sd_alg'> & {
  /** The requester may be text already: it is the same for every action of a session. */
  readonly action: (Omit<ReceiptAction, 'requester_context'> & { readonly requester_context: RequesterContext | CanonicalText }) | null;
  readonly context: Omit<ReceiptPayload['context'], 'context_hash' | 'head_seq'>;
};

/** A receipt in its place, ready to sign. */
export interface UnsignedReceipt {
  /** RFC 8785 text of the {@link ReceiptPayload}. */
  readonly payload: string;
  readonly disclosures: readonly string[];
}

/**
 * Chains a receipt onto a head whose entries are already those of this step: it commits to everything known when the
 * step was taken, this step included. Each named value is committed to by a salted digest and disclosed beside it.
 */
export function chainReceipt(
  head: Head,
  draft: ReceiptDraft,
  disclose: Readonly<Record<string, Json | CanonicalText>> = {},
): { readonly receipt: UnsignedReceipt; readonly head: Head } {
  const disclosed = Object.entries(disclose).map(([name, value]) => disclosure({ salt: salt(), name, value }));
  const content: ReceiptDraft & Pick<ReceiptPayload, 'version' | 'canon' | 'context' | 'chain' | '_sd' | '_sd_alg'> = {
    ...draft,
    version: '1.0',
    canon: 'jcs',
    context: { ...draft.context, context_hash: head.entry_hash, head_seq: head.entry_seq },
    chain: { seq: head.receipt_seq + 1, prev: head.receipt_hash },
    _sd: disclosed.map(({ digest }) => digest).sort(),
    _sd_alg: 'sha-256',
  };
  const payload = canonicalize(content);
  return {
    receipt: { payload, disclosures: disclosed.map(({ encoded }) => encoded) },
    head: { ...head, receipt_seq: head.receipt_seq + 1, receipt_hash: receiptDigest(payload) },
  };
}

const SALT_BYTES = 16;
const pool = Buffer.alloc(SALT_BYTES * 256);
let used = pool.length;

/** 16 random bytes in base64url; drawn from the system 256 at a time, each used once. */
export function salt(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += SALT_BYTES;
  return pool.toString('base64url', used - SALT_BYTES, used);
}
