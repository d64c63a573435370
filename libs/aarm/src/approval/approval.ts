import { z } from 'zod';
import { nameSchema } from '../json.js';
import { ModificationSchema } from '../decision/obligation.js';
import { AssertionSchema } from './passkey.js';
import type { PresenceProof } from './passkey.js';

/** No question stays before anybody for longer than this. */
const LONGEST_DWELL_MS = 30 * 86_400_000;

/** `POST /v1/approvals/{decision_id}`: one person's answer to one STEP_UP. */
export const ApprovalAnswerSchema = z
  .strictObject({
    answer: z.enum(['approve', 'deny']),
    /** The digest of the exact effective parameters that the approver was shown. */
    action_digest: z.string().regex(/^sha256:[0-9a-f]{64}$/u),
    comment: z.string().max(2000).optional(),
    /** How long the question was before the person's eyes, in milliseconds, as their client counted it: a claim, and recorded as one. */
    dwell_ms: z.int().min(0).max(LONGEST_DWELL_MS).optional(),
    /** Approved only so: edits that narrow what was shown. What runs is what comes of them. */
    modifications: z.array(ModificationSchema).min(1).max(32).optional(),
    /** What a passkey of the approver signed: the digest of exactly this statement. */
    presence: AssertionSchema.optional(),
  })
  .refine(({ answer, modifications }) => answer === 'approve' || modifications === undefined, {
    path: ['modifications'],
    message: 'only what is approved can be changed: leave it out',
  })
  .refine(({ answer, presence }) => answer === 'approve' || presence === undefined, {
    path: ['presence'],
    message: 'nobody has to prove anything to refuse: leave it out',
  });
export type ApprovalAnswer = z.infer<typeof ApprovalAnswerSchema>;

/** `POST /v1/approvals/answers`: several answers of one person. Each stands alone: one that is refused stops no other. */
export const ApprovalAnswersSchema = z.strictObject({
  answers: z
    .array(z.strictObject({ decision_id: nameSchema(128), answer: ApprovalAnswerSchema }))
    .min(1)
    .max(100),
});
export type ApprovalAnswers = z.infer<typeof ApprovalAnswersSchema>;

/** A person's recorded answer, as receipts carry it. */
export interface ApprovalRecord {
  readonly approver: string;
  readonly method: string;
  readonly statement_digest: string;
  readonly decision: 'approve' | 'deny';
  readonly at: string;
  readonly self_confirmation: boolean;
  /** How long the person looked at it, in milliseconds, where their client counted. */
  readonly dwell_ms?: number;
  /** Left out where nothing but a session of the person vouches for the answer. */
  readonly presence?: PresenceProof;
}
