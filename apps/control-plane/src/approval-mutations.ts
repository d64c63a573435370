import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql';
import { ApprovalAnswerInput, answerIn } from './approval-input.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { DecisionType } from './types.js';
import { decisionOut } from './wire.js';

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
    @Args('input', { type: () => ApprovalAnswerInput }) input: ApprovalAnswerInput,
  ): Promise<DecisionType> {
    return decisionOut(await this.#parts.engine.settleApproval(person, decisionId, answerIn(input)));
  }
}
