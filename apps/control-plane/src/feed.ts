import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue, DecisionRecord, PolicyPointer, PolicyStore, PolicyTransition } from '@writ/engine';

/** How often the database is looked at for those who watch. */
const EVERY_MS = 500;
/** Newest rows that are looked at each time: a busier tenant is shown a part, the log has all of it. */
const MOST_ROWS = 200;
/** Rows remembered, so that none is told twice. */
const REMEMBERED = 2_000;

/** What somebody watches: values until the watcher leaves or may no longer see them. */
export interface Watching<Row> {
  /** The newest rows, in any order. */
  readonly read: () => Promise<readonly Row[]>;
  /** Says whether a row was told already: another key is another event. */
  readonly key: (row: Row) => string;
  /** Rejects once the watcher may not see more. */
  readonly allowed: () => Promise<void>;
}

/** What comes until whoever takes it leaves: it ends then, and not only when something comes again. */
export type Feed<Row> = Pick<AsyncGenerator<Row, void, undefined>, 'next' | 'return' | typeof Symbol.asyncIterator>;

/** Tells what is new since it began, the oldest first. A view for people, no evidence: a broken read is tried again. */
export function changes<Row>(watching: Watching<Row>): Feed<Row> {
  const left = new AbortController();
  const rows = changesUntil(left.signal, watching);
  const feed: Feed<Row> = {
    next: async () => rows.next(),
    return: async (value) => {
      left.abort();
      return rows.return(value);
    },
    [Symbol.asyncIterator]: () => feed as AsyncGenerator<Row, void, undefined>,
  };
  return feed;
}

async function* changesUntil<Row>(left: AbortSignal, { read, key, allowed }: Watching<Row>): AsyncGenerator<Row, void, undefined> {
  const told = new Set((await read()).map(key));
  for (;;) {
    await sleep(EVERY_MS, undefined, { signal: left }).catch(() => undefined);
    if (left.aborted) return;
    await allowed();
    const rows = await read().catch((): readonly Row[] => []);
    for (const row of rows.filter((each) => !told.has(key(each))).reverse()) {
      told.add(key(row));
      yield row;
    }
    for (const old of told) {
      if (told.size <= REMEMBERED) break;
      told.delete(old);
    }
  }
}

/** The same, each row as something else. */
export function mapFeed<Row, Out>(rows: Feed<Row>, out: (row: Row) => Out): Feed<Out> {
  const feed: Feed<Out> = {
    next: async () => {
      const next = await rows.next();
      return next.done === true ? next : { done: false, value: out(next.value) };
    },
    return: async (value) => {
      await rows.return(value);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => feed as AsyncGenerator<Out, void, undefined>,
  };
  return feed;
}

type Allowed = Pick<Watching<unknown>, 'allowed'>;

/** Every transition of a tenant's policy. */
export const transitionsOf = (policies: PolicyStore, tenantId: string, { allowed }: Allowed): Feed<PolicyTransition> =>
  changes({
    allowed,
    read: () => policies.transitions(tenantId, { limit: MOST_ROWS }),
    key: ({ seq, index }) => `${String(seq)}.${String(index)}`,
  });

/** Every change of what is active or in shadow. */
export const pointersOf = (policies: PolicyStore, tenantId: string, { allowed }: Allowed): Feed<PolicyPointer> =>
  changes({
    allowed,
    read: async () => {
      const pointer = await policies.pointer(tenantId);
      return pointer === null ? [] : [pointer];
    },
    key: ({ generation }) => String(generation),
  });

/** Decisions as they are made, wait, and end. */
export const decisionsOf = (catalogue: Catalogue, tenantId: string, { allowed }: Allowed): Feed<DecisionRecord> =>
  changes({
    allowed,
    read: () => catalogue.decisions(tenantId, { limit: MOST_ROWS }),
    key: ({ decision_id: id, state, answer }) => `${id} ${state} ${answer.result}`,
  });
