import type { ContextView, Effect } from '@writ/aarm';
import type { ComposedDecision } from '../journal/decision-draft.js';
import type { Evaluator, SessionRecord, Signals } from '../journal/ports.js';
import { differenceOf } from './compare.js';
import type { Difference } from './compare.js';
import type { RecordingPlace, Recordings, SessionRecording } from './ports.js';
import { readRecording } from './read-recording.js';
import type { NotReplayable, ReadRecording, RecordedDecision } from './read-recording.js';
import { contextDifferences, contextFor, replayedDraft, wasStopped } from './replayed-draft.js';
import type { ReplayReport } from './report.js';
import { RetoldSessions } from './retold-sessions.js';
import { CandidateTally } from './tally.js';

/** What is being replayed, and on what. */
export interface ReplayOptions {
  readonly recordings: Pick<Recordings, 'sessions' | 'read'>;
  readonly signals: Pick<Signals, 'gather'>;
  readonly tenant_id: string;
  /** Sessions opened then or later. */
  readonly since: string;
  /** The version that receipts of this tenant name; null where it is not to be had. */
  readonly version: (hash: string) => Promise<Evaluator | null>;
  readonly candidate?: Evaluator | null;
  /** Told now and then how far it has come. */
  readonly progress?: (done: { readonly sessions: number; readonly decisions: number }) => void;
  /** Sees every decision with what a version said of it: the candidate where there is one, else that of the record. */
  readonly seen?: (recorded: RecordedDecision, again: ComposedDecision) => void;
  /** Ends after the session in which so many decisions are reached; all where left out. */
  readonly mostDecisions?: number;
  /** Of differences, refusals and flips; 50 where left out. */
  readonly mostExamples?: number;
}

/** Rows of sessions in one reading. */
const PAGE = 500;
/** Receipts in memory at once, unless one session has more. */
const MOST_RECEIPTS = 2_000;
/** Decisions in one message to an evaluator. */
const MESSAGE = 32;
/** Messages on their way to an evaluator. */
const MOST_MESSAGES = 4;
const MOST_EXAMPLES = 50;

/**
 * Decides recorded sessions again: each decision on the version that it names, which must give what was recorded, and on
 * the candidate. Nothing is written. No clock and no randomness: the same record gives the same report.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const replaying = new Replaying(options);
  let evaluating: Promise<void> = Promise.resolve();
  let left = options.mostDecisions ?? Number.POSITIVE_INFINITY;
  for await (const batch of batches(options)) {
    const read: ReadRecording[] = [];
    for (const recording of batch) {
      if (left <= 0) break;
      const one = readRecording(recording);
      left -= one.recorded;
      read.push(one);
    }
    // The versions decide one batch while the next one is read.
    await evaluating;
    evaluating = replaying.decide(read);
    evaluating.catch(() => undefined);
    if (left <= 0) break;
  }
  await evaluating;
  return replaying.report();
}

/** Sessions with their records, as many at a time as fit. */
async function* batches({ recordings, tenant_id, since }: ReplayOptions): AsyncGenerator<readonly SessionRecording[]> {
  let before: RecordingPlace | undefined;
  for (;;) {
    const page = await recordings.sessions(tenant_id, { since, limit: PAGE, before });
    for (const group of groups(page)) yield await recordings.read(group);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = { opened_at: last.opened_at, session_id: last.session_id };
  }
}

function groups(page: readonly SessionRecord[]): readonly (readonly SessionRecord[])[] {
  const found: SessionRecord[][] = [];
  let receipts = MOST_RECEIPTS;
  for (const session of page) {
    receipts += session.head.receipt_seq + 1;
    if (receipts > MOST_RECEIPTS) {
      found.push([]);
      receipts = session.head.receipt_seq + 1;
    }
    found.at(-1)?.push(session);
  }
  return found;
}

type Counted = { -readonly [K in 'sessions' | 'decisions' | 'resolutions']: number };

