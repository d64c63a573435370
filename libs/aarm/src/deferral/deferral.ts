import { z } from 'zod';
import { FactSchema } from '../context/context.js';
import { TimestampSchema } from '../json.js';

/** How a pending decision ended (design §5). */
export const RESOLUTION_METHODS = [
  'context_supplied',
  'label',
  'fact',
  'awaited_outcome',
  'resolver',
  'user_confirmation',
  'safe_constraints',
  'human_approval',
  'timeout',
  'cascade_limit',
  'kill_switch',
  'session_closed',
] as const;
export const ResolutionMethodSchema = z.enum(RESOLUTION_METHODS);
export type ResolutionMethod = z.infer<typeof ResolutionMethodSchema>;

/** `POST /v1/decisions/{id}/context`: the facts that a DEFER asked for. */
export const SuppliedContextSchema = z.strictObject({ facts: z.array(FactSchema).min(1).max(32) });
export type SuppliedContext = z.infer<typeof SuppliedContextSchema>;

/** How an attempt to settle a deferral ended: it settled it, what it brought was not enough, or it brought nothing. */
export const ATTEMPT_ENDINGS = ['settled', 'not_enough', 'failed'] as const;

/** One attempt to settle a deferral: what arrived or who was asked, and what came of it. */
export const ResolutionAttemptSchema = z.strictObject({
  at: TimestampSchema,
  method: ResolutionMethodSchema,
  by: z.string(),
  ended: z.enum(ATTEMPT_ENDINGS),
  detail: z.string(),
});
export type ResolutionAttempt = Readonly<z.infer<typeof ResolutionAttemptSchema>>;

/** What only the human principal can tell: a question with the answers there are. */
export const QuestionSchema = z.strictObject({
  fact: z.string().min(1),
  ask: z.string(),
  answers: z.array(z.union([z.string(), z.number(), z.boolean()])),
});

/** What a decision that was ever deferred tells of its wait, also after it ended. */
export const DeferralSchema = z.strictObject({
  deferred_at: TimestampSchema,
  attempts: z.array(ResolutionAttemptSchema),
  questions: z.array(QuestionSchema),
  escalated_at: TimestampSchema.optional().describe('when people were asked because nothing else settled it'),
});
export type Deferral = Readonly<z.infer<typeof DeferralSchema>>;
