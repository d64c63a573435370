import { ProblemError } from '@writ/aarm';
import { BODIES, CALLS, QUERIES } from '@writ/contract';
import type { Call, CallName, QueryName } from '@writ/contract';
import { admit, validate } from '@writ/server';
import type { FastifyReply } from 'fastify';
import type { Given, Query } from './operations/operation.js';
import { OPERATIONS } from './operations/operations.js';
import type { DecisionApiParts } from './parts.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,256}$/u;

/** What a protocol hands over of one request: nothing of it is checked yet. */
export interface Incoming {
  readonly header: (name: 'authorization' | 'idempotency-key') => string | undefined;
  readonly id: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** The body as JSON; a problem where it is none. */
  readonly body: () => unknown;
  /** Aborts when the client is gone before its answer. */
  readonly signal: () => AbortSignal;
}

/** One call as a function: it authenticates, checks what came in by the table, and runs the operation. */
export function serve(name: CallName): (parts: DecisionApiParts, incoming: Incoming) => Promise<unknown> {
  const call: Call = CALLS[name];
  // The table ties each operation to its caller and its body; what is checked below is by the same row of it.
  const operation = OPERATIONS[name] as unknown as (parts: DecisionApiParts, given: Given) => Promise<unknown>;
  const schema = call.body === undefined ? null : BODIES[call.body];
  return async (parts, { header, id, query, body, signal }) => {
    const caller = admit(call, await parts.authenticator.caller(header('authorization')));
    return operation(parts, {
      caller,
      id,
      key: call.keyed === true ? idempotencyKey(header('idempotency-key')) : null,
      query: call.query === undefined ? {} : readQuery(call.query, query),
      body: schema === null ? undefined : validate<unknown>(schema, body()),
      signal,
    });
  };
}

function idempotencyKey(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (IDEMPOTENCY_KEY.test(value)) return value;
  throw new ProblemError('invalid_field', {
    detail: '`idempotency-key` is not 1 to 256 printable ASCII characters; send one such key',
    field: 'idempotency-key',
  });
}

function readQuery(names: readonly QueryName[], given: Readonly<Record<string, unknown>>): Query {
  const unknown = Object.keys(given)
    .find((key) => !(names as readonly string[]).includes(key))
    ?.slice(0, 64);
  if (unknown !== undefined)
    throw new ProblemError('invalid_field', { detail: `\`${unknown}\` is not a known query parameter; remove it`, field: unknown });
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, readParameter(name, given[name])]])));
}

function readParameter(name: QueryName, value: unknown): number | string {
  const parameter = QUERIES[name];
  if (parameter.type === 'string') {
    if (typeof value === 'string' && value.length <= parameter.maxLength) return value;
    throw new ProblemError('invalid_field', {
      detail: `\`${name}\` is not a place in this list; send \`next\` of the page before`,
      field: name,
    });
  }
  const { maximum } = parameter;
  const number = typeof value === 'string' && /^\d{1,9}$/u.test(value) ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= maximum) return number;
  throw new ProblemError('invalid_field', {
    detail: `\`${name}\` is not an integer from \`0\` to \`${maximum.toString()}\`; send one`,
    field: name,
  });
}

/** Answers JSON, serialised once. */
export const send = (reply: FastifyReply, status: number, value: unknown): void => {
  sendText(reply, status, JSON.stringify(value));
};

/** Answers what is JSON already. */
export function sendText(reply: FastifyReply, status: number, json: string): void {
  void reply.code(status).header('content-type', 'application/json; charset=utf-8').send(json);
}
