import { receiptDigest } from './digest.js';
import { GENESIS } from './receipt.js';
import type { ReceiptPayload, SessionExport, StoredReceipt } from './receipt.js';
import { findContradiction } from './session-coherence.js';
import { isObject } from './shape.js';
import { VALID, invalid, undecidable } from './verdict.js';
import type { Refusal, SessionVerdict } from './verdict.js';
import { verifyReceipt } from './verify-receipt.js';
import type { VerifyOptions } from './verify-receipt.js';

/** A receipt of which its own verification has passed. */
interface Verified {
  readonly receipt: StoredReceipt;
  readonly payload: ReceiptPayload;
}

/** What failed, and at which receipt. */
interface Finding {
  readonly seq: number | null;
  readonly refusal: Refusal;
  readonly missing?: readonly number[];
}

/** How many missing receipts a verdict names at most. */
const MAX_LISTED = 1000;

/** The format of session exports that this verifier reads. */
export const SESSION_EXPORT_FORMAT = 'writ-session-export/v1';

/**
 * Verifies a session's export offline: every receipt by itself, then that nothing is missing, doubled, moved or foreign,
 * then that the story they tell makes sense. The first finding is the verdict. Total, like {@link verifyReceipt}.
 *
 * A tail cut off together with `count` is silent unless the session was sealed: compare with what a PEP holds.
 */
export function verifySession(session: SessionExport, options: VerifyOptions): SessionVerdict {
  if (!isSessionExport(session)) return report(null, [], { seq: null, refusal: undecidable('malformed', 'this is not a session export') });
  const refused = verifyEach(session, options);
  if (refused !== null) return report(session, [], refused);
  const chain = session.receipts.map((receipt) => ({ receipt, payload: JSON.parse(receipt.payload) as ReceiptPayload }));
  const finding =
    findForeign(chain, session) ??
    findFork(chain) ??
    findGap(chain, session) ??
    findBreak(chain) ??
    findWrongOpening(chain) ??
    findContradiction(chain.map(({ payload }) => payload));
  return report(session, chain, finding);
}

function isSessionExport(value: unknown): value is SessionExport {
  return (
    isObject(value) &&
    value['format'] === SESSION_EXPORT_FORMAT &&
    typeof value['tenant'] === 'string' &&
    typeof value['session_id'] === 'string' &&
    Number.isSafeInteger(value['count']) &&
    Array.isArray(value['receipts'])
  );
}

/** A refuted receipt outweighs one that cannot be decided. */
function verifyEach(session: SessionExport, options: VerifyOptions): Finding | null {
  let undecided: Finding | null = null;
  for (const [index, receipt] of session.receipts.entries()) {
    const verdict = verifyReceipt(receipt, options);
    if (verdict.verdict === 'invalid') return { seq: index, refusal: verdict };
    if (verdict.verdict === 'undecidable') undecided ??= { seq: index, refusal: verdict };
  }
  return undecided;
}

function findForeign(chain: readonly Verified[], session: SessionExport): Finding | null {
  const foreign = chain.find(({ payload }) => payload.context.session_id !== session.session_id || payload.tenant !== session.tenant);
  return foreign === undefined ? null : at(foreign, 'foreign-receipt');
}

function findFork(chain: readonly Verified[]): Finding | null {
  const seen = new Set<number>();
  for (const link of chain) {
    const { seq } = link.payload.chain;
    if (seen.has(seq)) return at(link, 'forked', `two receipts claim seq \`${String(seq)}\``);
    seen.add(seq);
  }
  return null;
}

/** Omission shows: every seq from 0 to the last, and up to `count`, must be there. */
function findGap(chain: readonly Verified[], { count }: SessionExport): Finding | null {
  const present = new Set(chain.map(({ payload }) => payload.chain.seq));
  const expected = Math.max(count, highest(present) + 1);
  const missing: number[] = [];
  // `count` is untrusted: it may not make the verifier list without end.
  for (let seq = 0; seq < expected && missing.length < MAX_LISTED; seq += 1) {
    if (!present.has(seq)) missing.push(seq);
  }
  const [first] = missing;
  if (first === undefined) {
    return count === chain.length
      ? null
      : {
          seq: null,
          refusal: invalid('chain-broken', `the export counts \`${String(count)}\` receipts but holds \`${String(chain.length)}\``),
        };
  }
  return { seq: first, refusal: invalid('gap', `seq ${missing.map((seq) => `\`${String(seq)}\``).join(', ')} missing`), missing };
}

function findBreak(chain: readonly Verified[]): Finding | null {
  let prev = GENESIS;
  for (const [index, link] of chain.entries()) {
    const { seq, prev: claimed } = link.payload.chain;
    if (seq !== index) return at(link, 'chain-broken', `seq \`${String(seq)}\` stands in place \`${String(index)}\``);
    if (claimed !== prev) return at(link, 'chain-broken', `seq \`${String(seq)}\` does not follow the receipt before it`);
    prev = receiptDigest(link.receipt.payload);
  }
  return null;
}

/** One `session_open`, at the beginning; a `session_seal` only at the end. */
function findWrongOpening(chain: readonly Verified[]): Finding | null {
  const last = chain.length - 1;
  if (chain.length === 0) return { seq: null, refusal: undecidable('malformed', 'the export holds no receipts') };
  for (const [index, link] of chain.entries()) {
    if ((link.payload.kind === 'session_open') !== (index === 0)) return at(link, 'session-open');
    if (link.payload.kind === 'session_seal' && index !== last) return at(link, 'incoherent', 'a receipt follows the session seal');
  }
  return null;
}

const highest = (numbers: ReadonlySet<number>): number => [...numbers].reduce((most, number) => Math.max(most, number), -1);

const at = (link: Verified, ...[cause, detail]: Parameters<typeof invalid>): Finding => ({
  seq: link.payload.chain.seq,
  refusal: invalid(cause, detail),
});

function report(session: SessionExport | null, chain: readonly Verified[], finding: Finding | null): SessionVerdict {
  return {
    ...(finding?.refusal ?? VALID),
    seq: finding?.seq ?? null,
    receipts: session?.receipts.length ?? 0,
    missing: finding?.missing ?? [],
    sealed: chain.at(-1)?.payload.kind === 'session_seal',
  };
}
