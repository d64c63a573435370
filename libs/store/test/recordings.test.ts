import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Recordings, SessionRecord, Store } from '@writ/engine';
import { createMemoryRecordings } from '../src/memory-recordings.js';
import { createMemoryStore } from '../src/memory-store.js';
import { migrate, provision } from '../src/migrate.js';
import { openPostgresRecordings } from '../src/postgres-recordings.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { decisionRecord, id, unit } from './units.js';

let dataDir = '';
let server: RunningPostgres;
let appUrl = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-recordings-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  ({ appUrl } = await provision({ url: server.url }));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const TENANT = id('tenant');
const at = (day: number): string => `2026-10-0${day.toString()}T00:00:00.000Z`;

interface Opened {
  readonly store: Store;
  readonly recordings: Recordings;
}

const implementations: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    'memory',
    async () => {
      const store = createMemoryStore();
      return Promise.resolve({ store, recordings: createMemoryRecordings(store) });
    },
  ],
  ['postgresql', async () => ({ store: await openPostgresStore({ url: appUrl }), recordings: openPostgresRecordings({ url: appUrl }) })],
];

describe.each(implementations)('%s keeps the contract of recordings:', (_name, open) => {
  let store: Store;
  let recordings: Recordings;
  const ids: string[] = [];

  const session = async (day: number, options: { readonly tenant?: string; readonly decides?: boolean } = {}): Promise<string> => {
    const { tenant = TENANT, decides = true } = options;
    const session_id = id('ses');
    const opening = unit({ tenant, session: session_id, from: null, open: { opened_at: at(day), host_session_id: session_id } });
    await store.append([opening]);
    if (!decides) return session_id;
    const decision = decisionRecord({ tenant_id: tenant, session_id });
    expect(await store.append([unit({ tenant, session: session_id, from: opening.head, decision })])).toEqual(['committed']);
    return session_id;
  };
  const list = async (options: Partial<Parameters<Recordings['sessions']>[1]> = {}): Promise<readonly SessionRecord[]> =>
    recordings.sessions(TENANT, { since: at(1), limit: 10, ...options });
  const idsOf = (found: readonly SessionRecord[]): readonly string[] => found.map(({ session_id }) => session_id);

  beforeAll(async () => {
    ({ store, recordings } = await open());
    for (const day of [1, 2, 3, 4]) ids.unshift(await session(day));
    await session(5, { decides: false });
    await session(5, { tenant: `${TENANT}2` });
  });
  afterAll(async () => {
    await recordings.close();
    await store.close();
  });

  it('lists sessions with decisions of one tenant, the newest first', async () => {
    expect(idsOf(await list())).toEqual(ids);
    expect(idsOf(await list({ since: at(3) }))).toEqual(ids.slice(0, 2));
    expect(await recordings.sessions('nobody', { since: at(1), limit: 10 })).toEqual([]);
  });

  it('goes on where a page ended, also among sessions of one moment', async () => {
    const more = [await session(4), await session(4)];
    const pages: string[] = [];
    let before: { readonly opened_at: string; readonly session_id: string } | undefined;
    for (let page = await list({ limit: 1 }); page.length > 0; page = await list({ limit: 1, before })) {
      before = page[0];
      pages.push(...idsOf(page));
    }
    expect(pages).toEqual(idsOf(await list()));
    expect([...pages].sort()).toEqual([...ids, ...more].sort());
  });

  it('reads entries and receipts in the order of the sessions asked for', async () => {
    const found = (await list()).toReversed();
    const read = await recordings.read(found);
    expect(idsOf(read.map((each) => each.session))).toEqual(idsOf(found));
    for (const { session: one, entries, receipts } of read) {
      expect(entries).toEqual(await store.entries(TENANT, one.session_id, -1));
      expect(receipts).toEqual(await store.receipts(TENANT, one.session_id));
      expect(entries).toHaveLength(one.head.entry_seq + 1);
      expect(receipts).toHaveLength(one.head.receipt_seq + 1);
    }
    expect(await recordings.read([])).toEqual([]);
  });

  it('reads no further than the head that was listed', async () => {
    const [one] = await list();
    if (one === undefined) throw new Error('a session is missing');
    await store.append([unit({ tenant: TENANT, session: one.session_id, from: one.head })]);
    const [read] = await recordings.read([one]);
    expect(read?.entries).toHaveLength(one.head.entry_seq + 1);
    expect(read?.receipts).toHaveLength(one.head.receipt_seq + 1);
  });
});
