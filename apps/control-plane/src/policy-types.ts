import { createUnionType, Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { POLICY_STATES } from '@writ/aarm';
import { connectionOf } from './connection.js';

/** Where a version stands, as a GraphQL enum. */
export const PolicyStateEnum = Object.fromEntries(POLICY_STATES.map((state) => [state, state]));
registerEnumType(PolicyStateEnum, { name: 'PolicyState', description: 'the states of a version, in the order of its life' });

/** A pack within a version. */
@ObjectType('Pack')
export class PackType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly version!: string;
}
/** A list of packs. */
export const PackConnection = connectionOf(PackType, 'Pack');

/** One file that is compiled. */
@ObjectType('SourceFile')
export class SourceFileType {
  @Field(() => String, { description: '`<pack>/<path>`' }) readonly path!: string;
  @Field(() => String) readonly text!: string;
}

/** A person's signature on a version. */
@ObjectType('Signoff')
export class SignoffType {
  @Field(() => String) readonly approver!: string;
  @Field(() => String) readonly at!: string;
  @Field(() => String) readonly statementDigest!: string;
}

/** A test or golden case as it last ran. */
@ObjectType('PolicyTest')
export class PolicyTestType {
  @Field(() => String, { description: '`test` of Rego, or golden `case`' }) readonly kind!: string;
  @Field(() => String) readonly name!: string;
  @Field(() => String) readonly file!: string;
  @Field(() => Int, { nullable: true }) readonly line!: number | null;
  @Field(() => String) readonly outcome!: string;
  @Field(() => String, { description: 'why it did not pass' }) readonly why!: string;
}
/** A list of tests. */
export const PolicyTestConnection = connectionOf(PolicyTestType, 'PolicyTest');

/** A refusal that somebody overrode, on record. */
@ObjectType('Override')
export class OverrideType {
  @Field(() => String) readonly refusal!: string;
  @Field(() => String) readonly reason!: string;
}

/** One event in the life of a policy. Its receipt is in the control session. */
@ObjectType('PolicyTransition')
export class PolicyTransitionType {
  @Field(() => String) readonly event!: string;
  @Field(() => String, { nullable: true }) readonly hash!: string | null;
  @Field(() => PolicyStateEnum, { nullable: true }) readonly from!: string | null;
  @Field(() => PolicyStateEnum, { nullable: true }) readonly to!: string | null;
  @Field(() => String) readonly by!: string;
  @Field(() => [String]) readonly roles!: readonly string[];
  @Field(() => String) readonly reason!: string;
  @Field(() => String) readonly at!: string;
  @Field(() => Int, { description: 'counts the changes of what is active or in shadow' }) readonly generation!: number;
  @Field(() => String, { nullable: true, description: 'the version that this one replaced' }) readonly replaced!: string | null;
  @Field(() => [OverrideType]) readonly overrides!: readonly OverrideType[];
  @Field(() => String) readonly receiptId!: string;
  @Field(() => String, { nullable: true, description: 'what `detail_digest` of the receipt is the digest of, to the byte: JSON' })
  readonly detail!: string | null;
}
/** A list of transitions. */
export const PolicyTransitionConnection = connectionOf(PolicyTransitionType, 'PolicyTransition');

/** A stored version: immutable, named by its hash. What is not here is resolved by the resolver. */
@ObjectType('PolicyVersion')
export class PolicyVersionType {
  @Field(() => ID) readonly hash!: string;
  @Field(() => String) readonly policyId!: string;
  @Field(() => String) readonly version!: string;
  @Field(() => [PackType]) readonly packs!: readonly PackType[];
  @Field(() => String) readonly author!: string;
  @Field(() => String) readonly createdAt!: string;
  @Field(() => PolicyStateEnum) readonly state!: string;
  @Field(() => String) readonly stateSince!: string;
  @Field(() => Boolean) readonly everActive!: boolean;
  @Field(() => Int) readonly ruleCount!: number;
  @Field(() => Boolean, { nullable: true, description: 'whether some rule reads what the user asked for; null before its check' })
  readonly intentRead!: boolean | null;
}
/** A list of versions. */
export const PolicyVersionConnection = connectionOf(PolicyVersionType, 'PolicyVersion');

/** What decisions are taken on. */
@ObjectType('PolicyPointer')
export class PolicyPointerType {
  @Field(() => String) readonly active!: string;
  @Field(() => String, { nullable: true }) readonly shadow!: string | null;
  @Field(() => Int) readonly generation!: number;
  @Field(() => String) readonly changedAt!: string;
}

/** What the tenant asks of an activation. */
@ObjectType('PolicySettings')
export class PolicySettingsType {
  @Field(() => Int, { description: 'signatures by distinct approvers, none of them the author' }) readonly approvals!: number;
  @Field(() => Float, { nullable: true, description: 'the share of replayed decisions that may flip; null asks for no replay' })
  readonly blastRadius!: number | null;
}

/** A tool of the active policy's catalogue. */
@ObjectType('Tool')
export class ToolType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly tool!: string;
  @Field(() => String) readonly operation!: string;
  @Field(() => String, { description: 'all that is declared of it, as JSON text' }) readonly declaration!: string;
}
/** A list of tools. */
export const ToolConnection = connectionOf(ToolType, 'Tool');

/** One thing that is wrong, where, and what to do about it. */
@ObjectType('Finding')
export class FindingType {
  @Field(() => String) readonly severity!: string;
  @Field(() => String) readonly code!: string;
  @Field(() => String, { description: '`<pack>/rules/x.rego`; empty where no file is to blame' }) readonly file!: string;
  @Field(() => Int, { nullable: true }) readonly line!: number | null;
  @Field(() => String) readonly what!: string;
  @Field(() => String) readonly remedy!: string;
}

/** The change was made and recorded. */
@ObjectType('PolicyChanged')
export class PolicyChangedType {
  @Field(() => PolicyVersionType, { nullable: true }) readonly version!: PolicyVersionType | null;
  @Field(() => PolicyTransitionType) readonly transition!: PolicyTransitionType;
  @Field(() => PolicyPointerType, { nullable: true }) readonly pointer!: PolicyPointerType | null;
  @Field(() => [FindingType], { description: 'what a check warns of' }) readonly findings!: readonly FindingType[];
}

/** Nothing changed. */
@ObjectType('PolicyRefused')
export class PolicyRefusedType {
  @Field(() => String, { description: 'for example `role_missing`, `approvals_missing`, `intent_unread`, `pack_refused`' })
  readonly code!: string;
  @Field(() => String, { description: 'what is wrong, and the fix' }) readonly message!: string;
  @Field(() => [FindingType]) readonly findings!: readonly FindingType[];
}

/** What every change of the policy answers. */
export const PolicyChangeUnion = createUnionType({
  name: 'PolicyChange',
  types: () => [PolicyChangedType, PolicyRefusedType] as const,
  resolveType: (value: object) => ('code' in value ? PolicyRefusedType : PolicyChangedType),
});
