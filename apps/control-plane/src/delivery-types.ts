import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from './connection.js';

/** How telling people of one question, or enforcement points of its end, over one channel went. */
@ObjectType('Delivery')
export class DeliveryType {
  @Field(() => ID) readonly decisionId!: string;
  @Field(() => String, { description: '`webhook`, `slack`, `teams`, `email`, or `pep:` and the agent whose enforcement points are told' })
  readonly channel!: string;
  @Field(() => String, {
    description:
      '`approval`, `backups` (asked again, of backups too), `question` (to the human principal) or `nothing` (told that it is settled)',
  })
  readonly asks!: string;
  @Field(() => String, { description: '`waiting` (under way), `delivered`, `failed` (tried again) or `rejected` (not tried again)' })
  readonly state!: string;
  @Field(() => Int) readonly attempts!: number;
  @Field(() => String, { nullable: true, description: 'of the last attempt' }) readonly error!: string | null;
  @Field(() => String, { nullable: true, description: 'when it is tried again; null where it is not' }) readonly nextAt!: string | null;
  @Field(() => String) readonly changedAt!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'what the message shows: `open` (it asks), `closed` (how it ended), `stuck` (it could not be changed); null where none can be',
  })
  readonly shows!: string | null;
}
/** A list of deliveries. */
export const DeliveryConnection = connectionOf(DeliveryType, 'Delivery');
