import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { QuestionAnswerSchema } from '@writ/aarm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf, idOf, personOf, send } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

/** What waits for context, for people. */
@Controller('/v1')
export class DeferralsController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Get('deferrals')
  async deferrals(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, { deferrals: await this.parts.engine.deferrals(caller) });
  }

  @Post('decisions/:id/answers')
  async answer(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    send(reply, 200, await this.parts.engine.answerQuestion(caller, idOf(request), bodyOf(request, QuestionAnswerSchema)));
  }

  @Get('stats')
  async stats(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = await personOf(this.parts, request.headers.authorization);
    const { engine } = this.parts;
    const [deferrals, approvals] = await Promise.all([engine.deferralStats(caller), engine.approvalStats(caller)]);
    send(reply, 200, { deferrals, approvals });
  }
}
