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

/** Tells what is new since it began, the oldest first. A view for people, no evidence: a broken read is tried again. */
export async function* changes<Row>({ read, key, allowed }: Watching<Row>): AsyncGenerator<Row, void, undefined> {
  const told = new Set((await read()).map(key));
  for (;;) {
    await sleep(EVERY_MS);
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

type Allowed = Pick<Watching<unknown>, 'allowed'>;

/** Every transition of a tenant's policy. */
export const transitionsOf = (policies: PolicyStore, tenantId: string, { allowed }: Allowed): AsyncGenerator<PolicyTransition, void> =>
  changes({
    allowed,
    read: () => policies.transitions(tenantId, { limit: MOST_ROWS }),
    key: ({ seq, index }) => `${String(seq)}.${String(index)}`,
  });

/** Every change of what is active or in shadow. */
export const pointersOf = (policies: PolicyStore, tenantId: string, { allowed }: Allowed): AsyncGenerator<PolicyPointer, void> =>
  changes({
    allowed,
    read: async () => {
      const pointer = await policies.pointer(tenantId);
      return pointer === null ? [] : [pointer];
    },
    key: ({ generation }) => String(generation),
  });

/** Decisions as they are made, wait, and end. */
export const decisionsOf = (catalogue: Catalogue, tenantId: string, { allowed }: Allowed): AsyncGenerator<DecisionRecord, void> =>
  changes({
    allowed,
    read: () => catalogue.decisions(tenantId, { limit: MOST_ROWS }),
    key: ({ decision_id: id, state, answer }) => `${id} ${state} ${answer.result}`,
  });
