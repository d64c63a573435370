/**
 * What can go wrong in the store. `outcome_unknown`: the write may or may not be durable, so nothing may be answered
 * from it; the idempotency key finds what became of it.
 */
export type StoreErrorCode =
  | 'in_use'
  | 'launch_failed'
  | 'unsupported_platform'
  | 'migration_changed'
  | 'migration_failed'
  | 'unit_broken'
  | 'log_broken'
  | 'outcome_unknown'
  | 'unsafe_settings'
  | 'not_writable';

/** The one error class of this package. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
