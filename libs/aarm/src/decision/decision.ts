import { z } from 'zod';
import { SubmittedActionSchema, isRelease } from '../action/action.js';
import type { Action } from '../action/action.js';
import { IdentityProofSchema } from '../identity/identity.js';
import type { Mandate } from '../identity/mandate.js';
import type { Effect } from '../context/context.js';
import type { ContextView } from '../context/context-fields.js';
import type { Modification } from './obligation.js';
import { ObligationSchema } from './obligation.js';
import { JsonObjectSchema, TimestampSchema, DigestSchema, nameSchema } from '../json.js';
import type { JsonObject } from '../json.js';
import { DeferralSchema } from '../deferral/deferral.js';
import { RuleClassSchema, SEVERITIES } from '../policy/policy.js';
import { ReasonCodeSchema, ResultSchema } from './result.js';
import type { ReasonCode, Result } from './result.js';
import type { Escalation, RuleClass } from '../policy/policy.js';

/** `POST /v1/decisions`. */
export const DecisionRequestSchema = z.strictObject({
  session_id: nameSchema(128),
  action: SubmittedActionSchema.refine((action) => !isRelease(action), {
    path: ['operation'],
    message: 'it is how outputs are shown: report the output of its decision, and no tool may be called that',
  }),
  identity: IdentityProofSchema,
  wait_ms: z.int().min(0).max(600_000).optional().describe('how long to hold the answer while the decision is pending'),
  nonce: z
    .string()
    .regex(/^[A-Za-z0-9_-]{22,86}$/)
    .optional()
    .describe(
      '16 to 64 bytes in base64url that only the caller knows: the signed receipt of an answer that lets the action run repeats them',
    ),
});
export type DecisionRequest = z.infer<typeof DecisionRequestSchema>;

/** `POST /v1/decisions/{id}/redeem`: the action that is about to run, with the proofs of identity of this moment. */
export const RedeemSchema = DecisionRequestSchema.omit({ wait_ms: true });

/** The part of an action that is decided on. */
export type Decidable = Pick<Action, 'tool' | 'operation' | 'parameters'> & {
  /** What it is taken to do where no catalogue declares it; absent where nobody can say. */
  readonly effect?: Effect;
};

/** What `decide` knows of who asks. */
export interface DecidedIdentity extends Mandate {
  readonly verified: boolean;
  /** Why not; null where it is verified. */
  readonly failure: string | null;
}

/** What `decide` knows of who asks and of what went before. All plain data: the same input gives the same verdict. */
export interface DecisionContext {
  readonly identity: DecidedIdentity;
  readonly view: ContextView;
}

/** A rule that had a voice, was mute for want of context, or failed. */
export interface RuleTrace {
  readonly id: string;
  readonly pack: string;
  readonly voice: 'spoke' | 'mute' | 'error';
  readonly result: Result;
  readonly priority: number;
}

/** What a STEP_UP asks of people. */
export interface ApprovalTerms {
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly timeout_s: number;
  /** Left out where no rule names backups. */
  readonly escalation?: Escalation;
}

/** The output of `decide`: pure data, no ids, no times. */
export interface Verdict {
  readonly result: Result;
  readonly reason: { readonly code: ReasonCode; readonly message: string };
  readonly classification: RuleClass | null;
  /** The deciding rule, or `posture:<pack>`, or `builtin:<reason code>` where no rule decided. */
  readonly policy_id: string;
  readonly rules: readonly RuleTrace[];
  /** Context fields whose arrival could change the result of a DEFER. */
  readonly missing: readonly string[];
  /** The parameters that would run: set where a MODIFY took part, also when the end is STEP_UP, DEFER or DENY. */
  readonly effective_parameters: JsonObject | null;
  readonly modifications: readonly Modification[];
  /** Set for STEP_UP. */
  readonly approval: ApprovalTerms | null;
  /** Seconds until a DEFER or STEP_UP becomes DENY; null otherwise. */
  readonly timeout_s: number | null;
}

const idSchema = z.string().min(1);

/**
 * What proves an answer that lets an action run to the enforcement point that asked: the signed receipt, which repeats the nonce of its
 * request, and what gives the digests of the action in it.
 */
export const ProofSchema = z.strictObject({
  payload: z.string(),
  protected: z.string(),
  signature: z.string(),
  action_nonce: z.string(),
});
export type Proof = z.infer<typeof ProofSchema>;

/** The decision as a PEP sees it (design §9). */
export const DecisionSchema = z.strictObject({
  decision_id: idSchema,
  session_id: idSchema,
  action_id: idSchema,
  call_id: z.string().nullable(),
  result: ResultSchema,
  /** The result as first decided: differs from `result` once a pending decision was resolved. */
  initial_result: ResultSchema,
  classification: RuleClassSchema.nullable(),
  reason: z.strictObject({ code: ReasonCodeSchema, message: z.string() }),
  policy: z.strictObject({
    policy_id: idSchema,
    version: z.string(),
    hash: DigestSchema,
    rules: z.array(
      z.strictObject({
        id: idSchema,
        pack: idSchema,
        voice: z.enum(['spoke', 'mute', 'error']),
        result: ResultSchema,
        priority: z.int(),
      }),
    ),
  }),
  risk_level: z.enum(SEVERITIES).nullable(),
  confidence: z.number().nullable(),
  alignment: z.number().nullable(),
  missing: z.array(z.string()),
  effective_parameters: JsonObjectSchema.nullable(),
  obligations: z.array(ObligationSchema),
  pending: z
    .strictObject({
      kind: z.enum(['STEP_UP', 'DEFER']),
      deadline: TimestampSchema,
      approvers: z.array(z.string()),
      quorum: z.int(),
      escalation: z
        .strictObject({ at: TimestampSchema, to: z.array(z.string()) })
        .optional()
        .describe('who may answer as well from then on'),
    })
    .nullable(),
  resolution: z
    .strictObject({
      method: idSchema,
      at: TimestampSchema,
      by: z.array(z.string()),
      dwell_ms: z
        .int()
        .optional()
        .describe('how long whoever ended it looked at the question, in milliseconds, where their client counted'),
    })
    .nullable(),
  outcome: z.enum(['awaited', 'completed', 'failed', 'lost_confirmation']).nullable(),
  deferral: DeferralSchema.optional().describe('what was tried to settle it; absent where nothing was'),
  receipt: z.strictObject({ receipt_id: idSchema, seq: z.int() }),
  decided_at: TimestampSchema.optional().describe('when it was first decided; absent where it was stored before this was told'),
  proof: ProofSchema.optional().describe('there where the request had a nonce and the action may run now'),
});
export type Decision = z.infer<typeof DecisionSchema>;
