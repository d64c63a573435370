import { z } from 'zod';
import { ClassificationSchema } from '../context/context.js';
import { JsonSchema, TimestampSchema } from '../json.js';

/** `POST /v1/decisions/{id}/outcome`: what execution did, as the PEP saw it. */
export const OutcomeReportSchema = z.strictObject({
  status: z.enum(['completed', 'failed']),
  started_at: TimestampSchema.optional(),
  completed_at: TimestampSchema.optional(),
  /** The output itself, or its digest, length and an excerpt where it is large. */
  output: JsonSchema.optional(),
  output_digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/u)
    .optional(),
  output_length: z.int().min(0).optional(),
  error: z.string().max(4096).optional(),
  classification: ClassificationSchema.optional(),
});
export type OutcomeReport = z.infer<typeof OutcomeReportSchema>;
export const OUTCOME_STATES = ['awaited', 'completed', 'failed', 'lost_confirmation'] as const;
export type OutcomeState = (typeof OUTCOME_STATES)[number];
