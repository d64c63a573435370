import type { KeyRecord } from '@writ/receipt';

/** Signs receipts and nothing else. Structurally the port that the engine declares; this app may not import the engine. */
export interface Signer {
  /** base64url protected header every receipt carries while this key is active. */
  readonly protected: string;
  readonly kid: string;
  /** ES256 over each input (`<protected>.<base64url payload>`, ASCII); 64-byte P1363, low-S, base64url. All of a batch or none. */
  sign(inputs: readonly Uint8Array[]): Promise<readonly string[]>;
  keys(): Promise<readonly KeyRecord[]>;
  close(): Promise<void>;
}

/** Why the signer did not sign. */
export type SignerErrorCode = 'refused_input' | 'signer_down' | 'key_file' | 'configuration';

/** The one error class of this app. */
export class SignerError extends Error {
  readonly code: SignerErrorCode;

  constructor(code: SignerErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'SignerError';
    this.code = code;
  }
}
