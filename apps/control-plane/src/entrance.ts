import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@writ/aarm';
import type { Caller, PersonCaller } from '@writ/aarm';
import { isOpen } from './console/serve-console.js';
import { GRAPHQL_CALLS, ROLES } from '@writ/contract';
import { admit, problemOf, sendProblem } from '@writ/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tooLarge } from './errors.js';
import { checkQuery } from './limits.js';
import { createLoaders } from './loaders.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';

/** Longest request of somebody who sends no packs, and longest query of anybody, in bytes. */
const LONGEST_QUERY = 64 * 1024;
/** Longest request that carries packs. */
export const LONGEST_BODY = 10 * 1024 * 1024;

/** The edge's one place that decides who is asking. */
export type AskWho = (authorization: string | undefined) => Promise<Caller>;

async function personOf(caller: AskWho, authorization: string | undefined): Promise<PersonCaller> {
  const asking = await caller(authorization);
  if (asking.kind !== 'person')
    throw new ProblemError('forbidden_caller', { detail: 'the control plane is for people: use a token of a person' });
  return admit({ caller: 'person', roles: ROLES }, asking);
}

/** The person, if the table lets them ask for this field of the root. INVARIANT: a field that has no row is nobody's. */
export function admitTo(field: string, person: PersonCaller): PersonCaller {
  return admit({ caller: 'person', roles: Object.hasOwn(GRAPHQL_CALLS, field) ? (GRAPHQL_CALLS[field] ?? []) : [] }, person);
}

/** The context of one query, or of one socket. */
export async function contextFor(
  parts: ControlPlaneParts & { readonly caller: AskWho },
  authorization: string | undefined,
): Promise<QueryContext> {
  const person = await personOf(parts.caller, authorization);
  const stillAccepted = async (): Promise<void> => {
    await personOf(parts.caller, authorization);
  };
  return { person, loaders: createLoaders(parts, person.tenant_id), stillAccepted };
}

/** Who asks, by request: set before any query is parsed. */
export type Asking = WeakMap<IncomingMessage, QueryContext>;

const isUpgrade = ({ headers }: FastifyRequest): boolean => headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Nobody gets past the first hook without a person's token; a socket gives it in its first message instead. The console's
 * files are the same for everybody, and need none.
 */
export function guard(server: FastifyInstance, parts: ControlPlaneParts & { readonly caller: AskWho }, asking: Asking): void {
  server.addHook('onRequest', async (request, reply) => {
    try {
      if (isUpgrade(request) || isOpen(request)) return undefined;
      const context = await contextFor(parts, request.headers.authorization);
      asking.set(request.raw, context);
      refuseLong(request, context.person);
    } catch (error) {
      sendProblem(reply, problemOf(error));
      return reply;
    }
    return undefined;
  });
  server.addHook('preHandler', async (request, reply) => {
    try {
      if (!isUpgrade(request) && !isOpen(request)) refuseQuery((request.method === 'POST' ? request.body : request.query) ?? {});
    } catch (error) {
      sendProblem(reply, problemOf(error));
      return reply;
    }
    return undefined;
  });
}

/** Only authors have packs to send: nobody else makes the service read more than a query. */
function refuseLong({ headers }: FastifyRequest, { roles }: PersonCaller): void {
  if (roles.includes('author')) return;
  const length = Number(headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? 0 : Infinity));
  if (!(length <= LONGEST_QUERY)) throw tooLarge();
}

function refuseQuery(body: unknown): void {
  if (Array.isArray(body))
    throw new ProblemError('invalid_field', { detail: 'the body is a batch; send one query for each request', field: 'body' });
  const { query, variables } = body as { readonly query?: unknown; readonly variables?: unknown };
  // Mercurius takes a JSON syntax tree for a query; ours are text, so that the parser has seen all of them.
  if (typeof query !== 'string' || isJson(query))
    throw new ProblemError('invalid_field', { detail: '`query` is no text; send a GraphQL query', field: 'query' });
  if (Buffer.byteLength(query) > LONGEST_QUERY) throw tooLarge();
  checkQuery(query, variablesIn(variables));
}

/** In a URL they are text. */
const variablesIn = (variables: unknown): unknown => {
  if (typeof variables !== 'string') return variables;
  try {
    return JSON.parse(variables);
  } catch {
    return {};
  }
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
