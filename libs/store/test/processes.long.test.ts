import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Outbox, Store } from '@writ/engine';
import { migrate, provision } from '../src/migrate.js';
import { openDatabase } from '../src/open-database.js';
import type { Database } from '../src/open-database.js';
import { openPostgresStore } from '../src/postgres-store.js';
import { rebuildProjections } from '../src/projections.js';
import type { Projections } from '../src/projections.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { id, unit } from './units.js';

let dataDir = '';
let server: RunningPostgres;
let appUrl = '';
let store: Store & Outbox & Projections;
let owner: Database;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-processes-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  ({ appUrl } = await provision({ url: server.url }));
  store = await openPostgresStore({ url: appUrl });
  owner = await openDatabase({ url: server.url });
}, 60_000);
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(async () => {
  await Promise.all([store.close(), owner.close()]);
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Writer {
  /** What it said was committed: session, decision and key. */
  readonly said: readonly (readonly string[])[];
  /** Resolves once it has said so many more, or has ended. */
  more(count: number): Promise<void>;
  kill(): Promise<void>;
}

function startWriter(name: string, sessions: readonly string[]): Writer {
  const program = fileURLToPath(new URL('writer.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, appUrl, name, ...sessions], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const said: (readonly string[])[] = [];
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line.split(' ')));
  return {
    said,
    more: async (count) => {
      const wanted = said.length + count;
      while (said.length < wanted && child.exitCode === null) await Promise.race([once(lines, 'line'), exited]);
      expect(child.exitCode).toBeNull();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
      running.delete(child);
    },
  };
}

async function openSessions(count: number): Promise<readonly string[]> {
  const opening = Array.from({ length: count }, () => unit({ session: id('ses'), from: null }));
  expect(new Set(await store.append(opening))).toEqual(new Set(['committed']));
  return opening.map(({ session_id }) => session_id);
}

/** Nothing that was said is missing, chains are whole, claims are those of the log, and lists are what it says. */
async function expectWhole(sessions: readonly string[], said: readonly (readonly string[])[]): Promise<void> {
  for (const session of sessions) {
    const entries = await store.entries('t1', session, -1);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index));
    entries.slice(1).forEach(({ prev_hash }, index) => {
      expect(prev_hash).toBe(entries[index]?.hash);
    });
    const receipts = await store.receipts('t1', session);
    expect(receipts.map(({ seq }) => seq)).toEqual(receipts.map((_, index) => index));
    // One receipt and its disclosures for each row but none half-written: the opening has one as well.
    expect(entries).toHaveLength(receipts.length * 2);
    expect(receipts.every(({ disclosures }) => disclosures.length > 0)).toBe(true);
    const found = new Map((await store.decisions('t1', session)).map((each) => [each.decision_id, each.idempotency_key]));
    expect(found.size).toBe(receipts.length - 1);
    for (const [of, decision = '', key] of said) if (of === session) expect(found.get(decision)).toBe(key);
  }
  const [counted] = await owner.query(
    `SELECT (SELECT count(*) FROM idempotency_keys)::int AS keys, (SELECT count(*) FROM log WHERE decision_id IS NOT NULL)::int AS decisions,
       (SELECT count(*) FROM idempotency_keys k JOIN log l ON l.decision_id = k.decision_id AND l.session_id = k.session_id)::int AS both`,
  );
  expect(counted).toEqual({ keys: counted?.['decisions'], decisions: counted?.['decisions'], both: counted?.['decisions'] });
  await store.project();
  const before = await dump();
  await rebuildProjections({ url: server.url });
  expect(await dump()).toBe(before);
}

async function dump(): Promise<string> {
  const tables = ['sessions', 'decisions', 'receipts'].map((table) => `SELECT '${table} ' || t::text AS row FROM ${table} t`);
  return (await owner.query(`${tables.join(' UNION ALL ')} ORDER BY 1`)).map(({ row }) => String(row)).join('\n');
}

it('lets processes that race for the same sessions take turns, and forks none', async () => {
  const sessions = await openSessions(3);
  const writers = ['a', 'b', 'c'].map((name) => startWriter(name, name === 'b' ? sessions.toReversed() : sessions));
  await Promise.all(writers.map(async (writer) => writer.more(12)));
  await Promise.all(writers.map(async (writer) => writer.kill()));
  await expectWhole(
    sessions,
    writers.flatMap(({ said }) => said),
  );
}, 120_000);

it('loses nothing and leaves nothing half-written where processes are killed again and again', async () => {
  const sessions = await openSessions(6);
  const said: (readonly string[])[] = [];
  for (let round = 0; round < 10; round++) {
    const writers = [0, 1].map((half) => startWriter(`${round.toString()}-${half.toString()}`, sessions.slice(half * 3, half * 3 + 3)));
    await Promise.all(writers.map(async (writer) => writer.more(1 + round)));
    await Promise.all(writers.map(async (writer) => writer.kill()));
    said.push(...writers.flatMap((writer) => writer.said));
  }
  expect(said.length).toBeGreaterThan(100);
  await expectWhole(sessions, said);
}, 180_000);
