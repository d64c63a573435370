import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from './connection.js';
import { addPlainMembers } from './plain-members.js';
import { ResultEnum } from './result-enum.js';

/** Why a decision is what it is. */
@ObjectType('Reason')
export class ReasonType {
  @Field(() => String) readonly code!: string;
  @Field(() => String) readonly message!: string;
}

/** One attempt to settle a deferral. */
@ObjectType('Attempt')
export class AttemptType {
  @Field(() => String) readonly at!: string;
  @Field(() => String) readonly method!: string;
  @Field(() => String, { description: 'who or what was asked, or brought something' }) readonly by!: string;
  @Field(() => String, { description: '`settled`, `not_enough` or `failed`' }) readonly ended!: string;
  @Field(() => String) readonly detail!: string;
}

/** A decision as it stands: its plain members, and what is shown otherwise than a decision point answers it. */
@ObjectType('Decision')
export class DecisionType {
  @Field(() => ID) readonly id!: string;
  @Field(() => ID) readonly sessionId!: string;
  @Field(() => ReasonType) readonly reason!: ReasonType;
  @Field(() => String, { description: 'the deciding rule, `posture:<pack>` or `builtin:<reason>`' }) readonly policyId!: string;
  @Field(() => String) readonly policyHash!: string;
  @Field(() => String, { nullable: true, description: 'when a pending decision becomes DENY' }) readonly deadline!: string | null;
  @Field(() => [AttemptType], { description: 'what was tried to settle it, where it was deferred' })
  readonly attempts!: readonly AttemptType[];
}
addPlainMembers(DecisionType);
/** A list of decisions. */
export const DecisionConnection = connectionOf(DecisionType, 'Decision');

/** One run of one agent instance for one principal. Its newest decisions are resolved by the resolver. */
@ObjectType('Session')
export class SessionType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly agentType!: string;
  @Field(() => String) readonly agentInstance!: string;
  @Field(() => String) readonly principal!: string;
  @Field(() => String) readonly status!: string;
  @Field(() => String) readonly openedAt!: string;
  @Field(() => Int) readonly decisions!: number;
  @Field(() => Int) readonly pending!: number;
  @Field(() => Int, { description: 'how many receipts the session has: gapless from 0' }) readonly receipts!: number;
}
/** A list of sessions. */
export const SessionConnection = connectionOf(SessionType, 'Session');

/** A receipt as stored: a flattened JWS whose payload is RFC 8785 text. */
@ObjectType('Receipt')
export class ReceiptType {
  @Field(() => String) readonly payload!: string;
  @Field(() => String) readonly protected!: string;
  @Field(() => String) readonly signature!: string;
}
/** A list of receipts. */
export const ReceiptConnection = connectionOf(ReceiptType, 'Receipt');

/** One line of what an approver must see. */
@ObjectType('Fact')
export class FactType {
  @Field(() => String) readonly name!: string;
  @Field(() => String, { description: 'hidden and misleading characters are spelled out; nothing is cut' }) readonly text!: string;
  @Field(() => Boolean, { description: 'it comes from the agent or from what it read' }) readonly untrusted!: boolean;
}

/** A STEP_UP that waits for people. */
@ObjectType('Approval')
export class ApprovalType {
  @Field(() => DecisionType) readonly decision!: DecisionType;
  @Field(() => String) readonly tool!: string;
  @Field(() => String) readonly operation!: string;
  @Field(() => String, { description: 'the parameters that will run, as JSON text' }) readonly parameters!: string;
  @Field(() => String, { description: 'the digest that an answer must name' }) readonly actionDigest!: string;
  @Field(() => String, { description: 'the parameters that were submitted, as JSON text' }) readonly submittedParameters!: string;
  @Field(() => String) readonly title!: string;
  @Field(() => String, { description: 'what will happen, in one sentence' }) readonly sentence!: string;
  @Field(() => [FactType], { description: 'what the CLI and the notifications show as well' }) readonly facts!: readonly FactType[];
  @Field(() => Boolean, { description: 'policy deferred it first, and what it waited for did not arrive' }) readonly escalated!: boolean;
  @Field(() => Boolean, { description: 'a yes takes the signature of a passkey: see `beginApproval`' }) readonly presenceRequired!: boolean;
}

/** A rule of a policy. */
@ObjectType('Rule')
export class RuleType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly pack!: string;
  @Field(() => String) readonly title!: string;
  @Field(() => String) readonly class!: string;
  @Field(() => ResultEnum) readonly result!: string;
  @Field(() => Int) readonly priority!: number;
  @Field(() => [String], { description: 'context fields the rule reads, derived from its source' }) readonly reads!: readonly string[];
}
/** A list of rules. */
export const RuleConnection = connectionOf(RuleType, 'Rule');

/** The active policy set, in one piece. */
@ObjectType('Policy')
export class PolicyType {
  @Field(() => ID) readonly id!: string;
  @Field(() => String) readonly version!: string;
  @Field(() => String) readonly hash!: string;
  @Field(() => String) readonly posture!: string;
  @Field(() => [RuleType]) readonly rules!: readonly RuleType[];
}

/** Who is asking. */
@ObjectType('Person')
export class PersonType {
  @Field(() => ID) readonly id!: string;
  @Field(() => [String]) readonly roles!: readonly string[];
}