class Replaying {
  readonly #options: ReplayOptions;
  readonly #most: number;
  readonly #tally: CandidateTally | null;
  readonly #counted: Counted = { sessions: 0, decisions: 0, resolutions: 0 };
  readonly #refused = { erased: 0, altered: 0, version_missing: 0 };
  readonly #refusals: NotReplayable[] = [];
  readonly #differences: Difference[] = [];
  readonly #context = new Map<string, number>();
  #replayed = 0;
  #differing = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#most = options.mostExamples ?? MOST_EXAMPLES;
    const { candidate = null } = options;
    this.#tally = candidate === null ? null : new CandidateTally(candidate.terms, this.#most);
  }

  async decide(read: readonly ReadRecording[]): Promise<void> {
    for (const { refused } of read) for (const each of refused) this.#refuse(each);
    const decisions = read.flatMap((each) => each.decisions);
    await Promise.all([this.#onRecorded(decisions), this.#onCandidate(decisions)]);
    for (const { recorded, resolutions } of read) {
      this.#counted.sessions += 1;
      this.#counted.decisions += recorded;
      this.#counted.resolutions += resolutions;
    }
    this.#options.progress?.(this.#counted);
  }

  report(): ReplayReport {
    const { tenant_id: tenant, since } = this.#options;
    return {
      format: 'writ-replay/v1',
      scope: { tenant, since, ...this.#counted },
      recorded: {
        replayed: this.#replayed,
        reproduced: this.#replayed - this.#differing,
        differing: this.#differing,
        differences: this.#differences,
        context: Object.fromEntries([...this.#context].sort(([a], [b]) => (a < b ? -1 : 1))),
      },
      not_replayable: { ...this.#refused, examples: this.#refusals },
      candidate: this.#tally?.report() ?? null,
    };
  }

  async #onRecorded(decisions: readonly RecordedDecision[]): Promise<void> {
    for (const [hash, group] of byVersion(decisions)) {
      const evaluator = await this.#options.version(hash);
      if (evaluator === null) for (const each of group) this.#refuse(versionMissing(each, hash));
      else {
        const asked = group.map((recorded) => ({
          recorded,
          view: recorded.view,
          effect: recorded.entry.effect,
          recomputed: false,
          stopped: wasStopped(recorded),
        }));
        await ask(evaluator, asked, ({ recorded }, again) => {
          this.#reproduced(evaluator, recorded, again);
        });
      }
    }
  }

  #reproduced(evaluator: Evaluator, recorded: RecordedDecision, again: ComposedDecision): void {
    const difference = differenceOf(recorded, again);
    this.#replayed += 1;
    if (difference !== null) {
      this.#differing += 1;
      if (this.#differences.length < this.#most) this.#differences.push(difference);
    }
    for (const field of contextDifferences(evaluator, recorded, this.#options.signals))
      this.#context.set(field, (this.#context.get(field) ?? 0) + 1);
    if (this.#tally === null) this.#options.seen?.(recorded, again);
  }

  async #onCandidate(decisions: readonly RecordedDecision[]): Promise<void> {
    const { candidate = null, signals } = this.#options;
    if (candidate === null) return;
    const retold = new RetoldSessions(candidate.terms, signals);
    const asked = decisions.map((recorded) => ({ recorded, ...contextFor(candidate, recorded, { signals, retold }), stopped: false }));
    await ask(candidate, asked, ({ recorded, recomputed }, again) => {
      this.#tally?.add(recorded, again.verdict, recomputed);
      this.#options.seen?.(recorded, again);
    });
  }

  #refuse(refusal: NotReplayable): void {
    this.#refused[refusal.why] += 1;
    if (this.#refusals.length < this.#most) this.#refusals.push(refusal);
  }
}

function byVersion(decisions: readonly RecordedDecision[]): ReadonlyMap<string, readonly RecordedDecision[]> {
  const groups = new Map<string, RecordedDecision[]>();
  for (const each of decisions) {
    const { hash } = each.payload.decision.policy;
    const group = groups.get(hash) ?? [];
    group.push(each);
    groups.set(hash, group);
  }
  return groups;
}

interface Asked {
  readonly recorded: RecordedDecision;
  readonly view: ContextView;
  readonly effect: Effect;
  readonly recomputed: boolean;
  readonly stopped: boolean;
}

/** Has some messages on their way at any time; takes the answers in the order of the questions. */
async function ask(
  evaluator: Evaluator,
  asked: readonly Asked[],
  answered: (asked: Asked, again: ComposedDecision) => void,
): Promise<void> {
  const waiting: { readonly some: readonly Asked[]; readonly answers: Promise<readonly ComposedDecision[]> }[] = [];
  const settle = async (): Promise<void> => {
    const first = waiting.shift();
    const answers = (await first?.answers) ?? [];
    for (const [index, each] of (first?.some ?? []).entries()) {
      const again = answers[index];
      if (again === undefined) throw new TypeError('the evaluator gave too few answers');
      answered(each, again);
    }
  };
  for (let from = 0; from < asked.length; from += MESSAGE) {
    const some = asked.slice(from, from + MESSAGE);
    const answers = evaluator.decide(some.map(({ recorded, stopped, ...rebuilt }) => ({ ...replayedDraft(recorded, rebuilt), stopped })));
    answers.catch(() => undefined);
    waiting.push({ some, answers });
    if (waiting.length >= MOST_MESSAGES) await settle();
  }
  while (waiting.length > 0) await settle();
}

const versionMissing = ({ session, payload }: RecordedDecision, hash: string): NotReplayable => ({
  session_id: session.session_id,
  decision_id: payload.decision.decision_id,
  receipt_id: payload.receipt_id,
  why: 'version_missing',
  detail: `version \`${hash}\` is not stored`,
});
