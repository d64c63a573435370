import type { ProblemCode } from '@writ/aarm';
import type { z } from 'zod';

/** One REST call: what the service serves and what OpenAPI documents. */
export interface Route {
  readonly method: 'get' | 'post';
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** Who may call it. */
  readonly caller: 'pep' | 'person' | 'any' | 'none';
  /** Name and schema of the body. */
  readonly body?: { readonly name: string; readonly schema: z.ZodType };
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  /** Name of the answer's schema, or its media type where it is not JSON. */
  readonly answer: string;
  readonly created?: boolean;
  readonly problems: readonly ProblemCode[];
}

/** What any authenticated call may meet. */
export const ALWAYS: readonly ProblemCode[] = ['unauthenticated', 'forbidden_caller', 'not_ready', 'evidence_broken', 'internal'];
/** What any call with a body may meet. */
export const BODY: readonly ProblemCode[] = [...ALWAYS, 'malformed_body', 'invalid_field', 'body_too_large', 'unsupported_media_type'];
