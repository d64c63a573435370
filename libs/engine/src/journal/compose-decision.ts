import { executes } from '@writ/aarm';
import type { EntryBody, Json, JsonObject, PolicyTerms, Verdict } from '@writ/aarm';
import { CanonicalText, actionDigest, canonicalize, sha256 } from '@writ/receipt';
import { chainEntries, chainReceipt, salt } from './chain.js';
import type { ReceiptDraft } from './chain.js';
import { timestamp } from './clock.js';
import type { ComposedDecision, DecisionDraft } from './decision-draft.js';

/**
 * Writes a verdict down: the action and the decision as entries, and the receipt that commits to both. Pure but for
 * the salts; runs where the verdict was reached, so that the thread that serves callers does not pay for it.
 */
export function composeDecision(draft: DecisionDraft, verdict: Verdict, terms: PolicyTerms): ComposedDecision {
  const { action } = draft;
  // Each is in the receipt or under a digest of it more than once, and serialised here only.
  const parameters = CanonicalText.of(action.parameters);
  const context = CanonicalText.of(draft.view);
  const action_nonce = salt();
  const action_digest = actionDigest({ ...action, parameters }, action_nonce);
  const effective = effectiveParameters(draft, verdict);
  const findings: Findings = {
    verdict,
    terms,
    action_digest,
    effective_digest:
      effective === action.parameters ? action_digest : effective && actionDigest({ ...action, parameters: effective }, action_nonce),
    input_hash: inputHash({ action: { ...action, parameters }, context, identity: draft.identity }, terms),
    expires_at: verdict.timeout_s === null ? null : timestamp(Date.parse(draft.now) + verdict.timeout_s * 1000),
  };
  const { effective_digest, input_hash, expires_at } = findings;
  const chained = chainEntries(draft.head, draft.now, [actionEntry(draft, action_digest), decisionEntry(draft, verdict, terms)]);
  const { receipt, head } = chainReceipt(chained.head, receiptOf(draft, findings), {
    action_nonce,
    parameters,
    context,
    ...(draft.instance_proof === undefined ? {} : { instance_proof: draft.instance_proof }),
    ...(verdict.effective_parameters === null ? {} : { effective_parameters: verdict.effective_parameters }),
  });
  return { verdict, entries: chained.entries, head, ...receipt, action_digest, effective_digest, action_nonce, input_hash, expires_at };
}

/** What may run: now, or once people agree; null where nothing may. */
function effectiveParameters({ action }: DecisionDraft, verdict: Verdict): JsonObject | null {
  return executes(verdict.result) || verdict.result === 'STEP_UP' ? (verdict.effective_parameters ?? action.parameters) : null;
}

/** sha256 over what was decided on; with the policy of that hash it gives the same decision again. */
function inputHash(
  input: {
    readonly action: { readonly tool: string; readonly operation: string; readonly parameters: CanonicalText };
    readonly context: CanonicalText;
    readonly identity: DecisionDraft['identity'];
  },
  { hash }: PolicyTerms,
): string {
  const { operation, parameters, tool } = input.action;
  const identity = { verified: input.identity.verified };
  return sha256(canonicalize({ action: { operation, parameters, tool }, context: input.context, identity, policy: hash }));
}

function actionEntry({ action, effect, entities, destinations, ...more }: DecisionDraft, action_digest: string): EntryBody {
  const { action_id, tool, operation, original_tool } = action;
  const { depends_on } = action;
  const { tracking, standing, delegation } = more;
  return {
    kind: 'action' as const,
    ...{ action_id, tool, operation, original_tool, effect, action_digest, entities, destinations },
    ...(depends_on === undefined ? {} : { depends_on }),
    ...(tracking === undefined ? {} : { tracking }),
    ...(standing === undefined ? {} : { standing }),
    ...(delegation === undefined ? {} : { delegation }),
  };
}

function decisionEntry(draft: DecisionDraft, verdict: Verdict, terms: PolicyTerms): EntryBody {
  const signals: Record<string, Json> = {};
  for (const name of SIGNALS) if (draft.view[name] !== undefined) signals[name] = draft.view[name];
  return {
    kind: 'decision',
    decision_id: draft.decision_id,
    action_id: draft.action.action_id,
    result: verdict.result,
    rule: verdict.policy_id,
    policy_hash: terms.hash,
    charge: executes(verdict.result) ? draft.charge : null,
    signals,
  };
}

const SIGNALS = [
  'alignment',
  'confidence',
  'composite_risk',
  'risk_level',
  'semantic_distance',
  'distance_model',
  'drift',
  'call_origin',
  'risk_signals',
] as const;

interface Findings {
  readonly verdict: Verdict;
  readonly terms: PolicyTerms;
  readonly action_digest: string;
  readonly effective_digest: string | null;
  readonly input_hash: string;
  readonly expires_at: string | null;
}

function receiptOf(draft: DecisionDraft, findings: Findings): ReceiptDraft {
  const { verdict, terms, input_hash, effective_digest, expires_at } = findings;
  return {
    receipt_id: draft.receipt_id,
    kind: 'decision',
    issuer: draft.issuer,
    tenant: draft.tenant_id,
    issued_at: draft.now,
    action: receiptAction(draft, findings.action_digest),
    requester_context: null,
    context: { session_id: draft.session_id, level: draft.classification.level, labels: draft.classification.labels },
    decision: {
      decision_id: draft.decision_id,
      result: verdict.result,
      policy: { policy_id: verdict.policy_id, version: terms.version, hash: terms.hash },
      reason: verdict.reason,
      input_hash,
      effective_digest,
      expires_at,
    },
    approval: verdict.approval === null ? null : { approvals: [], required: verdict.approval.quorum, quorum_met: false },
    deferral: verdict.result === 'DEFER' && expires_at !== null ? deferralOf(draft, verdict, expires_at) : null,
    execution: null,
    ...(draft.request === undefined ? {} : { request: draft.request }),
  };
}

const deferralOf = (draft: DecisionDraft, verdict: Verdict, timeout_at: string): ReceiptDraft['deferral'] => ({
  reason: verdict.reason.message,
  missing: verdict.missing,
  deferred_at: draft.now,
  timeout_at,
  resolution_method: null,
  resolution_timestamp: null,
  resolver: null,
});

function receiptAction({ action, requester }: DecisionDraft, action_digest: string): NonNullable<ReceiptDraft['action']> {
  const { action_id, timestamp: at, tool, operation, original_tool, parameters } = action;
  return {
    action_id,
    timestamp: at,
    tool,
    operation,
    original_tool,
    parameters: redacted(parameters) as JsonObject,
    action_digest,
    requester_context: CanonicalText.trusted(requester),
  };
}

/** The same shape with every scalar masked. */
function redacted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return '***';
  if (Array.isArray(value)) return (value as readonly Json[]).map(redacted);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redacted(inner)]));
}
