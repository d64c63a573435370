/** Where a session's two chains end: what an append must find unchanged. */
export interface Head {
  /** `seq` of the last entry (-1 before the first) and its hash. */
  readonly entry_seq: number;
  readonly entry_hash: string;
  /** `seq` of the last receipt (-1 before the first) and the digest of its payload. */
  readonly receipt_seq: number;
  readonly receipt_hash: string;
}
