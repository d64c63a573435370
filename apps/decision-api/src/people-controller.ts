import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApprovalAnswerSchema, ApprovalAnswersSchema, GrantRequestSchema, StopRequestSchema } from '@writ/aarm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answered } from './answers.js';
import { bodyOf, idOf, pageOf, personOf, send } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

/** Receipts for anyone who is authenticated, approvals and the kill switch for people. */
@Controller('/v1')
export class PeopleController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Get('receipts/:id')
  async receipt(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await this.parts.authenticator.caller(request.headers.authorization);
    send(reply, 200, await this.parts.engine.receipt(caller, idOf(request)));
  }

  @Get('approvals')
  async approvals(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.approvalsPage(caller, pageOf(request)));
  }

  @Post('approvals/answers')
  async answers(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await answered(this.parts, caller, bodyOf(request, ApprovalAnswersSchema)));
  }

  @Post('approvals/:id')
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.settleApproval(caller, idOf(request), bodyOf(request, ApprovalAnswerSchema)));
  }

  @Get('stops')
  async stops(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, { stops: await this.parts.engine.stops(caller) });
  }

  @Post('stops')
  async stop(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.stop(caller, bodyOf(request, StopRequestSchema)));
  }

  @Post('stops/:id/lift')
  async lift(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.lift(caller, idOf(request)));
  }

  @Get('grants')
  async grants(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, { grants: await this.parts.engine.grants(caller) });
  }

  @Post('grants/preview')
  async previewGrant(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.previewGrant(caller, bodyOf(request, GrantRequestSchema)));
  }

  @Get('proposals')
  async proposals(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, { proposals: await this.parts.engine.proposals(caller) });
  }

  @Post('grants')
  async grant(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.grant(caller, bodyOf(request, GrantRequestSchema)));
  }

  @Post('grants/:id/revoke')
  async revokeGrant(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.revokeGrant(caller, idOf(request)));
  }
}
