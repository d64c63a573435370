import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ProblemError } from '@writ/aarm';
import type { Connection } from './connection.js';
import { PageArgs, numberIn, pageOf, textIn, timeIn } from './connection.js';
import { LIMITS } from './limits.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { ApprovalType, DecisionConnection, DecisionType, PersonType, ReceiptConnection, SessionConnection, SessionType } from './types.js';
import type { ReceiptType } from './types.js';
import { approvalOut, decisionOut, sessionOut } from './wire.js';

/** Read access for people and CI: what was decided, on what policy, with what evidence. */
@Resolver(() => SessionType)
export class EvidenceResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => SessionConnection, { description: 'the newest sessions first' })
  async sessions(@Context() { person }: QueryContext, @Args({ type: () => PageArgs }) args: PageArgs): Promise<Connection<SessionType>> {
    return pageOf(
      (limit, after) => {
        const before = after === null ? undefined : { opened_at: timeIn(after, 0), session_id: textIn(after, 1) };
        return this.#parts.catalogue.sessions(person.tenant_id, { limit, before });
      },
      { args, key: (row) => [row.opened_at, row.session_id], node: sessionOut },
    );
  }

  @Query(() => DecisionConnection, { description: 'the newest decisions first' })
  async decisions(@Context() { person }: QueryContext, @Args({ type: () => PageArgs }) args: PageArgs): Promise<Connection<DecisionType>> {
    return pageOf(
      (limit, after) => this.#parts.catalogue.decisions(person.tenant_id, { limit, before: after === null ? undefined : textIn(after, 0) }),
      { args, key: (row) => [row.decision_id], node: ({ answer }) => decisionOut(answer) },
    );
  }

  @Query(() => PersonType, { description: 'who is asking, with the roles of the token' })
  me(@Context() { person: { id, roles } }: QueryContext): PersonType {
    return { id, roles };
  }

  @Query(() => DecisionType)
  async decision(@Context() context: QueryContext, @Args('id', { type: () => ID }) id: string): Promise<DecisionType> {
    return decisionOut(await this.#parts.engine.decision(context.person, id));
  }

  @Query(() => ReceiptConnection, { description: 'the receipts of a session, in order' })
  async receipts(
    @Context() { person, loaders }: QueryContext,
    @Args('sessionId', { type: () => ID }) sessionId: string,
    @Args({ type: () => PageArgs }) args: PageArgs,
  ): Promise<Connection<ReceiptType>> {
    if ((await loaders.session.load(sessionId)) === null)
      throw new ProblemError('session_not_found', { detail: `there is no session \`${sessionId}\``, field: 'sessionId' });
    return pageOf(
      (limit, after) =>
        this.#parts.catalogue.receipts(person.tenant_id, { sessionId, limit, after: after === null ? undefined : numberIn(after, 0) }),
      { args, key: ({ seq }) => [seq], node: ({ payload, protected: header, signature }) => ({ payload, protected: header, signature }) },
    );
  }

  @Query(() => [ApprovalType], { description: 'the step-ups that this person may answer' })
  async approvals(@Context() context: QueryContext): Promise<readonly ApprovalType[]> {
    return (await this.#parts.engine.approvals(context.person)).map(approvalOut);
  }

  @ResolveField(() => [DecisionType], { description: 'the newest decisions of the session' })
  async newestDecisions(
    @Context() { loaders }: QueryContext,
    @Parent() { id }: SessionType,
    @Args('first', { type: () => Int, defaultValue: 10 }) first: number,
  ): Promise<readonly DecisionType[]> {
    if (first < 1 || first > LIMITS.rows)
      throw new ProblemError('invalid_field', {
        detail: `\`first\` is \`${String(first)}\`: give a number from 1 to ${String(LIMITS.rows)}`,
        field: 'first',
      });
    return (await loaders.decisionsOf(id, first)).map(({ answer }) => decisionOut(answer));
  }
}
