import { ProblemError, findRefusal, modify, toolDeclaration } from '@writ/aarm';
import type { ApprovalAnswer, JsonObject, PersonCaller } from '@writ/aarm';
import type { ApprovalStatement } from './approval-statement.js';
import type { Authority } from '../authority/authority.js';
import { isPersonStopped } from '../authority/stops.js';
import { digestOf } from '../journal/pending-decision.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { DecisionRecord } from '../journal/ports.js';

/** What this works with. */
export type ReadAnswerServices = Pick<Authority, 'policies' | 'requiresPresence' | 'stops'>;

/** An answer of somebody who may give it, with the statement that it comes to. */
export interface Said {
  readonly answer: ApprovalAnswer;
  readonly waiting: PendingDecision;
  /** Whether a yes takes a passkey. */
  readonly asked: boolean;
  readonly approved: Approved;
  readonly statement: ApprovalStatement;
}

/** The decision, if it waits for people. */
export function waitingOf(record: DecisionRecord, { snapshot, now }: Pick<PendingDecision, 'snapshot' | 'now'>): PendingDecision {
  const { suspended } = record;
  if (record.answer.pending?.kind !== 'STEP_UP' || suspended === null) throw ended(record);
  return { record, suspended, snapshot, now };
}

/** Who answers, to what, and what they let run: refused where they may not. */
export async function readAnswer(
  services: ReadAnswerServices,
  caller: PersonCaller,
  { answer, waiting }: { readonly answer: ApprovalAnswer; readonly waiting: PendingDecision },
): Promise<Said> {
  const asked = await services.requiresPresence(caller.tenant_id, waiting.suspended.policy_hash);
  requireEligible(services, caller, { waiting, presence_required: asked });
  requireSame(answer, waiting);
  const approved = approvedBy(services, { answer, waiting });
  return { answer, waiting, asked, approved, statement: statementOf(caller, { answer, waiting, digest: approved.digest }) };
}

function requireEligible(
  { policies, stops }: Pick<ReadAnswerServices, 'policies' | 'stops'>,
  caller: PersonCaller,
  { waiting, presence_required }: { readonly waiting: PendingDecision; readonly presence_required: boolean },
): void {
  const { record, suspended, snapshot, now } = waiting;
  const question = {
    pending: record.answer.pending,
    principal: snapshot.session.principal,
    requester: suspended.requester,
    approvals: suspended.approvals,
  };
  const refusal = findRefusal(caller, question, {
    now,
    presence_required,
    self_confirmation: policies.active(caller.tenant_id).terms.self_confirmation !== false,
    isStopped: (person) => isPersonStopped(stops, caller.tenant_id, person),
  });
  if (refusal !== null) throw new ProblemError(refusal.code, { detail: refusal.message });
}

/** What a person lets run: what was shown, or a narrower form of it. */
export interface Approved {
  readonly parameters: JsonObject;
  readonly digest: string;
  readonly changed: boolean;
}

function approvedBy(
  services: ReadAnswerServices,
  { answer, waiting }: { readonly answer: ApprovalAnswer; readonly waiting: PendingDecision },
): Approved {
  const { record, suspended, snapshot } = waiting;
  const shown = record.answer.effective_parameters ?? suspended.action.parameters;
  const asShown = { parameters: shown, digest: suspended.effective_digest, changed: false };
  if (answer.modifications === undefined) return asShown;
  const { tools } = services.policies.active(snapshot.session.tenant_id).terms;
  const narrowed = modify(shown, answer.modifications, toolDeclaration(tools, suspended.action));
  if ('widens' in narrowed) {
    throw new ProblemError('approval_not_narrowing', {
      detail: `${narrowed.widens}: an approver may take away, never add or replace`,
      field: 'modifications',
    });
  }
  const digest = digestOf(suspended, narrowed.parameters);
  return digest === suspended.effective_digest ? asShown : { parameters: narrowed.parameters, digest, changed: true };
}

/** What ended is told with how it did: a late answer, one that came second, and one to what never waited are three things. */
function ended({ answer, decision_id }: DecisionRecord): ProblemError {
  const { resolution, result, reason } = answer;
  if (resolution === null) return notPending(decision_id);
  const how = `\`${decision_id}\` ended as ${result} at \`${resolution.at}\`: ${reason.message}`;
  if (resolution.method === 'timeout')
    return new ProblemError('approval_expired', { detail: `${how}; nothing changes`, field: 'decision_id' });
  return new ProblemError('not_pending', { detail: `${how}; nothing changes`, field: 'decision_id' });
}

export const notPending = (id: string): ProblemError =>
  new ProblemError('not_pending', { detail: `decision \`${id}\` does not wait for people`, field: 'decision_id' });

function requireSame({ action_digest }: ApprovalAnswer, { suspended }: PendingDecision): void {
  if (action_digest === suspended.effective_digest) return;
  throw new ProblemError('approval_digest_mismatch', {
    detail: 'the digest is not that of the action that waits: read it again',
    field: 'action_digest',
  });
}

/** What is signed, by whoever signs: with exactly the parameters that would run. */
function statementOf(
  caller: PersonCaller,
  { answer, waiting, digest }: { readonly answer: ApprovalAnswer; readonly waiting: PendingDecision; readonly digest: string },
): ApprovalStatement {
  const { record, suspended } = waiting;
  return {
    action_digest: digest,
    answer: answer.answer,
    approver: caller.id,
    deadline: record.answer.pending?.deadline ?? null,
    decision_id: record.decision_id,
    policy_hash: suspended.policy_hash,
  };
}
