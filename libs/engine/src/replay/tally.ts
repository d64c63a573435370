import { RESULTS } from '@writ/aarm';
import type { PolicyTerms, Result, Verdict } from '@writ/aarm';
import { agentOf, flipOf } from './compare.js';
import type { Flip } from './compare.js';
import type { RecordedDecision } from './read-recording.js';
import type { CandidateReport, FlipCount } from './report.js';

/** Examples of one way to flip with one tool: more of them say nothing new. */
const MOST_ALIKE = 3;
/** Names in each list of a report. */
const MOST_NAMES = 100;

type Count = { -readonly [K in 'decisions' | 'flipped' | 'loosened']: FlipCount[K] };

/** Adds up what a candidate says otherwise. Bounded by the number of names, not of decisions. */
export class CandidateTally {
  readonly #terms: Pick<PolicyTerms, 'id' | 'version' | 'hash'>;
  readonly #by = { tool: new Counts(), agent: new Counts(), principal: new Counts(), session: new Counts() };
  readonly #results = new Map<string, { readonly from: Result; readonly to: Result; count: number }>();
  readonly #examples = new Map<string, Flip[]>();
  readonly #mostExamples: number;
  readonly #total: Count = { decisions: 0, flipped: 0, loosened: 0 };
  #reworded = 0;
  #recomputed = 0;

  constructor(terms: Pick<PolicyTerms, 'id' | 'version' | 'hash'>, mostExamples: number) {
    this.#terms = terms;
    this.#mostExamples = mostExamples;
  }

  add(recorded: RecordedDecision, verdict: Verdict, recomputed: boolean): void {
    const { action, decision } = recorded.payload;
    const flip = flipOf(recorded, verdict);
    const by = {
      tool: `${action.tool}.${action.operation}`,
      agent: agentOf(recorded),
      principal: recorded.session.principal,
      session: recorded.session.session_id,
    };
    for (const [name, counts] of Object.entries(this.#by)) counts.add(by[name as keyof typeof by], flip);
    count(this.#total, flip);
    if (recomputed) this.#recomputed += 1;
    if (flip !== null) this.#flipped(flip, by.tool);
    else if (decision.policy.policy_id !== verdict.policy_id || decision.reason.message !== verdict.reason.message) this.#reworded += 1;
  }

  report(): CandidateReport {
    const { id, version, hash } = this.#terms;
    const { tool, agent, principal, session } = this.#by;
    return {
      policy: { id, version, hash },
      replayed: this.#total.decisions,
      flipped: this.#total.flipped,
      loosened: this.#total.loosened,
      sessions_flipped: session.flipped(),
      reworded: this.#reworded,
      recomputed: this.#recomputed,
      by: {
        result: [...this.#results.values()].sort((a, b) => b.count - a.count || RESULTS.indexOf(a.from) - RESULTS.indexOf(b.from)),
        tool: tool.list(),
        agent: agent.list(),
        principal: principal.list(),
        session: session.list(),
      },
      examples: this.#shown(),
    };
  }

  #flipped(flip: Flip, tool: string): void {
    const { result: from } = flip.before;
    const { result: to } = flip.after;
    const key = `${from} ${to}`;
    const found = this.#results.get(key) ?? { from, to, count: 0 };
    found.count += 1;
    this.#results.set(key, found);
    const alike = `${key} ${tool} ${flip.after.rule}`;
    const known = this.#examples.get(alike) ?? [];
    if (known.length >= MOST_ALIKE || (known.length === 0 && this.#examples.size >= this.#mostExamples)) return;
    this.#examples.set(alike, [...known, flip]);
  }

  /** One of each kind before a second of any. */
  #shown(): readonly Flip[] {
    const groups = [...this.#examples.values()];
    const rounds = Array.from({ length: MOST_ALIKE }, (_, round) => groups.flatMap((group) => group[round] ?? []));
    const chosen = rounds.flat().sort((a, b) => rank(a) - rank(b));
    return chosen.slice(0, this.#mostExamples);
  }
}

const WAYS: readonly Flip['way'][] = ['looser', 'other', 'stricter'];
/** What runs now and did not before comes first. */
const rank = ({ way, after }: Flip): number => WAYS.indexOf(way) * RESULTS.length - RESULTS.indexOf(after.result);

function count(to: Count, flip: Flip | null): void {
  to.decisions += 1;
  if (flip === null) return;
  to.flipped += 1;
  if (flip.way === 'looser') to.loosened += 1;
}

class Counts {
  readonly #counts = new Map<string, Count>();

  add(name: string, flip: Flip | null): void {
    const found = this.#counts.get(name) ?? { decisions: 0, flipped: 0, loosened: 0 };
    this.#counts.set(name, found);
    count(found, flip);
  }

  flipped(): number {
    return [...this.#counts.values()].filter(({ flipped }) => flipped > 0).length;
  }

  list(): readonly FlipCount[] {
    return [...this.#counts]
      .filter(([, { flipped }]) => flipped > 0)
      .map(([name, counts]) => ({ name, ...counts }))
      .sort((a, b) => b.flipped - a.flipped || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_NAMES);
  }
}
