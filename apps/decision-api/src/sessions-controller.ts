import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { OpenSessionSchema, SubmittedEntrySchema } from '@writ/aarm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, idOf, integerOf, pepOf, send } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

/** How many sessions a listing has unless asked. */
const LISTED = 100;

/** Sessions, their entries and their receipts. */
@Controller('/v1/sessions')
export class SessionsController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Post()
  async open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    const body = bodyOf(request, OpenSessionSchema);
    const identity = await this.parts.authenticator.identity(body.identity, caller, body.host_session_id);
    const { session, created } = await this.parts.engine.openSession(caller, body, identity);
    send(reply, created ? 201 : 200, session);
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    send(reply, 200, { sessions: await this.parts.engine.sessions(caller, integerOf(request, 'limit', LISTED)) });
  }

  @Post(':id/entries')
  async append(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    send(reply, 201, await this.parts.engine.appendEntry(caller, idOf(request), bodyOf(request, SubmittedEntrySchema)));
  }

  @Post(':id/close')
  async close(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await pepOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.closeSession(caller, idOf(request)));
  }

  @Get(':id/receipts')
  async receipts(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    send(reply, 200, await this.parts.engine.sessionReceipts(caller, idOf(request)));
  }
}
