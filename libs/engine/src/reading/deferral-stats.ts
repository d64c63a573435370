import type { Decision, ResolutionMethod } from '@writ/aarm';
import type { DecisionRecord } from '../journal/ports.js';

/** How the deferrals of a tenant went (AARM, deferral service). */
export interface DeferralStats {
  /** How many are counted: the newest ones. */
  readonly deferred: number;
  readonly waiting: number;
  /** Ended, whatever in; those that people have been asked about have not ended yet. */
  readonly settled: number;
  /** From the deferral to its end; null where none ended. */
  readonly median_time_to_resolution_ms: number | null;
  /** Shares of those that ended, 0 to 1: denied for want of an answer, and passed on to people. */
  readonly timeout_rate: number | null;
  readonly escalation_rate: number | null;
  /** By who or what was asked or arrived: how many attempts there were, and how many settled it. */
  readonly sources: readonly SourceStats[];
}

/** How one source did. */
export interface SourceStats {
  readonly source: string;
  readonly method: ResolutionMethod;
  readonly attempts: number;
  readonly settled: number;
  readonly failed: number;
  readonly success_rate: number;
}

/** Counts what the records tell. */
export function deferralStats(records: readonly Pick<DecisionRecord, 'answer'>[]): DeferralStats {
  const answers = records.map(({ answer }) => answer);
  const ended = answers.filter(({ resolution }) => resolution !== null);
  const share = (some: readonly Decision[]): number | null => (ended.length === 0 ? null : some.length / ended.length);
  return {
    deferred: answers.length,
    waiting: answers.filter(({ pending }) => pending?.kind === 'DEFER').length,
    settled: ended.length,
    median_time_to_resolution_ms: median(ended.flatMap(timeOf)),
    timeout_rate: share(ended.filter(({ resolution }) => resolution?.method === 'timeout')),
    escalation_rate: share(ended.filter(wentToPeople)),
    sources: sourcesIn(answers),
  };
}

/** Whether people were asked because nothing else settled it. */
const wentToPeople = ({ deferral }: Decision): boolean => deferral?.escalated_at !== undefined;

const timeOf = ({ deferral, resolution }: Decision): readonly number[] =>
  deferral === undefined || resolution === null ? [] : [Date.parse(resolution.at) - Date.parse(deferral.deferred_at)];

function median(times: readonly number[]): number | null {
  const sorted = [...times].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function sourcesIn(answers: readonly Decision[]): readonly SourceStats[] {
  const counts = new Map<string, Omit<SourceStats, 'success_rate'>>();
  for (const { method, by, ended } of answers.flatMap(({ deferral }) => deferral?.attempts ?? [])) {
    // People and enforcement points are told apart nowhere else here: their names are theirs.
    const source = by.startsWith('resolver:') || by.startsWith('constraint:') ? by : method;
    const so = counts.get(source) ?? { source, method, attempts: 0, settled: 0, failed: 0 };
    counts.set(source, {
      ...so,
      attempts: so.attempts + 1,
      settled: so.settled + (ended === 'settled' ? 1 : 0),
      failed: so.failed + (ended === 'failed' ? 1 : 0),
    });
  }
  return [...counts.values()]
    .map((so) => ({ ...so, success_rate: so.settled / so.attempts }))
    .sort((a, b) => b.attempts - a.attempts || (a.source < b.source ? -1 : 1));
}
