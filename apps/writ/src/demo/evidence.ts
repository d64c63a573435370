import { join } from 'node:path';
import type { KeyRecord, ReceiptPayload, SessionExport, StoredReceipt } from '@writ/receipt';
import { verifyReceipt, verifySession } from '@writ/receipt';
import { writePrivate } from '../hook/private-file.js';

/** What `writ verify` says of one copy. */
export interface Verdict {
  readonly verdict: string;
  readonly cause: string | null;
}

/** What checking the evidence of the whole run came to. */
export interface EvidenceReport {
  readonly sessions: number;
  readonly receipts: number;
  readonly valid: number;
  /** A copy in which one policy hash was changed; null where no decision was there to change. */
  readonly tampered: Verdict | null;
  /** A copy from which one receipt was taken out; null where there was none to take. */
  readonly shortened: Verdict | null;
  readonly files: readonly string[];
  readonly held: boolean;
}

/** Writes the exports, then verifies them as anyone could: with the files and the public keys, without the service. */
export const checkEvidence = (exports: readonly SessionExport[], keys: readonly KeyRecord[], folder: string): EvidenceReport => {
  const files = exports.map((exported) => {
    const file = join(folder, `${exported.session_id}.json`);
    writePrivate(file, `${JSON.stringify(exported, null, 2)}\n`);
    return file;
  });
  const valid = exports.filter((exported) => verifySession(exported, { keys }).verdict === 'valid');
  const receipts = exports.reduce((sum, exported) => sum + exported.receipts.length, 0);
  const decided = exports.flatMap((exported) => exported.receipts).find((receipt) => payloadOf(receipt).decision !== null);
  const tampered = decided === undefined ? null : verdictOf(verifyReceipt(withOtherPolicy(decided), { keys }));
  const [first] = exports;
  const shortened = first === undefined ? null : verdictOf(verifySession(withoutSecond(first), { keys }));
  return {
    sessions: exports.length,
    receipts,
    valid: valid.reduce((sum, exported) => sum + exported.receipts.length, 0),
    tampered,
    shortened,
    files,
    held: exports.length > 0 && valid.length === exports.length && tampered?.verdict === 'invalid' && shortened?.cause === 'gap',
  };
};

const verdictOf = ({ verdict, cause }: { readonly verdict: string; readonly cause: string | null }): Verdict => ({ verdict, cause });

const withoutSecond = (exported: SessionExport): SessionExport => ({
  ...exported,
  receipts: exported.receipts.filter((_, index) => index !== 1),
});

export const payloadOf = (receipt: StoredReceipt): ReceiptPayload => JSON.parse(receipt.payload) as ReceiptPayload;

const withOtherPolicy = (receipt: StoredReceipt): StoredReceipt => {
  const hash = payloadOf(receipt).decision?.policy.hash ?? '';
  const other = `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`;
  return { ...receipt, payload: receipt.payload.replace(hash, other) };
};
