import type { ApprovalTerms, Decision } from '../decision/decision.js';
import { PRINCIPAL } from '../decision/verdict.js';
import type { PersonCaller } from '../identity/caller.js';
import type { RequesterContext } from '../identity/identity.js';
import { mayBeSamePerson } from '../identity/person-id.js';
import type { ApprovalRecord } from './approval.js';

type Pending = NonNullable<Decision['pending']>;

/** A question to people, as far as it tells who may answer it. */
export interface ApprovalQuestion {
  /** Null once nothing waits any more. */
  readonly pending: Decision['pending'];
  /** The person whose session it is; null where that is not known. */
  readonly principal: string | null;
  readonly requester: Pick<RequesterContext, 'human' | 'agent' | 'service' | 'delegation_chain'>;
  /** The answers so far. */
  readonly approvals: readonly ApprovalRecord[];
}

/** What is true when somebody answers. */
export interface AnsweringTerms {
  /** Milliseconds since the epoch, by the database's clock. */
  readonly now: number;
  /** Whether a yes takes a passkey. */
  readonly presence_required: boolean;
  /** Whether the tenant's policy lets the principal confirm for themselves. */
  readonly self_confirmation: boolean;
  /** Whether an operator has withdrawn this person's authority, or that of everybody. */
  readonly isStopped: (person: string) => boolean;
}

/** Why a person may not answer. */
export interface AnswerRefusal {
  readonly code: 'approval_self' | 'approval_ineligible' | 'approval_duplicate' | 'approval_expired';
  readonly message: string;
}

/** The roles and names that may answer at this time: backups too, once nobody has for as long as the rule says. */
const approversAt = ({ approvers, escalation }: Pending, now: number): readonly string[] =>
  escalation === undefined || Date.parse(escalation.at) > now ? approvers : [...approvers, ...escalation.to];

/** Whether the agent asks on behalf of this person. */
const isPrincipal = ({ id }: PersonCaller, { principal, requester }: Pick<ApprovalQuestion, 'principal' | 'requester'>): boolean =>
  principal === id || requester.human?.id === id;

/**
 * Whether somebody submits for others: the agent, its service, and everybody through whom the task was delegated. So does whoever is called
 * like the principal at another issuer, and may be the same.
 */
function isSubmitter({ id }: PersonCaller, { principal, requester }: Pick<ApprovalQuestion, 'principal' | 'requester'>): boolean {
  const { human, agent, service, delegation_chain } = requester;
  const submitters = [principal, human?.id, agent?.id, service?.id, ...delegation_chain.flatMap((hop) => [hop.delegator, hop.delegatee])];
  return submitters.some((submitter) => typeof submitter === 'string' && mayBeSamePerson(submitter, id));
}

/** What rules call one person. INVARIANT: people and roles share no names; who is called like a role has nothing of it. */
const nameOf = (id: string): string => `person:${id}`;
const ROLE = /^role:/u;

/** Whether rules that list these ask this person: `person:bob` is one person, `role:approver` and plain `approver` are a role. */
const isNamed = (approvers: readonly string[], { id, roles }: PersonCaller): boolean =>
  approvers.some((name) => {
    if (name === PRINCIPAL) return false;
    return name.startsWith('person:') ? name === nameOf(id) : roles.includes(name.replace(ROLE, ''));
  });

/** Whether a pending approval is for this person to answer: what lists show, before anything is checked in full. */
export function isAddressedTo(question: ApprovalQuestion, caller: PersonCaller, now: number): boolean {
  if (question.pending?.kind !== 'STEP_UP') return false;
  const approvers = approversAt(question.pending, now);
  if (isPrincipal(caller, question)) return approvers.includes(PRINCIPAL);
  return !isSubmitter(caller, question) && isNamed(approvers, caller);
}

/**
 * Who may answer: a role or a person that the rule lists, never who asks (but where the rule lets the principal confirm), never who
 * submits, nobody who was stopped, once, in time. Null where the caller may.
 */
