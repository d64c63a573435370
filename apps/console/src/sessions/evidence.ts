import type { KeyRecord, ReceiptPayload, ReceiptVerdict, SessionVerdict, StoredReceipt } from '@writ/receipt';
import { SESSION_EXPORT_FORMAT, verifyReceipt, verifySession } from '@writ/receipt';
import { ask } from '../api/graphql.js';
import { KEYS, RECEIPTS } from '../api/queries.js';
import type { Key, Page, Receipt } from '../api/types.js';

/** More are checked with `writ verify`: each signature takes some milliseconds here. */
export const MOST = 1_000;

/** One receipt, with what this browser found about it alone. */
export interface Checked {
  readonly receipt: Receipt;
  /** Null where it cannot even be read. */
  readonly payload: ReceiptPayload | null;
  readonly verdict: ReceiptVerdict;
}

/** The receipts of a session, and what this browser found about them together. */
export interface Evidence {
  readonly checked: readonly Checked[];
  readonly verdict: SessionVerdict;
  readonly keys: readonly KeyRecord[];
  /** Whether there are more than were looked at. */
  readonly partial: boolean;
}

/** Reads all receipts of a session in their order, and checks every signature and the whole chain here. */
export async function evidenceOf(sessionId: string, count: number): Promise<Evidence> {
  const { keys: published } = await ask<{ readonly keys: readonly Key[] }>(KEYS);
  const keys = published.map(keyOf);
  const receipts = (await allReceipts(sessionId)).map((receipt): StoredReceipt => ({ ...receipt, disclosures: [] }));
  const partial = receipts.length >= MOST && count > receipts.length;
  const checked = receipts.map((receipt) => ({ receipt, payload: payloadOf(receipt), verdict: verifyReceipt(receipt, { keys }) }));
  const verdict = verifySession(
    {
      format: SESSION_EXPORT_FORMAT,
      tenant: checked[0]?.payload?.tenant ?? '',
      session_id: sessionId,
      receipts,
      // The session may have grown since its page was read: more receipts than were promised are none missing.
      count: partial ? receipts.length : Math.max(count, receipts.length),
    },
    { keys },
  );
  return { checked, verdict, keys, partial };
}

async function allReceipts(id: string): Promise<readonly Receipt[]> {
  const all: Receipt[] = [];
  let after: string | null = null;
  do {
    const { receipts }: { readonly receipts: Page<Receipt> } = await ask(RECEIPTS, { id, after });
    all.push(...receipts.nodes);
    after = receipts.pageInfo.hasNextPage ? receipts.pageInfo.endCursor : null;
  } while (after !== null && all.length < MOST);
  return all;
}

function payloadOf({ payload }: Receipt): ReceiptPayload | null {
  try {
    return JSON.parse(payload) as ReceiptPayload;
  } catch {
    return null;
  }
}

const keyOf = ({ kid, x, y, validFrom, validUntil, status, compromisedAt }: Key): KeyRecord => ({
  kid,
  jwk: { kty: 'EC', crv: 'P-256', x, y },
  valid_from: validFrom,
  valid_until: validUntil,
  status,
  compromised_at: compromisedAt,
});
