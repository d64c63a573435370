import { audienceAt, isQuorumMet, satisfies, selectCounting } from '@writ/aarm';
import type { ApprovalAnswer, ApprovalRecord, Decision, PersonCaller } from '@writ/aarm';
import { approvalStatementDigest } from './approval-statement.js';
import { checkPresence, withPasskeyUse } from './check-presence.js';
import type { CheckPresenceServices } from './check-presence.js';
import { readAnswer, waitingOf } from './read-answer.js';
import type { Approved, ReadAnswerServices, Said } from './read-answer.js';
import type { Authority } from '../authority/authority.js';
import type { Proven } from '../authority/passkeys.js';
import { isPersonStopped } from '../authority/stops.js';
import { answersFor } from '../decision/answers-for.js';
import { decideAgain } from '../decision/decide-again.js';
import type { DecideAgainServices, DecidedAgain, Strictest } from '../decision/decide-again.js';
import { denial, resolvePending } from '../decision/resolve.js';
import type { Resolution, ResolveServices } from '../decision/resolve.js';
import { placeOf } from '../journal/access.js';
import { timestamp } from '../journal/clock.js';
import { composeApproval } from '../journal/compose-follow-up.js';
import type { Journal } from '../journal/journal.js';
import { onDecision, originalReceipt } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import { digestOf } from '../journal/pending-decision.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import { append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type SettleApprovalServices = Pick<Journal, 'store'> &
  Pick<Authority, 'requiresPresence'> &
  CheckPresenceServices &
  ReadAnswerServices &
  DecideAgainServices &
  ResolveServices &
  OnDecisionServices;

/** Records one person's answer; the one that completes the quorum makes `decide` run again before anything executes. */
export async function settleApproval(
  services: SettleApprovalServices,
  caller: PersonCaller,
  {
    decisionId,
    answer,
    method = caller.via ?? 'token',
  }: { readonly decisionId: string; readonly answer: ApprovalAnswer; readonly method?: string },
): Promise<Decision> {
  return onDecision<Decision>(services, { tenant_id: caller.tenant_id, caller: null, decisionId }, async (record, snapshot, now) => {
    const said = await readAnswer(services, caller, { answer, waiting: waitingOf(record, { snapshot, now }) });
    // INVARIANT: nothing is recorded of an answer before its proof, where one is asked for, holds for exactly this statement.
    const proven = await checkPresence(services, caller, said);
    const result = await applyAnswer(services, caller, { ...said, given: recordOf(caller, { ...said, method, proven }) });
    return proven === null ? result : withPasskeyUse(result, proven.use);
  });
}

async function applyAnswer(
  services: SettleApprovalServices,
  caller: PersonCaller,
  { answer, waiting, asked, approved, given }: Said & { readonly given: ApprovalRecord },
): Promise<StepResult<Decision>> {
  const { record, suspended } = waiting;
  if (answer.answer === 'deny') {
    const message = answer.comment === undefined ? `\`${caller.id}\` denied it` : `\`${caller.id}\` denied it: ${answer.comment}`;
    const no = denial('no', { code: 'approval_denied', message, method: 'human_approval' });
    return resolvePending(services, waiting, { ...no, by: [caller.id], approval: given });
  }
  // INVARIANT: a yes counts for the digest it names, so changes start the count again.
  const yes = approved.changed ? [given] : [...suspended.approvals, given];
  const isStopped = (person: string): boolean => isPersonStopped(services.stops, caller.tenant_id, person);
  const counted = selectCounting(yes, { presence_required: asked, isStopped });
  if (!isQuorumMet(record.answer.pending, counted))
    return approved.changed ? askOthers(services, waiting, { given, approved }) : recordYes(services, waiting, yes);
  const again = await decideAgain(services, waiting, {
    past: (verdict) => answersFor(suspended, verdict),
    instead: approved.digest === suspended.action_digest ? undefined : approved.parameters,
  });
  return resolvePending(services, waiting, await conclude(services, { caller, waiting, yes: counted, given, approved, again }));
}

function recordOf(
  caller: PersonCaller,
  { answer, waiting: { snapshot, now }, statement, method, proven }: Said & { readonly method: string; readonly proven: Proven | null },
): ApprovalRecord {
  const { action_digest, deadline } = statement;
  return {
    approver: caller.id,
    method,
    statement_digest: approvalStatementDigest(statement),
    decision: answer.answer,
    at: timestamp(now),
    self_confirmation: snapshot.session.principal === caller.id,
    ...(answer.dwell_ms === undefined ? {} : { dwell_ms: answer.dwell_ms }),
    ...(proven === null ? {} : { presence: { ...proven.proof, action_digest, deadline } }),
  };
}

