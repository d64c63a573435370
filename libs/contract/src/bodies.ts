import {
  ApprovalAnswerSchema,
  ApprovalAnswersSchema,
  DecisionRequestSchema,
  GrantRequestSchema,
  OpenSessionSchema,
  OutcomeReportSchema,
  OutputReportSchema,
  QuestionAnswerSchema,
  RedeemSchema,
  StopRequestSchema,
  SubmittedEntrySchema,
  SuppliedContextSchema,
} from '@writ/aarm';
import type { z } from 'zod';

/** The bodies that calls take, by their names in OpenAPI. */
export const BODIES = {
  OpenSession: OpenSessionSchema,
  SubmittedEntry: SubmittedEntrySchema,
  DecisionRequest: DecisionRequestSchema,
  Redeem: RedeemSchema,
  OutcomeReport: OutcomeReportSchema,
  OutputReport: OutputReportSchema,
  SuppliedContext: SuppliedContextSchema,
  ApprovalAnswer: ApprovalAnswerSchema,
  ApprovalAnswers: ApprovalAnswersSchema,
  StopRequest: StopRequestSchema,
  GrantRequest: GrantRequestSchema,
  QuestionAnswer: QuestionAnswerSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** The name of a body. */
export type BodyName = keyof typeof BODIES;
