import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';

/** A passkey of a person. */
@ObjectType('Passkey')
export class PasskeyType {
  @Field(() => ID, { description: 'the credential id, base64url' }) readonly id!: string;
  @Field(() => String) readonly person!: string;
  @Field(() => String, { description: 'what the person calls it' }) readonly label!: string;
  @Field(() => String, { description: 'the COSE key, base64url: receipts that it signed are checked by it' }) readonly publicKey!: string;
  @Field(() => String) readonly addedAt!: string;
  @Field(() => String, { nullable: true, description: 'since when it proves nothing any more' }) readonly removedAt!: string | null;
  @Field(() => String, { nullable: true }) readonly removedBy!: string | null;
}

/** What a browser is asked to do with a passkey (WebAuthn). */
@ObjectType('Ceremony')
export class CeremonyType {
  @Field(() => String, { description: 'the only origin at which it can be done' }) readonly origin!: string;
  @Field(() => String) readonly rpId!: string;
  @Field(() => String, { description: 'base64url of the digest of exactly what is said' }) readonly challenge!: string;
  @Field(() => [ID], { description: 'the passkeys of the person that stand' }) readonly credentials!: readonly string[];
}

/** A passkey to be added. */
@InputType('AddPasskeyInput')
export class AddPasskeyInput {
  @Field(() => String, { description: 'what the person calls it' }) readonly label!: string;
  @Field(() => String, { description: 'what `navigator.credentials.create()` answered, as JSON' }) readonly attestation!: string;
  @Field(() => String, {
    nullable: true,
    description: 'what `navigator.credentials.get()` answered to the same challenge, as JSON: by a passkey that the person has already',
  })
  readonly presence?: string | null;
}

/** A passkey to be removed. */
@InputType('RemovePasskeyInput')
export class RemovePasskeyInput {
  @Field(() => ID) readonly id!: string;
  @Field(() => String, { nullable: true, description: 'whose it is; an `operator` removes those of others' }) readonly person?:
    string | null;
  @Field(() => String) readonly reason!: string;
  @Field(() => String, { nullable: true, description: 'what `navigator.credentials.get()` answered, as JSON; an `operator` needs none' })
  readonly presence?: string | null;
}
