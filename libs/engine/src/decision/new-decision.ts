import { DEFAULT_OUTCOME_WITHIN_S, DEPENDENCIES, executes, isRelease } from '@writ/aarm';
import type { ContextView, Decision, DeferralSettings, Verdict, VerifiedIdentity } from '@writ/aarm';
import { depthIn } from './needs.js';
import { isWorthAsking, questionsFor } from './questions.js';
import { obligationsOf } from '../journal/access.js';
import { timestamp } from '../journal/clock.js';
import type { ComposedDecision, DecisionDraft } from '../journal/decision-draft.js';
import type { DecisionRecord, Evaluator, SuspendedDecision } from '../journal/ports.js';
import { proveAnswer } from '../journal/proof.js';
import type { Snapshot } from '../journal/sessions.js';
import type { Prepared } from '../journal/step.js';

/** What finds the decision again, and who asked. */
interface NewKey {
  readonly key: string;
  readonly digest: string;
  readonly identity: VerifiedIdentity;
}

/** What it was decided, on which version, and how it is settled where it is deferred. */
interface NewDecision {
  readonly composed: ComposedDecision;
  readonly keyed: NewKey;
  readonly evaluator: Evaluator;
  readonly deferrals: DeferralSettings;
}

/** The step that records a new decision, and what its caller is told. */
export function newDecision(snapshot: Snapshot, draft: DecisionDraft, made: NewDecision): Prepared<Decision> {
  const { composed, evaluator, deferrals } = made;
  const answer = deferredAs(answerOf(draft, composed, evaluator), draft, deferrals);
  const record = recordOf(draft, composed, { ...made, answer });
  return {
    base: snapshot,
    entries: composed.entries,
    head: composed.head,
    receipts: [
      {
        payload: composed.payload,
        disclosures: composed.disclosures,
        receipt_id: draft.receipt_id,
        decision_id: draft.decision_id,
        kind: 'decision',
        issued_at: draft.now,
      },
    ],
    decision: record,
    answer,
    ...(draft.request === undefined || !executes(answer.result)
      ? {}
      : { prove: (receipts) => proveAnswer(answer, receipts, composed.action_nonce) }),
  };
}

const numberIn = (view: ContextView, field: string): number | null => {
  const value = view[field];
  return typeof value === 'number' ? value : null;
};

/** Who may answer as well, from when on. */
export const backupsOf = ({ approval }: Verdict, now: number): Pick<NonNullable<Decision['pending']>, 'escalation'> =>
  approval?.escalation === undefined
    ? {}
    : { escalation: { at: timestamp(now + approval.escalation.after_s * 1000), to: [...approval.escalation.to] } };

/** The decision as the PEP is told it. */
function answerOf(draft: DecisionDraft, { verdict, expires_at, head }: ComposedDecision, { terms }: Evaluator): Decision {
  const level = draft.view['risk_level'];
  const waits = (verdict.result === 'STEP_UP' || verdict.result === 'DEFER') && expires_at !== null;
  return {
    decision_id: draft.decision_id,
    session_id: draft.session_id,
    action_id: draft.action.action_id,
    call_id: draft.action.call_id,
    result: verdict.result,
    initial_result: verdict.result,
    classification: verdict.classification,
    reason: verdict.reason,
    policy: { policy_id: verdict.policy_id, version: terms.version, hash: terms.hash, rules: [...verdict.rules] },
    risk_level: typeof level === 'string' ? (level as Decision['risk_level']) : null,
    confidence: numberIn(draft.view, 'confidence'),
    alignment: numberIn(draft.view, 'alignment'),
    missing: [...verdict.missing],
    effective_parameters: verdict.result === 'DENY' ? null : verdict.effective_parameters,
    obligations: isRelease(draft.action) ? [] : obligationsOf(verdict.result, DEFAULT_OUTCOME_WITHIN_S),
    pending: waits
      ? {
          kind: verdict.result,
          deadline: expires_at,
          approvers: [...(verdict.approval?.approvers ?? [])],
          quorum: verdict.approval?.quorum ?? 0,
          ...backupsOf(verdict, Date.parse(draft.now)),
        }
      : null,
    resolution: null,
    outcome: executes(verdict.result) && !isRelease(draft.action) ? 'awaited' : null,
    receipt: { receipt_id: draft.receipt_id, seq: head.receipt_seq },
    decided_at: draft.now,
  };
}

/** A deferral tells from the beginning what it asks the human principal. */
const deferredAs = (answer: Decision, { now }: DecisionDraft, settings: DeferralSettings): Decision =>
  answer.pending?.kind !== 'DEFER'
    ? answer
    : { ...answer, deferral: { deferred_at: now, attempts: [], questions: questionsFor(settings, answer) } };

function recordOf(
  draft: DecisionDraft,
  composed: ComposedDecision,
  { answer, keyed, evaluator, deferrals }: NewDecision & { readonly answer: Decision },
): DecisionRecord {
  const runs = answer.outcome === 'awaited';
  const { action_nonce, action_digest, effective_digest, input_hash } = composed;
  return {
    tenant_id: draft.tenant_id,
    decision_id: draft.decision_id,
    session_id: draft.session_id,
    idempotency_key: keyed.key,
    request_digest: keyed.digest,
    state: answer.pending === null ? 'final' : 'pending',
    deadline: answer.pending?.deadline ?? null,
    outcome: answer.outcome,
    outcome_deadline: runs ? timestamp(Date.parse(draft.now) + DEFAULT_OUTCOME_WITHIN_S * 1000) : null,
    answer,
    suspended:
      answer.pending === null
        ? null
        : {
            action: draft.action,
            action_nonce,
            action_digest,
            effective_digest: effective_digest ?? action_digest,
            requester: keyed.identity.requester,
            view: draft.view,
            policy_hash: evaluator.terms.hash,
            input_hash,
            charge: draft.charge,
            deferred_at: draft.now,
            approvals: [],
            ...(answer.pending.kind === 'DEFER' ? { resolving: firstLook(draft, composed, { answer, deferrals }) } : {}),
            ...(draft.view[DEPENDENCIES] === undefined ? {} : { depth: depthIn(draft.view) }),
          },
  };
}

/** Who can be asked is asked at once. */
const firstLook = (
  { tenant_id, action, now }: DecisionDraft,
  { head }: ComposedDecision,
  { answer, deferrals }: { readonly answer: Decision; readonly deferrals: DeferralSettings },
): NonNullable<SuspendedDecision['resolving']> => ({
  seen_seq: head.entry_seq,
  next_at: isWorthAsking(deferrals, { tenantId: tenant_id, action, answer }) ? now : null,
});
