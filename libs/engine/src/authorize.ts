import { DEFAULT_OUTCOME_WITHIN_S, ProblemError, executes } from '@writ/aarm';
import type { ContextView, Decision, DecisionRequest, PepCaller, VerifiedIdentity } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { timestamp } from './clock.js';
import type { ComposedDecision, DecisionDraft } from './decision-draft.js';
import { closedSession, obligationsOf, owned } from './core.js';
import type { Core } from './core.js';
import { draftOf } from './draft.js';

import { newId } from './identifiers.js';
import type { Decided } from './replay/shadow.js';
import type { DecisionRecord, Evaluator } from './ports.js';
import type { Snapshot } from './sessions.js';
import type { Plan, Prepared } from './step.js';
import { reasonOf, stopOf } from './stops/end-stopped.js';

/** A request with the key that finds its decision again; a request without a key gets one nobody knows. */
interface Keyed {
  readonly caller: PepCaller;
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string;
  /** Empty where the caller gave no key: nothing can be a retry of it. */
  readonly digest: string;
}

/** Decides an action: the same key gives the same decision, and no answer leaves before its receipt is durable. */
export async function authorize(
  core: Core,
  caller: PepCaller,
  asked: { readonly request: DecisionRequest; readonly identity: VerifiedIdentity; readonly key: string | null },
): Promise<Decision> {
  const { request, identity } = asked;
  const now = await core.clock.now();
  const keyed: Keyed = {
    caller,
    request,
    identity,
    key: asked.key ?? newId('act', now),
    digest: asked.key === null ? '' : sha256(canonicalize({ action: request.action, session_id: request.session_id })),
  };
  let taken: Omit<Decided, 'answer'> | null = null;
  const answer = await core.pipeline.submit<Decision>({
    tenant_id: caller.tenant_id,
    session_id: request.session_id,
    prepare: async (snapshot, attempt) => prepare(core, keyed, { snapshot, attempt, drafted: (draft) => (taken = draft) }),
  });
  show(core, taken, answer);
  return answer;
}

/** Shows a decision that this very call made; a retry's was shown before. */
function show(core: Core, taken: Omit<Decided, 'answer'> | null, answer: Decision): void {
  if (taken?.draft.decision_id === answer.decision_id) core.shadow.observe({ ...taken, answer });
}

async function prepare(
  core: Core,
  keyed: Keyed,
  at: { readonly snapshot: Snapshot | null; readonly attempt: number; readonly drafted: (draft: Omit<Decided, 'answer'>) => void },
): Promise<Plan<Decision>> {
  const { caller, request, identity, digest } = keyed;
  const snapshot = owned(at.snapshot, request.session_id, caller);
  const closed = snapshot.session.status === 'closed';
  // The store refuses a key it knows, so only a lost race or a closed session makes it worth asking.
  if (digest !== '' && (at.attempt > 0 || closed)) {
    const known = await core.store.decisionByKey(caller.tenant_id, request.session_id, keyed.key);
    if (known !== null) return { kind: 'answer', answer: sameAs(known, keyed) };
  }
  if (closed) throw closedSession(request.session_id);
  const now = await core.clock.now();
  const evaluator = core.policies.active(caller.tenant_id);
  const draft = draftOf(core, snapshot, {
    action: actionOf(request, now),
    identity: identityFor(core, snapshot, identity),
    requester: identity.requester,
    decision_id: newId('dec', now),
    now,
    evaluator,
  });
  at.drafted({ snapshot, draft });
  return {
    kind: 'decide',
    draft,
    evaluator,
    finish: (composed) => ({ kind: 'append', prepared: prepared(snapshot, draft, { composed, keyed, evaluator }) }),
  };
}

function sameAs(known: DecisionRecord, { digest, key }: Keyed): Decision {
  if (known.request_digest === digest) return known.answer;
  throw new ProblemError('idempotency_conflict', {
    detail: `the key \`${key}\` was used for another action: use a new key for a new action`,
    field: 'Idempotency-Key',
  });
}

function actionOf({ action }: DecisionRequest, now: number): DecisionDraft['action'] {
  return {
    action_id: newId('act', now),
    timestamp: timestamp(now),
    tool: action.tool,
    operation: action.operation,
    original_tool: action.original_tool ?? null,
    call_id: action.call_id ?? null,
    parameters: action.parameters,
  };
}

/** A session is of one principal: somebody else's token is no proof in it. Whoever was stopped has no authority left. */
function identityFor(core: Core, snapshot: Snapshot, { verified, failure, requester }: VerifiedIdentity): DecisionDraft['identity'] {
  const { session } = snapshot;
  const stop = stopOf(core, snapshot, requester.agent?.id ?? null);
  if (stop !== null) return { verified: false, failure: reasonOf(stop) };
  if (verified && requester.human?.id !== session.principal)
    return { verified: false, failure: 'the human is not the principal of this session' };
  return { verified, failure };
}

function prepared(
  snapshot: Snapshot,
  draft: DecisionDraft,
  { composed, keyed, evaluator }: { readonly composed: ComposedDecision; readonly keyed: Keyed; readonly evaluator: Evaluator },
): Prepared<Decision> {
  const answer = answerOf(draft, composed, evaluator);
  const record = recordOf(draft, composed, { answer, keyed, evaluator });
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
  };
}

const numberIn = (view: ContextView, field: string): number | null => {
  const value = view[field];
  return typeof value === 'number' ? value : null;
};

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
    obligations: obligationsOf(verdict.result, DEFAULT_OUTCOME_WITHIN_S),
    pending: waits
      ? {
          kind: verdict.result,
          deadline: expires_at,
          approvers: [...(verdict.approval?.approvers ?? [])],
          quorum: verdict.approval?.quorum ?? 0,
        }
      : null,
    resolution: null,
    outcome: executes(verdict.result) ? 'awaited' : null,
    receipt: { receipt_id: draft.receipt_id, seq: head.receipt_seq },
  };
}

function recordOf(
  draft: DecisionDraft,
  composed: ComposedDecision,
  { answer, keyed, evaluator }: { readonly answer: Decision; readonly keyed: Keyed; readonly evaluator: Evaluator },
): DecisionRecord {
  const runs = executes(answer.result);
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
          },
  };
}
