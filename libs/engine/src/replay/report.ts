import type { BlastRadius, Result } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Difference, Flip } from './compare.js';
import type { NotReplayable } from './read-recording.js';

/** What a replay found. Lists end at the most that was asked for; counts never do. */
export interface ReplayReport {
  readonly format: 'writ-replay/v1';
  readonly scope: {
    readonly tenant: string;
    readonly since: string;
    readonly sessions: number;
    /** Every recorded decision, replayable or not. */
    readonly decisions: number;
    /** Ends of waits. Not replayed: people, facts and deadlines brought them about; later decisions know what they did. */
    readonly resolutions: number;
  };
  /** Each decision on the version that it names. */
  readonly recorded: {
    readonly replayed: number;
    readonly reproduced: number;
    /** Decided otherwise than recorded: each is a defect. */
    readonly differing: number;
    readonly differences: readonly Difference[];
    /** Reproduced from the context as recorded, but the entries give another one: by field. */
    readonly context: Readonly<Record<string, number>>;
  };
  readonly not_replayable: {
    readonly erased: number;
    readonly altered: number;
    readonly version_missing: number;
    readonly examples: readonly NotReplayable[];
  };
  /** What the candidate would have said; null where there was none. */
  readonly candidate: CandidateReport | null;
}

/** How a candidate compares with the record. Every decision is taken on the session as it went, not as it might have gone. */
export interface CandidateReport {
  readonly policy: { readonly id: string; readonly version: string; readonly hash: string };
  readonly replayed: number;
  readonly flipped: number;
  readonly loosened: number;
  readonly sessions_flipped: number;
  /** The same result by another rule, or with another reason. */
  readonly reworded: number;
  /** Its catalogue sees another action in the call, so signals were computed for that. */
  readonly recomputed: number;
  readonly by: {
    readonly result: readonly { readonly from: Result; readonly to: Result; readonly count: number }[];
    readonly tool: readonly FlipCount[];
    readonly agent: readonly FlipCount[];
    readonly principal: readonly FlipCount[];
    readonly session: readonly FlipCount[];
  };
  /** Some of each kind of flip, the looser ones first. They hold parameters of recorded actions. */
  readonly examples: readonly Flip[];
}

/** Of what has flips, the most flips first. */
export interface FlipCount {
  readonly name: string;
  readonly decisions: number;
  readonly flipped: number;
  readonly loosened: number;
}

/** The share of decisions that flip, and of those that become less strict; nothing replayed proves nothing, so it is all. */
export function blastShares({
  decisions,
  flipped,
  loosened,
}: {
  readonly decisions: number;
  readonly flipped: number;
  readonly loosened: number;
}): {
  readonly flipped: number;
  readonly loosened: number;
} {
  return decisions === 0 ? { flipped: 1, loosened: 1 } : { flipped: flipped / decisions, loosened: loosened / decisions };
}

/** What an activation is judged by; null where no candidate was replayed. */
export function blastRadius(report: ReplayReport): BlastRadius | null {
  const { candidate, scope } = report;
  if (candidate === null) return null;
  // A decision that could not be replayed may have flipped: it counts as if it had.
  const unknown = scope.decisions - candidate.replayed;
  const flipped = candidate.flipped + Math.max(0, unknown);
  return { decisions: scope.decisions, flipped, sessions: scope.sessions, report_digest: sha256(canonicalize(report)) };
}