export function findRefusal(caller: PersonCaller, question: ApprovalQuestion, terms: AnsweringTerms): AnswerRefusal | null {
  const { pending, approvals } = question;
  const approvers = pending === null ? [] : approversAt(pending, terms.now);
  const person = `\`${caller.id}\``;
  if (isPrincipal(caller, question)) {
    if (!approvers.includes(PRINCIPAL)) return refuse('approval_self', 'the person who asked cannot approve: ask one of the approvers');
    if (!terms.self_confirmation)
      return refuse('approval_self', 'the policy of this tenant lets nobody confirm for themselves: ask one of the approvers');
  } else {
    if (isSubmitter(caller, question))
      return refuse('approval_self', `${person} is or may be among those who submitted it: ask one of the approvers`);
    if (!isNamed(approvers, caller)) {
      const names = approvers.map((name) => `\`${name}\``).join(', ');
      return refuse('approval_ineligible', `${person} is none of ${names}`);
    }
  }
  if (terms.isStopped(caller.id))
    return refuse('approval_ineligible', `${person} was stopped by an operator: ask one of the other approvers`);
  // An answer without the passkey that is asked for since does not count: the person may give it again.
  const before = approvals.find((given) => mayBeSamePerson(given.approver, caller.id) && isProven(given, terms));
  if (before !== undefined) return refuse('approval_duplicate', `\`${before.approver}\` has answered this already`);
  if (pending === null || Date.parse(pending.deadline) <= terms.now)
    return refuse('approval_expired', `the deadline \`${pending?.deadline ?? ''}\` has passed: nothing changes`);
  return null;
}

const refuse = (code: AnswerRefusal['code'], message: string): AnswerRefusal => ({ code, message });

/** The answers that still count: not those of people who were stopped since, nor without a passkey where one is asked for. */
export const selectCounting = (
  approvals: readonly ApprovalRecord[],
  terms: Pick<AnsweringTerms, 'presence_required' | 'isStopped'>,
): readonly ApprovalRecord[] => approvals.filter((given) => isProven(given, terms) && !terms.isStopped(given.approver));

const isProven = ({ presence }: ApprovalRecord, { presence_required }: Pick<AnsweringTerms, 'presence_required'>): boolean =>
  !presence_required || presence !== undefined;

/** Self-confirmation counts alone, where one answer is enough or nobody else is asked; never towards other people's quorum. */
export function isQuorumMet(pending: Decision['pending'], counting: readonly ApprovalRecord[]): boolean {
  if (pending === null) return false;
  const others = counting.filter(({ self_confirmation }) => !self_confirmation).length;
  return others >= pending.quorum || (counting.length > others && mayConfirm(pending));
}

const mayConfirm = ({ approvers, quorum }: Pick<ApprovalTerms, 'approvers' | 'quorum'>): boolean =>
  approvers.includes(PRINCIPAL) && (quorum === 1 || approvers.every((name) => name === PRINCIPAL));

/** The roles and names that a question was put to, and whether backups were among them. */
export interface ApprovalAudience {
  readonly approvers: readonly string[];
  readonly escalated: boolean;
}

/** The audience of a pending approval at this time. */
export const audienceAt = (pending: Pending, now: number): ApprovalAudience => ({
  approvers: approversAt(pending, now),
  escalated: pending.escalation !== undefined && Date.parse(pending.escalation.at) <= now,
});

/** Those who agreed to an earlier question. */
export interface Agreement {
  /** Null where it is not known whom they were asked among. */
  readonly audience: ApprovalAudience | null;
  readonly approvals: readonly ApprovalRecord[];
  /** Who answers just now; null where nobody does. */
  readonly caller: PersonCaller | null;
}

/**
 * Whether those who agreed are enough for what would be asked now. INVARIANT: an approval never satisfies a stricter question than
 * the one it answered. The caller's roles are known; of earlier approvers only the audience is known that they were asked in.
 */
export function satisfies({ audience, approvals, caller }: Agreement, terms: ApprovalTerms): boolean {
  const backups = audience?.escalated === true ? (terms.escalation?.to ?? []) : [];
  const approvers = [...terms.approvers, ...backups];
  const alike = audience?.approvers.every((name) => name === PRINCIPAL || approvers.includes(name)) === true;
  const mayAnswer = ({ approver }: ApprovalRecord): boolean =>
    alike || approvers.includes(nameOf(approver)) || (caller?.id === approver && isNamed(approvers, caller));
  const others = approvals.filter((given) => !given.self_confirmation && mayAnswer(given)).length;
  return others >= terms.quorum || (approvals.some(({ self_confirmation }) => self_confirmation) && mayConfirm(terms));
}
