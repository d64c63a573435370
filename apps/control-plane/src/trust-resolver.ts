import { Inject } from '@nestjs/common';
import { Args, Context, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { SessionType } from './types.js';
import { sessionOut } from './wire.js';

/** A public key that receipts are signed with, as `/.well-known/writ-keys.json` has it. */
@ObjectType('Key')
export class KeyType {
  @Field(() => ID, { description: 'the RFC 7638 thumbprint' }) readonly kid!: string;
  @Field(() => String, { description: 'of the P-256 point, base64url' }) readonly x!: string;
  @Field(() => String) readonly y!: string;
  @Field(() => String) readonly validFrom!: string;
  @Field(() => String, { nullable: true, description: 'excluded' }) readonly validUntil!: string | null;
  @Field(() => String, { description: '`active`, `retired` or `revoked`' }) readonly status!: string;
  @Field(() => String, { nullable: true }) readonly compromisedAt!: string | null;
}

/** What somebody needs to check the evidence of a session. */
@Resolver()
export class TrustResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => [KeyType], {
    description: 'the keys that receipts are signed with; a verifier that trusts nobody takes them from elsewhere',
  })
  async keys(): Promise<readonly KeyType[]> {
    return (await this.#parts.keys()).map(({ kid, jwk, valid_from, valid_until, status, compromised_at }) => ({
      kid,
      x: jwk.x,
      y: jwk.y,
      validFrom: valid_from,
      validUntil: valid_until,
      status,
      compromisedAt: compromised_at,
    }));
  }

  @Query(() => SessionType, { nullable: true })
  async session(@Context() { loaders }: QueryContext, @Args('id', { type: () => ID }) id: string): Promise<SessionType | null> {
    const found = await loaders.session.load(id);
    return found === null ? null : sessionOut(found);
  }
}
