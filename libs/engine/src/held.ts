import { ProblemError, executes } from '@writ/aarm';
import type { Decision, SubmittedAction, Verdict, VerifiedIdentity } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import { chainEntries } from './chain.js';
import { timestamp } from './clock.js';
import type { Core } from './core.js';
import { standing, suffices } from './eligible.js';
import { answersFor } from './deferrals/answers-for.js';
import type { DecisionRecord, SuspendedDecision } from './ports.js';
import { digestOf } from './resolve.js';
import type { Snapshot } from './sessions.js';
import { answerOnly, append } from './step.js';
import type { StepResult } from './step.js';

/** Decisions on one operation that a retry is compared with, the newest first, and how many are read at once. */
const MOST_COMPARED = 1024;
const AT_ONCE = 16;

/** A decision that waits, or waited and may run, with what it is about. */
export interface Held {
  readonly record: DecisionRecord;
  readonly suspended: SuspendedDecision;
}

/** Who asks now, for what. */
export interface Retry {
  readonly action: SubmittedAction;
  readonly requester: VerifiedIdentity['requester'];
  readonly key: string;
  readonly now: number;
}

/**
 * The decision that exactly this action of this agent is waiting for, or was approved in, and that nobody used yet. It
 * costs nothing in a session in which nothing waited.
 */
export async function heldFor(core: Core, snapshot: Snapshot, retry: Retry): Promise<Held | null> {
  const name = `${retry.action.tool}.${retry.action.operation}`;
  const { suspended, approved } = snapshot.state;
  const ids = [
    ...Object.keys(suspended).filter((id) => suspended[id]?.name === name),
    ...Object.keys(approved).filter((id) => approved[id] === name),
  ].slice(-MOST_COMPARED);
  const { tenant_id } = snapshot.session;
  while (ids.length > 0) {
    const records = await Promise.all(ids.splice(-AT_ONCE).map(async (id) => core.store.decision(tenant_id, id)));
    const found = records.map((record) => (record === null ? null : heldBy(record, retry))).findLast((held) => held !== null);
    if (found !== undefined) return isUsedBy(found, retry.key) || (await stillAgreed(core, tenant_id, found)) ? found : null;
  }
  return null;
}

/**
 * Whether what was approved is so still: INVARIANT: nothing runs in the name of somebody who was stopped since, nor without the
 * passkey that is asked for now.
 */
export async function stillAgreed(core: Core, tenant_id: string, { record, suspended }: Held): Promise<boolean> {
  const { approvals, policy_hash } = suspended;
  if (record.state === 'pending' || approvals.length === 0) return true;
  const asked = await core.asksPresence(tenant_id, policy_hash, { unknown: true });
  return standing(core, approvals, { tenant_id, asked }).length === approvals.length;
}

function heldBy(record: DecisionRecord, retry: Retry): Held | null {
  if (record.suspended === null || !isSame(record.suspended, retry)) return null;
  const held = { record, suspended: record.suspended };
  if (record.state === 'pending') return record.deadline !== null && Date.parse(record.deadline) > retry.now ? held : null;
  return isOpen(record) && (held.suspended.redeemed_by ?? retry.key) === retry.key ? held : null;
}

const isOpen = ({ answer, outcome }: DecisionRecord): boolean => executes(answer.result) && outcome === 'awaited';

/** The same agent, and the same action to the byte: nothing else may run in the name of what was approved. */
function isSame({ action, requester }: SuspendedDecision, retry: Pick<Retry, 'action' | 'requester'>): boolean {
  const { tool, operation, parameters, depends_on } = retry.action;
  // Who needs another output asks for something else, whatever it is called.
  if (depends_on !== undefined && canonicalize(depends_on) !== canonicalize(action.depends_on ?? [])) return false;
  if (action.tool !== tool || action.operation !== operation || requester.agent?.id !== retry.requester.agent?.id) return false;
  return canonicalize(action.parameters) === canonicalize(parameters);
}

/** The decision that a PEP names when it is about to run what was approved; anything but its one use is a problem. */
export function redeemable(record: DecisionRecord | null, decisionId: string, retry: Retry): Held {
  if (record === null)
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  const { suspended, answer } = record;
  if (suspended === null || !isOpen(record)) {
    const detail = `decision \`${decisionId}\` is ${answer.result}${answer.outcome === null ? '' : `, its outcome \`${answer.outcome}\``}: it did not wait, or there is nothing left to run`;
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

/** Whether this very call used the decision before. */
export const isUsedBy = ({ suspended }: Held, key: string): boolean => suspended.redeemed_by === key;

/** The decision as this caller's call is told it. */
export const toldTo = ({ record }: Held, { action }: Pick<Retry, 'action'>): Decision => ({
  ...record.answer,
  call_id: action.call_id ?? null,
});

/**
 * What becomes of a held decision when its action comes again and was decided anew: the question that waits is not asked
 * twice, and what was approved is used, once. Null where the policy or the identity of now says something else, which counts.
 */
export function reuse(
  held: Held,
  verdict: Verdict,
  at: { readonly snapshot: Snapshot; readonly retry: Retry },
): StepResult<Decision> | null {
  const { record, suspended } = held;
  if (record.state === 'pending') {
    const asksThis = verdict.result === record.answer.result || answersFor(suspended, verdict);
    return asksThis ? answerOnly(toldTo(held, at.retry)) : null;
  }
  const { result, effective_parameters } = verdict;
  if (result === 'DENY' || (result === 'DEFER' && !answersFor(suspended, verdict))) return null;
  const agreed = { asked: suspended.asked ?? null, yes: suspended.approvals, caller: null };
  if (result === 'STEP_UP' && (verdict.approval === null || !suffices(agreed, verdict.approval))) return null;
  const submitted = suspended.action.parameters;
  const digest = digestOf(suspended, effective_parameters ?? submitted);
  return digest === suspended.effective_digest || digest === digestOf(suspended, submitted) ? redemption(held, at) : null;
}

/** One entry in the chain, by compare-and-set on the session's head: of two that try, one finds it used. */
function redemption(held: Held, { snapshot, retry }: { readonly snapshot: Snapshot; readonly retry: Retry }): StepResult<Decision> {
  const { record, suspended } = held;
  const { decision_id, answer, state, outcome } = record;
  const body = { kind: 'redemption' as const, decision_id, action_id: answer.action_id };
  const { entries, head } = chainEntries(snapshot.head, timestamp(retry.now), [body]);
  return append({
    base: snapshot,
    entries,
    head,
    receipts: [],
    change: { record: { ...record, suspended: { ...suspended, redeemed_by: retry.key } }, from: { state, outcome } },
    answer: toldTo(held, retry),
  });
}
