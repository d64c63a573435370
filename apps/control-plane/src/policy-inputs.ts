import { Field, Float, InputType, Int } from '@nestjs/graphql';

/** One file of a pack. */
@InputType('PackFileInput')
export class PackFileInput {
  @Field(() => String, { description: '`pack.yaml`, `tools.yaml`, `rules/*.rego`, `lib/*.rego`, `cases/*.yaml`' }) readonly path!: string;
  @Field(() => String) readonly text!: string;
}

/** A pack as files; archives are not taken. */
@InputType('PackInput')
export class PackInput {
  @Field(() => String, { description: 'lower case letters, digits, `-` and `_`: the name of its folder in messages' })
  readonly name!: string;
  @Field(() => [PackFileInput]) readonly files!: readonly PackFileInput[];
}

/** A new version: packs that are to be active together. */
@InputType('CreateVersionInput')
export class CreateVersionInput {
  @Field(() => [PackInput]) readonly packs!: readonly PackInput[];
  @Field(() => String, { nullable: true, description: 'goes into the receipt' }) readonly reason?: string | null;
  @Field(() => String, { nullable: true, description: 'the commit that the files are of: 40 or 64 hex digits' }) readonly commit?:
    string | null;
}

/** Golden cases are tests, not policy: they are no part of a version and come with its check. */
@InputType('CasesInput')
export class CasesInput {
  @Field(() => String, { description: 'the id of the pack' }) readonly pack!: string;
  @Field(() => [PackFileInput], { description: '`cases/*.yaml` only' }) readonly files!: readonly PackFileInput[];
}

/** Refusals that a person may override, each with a reason of at least ten characters. */
@InputType('OverridesInput')
export class OverridesInput {
  @Field(() => String, { nullable: true, description: 'no rule reads what the user asked for (AARM R3)' }) readonly intentUnread?:
    string | null;
  @Field(() => String, { nullable: true, description: 'more decisions flip than the tenant allows, or nobody replayed' })
  readonly blastRadius?: string | null;
}

/** What the tenant asks of an activation. */
@InputType('PolicySettingsInput')
export class PolicySettingsInput {
  @Field(() => Int) readonly approvals!: number;
  @Field(() => Float, { nullable: true }) readonly blastRadius?: number | null;
}
