import { ProblemError } from '@writ/aarm';
import type { Caller, Decision, DecisionRequest, PepCaller, PersonCaller } from '@writ/aarm';

import { parseStrictJson, validate } from '@writ/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApprovalsQuery } from '@writ/engine';
import type { z } from 'zod';
import type { DecisionApiParts } from './parts.js';

/** The longest wait for a pending decision. */
const LONGEST_WAIT_MS = 600_000;
/** Entries of one page. */
export const MOST_IN_PAGE = 100;
const LONGEST_LIST = 1000;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,256}$/u;

/** The caller, if it is an enforcement point. */
export async function pepOf(parts: DecisionApiParts, authorization: string | undefined): Promise<PepCaller> {
  const caller = await parts.authenticator.caller(authorization);
  if (caller.kind !== 'pep')
    throw new ProblemError('forbidden_caller', { detail: 'only an enforcement point may do this; use its credential' });
  return caller;
}

/** The caller, if it is a person. */
export async function personOf(parts: DecisionApiParts, authorization: string | undefined): Promise<PersonCaller> {
  const caller = await parts.authenticator.caller(authorization);
  if (caller.kind !== 'person') throw new ProblemError('forbidden_caller', { detail: "only a person may do this; use a person's token" });
  return caller;
}

/** The body, parsed strictly and checked against its schema. */
export const bodyOf = <T>(request: FastifyRequest, schema: z.ZodType<T>): T =>
  validate(schema, parseStrictJson((request.body as Uint8Array | undefined) ?? ''));

/** The path parameter `id`. */
export const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id;

/** An integer of the query string. */
export function integerOf(request: FastifyRequest, name: 'wait_ms' | 'limit', fallback: number, beside: readonly string[] = []): number {
  const query = request.query as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(query).find((key) => key !== name && !beside.includes(key));
  if (unknown !== undefined)
    throw new ProblemError('invalid_field', {
      detail: `\`${unknown.slice(0, 64)}\` is not a known query parameter; remove it`,
      field: unknown.slice(0, 64),
    });
  const text = query[name];
  if (text === undefined) return fallback;
  const most = name === 'wait_ms' ? LONGEST_WAIT_MS : LONGEST_LIST;
  const value = typeof text === 'string' && /^\d{1,9}$/u.test(text) ? Number(text) : -1;
  if (value < 0 || value > most) {
    throw new ProblemError('invalid_field', {
      detail: `\`${name}\` is not an integer from \`0\` to \`${most.toString()}\`; send one`,
      field: name,
    });
  }
  return value;
}

/** A page of a listing: at least one, at most a hundred. */
export function pageOf(request: FastifyRequest): ApprovalsQuery {
  const limit = Math.max(1, Math.min(MOST_IN_PAGE, integerOf(request, 'limit', MOST_IN_PAGE, ['after'])));
  const { after } = request.query as Readonly<Record<string, unknown>>;
  if (after === undefined) return { limit, after: null };
  if (typeof after === 'string' && after.length <= 512) return { limit, after };
  throw new ProblemError('invalid_field', {
    detail: '`after` is not a place in this list; send `next` of the page before',
    field: 'after',
  });
}

/** The idempotency key, or null where there is none. */
export function idempotencyKey(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && IDEMPOTENCY_KEY.test(value)) return value;
  throw new ProblemError('invalid_field', {
    detail: '`idempotency-key` is not 1 to 256 printable ASCII characters; send one such key',
    field: 'idempotency-key',
  });
}

/** Has the proofs of identity of this moment checked before anything runs in the name of what was approved. */
export async function redeem(
  parts: DecisionApiParts,
  caller: PepCaller,
  { decisionId, request, key }: { readonly decisionId: string; readonly request: DecisionRequest; readonly key: string | null },
): Promise<Decision> {
  const identity = await parts.authenticator.identity(request.identity, caller, request.session_id);
  return parts.engine.redeem(caller, decisionId, { request, identity, key });
}

/** Decides, counts, and waits where the request asks for it: what both protocols do for one action. */
export async function decide(
  parts: DecisionApiParts,
  caller: PepCaller,
  request: DecisionRequest,
  options: { readonly key: string | null; readonly signal: () => AbortSignal },
): Promise<Decision> {
  const started = performance.now();
  const identity = await parts.authenticator.identity(request.identity, caller, request.session_id);
  const decision = await parts.engine.authorize(caller, request, identity, options.key);
  parts.metrics.decided(decision.result, (performance.now() - started) / 1000);
  const wait = request.wait_ms ?? 0;
  return decision.pending === null || wait === 0
    ? decision
    : parts.engine.awaitDecision(caller, decision.decision_id, wait, options.signal());
}

/** Every state of a decision from now until it is no longer pending. */
export async function* changesOf(
  parts: DecisionApiParts,
  caller: Caller,
  decisionId: string,
  signal: AbortSignal,
): AsyncGenerator<Decision | null> {
  let decision = await parts.engine.decision(caller, decisionId);
  yield decision;
  while (decision.pending !== null && !signal.aborted) {
    const before = JSON.stringify(decision);
    decision = await parts.engine.awaitDecision(caller, decisionId, 15_000, signal);
    // Null is the heartbeat: nothing changed, the stream lives.
    yield JSON.stringify(decision) === before ? null : decision;
  }
}

/** Aborts when the client is gone before its answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    controller.abort();
  });
  return controller.signal;
}

/** Answers JSON, serialised once. */
export function send(reply: FastifyReply, status: number, value: unknown): void {
  void reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(value));
}
