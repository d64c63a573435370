import 'reflect-metadata';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import type { GrpcOptions } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PROTO_FILE, PROTO_PACKAGE, REST_CALLS } from '@writ/contract';
import type { PolicyStatus } from '@writ/policy';
import { BODY_LIMIT, OUTCOME_LIMIT, ProblemFilter } from '@writ/server';
import { EVENTS_PATH, EVENTS_TYPE, EventsController } from './events-controller.js';
import { ChannelsController } from './channels/channels-controller.js';
import { grpcController } from './grpc/grpc-controller.js';
import { createMetrics } from './metrics.js';
import { tenantSeries } from './tenant-series.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';
import { PublicController } from './public-controller.js';
import { restController } from './rest-controller.js';
import { unrouted } from './unrouted.js';

/** Where to listen and what to call. Port 0 takes a free one. */
export interface DecisionApiOptions extends Omit<DecisionApiParts, 'metrics' | 'tenantSeries'> {
  /** Which version decides for each tenant, for the metrics. */
  readonly policies?: () => readonly PolicyStatus[];
  readonly host: string;
  readonly restPort: number;
  readonly grpcPort: number;
}

/** A decision point that listens. */
export interface DecisionApi {
  readonly restUrl: string;
  readonly grpcPort: number;
  /** Stops listening and lets requests in flight finish. The engine stays open. */
  close(): Promise<void>;
}

@Module({})
class DecisionApiModule {
  static of(parts: DecisionApiParts): DynamicModule {
    return {
      module: DecisionApiModule,
      controllers: [restController(), ChannelsController, EventsController, PublicController, grpcController()],
      providers: [{ provide: PARTS, useValue: parts }],
    };
  }
}

/** Paths whose bodies hold the output of a tool. */
const LARGE: ReadonlySet<string> = new Set(REST_CALLS.flatMap(({ path, large }) => (large === true ? [path.replace('{id}', ':id')] : [])));
const SLACK_ACTIONS = '/v1/channels/slack/actions';

/** Serves REST and gRPC; resolves once both listen. */
export async function startDecisionApi({ host, restPort, grpcPort, policies, ...rest }: DecisionApiOptions): Promise<DecisionApi> {
  const tenants = (): readonly string[] => policies?.().map(({ tenant_id }) => tenant_id) ?? [];
  const parts: DecisionApiParts = { ...rest, metrics: createMetrics(policies), tenantSeries: tenantSeries(rest.engine, tenants) };
  const app = await NestFactory.create<NestFastifyApplication>(DecisionApiModule.of(parts), httpAdapter(), {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(
    new ProblemFilter({
      seen: ({ code }) => {
        parts.metrics.problem(code);
      },
      unrouted,
    }),
  );
  const rpcPort = grpcPort === 0 ? await freePort(host) : grpcPort;
  app.connectMicroservice<GrpcOptions>(grpcOptions(`${host.includes(':') ? `[${host}]` : host}:${rpcPort.toString()}`));
  try {
    await app.startAllMicroservices();
    await app.listen(restPort, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  return { restUrl: (await app.getUrl()).replace('[::1]', '127.0.0.1'), grpcPort: rpcPort, close: () => app.close() };
}

function httpAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', routerOptions: { maxParamLength: 256 } });
  const fastify = adapter.getInstance();
  // The controllers parse strictly; the adapter only collects the bytes.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  // Slack alone posts forms. Everywhere else they are refused as before.
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.url === SLACK_ACTIONS) done(null, body);
    else done(unsupported('a form'));
  });
  // Issuers alone post events, and nothing else to where they do.
  fastify.addContentTypeParser(EVENTS_TYPE, { parseAs: 'buffer' }, (request, body, done) => {
    if (request.url === EVENTS_PATH) done(null, body);
    else done(unsupported('an event'));
  });
  fastify.addHook('onRoute', (route) => {
    if (LARGE.has(route.url)) route.bodyLimit = OUTCOME_LIMIT;
  });
  return adapter;
}

const unsupported = (what: string): Error => Object.assign(new Error(what), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 });

function grpcOptions(url: string): GrpcOptions {
  return {
    transport: Transport.GRPC,
    options: {
      url,
      package: PROTO_PACKAGE,
      protoPath: PROTO_FILE,
      loader: { keepCase: true, longs: String, enums: String, defaults: false, arrays: true, oneofs: false },
      maxReceiveMessageLength: OUTCOME_LIMIT + BODY_LIMIT,
    },
  };
}

/** Nest does not tell the port that gRPC got, so a free one is chosen first. */
async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
