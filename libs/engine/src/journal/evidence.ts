import { ProblemError } from '@writ/aarm';
import { verifyReceipt } from '@writ/receipt';
import type { KeyRecord, ReceiptPayload, StoredReceipt } from '@writ/receipt';
import type { Signer } from './ports.js';

/** Stored state that does not agree with its signed evidence: an operator must look at it. */
export interface EvidenceAlarm {
  readonly tenant_id: string;
  readonly session_id: string;
  /** The table and the row: `decisions dec_…`. */
  readonly row: string;
  /** What disagrees. */
  readonly why: string;
}

/** Where a stored row belongs. */
export type EvidencePlace = Omit<EvidenceAlarm, 'why'>;

/** Believes what the signer signed, and nothing else that is stored. */
export interface Evidence {
  /** What a stored receipt says; rejects with `evidence_broken` where the signer did not sign exactly that. */
  open(receipt: StoredReceipt, place: EvidencePlace): Promise<ReceiptPayload>;
  /** Raises the alarm and gives the problem to throw: nothing is answered on state that nobody vouches for. */
  refuse(place: EvidencePlace, why: string): ProblemError;
}

/** Evidence by the signer's own history of keys: the trust anchor never comes out of the database. */
export function evidenceBy(signer: Pick<Signer, 'keys'>, alarm: (alarm: EvidenceAlarm) => void): Evidence {
  let known: Promise<readonly KeyRecord[]> | null = null;
  const refuse = (place: EvidencePlace, why: string): ProblemError => {
    alarm({ ...place, why });
    const detail = `what is stored of session \`${place.session_id}\` does not agree with its signed evidence`;
    return new ProblemError('evidence_broken', { detail });
  };
  const verdictOf = async (receipt: StoredReceipt): Promise<ReturnType<typeof verifyReceipt>> => {
    known ??= readKeys(signer);
    const verdict = verifyReceipt(receipt, { keys: await known });
    if (verdict.verdict !== 'undecidable') return verdict;
    // The signer may have a new key since.
    known = readKeys(signer);
    return verifyReceipt(receipt, { keys: await known });
  };
  return {
    refuse,
    open: async (receipt, place) => {
      const verdict = await verdictOf(receipt);
      if (verdict.verdict === 'valid') return JSON.parse(receipt.payload) as ReceiptPayload;
      throw refuse(place, `the receipt is ${verdict.verdict}: ${verdict.cause}`);
    },
  };
}

/** Without its keys nothing can be believed: a signer that does not answer is not ready. */
async function readKeys(signer: Pick<Signer, 'keys'>): Promise<readonly KeyRecord[]> {
  try {
    return await signer.keys();
  } catch (cause) {
    throw new ProblemError('not_ready', { detail: 'the keys of the signer cannot be read: try again' }, { cause });
  }
}
