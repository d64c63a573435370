import { Field, Float, InputType } from '@nestjs/graphql';
import { ApprovalAnswerSchema } from '@writ/aarm';
import type { ApprovalAnswer } from '@writ/aarm';
import { validate } from '@writ/server';
import { given, jsonIn } from './json-in.js';

/** One person's answer to one question. */
@InputType('ApprovalAnswerInput')
export class ApprovalAnswerInput {
  @Field(() => String, { description: '`approve` or `deny`' }) readonly answer!: string;
  @Field(() => String, { description: '`actionDigest` of the approval as it was shown' }) readonly actionDigest!: string;
  @Field(() => String, { nullable: true, description: 'goes into the signed receipt' }) readonly comment?: string | null;
  @Field(() => String, { nullable: true, description: 'approved only so: a JSON array of edits that narrow, as REST takes them' })
  readonly modifications?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'what `navigator.credentials.get()` answered to the challenge of `beginApproval`, as JSON',
  })
  readonly presence?: string | null;
  @Field(() => Float, { nullable: true, description: 'milliseconds that the question was before the person, as the client counted them' })
  readonly dwellMs?: number | null;
}

/** The answer as every wire takes it. */
export const answerIn = ({ answer, actionDigest, comment, modifications, presence, dwellMs }: ApprovalAnswerInput): ApprovalAnswer =>
  validate(ApprovalAnswerSchema, {
    answer,
    action_digest: actionDigest,
    ...given('comment', comment, (text) => text),
    ...given('modifications', modifications, (text) => jsonIn('modifications', text)),
    ...given('presence', presence, (text) => jsonIn('presence', text)),
    ...given('dwell_ms', dwellMs, (time) => time),
  });
