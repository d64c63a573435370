import { covers, mayBeSamePerson, ProblemError } from '@writ/aarm';
import type { Decision, GrantRecord, PersonCaller } from '@writ/aarm';
import { settleApproval } from './settle-approval.js';
import type { SettleApprovalServices } from './settle-approval.js';
import type { Authority } from '../authority/authority.js';
import type { Journal } from '../journal/journal.js';
import type { DecisionRecord, SuspendedDecision } from '../journal/ports.js';

/** What this works with. */
export type UseGrantServices = Pick<Journal, 'clock' | 'store'> &
  Pick<Authority, 'grants' | 'policies' | 'requiresPresence'> &
  SettleApprovalServices;

/**
 * Lets a grant answer a question that was just asked: everything that holds for a person's answer holds for it, who may answer and
 * what is decided again included. Where none answers, people are asked.
 */
export async function answerByGrant(services: UseGrantServices, tenantId: string, decision: Decision): Promise<Decision> {
  // A grant is one person's word.
  if (decision.pending?.kind !== 'STEP_UP' || decision.pending.quorum !== 1) return decision;
  const record = await services.store.decision(tenantId, decision.decision_id);
  if (record?.state !== 'pending' || record.suspended === null) return decision;
  // INVARIANT: nobody is there when a grant answers.
  if (await services.requiresPresence(tenantId, record.suspended.policy_hash, { unknown: true })) return decision;
  const found = await grantFor(services, record, record.suspended);
  if (found === null || !(await services.grants.use(tenantId, found.grant_id))) return decision;
  const grantor: PersonCaller = { kind: 'person', tenant_id: tenantId, id: found.by, roles: [...found.roles] };
  const answer = { answer: 'approve' as const, action_digest: record.suspended.effective_digest };
  try {
    return await settleApproval(services, grantor, { decisionId: decision.decision_id, answer, method: `grant:${found.grant_id}` });
  } catch (error) {
    // The grantor may not answer this one, or somebody was quicker: then it is as it stands.
    if (error instanceof ProblemError) return (await services.store.decision(tenantId, decision.decision_id))?.answer ?? decision;
    throw error;
  }
}

async function grantFor(
  services: UseGrantServices,
  record: DecisionRecord,
  { action, requester }: SuspendedDecision,
): Promise<GrantRecord | null> {
  const standing = await services.grants.standing(record.tenant_id, action);
  if (standing.length === 0) return null;
  const now = await services.clock.now();
  const parameters = record.answer.effective_parameters ?? action.parameters;
  // Nobody approves beforehand what their own agent asks for, unless the policy of the tenant says that they may.
  const own = services.policies.active(record.tenant_id).terms.own_grants === true ? null : (requester.human?.id ?? null);
  const given = standing.filter(({ by }) => own === null || !mayBeSamePerson(by, own));
  return given.find((grant) => covers(grant, { ...action, parameters, agent: requester.agent?.id ?? null, now })) ?? null;
}
