import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { CALLS } from '@writ/contract';
import type { Call, CallName } from '@writ/contract';
import { parseStrictJson, problemOf } from '@writ/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { send, serve } from './edge.js';
import type { Incoming } from './edge.js';
import type { WithStatus } from './operations/operation.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

interface HasParts {
  readonly parts: DecisionApiParts;
}

/** REST: a controller with one method for each call of the table. */
export function restController(): Type<HasParts> {
  @Controller()
  class RestController implements HasParts {
    constructor(@Inject(PARTS) readonly parts: DecisionApiParts) {}
  }
  for (const name of Object.keys(CALLS) as CallName[]) defineMethod(RestController.prototype, name);
  return RestController;
}

function defineMethod(controller: HasParts, name: CallName): void {
  const call: Call = CALLS[name];
  const serveCall = serve(name);
  const sendResult = call.stream === true ? sendEvents : call.status === undefined ? sendAnswer : sendWithStatus;
  const descriptor = {
    value: async function (this: HasParts, request: FastifyRequest, reply: FastifyReply): Promise<void> {
      await sendResult(reply, await serveCall(this.parts, incomingOf(request, reply)));
    },
  };
  Object.defineProperty(controller, name, descriptor);
  const route = call.method === 'get' ? Get : Post;
  route(call.path.replace('{id}', ':id'))(controller, name, descriptor);
  Req()(controller, name, 0);
  Res()(controller, name, 1);
}

const incomingOf = (request: FastifyRequest, reply: FastifyReply): Incoming => ({
  header: (name) => request.headers[name] as string | undefined,
  id: (request.params as { readonly id?: string }).id ?? '',
  query: request.query as Readonly<Record<string, unknown>>,
  body: () => parseStrictJson((request.body as Uint8Array | undefined) ?? ''),
  signal: () => goneSignal(reply),
});

function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    controller.abort();
  });
  return controller.signal;
}

const sendAnswer = (reply: FastifyReply, answer: unknown): Promise<void> => {
  send(reply, 200, answer);
  return Promise.resolve();
};

const sendWithStatus = (reply: FastifyReply, made: unknown): Promise<void> => {
  const { status, answer } = made as WithStatus<number, unknown>;
  send(reply, status, answer);
  return Promise.resolve();
};

/** Server-sent events: an answer each time it changes, and a comment as the heartbeat. */
async function sendEvents(reply: FastifyReply, stream: unknown): Promise<void> {
  const changes = (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const first = await changes.next();
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  try {
    for (let next = first; next.done !== true; next = await changes.next())
      reply.raw.write(next.value === null ? ': waiting\n\n' : eventOf('decision', next.value));
  } catch (error) {
    // The status line is out: the problem is the last event of the stream.
    reply.raw.write(eventOf('problem', problemOf(error)));
  }
  reply.raw.end();
}

const eventOf = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
