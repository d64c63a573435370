import type { Decision, ResolutionAttempt, ResolutionMethod, Verdict } from '@writ/aarm';
import { attemptEntry, attemptsOf, withAttempt } from '../decision/attempt.js';
import { decideAgain } from '../decision/decide-again.js';
import type { DecideAgainServices } from '../decision/decide-again.js';
import type { Deciding } from '../decision/deciding.js';
import { questionsFor } from '../decision/questions.js';
import { denial, resolvePending } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import { giveUp } from './give-up.js';
import type { GiveUpServices } from './give-up.js';
import { waitSeconds } from './pause.js';
import { settledBy } from './settled.js';
import { chainEntries } from '../journal/chain.js';
import { timestamp } from '../journal/clock.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { DecisionRecord } from '../journal/ports.js';
import { answerOnly, append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type TryAgainServices = Pick<Deciding, 'deferrals'> & DecideAgainServices & ResolveServices & GiveUpServices;

/** What brought an attempt about. */
export interface Trying {
  readonly method: ResolutionMethod;
  /** Who or what answered: `pep:pep1`, `resolver:calendar`, `person:eve`. */
  readonly by: string;
  /** What it brought, in words. */
  readonly detail: string;
  /** Whether it was meant for this deferral: then it is an attempt also where it is not enough. */
  readonly counts: boolean;
}

/** Decides a deferral again on what is known now, and records the attempt: it ends, goes on to people, or waits on. */
export async function tryAgain(services: TryAgainServices, waiting: PendingDecision, trying: Trying): Promise<StepResult<Decision>> {
  const settled = attemptOf(waiting, trying, 'settled');
  const again = await decideAgain(services, waiting);
  if (again.kind === 'undecidable') {
    const ends = denial('context_denies', { code: 'resolved', message: again.why, method: trying.method });
    return resolvePending(services, waiting, { ...ends, by: [trying.by], attempt: settled });
  }
  const { verdict } = again;
  if (verdict.result !== 'DEFER') return resolvePending(services, waiting, settledBy(waiting, verdict, settled));
  if (!trying.counts) return answerOnly(waiting.record.answer);
  return notEnough(services, waiting, { verdict, attempt: attemptOf(waiting, trying, 'not_enough') });
}

/** Records that who was asked brought nothing. */
export async function failedAttempt(
  services: TryAgainServices,
  waiting: PendingDecision,
  trying: Omit<Trying, 'counts'>,
): Promise<StepResult<Decision>> {
  const { reason, missing } = waiting.record.answer;
  return notEnough(services, waiting, { verdict: { reason, missing }, attempt: attemptOf(waiting, trying, 'failed') });
}

/** Where nothing but a constraint is left to try, there is no point in waiting for more. */
export async function onlyConstraints(services: TryAgainServices, waiting: PendingDecision): Promise<StepResult<Decision>> {
  const trying = { method: 'safe_constraints' as const, by: 'writ', detail: 'nobody is registered who could tell what is missing' };
  const attempt = attemptOf(waiting, trying, 'failed');
  const { reason, missing } = waiting.record.answer;
  const verdict = { reason, missing };
  return giveUp(services, waiting, { verdict, attempt, wait: () => waitsOn(services, waiting, { verdict, attempt, next_at: null }) });
}

interface Said {
  readonly verdict: Pick<Verdict, 'reason' | 'missing'>;
  readonly attempt: ResolutionAttempt;
}

const attemptOf = (
  { now }: PendingDecision,
  { method, by, detail }: Omit<Trying, 'counts'>,
  ended: ResolutionAttempt['ended'],
): ResolutionAttempt => ({
  at: timestamp(now),
  method,
  by,
  ended,
  detail,
});

async function notEnough(services: TryAgainServices, waiting: PendingDecision, said: Said): Promise<StepResult<Decision>> {
  const { record, suspended, now } = waiting;
  const { attempts } = services.deferrals;
  const used = attemptsOf(record.answer).length + 1;
  // Exactly once: where people are not asked, what arrives later is still tried, but nothing else is.
  if (used === attempts) return giveUp(services, waiting, { ...said, wait: () => waitsOn(services, waiting, { ...said, next_at: null }) });
  const asks = used < attempts && (suspended.resolving?.next_at ?? null) !== null;
  const next_at = asks ? timestamp(now + waitSeconds(services.deferrals, used) * 1000) : null;
  return waitsOn(services, waiting, { ...said, next_at });
}

/** An attempt that was not enough: on record, and the deadline stands. */
function waitsOn(
  services: TryAgainServices,
  { record, suspended, snapshot, now }: PendingDecision,
  { verdict, attempt, next_at }: Said & { readonly next_at: string | null },
): StepResult<Decision> {
  const { entries, head } = chainEntries(snapshot.head, timestamp(now), [attemptEntry(record.answer, attempt)]);
  const noted = withAttempt({ record, suspended }, attempt);
  const deferral = noted.deferral && { ...noted.deferral, questions: questionsFor(services.deferrals, verdict) };
  const answer: Decision = { ...noted, ...(deferral && { deferral }), reason: verdict.reason, missing: [...verdict.missing] };
  const change: DecisionRecord = { ...record, answer, suspended: { ...suspended, resolving: { seen_seq: head.entry_seq, next_at } } };
  return append({
    base: snapshot,
    entries,
    head,
    receipts: [],
    change: { record: change, from: { state: record.state, outcome: record.outcome } },
    answer,
  });
}
