import { PROBLEMS, ProblemError } from '@writ/aarm';
import { FIXES, problemOf } from '@writ/server';
import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';

/** A problem as a GraphQL error: its code in `extensions`, never a stack trace or the words of an inner error. */
export function formatted(error: GraphQLError): GraphQLError {
  const cause = error.originalError;
  const about = error.path === undefined ? {} : { path: error.path };
  if (cause === undefined)
    return new GraphQLError(error.message, { ...about, extensions: { code: 'invalid_field', fix: FIXES.invalid_field } });
  const { code, title, detail, field, fix, log_id } = problemOf(refusedUnread(error) ?? cause);
  const more = { ...(field === undefined ? {} : { field }), ...(log_id === undefined ? {} : { log_id }) };
  return new GraphQLError(detail, { ...about, extensions: { code, title, fix, ...more } });
}

/** A request that holds no query: Fastify and Mercurius say so by the status of their error. */
function refusedUnread({ originalError }: GraphQLError): ProblemError | null {
  const { code, statusCode } = (originalError ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge();
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return null;
  return new ProblemError('malformed_body', { detail: 'the body is no GraphQL request; send `{"query": "…"}` as JSON', field: 'body' });
}

/** The one way to say that a request is too long. */
export const tooLarge = (): ProblemError =>
  new ProblemError('body_too_large', { detail: 'a query takes at most 64 KiB, packs that an `author` sends at most 10 MiB' });

/** The errors of an answer; a query that does not fit the schema arrives as one error that holds the real ones. */
const flattened = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  errors.flatMap((error) => {
    const inner = error.originalError !== undefined && 'errors' in error.originalError ? error.originalError.errors : null;
    return Array.isArray(inner) ? inner.map((one: Error) => new GraphQLError(one.message)) : [error];
  });

/** The answer where something failed: a status only where nothing was asked, as GraphQL over HTTP has it. */
export function answered({ data, errors }: Pick<ExecutionResult, 'data'> & { readonly errors: readonly GraphQLError[] }): {
  readonly statusCode: number;
  readonly response: ExecutionResult;
} {
  const real = flattened(errors);
  const unread = real.map(refusedUnread).find((problem) => problem !== null);
  return {
    statusCode: unread ? PROBLEMS[unread.code].status : 200,
    response: { data: data ?? null, errors: real.map(formatted) },
  };
}
