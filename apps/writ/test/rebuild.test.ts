import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, openDatabase, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { decisionRecord, unit } from '../../../libs/store/test/units.js';
import { PROGRAM } from './run-program.js';

let dataDir = '';
let postgres: RunningPostgres;
let appUrl = '';

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-rebuild-'));
  await chmod(dataDir, 0o711);
  postgres = await startPostgres({ dataDir: join(dataDir, 'postgres') });
  await migrate({ url: postgres.url });
  ({ appUrl } = await provision({ url: postgres.url }));
  const store = await openPostgresStore({ url: appUrl });
  const first = unit({ session: 'ses_1', from: null });
  await store.append([first]);
  await store.append([unit({ session: 'ses_1', from: first.head, decision: decisionRecord({ session_id: 'ses_1' }) })]);
  await store.close();
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly said: string;
}

const run = async (...args: readonly string[]): Promise<Ran> => runOn(undefined, ...args);
const runOn = async (url: string | undefined, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const { WRIT_DATABASE_URL: _url, ...rest } = process.env;
    const env = { ...rest, NODE_OPTIONS: '', ...(url === undefined ? {} : { WRIT_DATABASE_URL: url }) };
    const child = spawn(process.execPath, [PROGRAM, 'rebuild', '--data', dataDir, ...args], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, said });
    });
  });

async function listed(): Promise<unknown> {
  const owner = await openDatabase({ url: postgres.url });
  const rows = await owner.query(
    'SELECT (SELECT count(*) FROM sessions)::int AS sessions, (SELECT count(*) FROM decisions)::int AS decisions',
  );
  await owner.close();
  return rows[0];
}

describe('writ rebuild', () => {
  it('fills the lists of a data folder from the log, beside its running database', async () => {
    expect(await run()).toEqual({ code: 0, said: expect.stringContaining('2 rows of the log') });
    expect(await listed()).toEqual({ sessions: 1, decisions: 1 });
  }, 60_000);

  it('does so again and again, of a database that is named, and tells programs', async () => {
    const { code, said } = await runOn(postgres.url, '--json');
    expect([code, JSON.parse(said)]).toEqual([0, { rows: 2 }]);
    expect(await listed()).toEqual({ sessions: 1, decisions: 1 });
  }, 60_000);

  it('is refused to a role that may not empty them, and says so', async () => {
    expect(await runOn(appUrl)).toEqual({ code: 2, said: expect.stringContaining('the role that owns the tables') });
  }, 60_000);
});
