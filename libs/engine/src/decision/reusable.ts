import { ProblemError, executes, satisfies, selectCounting } from '@writ/aarm';
import type { Decision, SubmittedAction, Verdict, VerifiedIdentity } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { isPersonStopped } from '../authority/stops.js';
import { answersFor } from './answers-for.js';
import { placeOf } from '../journal/access.js';
import { composeRedemption } from '../journal/compose-follow-up.js';
import type { ReceiptRequest } from '../journal/decision-draft.js';
import type { Journal } from '../journal/journal.js';
import { originalReceipt } from '../journal/on-decision.js';
import { digestOf } from '../journal/pending-decision.js';
import type { DecisionRecord, SuspendedDecision } from '../journal/ports.js';
import { proveAnswer, proveStored } from '../journal/proof.js';
import { readProvenRecord } from '../journal/record-evidence.js';
import type { RecordEvidenceServices } from '../journal/record-evidence.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type ReusableServices = RecordEvidenceServices & Pick<Journal, 'issuer'> & Pick<Authority, 'requiresPresence' | 'stops'>;

/** Decisions on one operation that a retry is compared with, the newest first, and how many are read at once. */
const MOST_COMPARED = 1024;
const AT_ONCE = 16;

/** A pending decision, or one that was approved and may run, that a later call may use instead of a new one. */
export interface ReusableDecision {
  readonly record: DecisionRecord;
  readonly suspended: SuspendedDecision;
}

/** Who asks now, for what. */
export interface Retry {
  readonly action: SubmittedAction;
  readonly requester: VerifiedIdentity['requester'];
  readonly key: string;
  readonly now: number;
  /** What the receipt of the use repeats. */
  readonly request: ReceiptRequest | undefined;
}

/**
 * The decision on exactly this action of this agent that is pending, or was approved and not used yet. It costs nothing in a
 * session in which nothing was ever pending.
 */
export async function findReusable(services: ReusableServices, snapshot: Snapshot, retry: Retry): Promise<ReusableDecision | null> {
  const name = `${retry.action.tool}.${retry.action.operation}`;
  const { suspended, approved } = snapshot.state;
  const ids = [
    ...Object.keys(suspended).filter((id) => suspended[id]?.name === name),
    ...Object.keys(approved).filter((id) => approved[id] === name),
  ].slice(-MOST_COMPARED);
  const { tenant_id } = snapshot.session;
  while (ids.length > 0) {
    const records = await Promise.all(ids.splice(-AT_ONCE).map(async (id) => services.store.decision(tenant_id, id)));
    const found = records.map((record) => (record === null ? null : asReusable(record, retry))).findLast((each) => each !== null);
    if (found !== undefined) return proveReusable(services, found, retry);
  }
  return null;
}

/** INVARIANT: what is used is what its receipts say, not what its row says. */
async function proveReusable(services: ReusableServices, { record }: ReusableDecision, retry: Retry): Promise<ReusableDecision | null> {
  const proven = await readProvenRecord(services, record);
  const found = proven === null ? null : asReusable(proven, retry);
  if (found === null) return null;
  return isUsedBy(found, retry.key) || (await isStillApproved(services, record.tenant_id, found)) ? found : null;
}

/**
 * Whether an approval still counts. INVARIANT: nothing runs in the name of somebody who was stopped since, nor without the passkey
 * that is asked for now.
 */
export async function isStillApproved(
  services: ReusableServices,
  tenant_id: string,
  { record, suspended }: ReusableDecision,
): Promise<boolean> {
  const { approvals, policy_hash } = suspended;
  if (record.state === 'pending' || approvals.length === 0) return true;
  const presence_required = await services.requiresPresence(tenant_id, policy_hash, { unknown: true });
  const isStopped = (person: string): boolean => isPersonStopped(services.stops, tenant_id, person);
  return selectCounting(approvals, { presence_required, isStopped }).length === approvals.length;
}

function asReusable(record: DecisionRecord, retry: Retry): ReusableDecision | null {
  if (record.suspended === null || !isSame(record.suspended, retry)) return null;
  const found = { record, suspended: record.suspended };
  if (record.state === 'pending') return record.deadline !== null && Date.parse(record.deadline) > retry.now ? found : null;
  return isOpen(record) && (found.suspended.redeemed_by ?? retry.key) === retry.key ? found : null;
}

const isOpen = ({ answer, outcome }: DecisionRecord): boolean => executes(answer.result) && outcome === 'awaited';

/** The same agent, and the same action to the byte: nothing else may run in the name of what was approved. */
function isSame({ action, requester }: SuspendedDecision, retry: Pick<Retry, 'action' | 'requester'>): boolean {
  const { tool, operation, parameters, depends_on } = retry.action;
  // Who needs another output asks for something else, whatever it is called.
  if (depends_on !== undefined && canonicalize(depends_on) !== canonicalize(action.depends_on ?? [])) return false;
  if (action.tool !== tool || action.operation !== operation || !isSameRequester(requester, retry.requester)) return false;
  return canonicalize(action.parameters) === canonicalize(parameters);
}

