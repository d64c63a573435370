import type { ComposedDecision } from '../decision-draft.js';
import type { Evaluator, SessionRecord, Signals } from '../ports.js';
import { differenceOf } from './compare.js';
import type { Difference } from './compare.js';
import type { RecordingPlace, Recordings, SessionRecording } from './ports.js';
import { readRecording } from './read-recording.js';
import type { NotReplayable, ReadRecording, RecordedDecision } from './read-recording.js';
import { contextDifferences, contextFor, replayedDraft } from './replayed-draft.js';
import type { ReplayReport } from './report.js';
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
  /** Of differences, refusals and flips; 50 where left out. */
  readonly mostExamples?: number;
}

/** Rows of sessions in one reading. */
const PAGE = 500;
/** Receipts in memory at once, unless one session has more. */
const MOST_RECEIPTS = 2_000;
/** Decisions in one message to an evaluator. */
const MESSAGE = 64;
const MOST_EXAMPLES = 50;

/**
 * Decides recorded sessions again: each decision on the version that it names, which must give what was recorded, and on
 * the candidate. Nothing is written. No clock and no randomness: the same record gives the same report.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const replaying = new Replaying(options);
  let evaluating: Promise<void> = Promise.resolve();
  for await (const batch of batches(options)) {
    const read = batch.map(readRecording);
    // The versions decide one batch while the next one is read.
    await evaluating;
    evaluating = replaying.decide(read);
    evaluating.catch(() => undefined);
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
      else await inMessages(group, async (some) => this.#reproduce(evaluator, some));
    }
  }

  async #reproduce(evaluator: Evaluator, decisions: readonly RecordedDecision[]): Promise<void> {
    const again = await evaluator.decide(decisions.map((recorded) => replayedDraft(recorded, recorded.view)));
    for (const [index, recorded] of decisions.entries()) {
      const composed = again[index];
      if (composed === undefined) throw new TypeError('the evaluator gave too few answers');
      const difference = differenceOf(recorded, composed);
      this.#replayed += 1;
      if (difference !== null) {
        this.#differing += 1;
        if (this.#differences.length < this.#most) this.#differences.push(difference);
      }
      for (const field of contextDifferences(evaluator, recorded, this.#options.signals))
        this.#context.set(field, (this.#context.get(field) ?? 0) + 1);
      if (this.#tally === null) this.#options.seen?.(recorded, composed);
    }
  }

  async #onCandidate(decisions: readonly RecordedDecision[]): Promise<void> {
    const { candidate = null } = this.#options;
    if (candidate !== null) await inMessages(decisions, async (some) => this.#try(candidate, some));
  }

  async #try(candidate: Evaluator, decisions: readonly RecordedDecision[]): Promise<void> {
    const contexts = decisions.map((recorded) => contextFor(candidate, recorded, this.#options.signals));
    const drafts = decisions.map((recorded, index) => replayedDraft(recorded, contexts[index]?.view ?? recorded.view));
    const composed = await candidate.decide(drafts);
    for (const [index, recorded] of decisions.entries()) {
      const again = composed[index];
      if (again === undefined) throw new TypeError('the evaluator gave too few answers');
      this.#tally?.add(recorded, again.verdict, contexts[index]?.recomputed === true);
      this.#options.seen?.(recorded, again);
    }
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

/** Two messages on their way: the thread has its next one when it has answered. */
async function inMessages(
  decisions: readonly RecordedDecision[],
  work: (some: readonly RecordedDecision[]) => Promise<void>,
): Promise<void> {
  const messages = Array.from({ length: Math.ceil(decisions.length / MESSAGE) }, (_, i) => decisions.slice(i * MESSAGE, (i + 1) * MESSAGE));
  let before: Promise<void> = Promise.resolve();
  for (const message of messages) {
    const next = work(message);
    next.catch(() => undefined);
    await before;
    before = next;
  }
  await before;
}

const versionMissing = ({ session, payload }: RecordedDecision, hash: string): NotReplayable => ({
  session_id: session.session_id,
  decision_id: payload.decision.decision_id,
  receipt_id: payload.receipt_id,
  why: 'version_missing',
  detail: `version \`${hash}\` is not stored`,
});
