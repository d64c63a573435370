import { ProblemError } from '@writ/aarm';
import type { ApprovalAnswer, ApprovalRecord, Decision, PersonCaller } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { timestamp } from './clock.js';
import { composeApproval } from './compose-follow-up.js';
import { placeOf } from './core.js';
import type { Core } from './core.js';

import type { DecisionRecord } from './ports.js';
import { onDecision, originalReceipt } from './record-outcome.js';
import { decideAgain } from './decide-again.js';
import { denial, digestOf, resolutionPlan } from './resolve.js';
import type { Resolution, Waiting } from './resolve.js';
import type { Plan } from './step.js';

/** What the rule calls the human principal of the session among the approvers. */
const PRINCIPAL = 'principal';

/** Records one person's answer; the one that completes the quorum makes `decide` run again before anything executes. */
export async function settleApproval(
  core: Core,
  caller: PersonCaller,
  { decisionId, answer }: { readonly decisionId: string; readonly answer: ApprovalAnswer },
): Promise<Decision> {
  return onDecision<Decision>(core, { tenant_id: caller.tenant_id, caller: null, decisionId }, async (record, snapshot, now) => {
    const { suspended } = record;
    if (record.answer.pending?.kind !== 'STEP_UP' || suspended === null) throw notPending(decisionId);
    const waiting: Waiting = { record, suspended, snapshot, now };
    requireEligible(caller, waiting);
    requireSame(answer, waiting);
    const given = recordOf(caller, { answer, waiting });
    if (answer.answer === 'deny') {
      const message = answer.comment === undefined ? `\`${caller.id}\` denied it` : `\`${caller.id}\` denied it: ${answer.comment}`;
      return resolutionPlan(core, waiting, {
        ...denial('no', { code: 'approval_denied', message, method: 'human_approval' }),
        by: [caller.id],
        approval: given,
      });
    }
    const yes = [...suspended.approvals, given];
    if (!isMet(record, yes)) return recordedPlan(core, waiting, yes);
    return decideAgain(core, waiting, {
      cause: { on: 'approved_refused', method: 'human_approval', by: yes.map(({ approver }) => approver), approval: given },
      conclude: async ({ verdict }) => conclude(core, { waiting, given, verdict }),
    });
  });
}

const notPending = (id: string): ProblemError =>
  new ProblemError('not_pending', { detail: `decision \`${id}\` does not wait for people`, field: 'decision_id' });

/** Self-confirmation counts alone, never towards other people's quorum. */
function isMet({ answer }: DecisionRecord, approvals: readonly ApprovalRecord[]): boolean {
  const others = approvals.filter(({ self_confirmation }) => !self_confirmation).length;
  if (others >= (answer.pending?.quorum ?? 1)) return true;
  return answer.pending?.approvers.every((name) => name === PRINCIPAL) === true && approvals.length > 0;
}

/** Who may answer: a role or a name that the rule lists, never the one who asks, once, in time. */
function requireEligible(caller: PersonCaller, { record, suspended, snapshot, now }: Waiting): void {
  const { pending } = record.answer;
  const approvers = pending?.approvers ?? [];
  const asker = snapshot.session.principal === caller.id || suspended.requester.human?.id === caller.id;
  if (asker && !approvers.includes(PRINCIPAL)) {
    throw new ProblemError('approval_self', { detail: 'the person who asked cannot approve: ask one of the approvers' });
  }
  if (!asker && !approvers.some((name) => name !== PRINCIPAL && (name === caller.id || caller.roles.includes(name)))) {
    throw new ProblemError('approval_ineligible', {
      detail: `\`${caller.id}\` has none of the roles ${approvers.map((name) => `\`${name}\``).join(', ')}`,
    });
  }
  if (suspended.approvals.some(({ approver }) => approver === caller.id)) {
    throw new ProblemError('approval_duplicate', { detail: `\`${caller.id}\` has answered this already` });
  }
  if (pending === null || Date.parse(pending.deadline) <= now) {
    throw new ProblemError('approval_expired', { detail: `the deadline \`${pending?.deadline ?? ''}\` has passed: nothing changes` });
  }
}

