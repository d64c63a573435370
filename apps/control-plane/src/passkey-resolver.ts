import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { AddPasskeySchema, RemovePasskeySchema, visible } from '@writ/aarm';
import type { PasskeyRecord } from '@writ/aarm';
import type { Ceremony } from '@writ/engine';
import { validate } from '@writ/server';
import { ApprovalAnswerInput, answerIn } from './approval-input.js';
import { given, jsonIn } from './json-in.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { AddPasskeyInput, CeremonyType, PasskeyType, RemovePasskeyInput } from './passkey-types.js';

/** The passkeys of people, and what they are asked to sign. */
@Resolver()
export class PasskeyResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => [PasskeyType], { description: 'your own, the newest first; those of others for an `operator` or `auditor`' })
  async passkeys(
    @Context() { person }: QueryContext,
    @Args('person', { type: () => String, nullable: true }) whose: string | null | undefined,
  ): Promise<readonly PasskeyType[]> {
    return (await this.#parts.engine.passkeys(person, whose ?? undefined)).map(passkeyOut);
  }

  @Mutation(() => CeremonyType, { description: 'what a passkey must sign for exactly this answer to count; nothing is recorded' })
  async beginApproval(
    @Context() { person }: QueryContext,
    @Args('decisionId', { type: () => ID }) decisionId: string,
    @Args('input', { type: () => ApprovalAnswerInput }) input: ApprovalAnswerInput,
  ): Promise<CeremonyType> {
    return ceremonyOut(await this.#parts.engine.beginApproval(person, decisionId, answerIn(input)));
  }

  @Mutation(() => CeremonyType, { description: 'what it takes to make a passkey; with the id of one of yours, to remove that' })
  async beginPasskey(
    @Context() { person }: QueryContext,
    @Args('remove', { type: () => ID, nullable: true }) remove: string | null | undefined,
  ): Promise<CeremonyType> {
    return ceremonyOut(await this.#parts.engine.beginPasskey(person, remove ?? undefined));
  }

  @Mutation(() => PasskeyType, { description: 'adds a passkey of yours, with a signed event' })
  async addPasskey(
    @Context() { person }: QueryContext,
    @Args('input', { type: () => AddPasskeyInput }) { label, attestation, presence }: AddPasskeyInput,
  ): Promise<PasskeyType> {
    const request = validate(AddPasskeySchema, {
      label,
      attestation: jsonIn('attestation', attestation),
      ...given('presence', presence, (text) => jsonIn('presence', text)),
    });
    return passkeyOut(await this.#parts.engine.addPasskey(person, request));
  }

  @Mutation(() => PasskeyType, { description: 'removes a passkey for good, with a signed event' })
  async removePasskey(
    @Context() { person }: QueryContext,
    @Args('input', { type: () => RemovePasskeyInput }) { id, person: whose, reason, presence }: RemovePasskeyInput,
  ): Promise<PasskeyType> {
    const request = validate(RemovePasskeySchema, {
      credential_id: id,
      reason,
      ...given('person', whose, (text) => text),
      ...given('presence', presence, (text) => jsonIn('presence', text)),
    });
    return passkeyOut(await this.#parts.engine.removePasskey(person, request));
  }
}

const passkeyOut = (row: PasskeyRecord): PasskeyType => ({
  id: row.credential_id,
  person: row.person,
  label: visible(row.label),
  publicKey: row.public_key,
  addedAt: row.added_at,
  removedAt: row.removed_at,
  removedBy: row.removed_by,
});

const ceremonyOut = ({ origin, rp_id: rpId, challenge, credentials }: Ceremony): CeremonyType => ({ origin, rpId, challenge, credentials });
