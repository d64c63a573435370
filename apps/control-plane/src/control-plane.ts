import type { Caller } from '@writ/aarm';
import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PROBLEMS, ProblemError } from '@writ/aarm';
import { FIXES, problemOf, sendProblem } from '@writ/server';

import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { EvidenceResolver, PARTS } from './resolver.js';
import type { ControlPlaneParts, QueryContext } from './resolver.js';

/** Deepest selection a query may have. */
const DEEPEST_QUERY = 8;
/** Longest query text, in bytes. */
const LONGEST_BODY = 64 * 1024;

/** What it takes to start the control plane; `caller` is the edge's one place that decides who is asking. */
export interface ControlPlaneOptions extends ControlPlaneParts {
  readonly host: string;
  readonly port: number;
  readonly caller: (authorization: string | undefined) => Promise<Caller>;
}

/** Roles that may look at all evidence of their tenant. */
const READERS = ['author', 'policy_approver', 'approver', 'operator', 'auditor'];

async function personOf(caller: ControlPlaneOptions['caller'], authorization: string | undefined): Promise<QueryContext> {
  const asking = await caller(authorization);
  if (asking.kind !== 'person')
    throw new ProblemError('forbidden_caller', { detail: 'the control plane is for people: use a token of a person' });
  if (!asking.roles.some((role) => READERS.includes(role))) {
    throw new ProblemError('forbidden_caller', {
      detail: `\`${asking.id}\` needs one of the roles ${READERS.map((role) => `\`${role}\``).join(', ')}`,
    });
  }
  return { person: asking };
}

/** A problem as a GraphQL error: its code in `extensions`, never a stack trace or the words of an inner error. */
function formatted(error: GraphQLError): GraphQLError {
  const cause = error.originalError;
  const about = error.path === undefined ? {} : { path: error.path };
  if (cause === undefined)
    return new GraphQLError(error.message, { ...about, extensions: { code: 'invalid_field', fix: FIXES.invalid_field } });
  const { code, title, detail, fix, log_id } = problemOf(refusedUnread(error) ?? cause);
  return new GraphQLError(detail, { ...about, extensions: { code, title, fix, ...(log_id === undefined ? {} : { log_id }) } });
}

/** A request that holds no query: Fastify and Mercurius say so by the status of their error. */
function refusedUnread({ originalError }: GraphQLError): ProblemError | null {
  const { code, statusCode } = (originalError ?? {}) as { readonly code?: unknown; readonly statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new ProblemError('body_too_large', { detail: 'the query is larger than 64 KiB' });
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return null;
  return new ProblemError('malformed_body', { detail: 'the body is no GraphQL request; send `{"query": "…"}` as JSON', field: 'body' });
}

/** The errors of an answer; a query that does not fit the schema arrives as one error that holds the real ones. */
const flattened = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  errors.flatMap((error) => {
    const inner = error.originalError !== undefined && 'errors' in error.originalError ? error.originalError.errors : null;
    return Array.isArray(inner) ? inner.map((one: Error) => new GraphQLError(one.message)) : [error];
  });

/** The answer where something failed: a status only where nothing was asked, as GraphQL over HTTP has it. */
function answered({ data, errors }: Pick<ExecutionResult, 'data'> & { readonly errors: readonly GraphQLError[] }): {
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

@Module({})
class ControlPlaneModule {
  static of(options: ControlPlaneOptions): DynamicModule {
    return {
      module: ControlPlaneModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          autoSchemaFile: true,
          graphiql: false,
          path: '/graphql',
          queryDepth: DEEPEST_QUERY,
          context: (request: { readonly raw: IncomingMessage }) => asking.get(request.raw) ?? {},
          errorFormatter: (execution) => answered(execution),
        }),
      ],
      providers: [EvidenceResolver, { provide: PARTS, useValue: options }],
    };
  }
}

/** Who asks, by request: set before any query is parsed. */
const asking = new WeakMap<IncomingMessage, QueryContext>();

/** Mercurius takes a JSON syntax tree for a query; ours are text, so that the parser has seen all of them. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Serves GraphQL at `/graphql`; resolves once it listens. Nobody gets past the first hook without a person's token. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const adapter = new FastifyAdapter({ forceCloseConnections: 'idle' });
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    try {
      asking.set(request.raw, await personOf(options.caller, request.headers.authorization));
    } catch (error) {
      sendProblem(reply, problemOf(error));
      return reply;
    }
    return undefined;
  });
  adapter.getInstance().addHook('preHandler', async (request, reply) => {
    const { query } = ((request.method === 'POST' ? request.body : request.query) ?? {}) as { readonly query?: unknown };
    if (typeof query === 'string' && !isJson(query)) return undefined;
    sendProblem(
      reply,
      problemOf(new ProblemError('invalid_field', { detail: '`query` is no text; send a GraphQL query', field: 'query' })),
    );
    return reply;
  });
  const app = await NestFactory.create<NestFastifyApplication>(ControlPlaneModule.of(options), adapter, {
    logger: false,
    bodyParser: false,
  });
  app.useBodyParser('application/json', { bodyLimit: LONGEST_BODY });
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), close: () => app.close() };
}