function requireSame({ action_digest }: ApprovalAnswer, { suspended }: Waiting): void {
  if (action_digest === suspended.effective_digest) return;
  throw new ProblemError('approval_digest_mismatch', {
    detail: 'the digest is not that of the action that waits: read it again',
    field: 'action_digest',
  });
}

/** The statement binds the exact effective parameters, the policy, the decision and its deadline. */
function recordOf(
  caller: PersonCaller,
  { answer, waiting }: { readonly answer: ApprovalAnswer; readonly waiting: Waiting },
): ApprovalRecord {
  const { record, suspended, snapshot, now } = waiting;
  const statement = {
    action_digest: answer.action_digest,
    answer: answer.answer,
    approver: caller.id,
    deadline: record.answer.pending?.deadline ?? null,
    decision_id: record.decision_id,
    policy_hash: suspended.policy_hash,
  };
  return {
    approver: caller.id,
    method: 'token',
    statement_digest: sha256(canonicalize(statement)),
    decision: answer.answer,
    at: timestamp(now),
    self_confirmation: snapshot.session.principal === caller.id,
  };
}

/** One more yes, but not enough of them: the decision keeps waiting. */
async function recordedPlan(
  core: Core,
  { record, suspended, snapshot, now }: Waiting,
  approvals: readonly ApprovalRecord[],
): Promise<Plan<Decision>> {
  const place = placeOf(core, snapshot, now);
  const required = record.answer.pending?.quorum ?? 1;
  const composed = composeApproval(place, await originalReceipt(core, record), { approvals, required, quorum_met: false });
  return {
    kind: 'append',
    prepared: {
      base: snapshot,
      entries: [],
      head: composed.head,
      receipts: [
        { ...composed.receipt, receipt_id: place.receipt_id, decision_id: record.decision_id, kind: 'approval', issued_at: place.now },
      ],
      change: { record: { ...record, suspended: { ...suspended, approvals } }, from: { state: record.state, outcome: record.outcome } },
      answer: record.answer,
    },
  };
}

/** Approved, and still STEP_UP, ALLOW or MODIFY to the approved digest: it executes. Anything else is DENY. */
async function conclude(
  core: Core,
  {
    waiting,
    given,
    verdict,
  }: {
    readonly waiting: Waiting;
    readonly given: ApprovalRecord;
    readonly verdict: {
      readonly result: Decision['result'];
      readonly reason: Decision['reason'];
      readonly effective_parameters: Decision['effective_parameters'];
    };
  },
): Promise<Resolution> {
  const { suspended, snapshot } = waiting;
  const by = [...suspended.approvals.map(({ approver }) => approver), given.approver];
  const effective = verdict.effective_parameters ?? suspended.action.parameters;
  const refused = (message: string): Resolution => ({
    ...denial('approved_refused', { code: 'resolved', message, method: 'human_approval' }),
    by,
    approval: given,
  });
  const pep = await core.store.pep(snapshot.session.tenant_id, snapshot.session.pep_id);
  if (pep?.revoked_at !== null) return refused('the enforcement point was revoked while this waited');
  if (verdict.result === 'DENY' || verdict.result === 'DEFER') return refused(`it was approved, but now: ${verdict.reason.message}`);
  if (digestOf(suspended, effective) !== suspended.effective_digest) return refused('what would run now is not what was approved');
  const original = suspended.effective_digest === suspended.action_digest;
  return {
    on: original ? 'approved_allows' : 'approved_narrows',
    result: original ? 'ALLOW' : 'MODIFY',
    reason: { code: 'approved', message: `approved by ${by.map((name) => `\`${name}\``).join(', ')}` },
    method: 'human_approval',
    by,
    effective,
    approval: given,
  };
}
