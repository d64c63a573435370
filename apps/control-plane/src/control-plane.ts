import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { serveConsole } from './console/serve-console.js';
import type { ConsoleOptions } from './console/serve-console.js';
import { contextFor, guard, LONGEST_BODY } from './entrance.js';
import type { Asking, AskWho } from './entrance.js';
import { answered, formatted } from './errors.js';
import { checkDocument } from './limits.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts } from './parts.js';
import { RESOLVERS } from './resolvers.js';
import { RoleGuard } from './role-guard.js';

/** What it takes to start the control plane; `caller` is the edge's one place that decides who is asking. */
export interface ControlPlaneOptions extends ControlPlaneParts {
  readonly host: string;
  readonly port: number;
  readonly caller: AskWho;
  /** Left out: GraphQL alone. */
  readonly console?: ConsoleOptions;
}

/** How long a connection that is in use may keep the process from ending. */
const GRACE_MS = 1_000;

@Module({})
class ControlPlaneModule {
  static of(options: ControlPlaneOptions, asking: Asking): DynamicModule {
    return {
      module: ControlPlaneModule,
      imports: [
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: MercuriusDriver,
          autoSchemaFile: true,
          graphiql: false,
          path: '/graphql',
          context: (request: { readonly raw: IncomingMessage }) => asking.get(request.raw) ?? {},
          subscription: { onConnect: async ({ payload }) => connected(options, payload) },
          errorFormatter: (execution) => answered(execution),
        }),
      ],
      providers: [...RESOLVERS, { provide: APP_GUARD, useClass: RoleGuard }, { provide: PARTS, useValue: options }],
    };
  }
}

/** The first message of a socket carries the token; without one that is accepted, the socket is closed. */
async function connected(options: ControlPlaneOptions, payload: unknown): Promise<object | false> {
  const { authorization } = (payload ?? {}) as { readonly authorization?: unknown };
  try {
    return { ...(await contextFor(options, typeof authorization === 'string' ? authorization : undefined)) };
  } catch {
    return false;
  }
}

/** Mercurius validates no subscription before it begins: here it is weighed and held against the schema. */
function checkSubscription(schema: GraphQLSchema, document: DocumentNode): void {
  const [wrong] = validate(schema, document);
  if (wrong !== undefined) throw formatted(wrong);
  try {
    checkDocument(document, {});
  } catch (error) {
    throw formatted(new GraphQLError('refused', { originalError: error as Error }));
  }
}

/** Serves GraphQL at `/graphql`, and the console beside it; resolves once it listens. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const adapter = new FastifyAdapter({ forceCloseConnections: 'idle' });
  const server: FastifyInstance = adapter.getInstance();
  const asking: Asking = new WeakMap();
  guard(server, options, asking);
  const app = await NestFactory.create<NestFastifyApplication>(ControlPlaneModule.of(options, asking), adapter, {
    logger: false,
    bodyParser: false,
  });
  app.useBodyParser('application/json', { bodyLimit: LONGEST_BODY });
  if (options.console !== undefined) serveConsole(server, options.console);
  await app.init();
  server.graphql.addHook('preSubscriptionExecution', async (schema, document) => {
    await Promise.resolve();
    checkSubscription(schema, document);
  });
  await app.listen(options.port, options.host);
  return { url: await app.getUrl(), close: () => closed(app, server) };
}

/** Lets what is under way end; somebody who never reads an answer to its end must not keep the process. */
async function closed(app: NestFastifyApplication, server: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => {
    server.server.closeAllConnections();
  }, GRACE_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
