import type { KeyRecord } from '@writ/receipt';
import type { SignerErrorCode } from './signer.js';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly keyFile: string;
  /** The key id that is expected in the file; any where null. */
  readonly kid: string | null;
  /** The key that files of this folder are sealed under; null where they are not. */
  readonly seal: Uint8Array | null;
}

/** One batch: all inputs in one transferred buffer. */
export interface BatchMessage {
  readonly id: number;
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the thread answers: first `ready` or `failed`, then one answer for each batch. */
export type ThreadMessage =
  | { readonly type: 'ready'; readonly kid: string; readonly protected: string; readonly keys: readonly KeyRecord[] }
  | { readonly type: 'failed'; readonly code: SignerErrorCode; readonly message: string }
  | { readonly type: 'signed'; readonly id: number; readonly signatures: readonly string[] }
  | { readonly type: 'refused'; readonly id: number; readonly code: SignerErrorCode; readonly message: string };
