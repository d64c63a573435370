import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { DecisionRequestSchema, OutcomeReportSchema, OutputReportSchema, RedeemSchema, SuppliedContextSchema } from '@writ/aarm';
import { problemOf } from '@writ/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, changesOf, decide, goneSignal, idOf, idempotencyKey, integerOf, pepOf, redeem, send } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

/** Decisions and what belongs to one: its outcome, its context, its evidence. */
@Controller('/v1/decisions')
export class DecisionsController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Post()
  async decide(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    const key = idempotencyKey(request.headers['idempotency-key']);
    const body = bodyOf(request, DecisionRequestSchema);
    send(reply, 200, await decide(this.parts, caller, body, { key, signal: () => goneSignal(reply) }));
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    const wait = integerOf(request, 'wait_ms', 0);
    const { engine } = this.parts;
    send(
      reply,
      200,
      await (wait === 0 ? engine.decision(caller, idOf(request)) : engine.awaitDecision(caller, idOf(request), wait, goneSignal(reply))),
    );
  }

  @Get(':id/events')
  async events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    const changes = changesOf(this.parts, caller, idOf(request), goneSignal(reply));
    const first = await changes.next();
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    try {
      if (first.done !== true) reply.raw.write(eventOf('decision', first.value));
      for await (const decision of changes) reply.raw.write(decision === null ? ': waiting\n\n' : eventOf('decision', decision));
    } catch (error) {
      // The status line is out: the problem is the last event of the stream.
      reply.raw.write(eventOf('problem', problemOf(error)));
    }
    reply.raw.end();
  }

  @Post(':id/redeem')
  async redeem(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    const key = idempotencyKey(request.headers['idempotency-key']);
    const body = bodyOf(request, RedeemSchema);
    send(reply, 200, await redeem(this.parts, caller, { decisionId: idOf(request), request: body, key }));
  }

  @Post(':id/outcome')
  async outcome(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.recordOutcome(caller, idOf(request), bodyOf(request, OutcomeReportSchema)));
  }

  @Post(':id/output')
  async output(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.releaseOutput(caller, idOf(request), bodyOf(request, OutputReportSchema)));
  }

  @Post(':id/context')
  async supply(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.supplyContext(caller, idOf(request), bodyOf(request, SuppliedContextSchema)));
  }

  @Get(':id/context')
  async context(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    send(reply, 200, await this.parts.engine.contextOf(caller, idOf(request)));
  }

  @Get(':id/bundle')
  async bundle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    send(reply, 200, await this.parts.engine.bundle(caller, idOf(request)));
  }
}

const eventOf = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