/** The same instance of the agent by the same key, through the same enforcement point, with the task handed on by the same. */
const isSameRequester = (a: Retry['requester'], b: Retry['requester']): boolean => canonicalize(namesIn(a)) === canonicalize(namesIn(b));

/** Tokens are fetched anew while an action waits; whom they name stays. */
const namesIn = ({ human, service, agent, delegation_chain: chain }: Retry['requester']) => ({
  human: human?.id ?? null,
  service: service?.id ?? null,
  agent: agent === null ? null : { id: agent.id, instance: agent.instance, jkt: agent.jkt },
  chain: chain.map(({ delegator, delegatee, jkt }) => [delegator, delegatee, jkt]),
});

/**
 * The decision that a PEP names when it is about to run what was approved; anything but its one use is a problem. INVARIANT: a
 * decision of another session looks like one that is not there.
 */
export function requireRedeemable(
  record: DecisionRecord | null,
  decisionId: string,
  retry: Retry & { readonly session_id: string },
): ReusableDecision {
  if (record?.session_id !== retry.session_id)
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  const { suspended, answer } = record;
  if (suspended === null || !isOpen(record)) {
    const detail = `decision \`${decisionId}\` is ${answer.result}${answer.outcome === null ? '' : `, its outcome \`${answer.outcome}\``} and cannot be redeemed`;
    throw new ProblemError('not_redeemable', { detail, field: 'decision_id' });
  }
  if (!isSame(suspended, retry)) {
    throw new ProblemError('not_redeemable', {
      detail: 'the action is not the one that was decided: submit it by itself',
      field: 'action',
    });
  }
  if (suspended.redeemed_by !== undefined && suspended.redeemed_by !== retry.key) {
    throw new ProblemError('already_redeemed', { detail: `decision \`${decisionId}\` was used already: submit the action again` });
  }
  return { record, suspended };
}

/** Whether this very call has used the decision before. */
export const isUsedBy = ({ suspended }: ReusableDecision, key: string): boolean => suspended.redeemed_by === key;

/** The decision as the answer to this call. */
const answerFor = ({ record }: ReusableDecision, { action }: Pick<Retry, 'action'>): Decision => ({
  ...record.answer,
  call_id: action.call_id ?? null,
});

/** The answer that this very call got when it used the decision. */
export const answerAgain = async ({ store }: Pick<Journal, 'store'>, found: ReusableDecision, retry: Retry): Promise<Decision> =>
  proveStored(answerFor(found, retry), await store.receiptsOfDecision(found.record.tenant_id, found.record.decision_id));

/**
 * Uses a decision when its action comes again and was decided anew: a pending question is not asked twice, and an approval is used
 * once. Null where policy or identity say something else now, which counts.
 */
export async function reuse(
  services: ReusableServices,
  found: ReusableDecision,
  at: { readonly verdict: Verdict; readonly snapshot: Snapshot; readonly retry: Retry },
): Promise<StepResult<Decision> | null> {
  const { record, suspended } = found;
  const { verdict } = at;
  if (record.state === 'pending') {
    const asksThis = verdict.result === record.answer.result || answersFor(suspended, verdict);
    return asksThis ? answerOnly(answerFor(found, at.retry)) : null;
  }
  const { result, effective_parameters } = verdict;
  if (result === 'DENY' || (result === 'DEFER' && !answersFor(suspended, verdict))) return null;
  const agreed = { audience: suspended.asked ?? null, approvals: suspended.approvals, caller: null };
  if (result === 'STEP_UP' && (verdict.approval === null || !satisfies(agreed, verdict.approval))) return null;
  const submitted = suspended.action.parameters;
  const digest = digestOf(suspended, effective_parameters ?? submitted);
  return digest === suspended.effective_digest || digest === digestOf(suspended, submitted) ? redeem(services, found, at) : null;
}

/** One entry in the chain and its receipt, by compare-and-set on the session's head: of two that try, one finds it used. */
async function redeem(
  services: ReusableServices,
  found: ReusableDecision,
  { snapshot, retry }: { readonly snapshot: Snapshot; readonly retry: Retry },
): Promise<StepResult<Decision>> {
  const { record, suspended } = found;
  const { decision_id, state, outcome } = record;
  const { request } = retry;
  const place = placeOf(services, snapshot, retry.now);
  const { effective_digest } = suspended;
  const original = await originalReceipt(services, record);
  const { entries, head, receipt } = composeRedemption(place, original, { result: record.answer.result, effective_digest, request });
  const answer = answerFor(found, retry);
  return append({
    base: snapshot,
    entries,
    head,
    receipts: [{ ...receipt, receipt_id: place.receipt_id, decision_id, kind: 'redemption', issued_at: place.now }],
    change: { record: { ...record, suspended: { ...suspended, redeemed_by: retry.key } }, from: { state, outcome } },
    answer,
    ...(request === undefined ? {} : { prove: (receipts) => proveAnswer(answer, receipts, suspended.action_nonce) }),
  });
}
