import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { visible } from '@writ/aarm';
import { ESCALATED, INQUIRY, SETTLED } from '@writ/engine';
import type { DeliveryRecord } from '@writ/engine';
import type { Connection } from './connection.js';
import { PageArgs, pageOf, textIn } from './connection.js';
import { DeliveryConnection, DeliveryType } from './delivery-types.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { DecisionType } from './types.js';

/** Whether people were told: nobody waits for an approval that nobody heard of. */
@Resolver(() => DecisionType)
export class DeliveryResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => DeliveryConnection, { description: 'who was told what over which channel, of the newest decisions first' })
  async deliveries(
    @Context() { person }: QueryContext,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Args('undelivered', { type: () => Boolean, defaultValue: false, description: 'only what has not arrived' }) undelivered: boolean,
  ): Promise<Connection<DeliveryType>> {
    return pageOf(
      (limit, after) => {
        const before =
          after === null ? undefined : { decision_id: textIn(after, 0), channel: textIn(after, 1), action_digest: textIn(after, 2) };
        return this.#parts.catalogue.deliveries(person.tenant_id, { limit, before, undelivered });
      },
      { args, key: (row) => [row.decision_id, row.channel, row.action_digest], node: deliveryOut },
    );
  }

  @ResolveField('deliveries', () => [DeliveryType], { description: 'who was told of it, in the order of what happened' })
  async deliveriesOf(@Context() { loaders }: QueryContext, @Parent() { id }: DecisionType): Promise<readonly DeliveryType[]> {
    return (await loaders.deliveries.load(id)).map(deliveryOut);
  }
}

const deliveryOut = (row: DeliveryRecord): DeliveryType => ({
  decisionId: row.decision_id,
  channel: row.channel,
  asks: asksOf(row.action_digest),
  state: row.state,
  attempts: row.attempts,
  error: row.error === null ? null : visible(row.error),
  nextAt: row.state === 'failed' ? row.next_at : null,
  changedAt: row.changed_at,
  shows: row.shows,
});

function asksOf(digest: string): string {
  if (digest === SETTLED) return 'nothing';
  if (digest.startsWith(INQUIRY)) return 'question';
  return digest.endsWith(ESCALATED) ? 'backups' : 'approval';
}
