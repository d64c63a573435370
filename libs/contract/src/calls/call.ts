import type { ProblemCode } from '@writ/aarm';
import type { AnswerName } from '../answers.js';
import type { BodyName } from '../bodies.js';
import type { Role } from '../roles.js';

/** The query parameters that calls take. gRPC sends them as members of the message. */
export const QUERIES = {
  wait_ms: { type: 'integer', minimum: 0, maximum: 600_000 },
  limit: { type: 'integer', minimum: 1, maximum: 1000 },
  after: { type: 'string', maxLength: 512, description: '`next` of the page before' },
} as const;

/** The name of a query parameter. */
export type QueryName = keyof typeof QUERIES;

/** One call: what REST and gRPC serve and OpenAPI documents. gRPC names it as REST does, with a capital. */
export interface Call {
  readonly method: 'get' | 'post';
  /** With `{id}` where a path names what it is about. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** Who may call it. What nobody is authenticated for is served over REST alone. */
  readonly caller: 'pep' | 'person' | 'any' | 'none';
  /** Which people may call it. INVARIANT: left out, no person may. */
  readonly roles?: readonly Role[];
  /** What gRPC calls `{id}`. */
  readonly id?: 'session_id' | 'decision_id' | 'receipt_id' | 'stop_id' | 'grant_id';
  readonly body?: BodyName;
  /** Whether the body may be as large as the output of a tool. */
  readonly large?: true;
  readonly query?: readonly QueryName[];
  /** Whether an `idempotency-key` makes it safe to send again. */
  readonly keyed?: true;
  /** Name of the answer's schema, or its media type where it is not JSON. */
  readonly answer: AnswerName | `text/${string}`;
  /** Where gRPC answers with a member of this name, beside `created`: it has no status to tell what was there before. */
  readonly answeredAs?: string;
  /** Whether it answers once, or again and again while the answer changes. */
  readonly stream?: true;
  /** Statuses of an answer; 200 where it is left out. */
  readonly status?: readonly number[];
  readonly problems: readonly ProblemCode[];
}

/** What any authenticated call may meet. */
export const ALWAYS: readonly ProblemCode[] = ['unauthenticated', 'forbidden_caller', 'not_ready', 'evidence_broken', 'internal'];
/** What any call with a body may meet. */
export const BODY: readonly ProblemCode[] = [...ALWAYS, 'malformed_body', 'invalid_field', 'body_too_large', 'unsupported_media_type'];
/** What any call that appends to a session may meet. */
export const APPEND: readonly ProblemCode[] = [...BODY, 'session_not_found', 'session_closed', 'stopped', 'overloaded', 'contention'];
