import { Field, Float, InputType, Int, ObjectType } from '@nestjs/graphql';

/** A definition that came after the one that is pinned. */
@ObjectType('ChangedTool')
export class ChangedToolType {
  @Field(() => String, { description: 'what `acceptTool` takes' }) readonly digest!: string;
  @Field(() => String, { description: 'as its server gives it, as JSON text' }) readonly definition!: string;
  @Field(() => String, { description: 'the one that is pinned, as JSON text' }) readonly pinned!: string;
  @Field(() => String) readonly at!: string;
}

/** What one tool of one agent is taken for. */
@ObjectType('ToolStanding')
export class ToolStandingType {
  @Field(() => String) readonly agent!: string;
  @Field(() => String) readonly name!: string;
  @Field(() => String) readonly effect!: string;
  @Field(() => String, { description: '`manifest`, `annotation`, `inferred` or `unknown`: where the effect is known from' })
  readonly from!: string;
  @Field(() => Float, { description: 'from 0 to 1' }) readonly certainty!: number;
  @Field(() => String, { nullable: true, description: 'null where no server ever defined it' }) readonly digest!: string | null;
  @Field(() => String, { nullable: true }) readonly pinnedAt!: string | null;
  @Field(() => String, { nullable: true, description: 'null where the definition is the first' }) readonly acceptedBy!: string | null;
  @Field(() => ChangedToolType, { nullable: true, description: 'a definition that nobody has accepted yet' })
  readonly changed!: ChangedToolType | null;
  @Field(() => Int, { description: 'recent actions by it' }) readonly actions!: number;
}

/** The tools of agents, and how much of what agents do is by tools whose effect is known. */
@ObjectType('ToolReport')
export class ToolReportType {
  @Field(() => [ToolStandingType]) readonly tools!: readonly ToolStandingType[];
  @Field(() => Int, { description: 'recent actions that were looked at' }) readonly actions!: number;
  @Field(() => Int, { description: 'those of them whose effect was known' }) readonly known!: number;
}

/** A definition that was accepted. */
@ObjectType('AcceptedTool')
export class AcceptedToolType {
  @Field(() => String) readonly agent!: string;
  @Field(() => String) readonly name!: string;
  @Field(() => String) readonly digest!: string;
  @Field(() => String) readonly acceptedBy!: string;
}

/** A changed definition that a person takes for good. */
@InputType('AcceptToolInput')
export class AcceptToolInput {
  @Field(() => String) readonly agent!: string;
  @Field(() => String) readonly name!: string;
  @Field(() => String, { description: 'of the definition that was looked at: another one is refused' }) readonly digest!: string;
  @Field(() => String, { description: 'goes into the signed receipt' }) readonly reason!: string;
}
