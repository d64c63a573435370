import { z } from 'zod';
import { ModificationSchema } from '../decision/obligation.js';

/** `POST /v1/approvals/{decision_id}`: one person's answer to one STEP_UP. */
export const ApprovalAnswerSchema = z
  .strictObject({
    answer: z.enum(['approve', 'deny']),
    /** The digest of the exact effective parameters that the approver was shown. */
    action_digest: z.string().regex(/^sha256:[0-9a-f]{64}$/u),
    comment: z.string().max(2000).optional(),
    /** Approved only so: edits that narrow what was shown. What runs is what comes of them. */
    modifications: z.array(ModificationSchema).min(1).max(32).optional(),
  })
  .refine(({ answer, modifications }) => answer === 'approve' || modifications === undefined, {
    path: ['modifications'],
    message: 'only what is approved can be changed: leave it out',
  });
export type ApprovalAnswer = z.infer<typeof ApprovalAnswerSchema>;

/** A person's recorded answer, as receipts carry it. */
export interface ApprovalRecord {
  readonly approver: string;
  readonly method: string;
  readonly statement_digest: string;
  readonly decision: 'approve' | 'deny';
  readonly at: string;
  readonly self_confirmation: boolean;
}
