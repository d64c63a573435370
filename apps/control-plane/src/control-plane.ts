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

import { GraphQLError } from 'graphql';
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
  if (cause instanceof ProblemError) {
    return new GraphQLError(cause.detail, { path: error.path, extensions: { code: cause.code, title: PROBLEMS[cause.code].title } });
  }
  if (cause === undefined) return new GraphQLError(error.message, { path: error.path, extensions: { code: 'invalid_field' } });
  process.stderr.write(`${JSON.stringify({ level: 'error', at: error.path?.join('.'), message: cause.message })}\n`);
  return new GraphQLError(PROBLEMS.internal.title, { path: error.path, extensions: { code: 'internal' } });
}

/** Whether the query was refused by its length, before it was read. */
const isTooLarge = ({ originalError }: GraphQLError): boolean =>
  originalError !== undefined && 'code' in originalError && originalError.code === 'FST_ERR_CTP_BODY_TOO_LARGE';

/** The errors of an answer; a query that does not fit the schema arrives as one error that holds the real ones. */
const flattened = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  errors.flatMap((error) => {
    const inner = error.originalError !== undefined && 'errors' in error.originalError ? error.originalError.errors : null;
    return Array.isArray(inner) ? inner.map((one: Error) => new GraphQLError(one.message)) : [error];
  });

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
          errorFormatter: (execution) => ({
            statusCode: execution.errors.some(isTooLarge) ? PROBLEMS.body_too_large.status : 200,
            response: { data: execution.data ?? null, errors: flattened(execution.errors).map(formatted) },
          }),
        }),
      ],
      providers: [EvidenceResolver, { provide: PARTS, useValue: options }],
    };
  }
}

/** Who asks, by request: set before any query is parsed. */
const asking = new WeakMap<IncomingMessage, QueryContext>();

/** Serves GraphQL at `/graphql`; resolves once it listens. Nobody gets past the first hook without a person's token. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const adapter = new FastifyAdapter({ forceCloseConnections: 'idle' });
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    try {
      asking.set(request.raw, await personOf(options.caller, request.headers.authorization));
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : 'internal';
      const { status, title } = PROBLEMS[code];
      const detail = error instanceof ProblemError ? error.detail : title;
      return reply
        .code(status)
        .header('content-type', 'application/problem+json')
        .send({ type: `/problems/${code}`, title, status, code, detail });
    }
    return undefined;
  });
  const app = await NestFactory.create<NestFastifyApplication>(ControlPlaneModule.of(options), adapter, {
    logger: false,
    bodyParser: false,
  });
  app.useBodyParser('application/json', { bodyLimit: LONGEST_BODY });
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), close: () => app.close() };
}
