import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { ProblemError } from '@writ/aarm';
import type { PersonCaller, PolicyTerms, Rule } from '@writ/aarm';
import type { Evidence } from '@writ/engine';
import { ApprovalType, DecisionType, PolicyType, ReceiptType, SessionType } from './types.js';
import { approvalOut, decisionOut, policyOut, sessionOut } from './wire.js';

/** Injection token of {@link ControlPlaneParts}. */
export const PARTS = Symbol('control-plane parts');

/** What the resolvers need: the engine, and the active policy at the time of the query. */
export interface ControlPlaneParts {
  readonly engine: Evidence;
  readonly policy: () => { readonly terms: PolicyTerms; readonly rules: readonly Rule[] };
}

/** Who is asking, put into every query's context by the edge. */
export interface QueryContext {
  readonly person: PersonCaller;
}

const MOST = 200;

/** Read access for people and CI: what was decided, on what policy, with what evidence. */
@Resolver()
export class EvidenceResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => [SessionType], { description: 'the newest sessions first' })
  async sessions(
    @Context() context: QueryContext,
    @Args('limit', { type: () => Int, defaultValue: 50 }) limit: number,
  ): Promise<readonly SessionType[]> {
    if (limit < 1 || limit > MOST) {
      throw new ProblemError('invalid_field', { detail: `\`limit\` is \`${limit}\`: give a number from 1 to ${MOST}`, field: 'limit' });
    }
    return (await this.#parts.engine.sessions(context.person, limit)).map(sessionOut);
  }

  @Query(() => DecisionType)
  async decision(@Context() context: QueryContext, @Args('id', { type: () => ID }) id: string): Promise<DecisionType> {
    return decisionOut(await this.#parts.engine.decision(context.person, id));
  }

  @Query(() => [ReceiptType], { description: 'all receipts of a session, in order' })
  async receipts(
    @Context() context: QueryContext,
    @Args('sessionId', { type: () => ID }) sessionId: string,
  ): Promise<readonly ReceiptType[]> {
    return (await this.#parts.engine.sessionReceipts(context.person, sessionId)).receipts;
  }

  @Query(() => [ApprovalType], { description: 'the step-ups that this person may answer' })
  async approvals(@Context() context: QueryContext): Promise<readonly ApprovalType[]> {
    return (await this.#parts.engine.approvals(context.person)).map(approvalOut);
  }

  @Query(() => PolicyType, { description: 'the active policy set' })
  policy(): PolicyType {
    return policyOut(this.#parts.policy());
  }
}
