import { Inject } from '@nestjs/common';
import { Context, Resolver, Subscription } from '@nestjs/graphql';
import { decisionsOf, mapFeed, pointersOf, transitionsOf } from './feed.js';
import type { Feed } from './feed.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { PolicyPointerType, PolicyTransitionType } from './policy-types.js';
import { pointerOut, transitionOut } from './policy-wire.js';
import { DecisionType } from './types.js';
import { decisionOut } from './wire.js';

/** What changes, as it changes: a view for people. The log is what counts. */
@Resolver()
export class Subscriptions {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Subscription(() => PolicyTransitionType, { description: 'each event in the life of a version' })
  policyTransitioned(@Context() context: QueryContext): Feed<object> {
    const { person, stillAccepted } = context;
    const found = transitionsOf(this.#parts.policies, person.tenant_id, { allowed: stillAccepted });
    return named('policyTransitioned', found, transitionOut);
  }

  @Subscription(() => PolicyPointerType, { description: 'each change of what is active or in shadow' })
  policyActivated(@Context() { person, stillAccepted }: QueryContext): Feed<object> {
    return named('policyActivated', pointersOf(this.#parts.policies, person.tenant_id, { allowed: stillAccepted }), pointerOut);
  }

  @Subscription(() => DecisionType, { description: 'each decision as it is made, waits, or ends its wait' })
  decisionChanged(@Context() { person, stillAccepted }: QueryContext): Feed<object> {
    const found = decisionsOf(this.#parts.catalogue, person.tenant_id, { allowed: stillAccepted });
    return named('decisionChanged', found, ({ answer }) => decisionOut(answer));
  }
}

const named = <Row>(name: string, rows: Feed<Row>, out: (row: Row) => object): Feed<object> =>
  mapFeed(rows, (row) => ({ [name]: out(row) }));
