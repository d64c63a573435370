import { visible } from '@writ/aarm';
import type { Decision, PolicyTerms, Rule } from '@writ/aarm';
import { questionOf } from '@writ/engine';
import type { ApprovalRequest, SessionSummary } from '@writ/engine';
import { plainMembers } from './plain-members.js';
import type { PlainMembers } from './plain-members.js';
import type { ApprovalType, DecisionType, PolicyType, SessionType } from './types.js';

/** A session row as GraphQL shows it. */
export const sessionOut = (row: SessionSummary): SessionType => ({
  id: row.session_id,
  agentType: row.agent_type,
  agentInstance: row.agent_instance,
  principal: row.principal,
  status: row.status,
  openedAt: row.opened_at,
  decisions: row.decisions,
  pending: row.pending,
  receipts: row.head.receipt_seq + 1,
});

/** A decision as GraphQL shows it. */
export const decisionOut = (decision: Decision): DecisionType & PlainMembers => ({
  ...plainMembers(decision),
  id: decision.decision_id,
  sessionId: decision.session_id,
  reason: decision.reason,
  policyId: decision.policy.policy_id,
  policyHash: decision.policy.hash,
  deadline: decision.pending?.deadline ?? null,
  attempts: (decision.deferral?.attempts ?? []).map((each) => ({ ...each, detail: visible(each.detail) })),
});

/** An approval request as GraphQL shows it. */
export const approvalOut = (request: ApprovalRequest): ApprovalType => ({
  ...askedOf(request),
  submittedParameters: JSON.stringify(request.submitted_parameters),
  decision: decisionOut(request.decision),
  tool: request.tool,
  operation: request.operation,
  parameters: JSON.stringify(request.parameters),
  actionDigest: request.action_digest,
  presenceRequired: request.presence_required,
});

function askedOf(request: ApprovalRequest): Pick<ApprovalType, 'title' | 'sentence' | 'facts' | 'escalated'> {
  const question = questionOf(request);
  if (question === null) throw new TypeError('what is listed for approval waits for people');
  const { title, sentence, facts, escalated } = question;
  return { title, sentence, facts, escalated };
}

/** The active policy as GraphQL shows it. */
export const policyOut = ({ terms, rules }: { readonly terms: PolicyTerms; readonly rules: readonly Rule[] }): PolicyType => ({
  id: terms.id,
  version: terms.version,
  hash: terms.hash,
  posture: terms.posture.result,
  rules: rules.map(({ id, pack, title, class: ruleClass, result, priority, reads }) => ({
    id,
    pack,
    title,
    class: ruleClass,
    result,
    priority,
    reads,
  })),
});
