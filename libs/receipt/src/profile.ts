import { ACTION_DOMAIN, RECEIPT_TYP } from './receipt.js';

/** What a family of receipts has of its own; everything else about verification is the same for all. */
export interface ReceiptProfile {
  /** The pinned JWS `typ`. */
  readonly typ: string;
  /** The domain separation of the action digest. */
  readonly actionDomain: string;
  /** Whether the payload must have exactly the members of `ReceiptPayload`. */
  readonly strictShape: boolean;
}

/** Receipts that Writ makes. */
export const WRIT_PROFILE: ReceiptProfile = { typ: RECEIPT_TYP, actionDomain: ACTION_DOMAIN, strictShape: true };

/** Receipts of the earlier `aarm-receipt/v1` draft: same construction, other names and members. */
export const AARM_DRAFT_PROFILE: ReceiptProfile = { typ: 'aarm-receipt+jws', actionDomain: 'aarm-action-v1\0', strictShape: false };
