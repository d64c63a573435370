import { PRINCIPAL, ProblemError } from '@writ/aarm';
import type { ApprovalRecord, ApprovalTerms, Decision, PersonCaller } from '@writ/aarm';
import type { Core } from './core.js';
import type { DecisionRecord, SessionRecord, SuspendedDecision } from './ports.js';
import type { Waiting } from './resolve.js';

type Pending = NonNullable<Decision['pending']>;

/** Who may answer at this time: backups too, once nobody has for as long as the rule says. */
const approversAt = ({ approvers, escalation }: Pending, now: number): readonly string[] =>
  escalation === undefined || Date.parse(escalation.at) > now ? approvers : [...approvers, ...escalation.to];

/** Whether a person is the one for whom the agent asks. */
const asks = (caller: PersonCaller, session: Pick<SessionRecord, 'principal'> | null, { requester }: SuspendedDecision): boolean =>
  session?.principal === caller.id || requester.human?.id === caller.id;

/** Whether somebody submits for others: the agent, its service, and everybody through whom the task was handed on. */
const submits = ({ id }: PersonCaller, { requester: { agent, service, delegation_chain } }: SuspendedDecision): boolean =>
  agent?.id === id || service?.id === id || delegation_chain.some(({ delegator, delegatee }) => delegator === id || delegatee === id);

const isNamed = (approvers: readonly string[], caller: PersonCaller): boolean =>
  approvers.some((name) => name !== PRINCIPAL && (name === caller.id || caller.roles.includes(name)));

/** Whether a question is one for this person. */
export function concerns({ answer, suspended }: DecisionRecord, caller: PersonCaller, now: number): boolean {
  if (answer.pending?.kind !== 'STEP_UP' || suspended === null) return false;
  const approvers = approversAt(answer.pending, now);
  if (asks(caller, null, suspended)) return approvers.includes(PRINCIPAL);
  return !submits(caller, suspended) && isNamed(approvers, caller);
}

/** Who may answer: a role or a name that the rule lists, never the one who asks, nobody who was stopped, once, in time. */
export function requireEligible(
  core: Pick<Core, 'stops' | 'policies'>,
  caller: PersonCaller,
  { record, suspended, snapshot, now, asked }: Waiting & { readonly asked: boolean },
): void {
  const { pending } = record.answer;
  const approvers = pending === null ? [] : approversAt(pending, now);
  const asker = asks(caller, snapshot.session, suspended);
  if (asker && !approvers.includes(PRINCIPAL)) {
    throw new ProblemError('approval_self', { detail: 'the person who asked cannot approve: ask one of the approvers' });
  }
  if (asker && core.policies.active(caller.tenant_id).terms.self_confirmation === false) {
    throw new ProblemError('approval_self', {
      detail: 'the policy of this tenant lets nobody confirm for themselves: ask one of the approvers',
    });
  }
  if (!asker && submits(caller, suspended)) {
    throw new ProblemError('approval_self', { detail: `\`${caller.id}\` is among those who submitted it: ask one of the approvers` });
  }
  if (!asker && !isNamed(approvers, caller)) {
    throw new ProblemError('approval_ineligible', {
      detail: `\`${caller.id}\` has none of the roles ${approvers.map((name) => `\`${name}\``).join(', ')}`,
    });
  }
  if (isStopped(core, caller.tenant_id, caller.id)) {
    throw new ProblemError('approval_ineligible', {
      detail: `\`${caller.id}\` was stopped by an operator: ask one of the other approvers`,
    });
  }
  // Where a passkey is asked for since, an answer without one does not count: the person may give it again.
  if (suspended.approvals.some((given) => given.approver === caller.id && counts(given, asked))) {
    throw new ProblemError('approval_duplicate', { detail: `\`${caller.id}\` has answered this already` });
  }
  if (pending === null || Date.parse(pending.deadline) <= now) {
    throw new ProblemError('approval_expired', { detail: `the deadline \`${pending?.deadline ?? ''}\` has passed: nothing changes` });
  }
}

/** The answers that count still: not those of people who were stopped since, nor without a passkey where one is asked for. */
export const standing = (
  core: Pick<Core, 'stops'>,
  approvals: readonly ApprovalRecord[],
  { tenant_id, asked }: { readonly tenant_id: string; readonly asked: boolean },
): readonly ApprovalRecord[] => approvals.filter((given) => counts(given, asked) && !isStopped(core, tenant_id, given.approver));

const counts = ({ presence }: ApprovalRecord, asked: boolean): boolean => !asked || presence !== undefined;

/** Self-confirmation counts alone, where one answer is enough or nobody else is asked; never towards other people's quorum. */
export function isMet({ answer }: DecisionRecord, standing: readonly ApprovalRecord[]): boolean {
  if (answer.pending === null) return false;
  const others = standing.filter(({ self_confirmation }) => !self_confirmation).length;
  return others >= answer.pending.quorum || (standing.length > others && mayConfirm(answer.pending));
}

const mayConfirm = ({ approvers, quorum }: Pick<ApprovalTerms, 'approvers' | 'quorum'>): boolean =>
  approvers.includes(PRINCIPAL) && (quorum === 1 || approvers.every((name) => name === PRINCIPAL));

/** Whom a question was put to, and whether backups were among them. */
export type Asked = NonNullable<SuspendedDecision['asked']>;

/** Whom a question that waits is put to at this time. */
export const askedNow = (pending: Pending, now: number): Asked => ({
  approvers: approversAt(pending, now),
  escalated: pending.escalation !== undefined && Date.parse(pending.escalation.at) <= now,
});

/**
 * Whether those who agreed are enough for what would be asked now. INVARIANT: an answer counts for no question that is stricter
 * than the one it was given to. Of the one who answers just now the roles are known; of the others, whom they were asked among.
 */
export function suffices(
  { asked, yes, caller }: { readonly asked: Asked | null; readonly yes: readonly ApprovalRecord[]; readonly caller: PersonCaller | null },
  terms: ApprovalTerms,
): boolean {
  const backups = asked?.escalated === true ? (terms.escalation?.to ?? []) : [];
  const approvers = [...terms.approvers, ...backups];
  const alike = asked?.approvers.every((name) => name === PRINCIPAL || approvers.includes(name)) === true;
  const mayAnswer = ({ approver }: ApprovalRecord): boolean =>
    alike || approvers.includes(approver) || (caller?.id === approver && isNamed(approvers, caller));
  const others = yes.filter((given) => !given.self_confirmation && mayAnswer(given)).length;
  return others >= terms.quorum || (yes.some(({ self_confirmation }) => self_confirmation) && mayConfirm(terms));
}

/** Whether an operator has withdrawn this person's authority, or that of everybody. */
const isStopped = ({ stops }: Pick<Core, 'stops'>, tenant_id: string, person: string): boolean =>
  stops.find({ tenant_id, principal: person, session_id: '', agent_instance: '', agent_id: null }) !== null;
