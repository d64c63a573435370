import { Inject } from '@nestjs/common';
import { Args, Context, Field, ID, InputType, Mutation, Resolver } from '@nestjs/graphql';
import { ApprovalAnswerSchema, ProblemError } from '@writ/aarm';
import { validate } from '@writ/server';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { DecisionType } from './types.js';
import { decisionOut } from './wire.js';

/** One person's answer to one question. */
@InputType('ApprovalAnswerInput')
export class ApprovalAnswerInput {
  @Field(() => String, { description: '`approve` or `deny`' }) readonly answer!: string;
  @Field(() => String, { description: '`actionDigest` of the approval as it was shown' }) readonly actionDigest!: string;
  @Field(() => String, { nullable: true, description: 'goes into the signed receipt' }) readonly comment?: string | null;
  @Field(() => String, { nullable: true, description: 'approved only so: a JSON array of edits that narrow, as REST takes them' })
  readonly modifications?: string | null;
}

/** Answers of people: the same call as `POST /v1/approvals/{id}`, bound by digest to what was shown. */
@Resolver()
export class ApprovalMutations {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Mutation(() => DecisionType, { description: 'answers a step-up; the decision as it then stands' })
  async answerApproval(
    @Context() { person }: QueryContext,
    @Args('decisionId', { type: () => ID }) decisionId: string,
    @Args('input', { type: () => ApprovalAnswerInput }) { answer, actionDigest, comment, modifications }: ApprovalAnswerInput,
  ): Promise<DecisionType> {
    const given = validate(ApprovalAnswerSchema, {
      answer,
      action_digest: actionDigest,
      ...(comment === undefined || comment === null ? {} : { comment }),
      ...(modifications === undefined || modifications === null ? {} : { modifications: editsIn(modifications) }),
    });
    return decisionOut(await this.#parts.engine.settleApproval(person, decisionId, given));
  }
}

function editsIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_field', { detail: '`modifications` is not JSON: send an array of edits', field: 'modifications' });
  }
}
