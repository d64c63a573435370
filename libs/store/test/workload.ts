import type { AppendUnit, DecisionRecord, Head, Store } from '@writ/engine';
import { decisionRecord, id, inMs, pendingRecord, unit } from './units.js';

/** A session as its writer knows it. */
interface Known {
  readonly session: string;
  head: Head;
  waiting: DecisionRecord[];
  closed: boolean;
}

/** What real sessions are made of, in an order that a seed gives: openings, decisions, waits, their ends, outcomes, facts, closings. */
export async function work(
  store: Pick<Store, 'append'>,
  { rounds, random, between }: { readonly rounds: number; readonly random: () => number; readonly between?: () => Promise<unknown> },
): Promise<readonly string[]> {
  const sessions: Known[] = [];
  for (let round = 0; round < rounds; round++) {
    const chosen = sessions.filter(({ closed }) => !closed && random() < 0.5);
    const steps = chosen.map((known) => ({ known, next: step(known, random) }));
    const opening = unit({ session: id('ses'), from: null });
    const results = await store.append([...steps.map(({ next }) => next), opening]);
    if (results.some((result) => result !== 'committed')) throw new Error('a unit was lost');
    for (const { known, next } of steps) apply(known, next);
    sessions.push({ session: opening.session_id, head: opening.head, waiting: [], closed: false });
    if (random() < 0.4) await between?.();
  }
  return sessions.map(({ session }) => session);
}

function step({ session, head, waiting: [first] }: Known, random: () => number): AppendUnit {
  const dice = random();
  if (dice < 0.35)
    return unit({ session, from: head, decision: decisionRecord({ session_id: session, request_digest: random() < 0.5 ? '' : 'given' }) });
  if (dice < 0.5) return unit({ session, from: head, decision: pendingRecord({ session_id: session }) });
  if (dice < 0.6) return unit({ session, from: head, entries: 1, receipts: 0 });
  if (dice < 0.65) return unit({ session, from: head, entries: 0, receipts: 1, close: true });
  if (first === undefined) return unit({ session, from: head, entries: 0, receipts: 2 });
  const from = { state: first.state, outcome: first.outcome };
  if (first.state === 'pending') {
    const record: DecisionRecord = { ...first, state: 'final', outcome: 'awaited', outcome_deadline: inMs(60_000) };
    return unit({ session, from: head, receipts: 2, kind: 'resolution', change: { record, from } });
  }
  return unit({
    session,
    from: head,
    kind: 'outcome',
    change: { record: { ...first, outcome: 'completed', outcome_deadline: null }, from },
  });
}

function apply(known: Known, { head, decision, change, close }: AppendUnit): void {
  known.head = head;
  known.closed = close;
  const record = decision ?? change?.record;
  if (record === undefined) return;
  const others = known.waiting.filter(({ decision_id }) => decision_id !== record.decision_id);
  known.waiting = record.state === 'pending' || record.outcome === 'awaited' ? [...others, record] : others;
}

/** The same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
