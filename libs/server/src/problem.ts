import { randomUUID } from 'node:crypto';
import type { ProblemCode } from '@writ/aarm';
import { PROBLEMS, ProblemError } from '@writ/aarm';
import { causeOf, log } from './log.js';

/** An RFC 9457 problem: no decision exists. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly field?: string;
  /** What to do about it. */
  readonly fix: string;
  /** Finds the cause in the log of this process; the cause itself stays inside. */
  readonly log_id?: string;
}

/** What to do about each problem. */
export const FIXES: Readonly<Record<ProblemCode, string>> = {
  malformed_body: 'send one JSON object as RFC 8259 has it, without repeated members',
  invalid_field: 'correct the field named in `field`; `/openapi.json` has its schema',
  body_too_large: 'send less; of a large output send digest, length and an excerpt',
  unsupported_media_type: 'set `content-type: application/json`',
  unauthenticated: 'send `authorization: Bearer` with a credential that `writ connect` or the issuer gave out',
  forbidden_caller: 'use the credential of a caller that may do this',
  route_not_found: 'see `/openapi.json` for the routes and their methods',
  method_not_allowed: 'use a method that the `allow` header names',
  session_not_found: 'open the session with `POST /v1/sessions`',
  session_foreign: 'open a session for this principal',
  stopped: 'ask whoever stopped it; `npx writ stops` lists what is in force',
  session_closed: 'open a new session with `POST /v1/sessions`',
  decision_not_found: 'use the `decision_id` of a decision of this tenant',
  tool_not_found: '`npx writ tools` lists those that wait to be accepted',
  grant_not_found: '`npx writ grants` lists those that stand',
  stop_not_found: 'list the stops that are in force',
  receipt_not_found: 'use the `receipt_id` of a receipt of this tenant',
  idempotency_conflict: 'send the same body again or use another `idempotency-key`',
  outcome_conflict: 'report one outcome per decision',
  outcome_unexpected: 'report outcomes of ALLOW and MODIFY only',
  not_redeemable: 'submit the action by itself: it is decided anew',
  already_redeemed: 'submit the action again under a new idempotency key: it is decided anew',
  not_pending: 'read the decision as it stands with `GET /v1/decisions/{id}`',
  approval_ineligible: 'ask a person with a role that the request names',
  approval_self: 'ask another person',
  approval_duplicate: 'wait for the other approvers',
  approval_digest_mismatch: 'read the request again and answer with its `action_digest`',
  approval_not_narrowing: 'cap, keep, drop or redact what was shown, or deny it',
  approval_expired: 'submit the action again',
  presence_required: 'answer in the console, with a passkey that was added there under `You`',
  presence_refused: 'read the request again and sign it with a passkey of your own that stands',
  presence_unavailable: 'set `WRIT_PASSKEY_ORIGIN` to the origin of the console',
  passkey_not_found: 'use the credential id of a passkey that stands',
  not_ready: 'treat it as a denial and try again; `/readyz` has the reason',
  evidence_broken: 'treat it as a denial; an operator finds the row in the log of the service, and `writ verify` what was signed',
  overloaded: 'treat it as a denial and try again later',
  contention: 'treat it as a denial and try again with the same `idempotency-key`',
  internal: 'treat it as a denial; the log of the service has the cause under `log_id`',
};

/** The problem that an error stands for. Anything but a {@link ProblemError} is `internal`, logged and not told. */
export function problemOf(error: unknown): Problem {
  const known = error instanceof ProblemError ? error : fromFramework(error);
  if (known === null || known.code === 'internal') return internal(error);
  const { status, title } = PROBLEMS[known.code];
  const problem: Problem = {
    type: `/problems/${known.code}`,
    title,
    status,
    code: known.code,
    detail: known.detail,
    fix: FIXES[known.code],
  };
  return known.field === undefined ? problem : { ...problem, field: known.field };
}

function internal(error: unknown): Problem {
  const logId = randomUUID();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('error', 'unexpected error', {
    log_id: logId,
    cause: stack,
    inner: error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : null,
  });
  const { status, title } = PROBLEMS.internal;
  const detail = 'no decision was made; the cause is in the log of the service';
  return { type: '/problems/internal', title, status, code: 'internal', detail, fix: FIXES.internal, log_id: logId };
}

const FRAMEWORK: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'the body is larger than this route takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'the body is not `application/json`'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'the body is not as long as `content-length` says'],
  FST_ERR_CTP_EMPTY_TYPE: ['unsupported_media_type', 'the body has no `content-type`'],
  FST_ERR_BAD_URL: ['route_not_found', 'the path is not a valid URL'],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found', 'the path is too long'],
};

/** What Fastify or Nest refused before a controller ran; Nest keeps Fastify's own error as the cause. */
function fromFramework(error: unknown): ProblemError | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined;
  return known === undefined ? fromFramework(cause) : new ProblemError(known[0], { detail: known[1] });
}
