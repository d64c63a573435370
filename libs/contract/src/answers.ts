import {
  DecisionSchema,
  DigestSchema,
  GrantRequestSchema,
  JsonObjectSchema,
  JsonSchema,
  RequesterContextSchema,
  StopRequestSchema,
  TimestampSchema,
} from '@writ/aarm';
import { z } from 'zod';

const SessionSchema = z.object({
  tenant_id: z.string(),
  session_id: z.string(),
  pep_id: z.string(),
  host_session_id: z.string(),
  parent_session_id: z.string().nullable(),
  agent_type: z.string(),
  agent_instance: z.string(),
  principal: z.string(),
  status: z.enum(['open', 'closed']),
  opened_at: TimestampSchema,
  head: z.object({ entry_seq: z.int(), entry_hash: DigestSchema, receipt_seq: z.int(), receipt_hash: DigestSchema }),
});
const ReceiptSchema = z.object({ payload: z.string(), protected: z.string(), signature: z.string(), disclosures: z.array(z.string()) });
const KeySchema = z.object({
  kid: z.string(),
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  valid_from: TimestampSchema,
  valid_until: TimestampSchema.nullable(),
  status: z.enum(['active', 'retired', 'revoked']),
  compromised_at: TimestampSchema.nullable(),
});
const ApprovalSchema = z.object({
  decision: DecisionSchema,
  action_digest: DigestSchema,
  tool: z.string(),
  operation: z.string(),
  parameters: JsonObjectSchema,
  submitted_parameters: JsonObjectSchema,
  original_request: z.object({ available: z.boolean(), text: z.string().nullable(), reason: z.string().nullable() }),
  requester: RequesterContextSchema,
  context: JsonObjectSchema,
  signals: JsonObjectSchema,
  prior_actions: z.array(
    z.object({ action_id: z.string(), tool: z.string(), operation: z.string(), result: z.string().nullable(), at: TimestampSchema }),
  ),
  asked_at: TimestampSchema,
  presence_required: z.boolean(),
});

const StopSchema = z.object({
  tenant_id: z.string(),
  stop_id: z.string(),
  ...StopRequestSchema.shape,
  by: z.string(),
  at: TimestampSchema,
  lifted_at: TimestampSchema.nullable(),
  lifted_by: z.string().nullable(),
});

const RateSchema = z.number().min(0).max(1);
const DeferralStatsSchema = z.object({
  deferred: z.int(),
  waiting: z.int(),
  settled: z.int(),
  median_time_to_resolution_ms: z.number().nullable(),
  timeout_rate: RateSchema.nullable(),
  escalation_rate: RateSchema.nullable(),
  sources: z.array(
    z.object({
      source: z.string(),
      method: z.string(),
      attempts: z.int(),
      settled: z.int(),
      failed: z.int(),
      success_rate: RateSchema,
    }),
  ),
});

const ApprovalStatsSchema = z.object({
  decisions: z.int(),
  asked: z.int(),
  interruption_rate: RateSchema.nullable(),
  waiting: z.int(),
  approved: z.int(),
  denied: z.int(),
  timed_out: z.int(),
  approval_rate: RateSchema.nullable(),
  median_time_to_answer_ms: z.number().nullable(),
  median_dwell_ms: z.number().nullable(),
  rules: z.array(
    z.object({
      rule: z.string(),
      asked: z.int(),
      approved: z.int(),
      denied: z.int(),
      timed_out: z.int(),
      nearly_always_approved: z.boolean(),
    }),
  ),
});

const GrantSchema = z.object({
  tenant_id: z.string(),
  grant_id: z.string(),
  ...GrantRequestSchema.shape,
  by: z.string(),
  roles: z.array(z.string()),
  at: TimestampSchema,
  uses: z.int(),
  revoked_at: TimestampSchema.nullable(),
  revoked_by: z.string().nullable(),
});

const FateSchema = z.enum(['approved', 'denied', 'timed_out', 'waiting', 'otherwise']);
const ProblemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  fix: z.string(),
  field: z.string().optional(),
});

/** The answers of calls, by their names in OpenAPI. */
export const ANSWERS = {
  Session: SessionSchema,
  Sessions: z.object({ sessions: z.array(SessionSchema.extend({ decisions: z.int(), pending: z.int() })) }),
  Appended: z.object({ seq: z.int(), hash: DigestSchema }),
  Decision: DecisionSchema,
  Release: z.object({
    decision: DecisionSchema,
    output: JsonSchema.optional().describe('the output with less in it; absent where it is shown as it is, or not at all'),
    redactions: z.array(z.object({ path: z.string().describe('a JSON Pointer'), label: z.string(), kind: z.string() })),
  }),
  ContextReport: z.object({
    state: JsonObjectSchema,
    head: z.object({ seq: z.int(), hash: DigestSchema }),
    prior_actions: z.array(
      z.object({ action_id: z.string(), tool: z.string(), operation: z.string(), result: z.string().nullable(), at: TimestampSchema }),
    ),
  }),
  Receipt: ReceiptSchema,
  Bundle: z.object({ decision: DecisionSchema, receipts: z.array(ReceiptSchema) }),
  SessionExport: z.object({
    format: z.literal('writ-session-export/v1'),
    tenant: z.string(),
    session_id: z.string(),
    receipts: z.array(ReceiptSchema),
    count: z.int(),
  }),
  Approvals: z.object({ approvals: z.array(ApprovalSchema), next: z.string().nullable() }),
  Answered: z.object({
    results: z.array(z.object({ decision_id: z.string(), decision: DecisionSchema.optional(), problem: ProblemShape.optional() })),
  }),
  GrantPreview: z.object({
    ...{ since: TimestampSchema, looked_at: z.int(), complete: z.boolean(), covered: z.int(), approved: z.int(), denied: z.int() },
    ...{ timed_out: z.int(), waiting: z.int(), uses_left: z.int() },
    samples: z.array(z.object({ decision_id: z.string(), at: TimestampSchema, fate: FateSchema, parameters: JsonObjectSchema })),
  }),
  Proposals: z.object({
    proposals: z.array(
      z.object({
        ...{
          agent: z.string(),
          tool: z.string(),
          operation: z.string(),
          rule: z.string(),
          priority: z.int(),
          change: z.enum(['allow', 'deny']),
        },
        ...{
          answered: z.int(),
          people: z.int(),
          parameters: JsonObjectSchema,
          open: z.array(z.string()),
          samples: z.array(JsonObjectSchema),
        },
      }),
    ),
  }),
  Deferrals: z.object({ deferrals: z.array(DecisionSchema) }),
  Stats: z.object({ deferrals: DeferralStatsSchema, approvals: ApprovalStatsSchema }),
  Stop: StopSchema,
  Grant: GrantSchema,
  Grants: z.object({ grants: z.array(GrantSchema) }),
  Stops: z.object({ stops: z.array(StopSchema) }),
  Keys: z.object({ keys: z.array(KeySchema) }),
  Health: z.object({ status: z.literal('ok') }),
  Readiness: z.object({ ready: z.boolean(), reason: z.string().nullable() }),
  Document: z.record(z.string(), JsonSchema),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** The name of an answer. */
export type AnswerName = keyof typeof ANSWERS;