/** One more yes, but not enough of them: the decision keeps waiting. */
async function recordYes(
  services: SettleApprovalServices,
  { record, suspended, snapshot, now }: PendingDecision,
  approvals: readonly ApprovalRecord[],
): Promise<StepResult<Decision>> {
  const place = placeOf(services, snapshot, now);
  const required = record.answer.pending?.quorum ?? 1;
  const composed = composeApproval(place, await originalReceipt(services, record), { approvals, required, quorum_met: false });
  return append({
    base: snapshot,
    entries: [],
    head: composed.head,
    receipts: [
      { ...composed.receipt, receipt_id: place.receipt_id, decision_id: record.decision_id, kind: 'approval', issued_at: place.now },
    ],
    change: { record: { ...record, suspended: { ...suspended, approvals } }, from: { state: record.state, outcome: record.outcome } },
    answer: record.answer,
  });
}

/** Changed by one of several whose yes is needed: the others are asked about what would run now, within the same deadline. */
async function askOthers(
  services: SettleApprovalServices,
  waiting: PendingDecision,
  { given, approved }: { readonly given: ApprovalRecord; readonly approved: Approved },
): Promise<StepResult<Decision>> {
  return resolvePending(services, waiting, {
    on: 'approved_changed',
    result: 'STEP_UP',
    reason: { code: 'approved', message: `\`${given.approver}\` approved it with changes: the others are asked about what would run now` },
    method: 'human_approval',
    by: [given.approver],
    effective: approved.parameters,
    pending: waiting.record.answer.pending,
    approval: given,
    afresh: true,
  });
}

/** All that is known once the quorum is met. */
interface Met {
  readonly caller: PersonCaller;
  readonly waiting: PendingDecision;
  readonly yes: readonly ApprovalRecord[];
  readonly given: ApprovalRecord;
  readonly approved: Approved;
  readonly again: DecidedAgain;
}

/** Whether nobody else would be asked now, by the pinned and by the active policy. */
function asksNoMore(
  { caller, waiting: { record, now }, yes }: Pick<Met, 'caller' | 'waiting' | 'yes'>,
  { result, approval, alsoAsks = null }: Strictest,
): boolean {
  const { pending } = record.answer;
  const agreed = { audience: pending === null ? null : audienceAt(pending, now), approvals: yes, caller };
  return [result === 'STEP_UP' ? approval : null, alsoAsks].every((terms) => terms === null || satisfies(agreed, terms));
}

/** Approved, and still STEP_UP, ALLOW or MODIFY to the approved digest: it executes. Anything else is DENY. */
async function conclude(services: SettleApprovalServices, { caller, waiting, yes, given, approved, again }: Met): Promise<Resolution> {
  const { suspended, snapshot } = waiting;
  const by = yes.map(({ approver }) => approver);
  const common = { method: 'human_approval', by, approval: given, afresh: approved.changed } as const;
  const refused = (message: string): Resolution => ({
    ...denial('approved_refused', { code: 'resolved', message, method: 'human_approval' }),
    ...common,
  });
  if (again.kind === 'undecidable') return refused(again.why);
  const { verdict } = again;
  const pep = await services.store.pep(snapshot.session.tenant_id, snapshot.session.pep_id);
  if (pep?.revoked_at !== null) return refused('the enforcement point was revoked while this waited');
  // INVARIANT: what could not be asked when the answer came is asked now, and what cannot be asked is refused.
  const unproven = yes.some(({ presence }) => presence === undefined);
  if (unproven && (await services.requiresPresence(snapshot.session.tenant_id, suspended.policy_hash, { unknown: true })))
    return refused('a yes takes a passkey, and not everybody who agreed used one');
  if (verdict.result === 'DENY' || (verdict.result === 'DEFER' && !answersFor(suspended, verdict)))
    return refused(`it was approved, but now: ${verdict.reason.message}`);
  if (!asksNoMore({ caller, waiting, yes }, verdict))
    return refused(`it was approved, but now other or more people are asked: ${verdict.reason.message}`);
  const effective = verdict.effective_parameters ?? approved.parameters;
  if (digestOf(suspended, effective) !== approved.digest) return refused('what would run now is not what was approved');
  const original = approved.digest === suspended.action_digest;
  return {
    ...common,
    on: original ? 'approved_allows' : 'approved_narrows',
    result: original ? 'ALLOW' : 'MODIFY',
    reason: { code: 'approved', message: `approved by ${by.map((name) => `\`${name}\``).join(', ')}` },
    effective,
  };
}
