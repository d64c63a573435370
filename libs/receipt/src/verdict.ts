/** Why evidence is refuted: what it says cannot be what was signed, or cannot be the whole story. */
export const INVALID_CAUSES = {
  signature: 'the signature does not hold for these bytes under the trusted key',
  malleable: 'the signature holds but is the high-S twin that Writ never makes',
  'non-canonical': 'the signed payload is not RFC 8785 text',
  incoherent: 'the members contradict each other or an earlier receipt',
  'key-window': 'the receipt was issued outside the validity window of its key',
  'key-revoked': 'the key is revoked and no witnessed checkpoint vouches for the receipt',
  'disclosure-mismatch': 'a disclosure is not one that the receipt commits to',
  'digest-mismatch': 'the disclosed parameters do not give the signed action digest',
  presence: 'a passkey did not sign the answer that the receipt says it signed',
  instance: 'the instance of the agent did not sign the action that the receipt says it asked for',
  gap: 'receipts are missing',
  forked: 'two receipts claim the same place in the session',
  'chain-broken': 'a receipt does not follow the one before it',
  'foreign-receipt': 'a receipt belongs to another session or tenant',
  'session-open': 'the session does not begin with its one opening receipt',
} as const;
export type InvalidCause = keyof typeof INVALID_CAUSES;

/** Why evidence can be neither accepted nor refuted. A gate treats this as failure. */
export const UNDECIDABLE_CAUSES = {
  'no-trust-anchor': 'no trusted key has the key id of the receipt',
  'embedded-key-only': 'the receipt brings its own key, and a key that vouches for itself proves nothing',
  'unsupported-alg': 'the algorithm is not ES256',
  'unknown-shape': 'this is not a receipt of a version this verifier knows',
  'window-missing': 'the trusted key has no readable validity window',
  malformed: 'this cannot be read as a receipt',
} as const;
export type UndecidableCause = keyof typeof UNDECIDABLE_CAUSES;

/** The evidence holds. */
export interface Valid {
  readonly verdict: 'valid';
  readonly cause: null;
  readonly detail: null;
}
export interface Invalid {
  readonly verdict: 'invalid';
  readonly cause: InvalidCause;
  readonly detail: string;
}
export interface Undecidable {
  readonly verdict: 'undecidable';
  readonly cause: UndecidableCause;
  readonly detail: string;
}
export type Refusal = Invalid | Undecidable;

/** The verdict on one receipt. */
export type ReceiptVerdict = Valid | Refusal;

/** The verdict on a session's export. */
export type SessionVerdict = ReceiptVerdict & {
  /** `chain.seq` of the receipt that the cause is about; null where it is about the export. */
  readonly seq: number | null;
  /** How many receipts the export holds. */
  readonly receipts: number;
  /** The `seq` of every missing receipt, where the cause is `gap`. */
  readonly missing: readonly number[];
  /** Whether the last receipt is a `session_seal`: without one, nothing but `count` tells that the tail is complete. */
  readonly sealed: boolean;
};

export const VALID: Valid = { verdict: 'valid', cause: null, detail: null };

export const invalid = (cause: InvalidCause, detail: string = INVALID_CAUSES[cause]): Invalid => ({ verdict: 'invalid', cause, detail });

export const undecidable = (cause: UndecidableCause, detail: string = UNDECIDABLE_CAUSES[cause]): Undecidable => ({
  verdict: 'undecidable',
  cause,
  detail,
});
