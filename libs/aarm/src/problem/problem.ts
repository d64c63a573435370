/**
 * The problem catalogue (RFC 9457): what can go wrong so that no decision exists. A DENY is not in it.
 * `docs/problems/<code>.md` documents each; a test holds the two together.
 */
export const PROBLEMS = {
  malformed_body: { status: 400, title: 'the body is not acceptable JSON', retry: false },
  invalid_field: { status: 400, title: 'a field is missing or wrong', retry: false },
  body_too_large: { status: 413, title: 'the body is too large', retry: false },
  unsupported_media_type: { status: 415, title: 'the body must be application/json', retry: false },
  unauthenticated: { status: 401, title: 'no valid credential', retry: false },
  forbidden_caller: { status: 403, title: 'this caller may not do that', retry: false },
  route_not_found: { status: 404, title: 'no such route', retry: false },
  method_not_allowed: { status: 405, title: 'this route does not take that method', retry: false },
  session_not_found: { status: 404, title: 'no such session', retry: false },
  session_foreign: { status: 403, title: 'the session is of another principal', retry: false },
  stopped: { status: 403, title: 'an operator has stopped it', retry: false },
  session_closed: { status: 409, title: 'the session is closed', retry: false },
  decision_not_found: { status: 404, title: 'no such decision', retry: false },
  tool_not_found: { status: 404, title: 'no such changed tool', retry: false },
  grant_not_found: { status: 404, title: 'no such grant', retry: false },
  stop_not_found: { status: 404, title: 'no such stop is in force', retry: false },
  receipt_not_found: { status: 404, title: 'no such receipt', retry: false },
  idempotency_conflict: { status: 409, title: 'the idempotency key was used with another body', retry: false },
  outcome_conflict: { status: 409, title: 'another outcome is already recorded', retry: false },
  outcome_unexpected: { status: 409, title: 'this decision does not execute', retry: false },
  not_pending: { status: 409, title: 'the decision is not pending', retry: false },
  not_redeemable: { status: 409, title: 'nothing may run in the name of this decision', retry: false },
  already_redeemed: { status: 409, title: 'this decision was used already', retry: false },
  approval_ineligible: { status: 403, title: 'this person may not answer this request', retry: false },
  approval_self: { status: 403, title: 'the requester cannot approve their own action', retry: false },
  approval_duplicate: { status: 409, title: 'this person has already answered', retry: false },
  approval_digest_mismatch: { status: 409, title: 'the answer is for another action', retry: false },
  approval_not_narrowing: { status: 422, title: 'the changes would not narrow the action', retry: false },
  approval_expired: { status: 409, title: 'the deadline has passed', retry: false },
  presence_required: { status: 403, title: 'this takes a signature by a passkey', retry: false },
  presence_refused: { status: 403, title: 'the passkey does not prove it', retry: false },
  presence_unavailable: { status: 503, title: 'there is no place for passkeys here', retry: false },
  passkey_not_found: { status: 404, title: 'no such passkey', retry: false },
  not_ready: { status: 503, title: 'writ cannot write a signed receipt right now', retry: true },
  evidence_broken: { status: 500, title: 'stored state does not agree with its signed evidence', retry: false },
  overloaded: { status: 503, title: 'too many decisions are waiting', retry: true },
  contention: { status: 503, title: 'the session is too busy', retry: true },
  internal: { status: 500, title: 'an unexpected error', retry: true },
} as const satisfies Record<string, { status: number; title: string; retry: boolean }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What a caller may be told beside the catalogue's own words. */
export interface ProblemDetails {
  /** One sentence: lower case, values in backticks, and what to do. */
  readonly detail: string;
  /** The JSON path of the offending field, for example `action.tool`. */
  readonly field?: string;
}

/** The one error class of the engine and its adapters: it means "no decision exists". The cause stays inside. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly field: string | undefined;

  constructor(code: ProblemCode, details: ProblemDetails, options?: { readonly cause?: unknown }) {
    super(`${code}: ${details.detail}`, options);
    this.name = 'ProblemError';
    this.code = code;
    this.detail = details.detail;
    this.field = details.field;
  }
}
