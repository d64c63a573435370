/** Why a function of this library refused its input. A receipt that fails verification is a verdict, never an error. */
export type ReceiptErrorCode = 'not_canonical' | 'malformed_digest_input' | 'malformed_signature' | 'malformed_key';

/** The one error class of this library. */
export class ReceiptError extends Error {
  readonly code: ReceiptErrorCode;

  constructor(code: ReceiptErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ReceiptError';
    this.code = code;
  }
}
