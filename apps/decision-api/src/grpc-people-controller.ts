import type { Metadata } from '@grpc/grpc-js';
import { Controller, Inject, UseFilters } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { ApprovalAnswerSchema, ApprovalAnswersSchema, GrantRequestSchema, QuestionAnswerSchema, StopRequestSchema } from '@writ/aarm';
import { validate } from '@writ/server';
import { answered } from './answers.js';
import { MOST_IN_PAGE, personOf } from './edge.js';
import { SERVICE, header, text } from './grpc-metadata.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';
import { RpcProblemFilter } from './rpc-problem-filter.js';
import { answeredOut, approvalOut, bodyFrom, decisionOut, grantOut, statsOut, stopOut } from './wire.js';
import type { Message } from './wire.js';

/** The methods of `writ.v1.DecisionService` that people call. */
@Controller()
@UseFilters(RpcProblemFilter)
export class GrpcPeopleController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @GrpcMethod(SERVICE, 'ListApprovals')
  async listApprovals(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const { limit, after } = message as { readonly limit?: number; readonly after?: string };
    const page = await this.parts.engine.approvalsPage(caller, {
      limit: Math.max(1, Math.min(MOST_IN_PAGE, limit ?? MOST_IN_PAGE)),
      after: after ?? null,
    });
    return { approvals: page.approvals.map(approvalOut), ...(page.next === null ? {} : { next: page.next }) };
  }

  @GrpcMethod(SERVICE, 'AnswerApprovals')
  async answerApprovals(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const { results } = await answered(this.parts, caller, validate(ApprovalAnswersSchema, bodyFrom.answerApprovals(message)));
    return { results: results.map(answeredOut) };
  }

  @GrpcMethod(SERVICE, 'AnswerApproval')
  async answerApproval(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return decisionOut(
      await this.parts.engine.settleApproval(
        caller,
        text(message, 'decision_id'),
        validate(ApprovalAnswerSchema, bodyFrom.answerApproval(message)),
      ),
    );
  }

  @GrpcMethod(SERVICE, 'ListGrants')
  async listGrants(_message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return { grants: (await this.parts.engine.grants(caller)).map(grantOut) };
  }

  @GrpcMethod(SERVICE, 'PreviewGrant')
  async previewGrant(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const { samples, ...preview } = await this.parts.engine.previewGrant(caller, validate(GrantRequestSchema, bodyFrom.grant(message)));
    return { ...preview, samples_json: JSON.stringify(samples) };
  }

  @GrpcMethod(SERVICE, 'ListProposals')
  async listProposals(_message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const all = await this.parts.engine.proposals(caller);
    return {
      proposals: all.map(({ parameters, samples, open, ...rest }) => ({
        ...{ ...rest, open: [...open], parameters_json: JSON.stringify(parameters), samples_json: JSON.stringify(samples) },
      })),
    };
  }

  @GrpcMethod(SERVICE, 'Grant')
  async grant(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return grantOut(await this.parts.engine.grant(caller, validate(GrantRequestSchema, bodyFrom.grant(message))));
  }

  @GrpcMethod(SERVICE, 'RevokeGrant')
  async revokeGrant(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return grantOut(await this.parts.engine.revokeGrant(caller, text(message, 'grant_id')));
  }

  @GrpcMethod(SERVICE, 'ListStops')
  async listStops(_message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return { stops: (await this.parts.engine.stops(caller)).map(stopOut) };
  }

  @GrpcMethod(SERVICE, 'Stop')
  async stop(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return stopOut(await this.parts.engine.stop(caller, validate(StopRequestSchema, bodyFrom.stop(message))));
  }

  @GrpcMethod(SERVICE, 'Lift')
  async lift(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return stopOut(await this.parts.engine.lift(caller, text(message, 'stop_id')));
  }

  @GrpcMethod(SERVICE, 'ListDeferrals')
  async listDeferrals(_message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    return { deferrals: (await this.parts.engine.deferrals(caller)).map(decisionOut) };
  }

  @GrpcMethod(SERVICE, 'AnswerQuestion')
  async answerQuestion(message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const said = validate(QuestionAnswerSchema, bodyFrom.answerQuestion(message));
    return decisionOut(await this.parts.engine.answerQuestion(caller, text(message, 'decision_id'), said));
  }

  @GrpcMethod(SERVICE, 'Stats')
  async stats(_message: Message, metadata: Metadata): Promise<Message> {
    const caller = await personOf(this.parts, header(metadata, 'authorization'));
    const { engine } = this.parts;
    const [deferrals, approvals] = await Promise.all([engine.deferralStats(caller), engine.approvalStats(caller)]);
    return { deferrals: statsOut(deferrals), approvals: statsOut(approvals) };
  }
}
