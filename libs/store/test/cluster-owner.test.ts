import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claim, runsCluster } from '../src/cluster-owner.js';
import { startOf } from '../src/process-start.js';

/** Where the system tells nothing of processes, as on macOS: `ps` has to. */
const NOWHERE = '/nowhere';
const HOUR_MS = 3_600_000;

let home = '';
let other: ChildProcess;
const otherPid = (): number => other.pid ?? 0;
beforeAll(() => {
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', '/srv/データ, 倉庫/cluster'], { stdio: 'ignore' });
});
afterAll(() => {
  other.kill('SIGKILL');
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'writ-owner-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const owner = (): string => join(home, 'owner.json');

/** Leaves what an owner wrote, so many milliseconds after the other process began. */
async function leave(text: string, after: number): Promise<void> {
  await writeFile(owner(), text);
  const at = ((startOf(otherPid())?.at ?? 0) + after) / 1000;
  await utimes(owner(), at, at);
}

const marks = { proc: () => startOf(otherPid())?.mark ?? '', ps: () => startOf(otherPid(), NOWHERE)?.mark ?? '' };

describe('a folder whose owner', () => {
  it.each([
    ['is alive, by /proc', () => marks.proc(), HOUR_MS, '/proc', 'refused'],
    ['is alive, by ps', () => marks.ps(), HOUR_MS, NOWHERE, 'refused'],
    ['is alive and said nothing of its start', () => null, HOUR_MS, '/proc', 'refused'],
    ['is alive and said nothing of its start, by ps', () => null, HOUR_MS, NOWHERE, 'refused'],
    ['is alive and said its start in the words of ps', () => marks.ps(), HOUR_MS, '/proc', 'refused'],
    ['is gone, its id given to another, by /proc', () => '17', HOUR_MS, '/proc', 'taken'],
    ['is gone, its id given to another, by ps', () => 'Mon Jan  1 00:00:00 2024', HOUR_MS, NOWHERE, 'taken'],
    ['said nothing, before the process of its id began', () => null, -HOUR_MS, '/proc', 'taken'],
    ['said nothing, before the process of its id began, by ps', () => null, -HOUR_MS, NOWHERE, 'taken'],
    ['spoke for /proc, before the process of its id began, by ps', () => '17', -HOUR_MS, NOWHERE, 'taken'],
  ])('%s', async (_, mark, after, proc, expected) => {
    await leave(JSON.stringify({ pid: otherPid(), started: mark() }), after);
    const outcome = await claim({ home }, proc).then(
      () => 'taken',
      (error: unknown) => (String(error).includes(`in use by process ${String(otherPid())}`) ? 'refused' : String(error)),
    );
    expect(outcome).toBe(expected);
    if (expected === 'taken') expect(JSON.parse(await readFile(owner(), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.each([
    '',
    'null',
    '[]',
    '{"pid":0,"started":null}',
    '{"pid":-1,"started":null}',
    '{"pid":"1","started":null}',
    '{"pid":1.5}',
    '{"pid":999999999}',
  ])('is nobody: %s', async (text) => {
    await leave(text, HOUR_MS);
    await expect(claim({ home })).resolves.toBeUndefined();
  });

  it('had the very id of this process, and said nothing, is gone where this one began later', async () => {
    await writeFile(owner(), JSON.stringify({ pid: process.pid, started: null }));
    const long = new Date(Date.now() - process.uptime() * 1000 - HOUR_MS);
    await utimes(owner(), long, long);
    await expect(claim({ home }, NOWHERE)).resolves.toBeUndefined();
  });
});

describe('startOf', () => {
  it.each(['/proc', NOWHERE])('says the same of one process whenever it is asked, and about when, by %s', (proc) => {
    const [first, second] = [startOf(otherPid(), proc), startOf(otherPid(), proc)];
    expect(second).toEqual(first);
    expect(Math.abs((first?.at ?? 0) - (startOf(otherPid())?.at ?? 0))).toBeLessThan(2_000);
  });

  it('says nothing of a process that is not there', () => {
    expect(startOf(999_999_999)).toBeNull();
  });
});

describe('runsCluster', () => {
  it.each(['/proc', NOWHERE])('finds a folder with letters and marks of any kind, by %s', (proc) => {
    expect(runsCluster(otherPid(), '/srv/データ, 倉庫/cluster', proc)).toBe(true);
    expect(runsCluster(otherPid(), '/srv/other (1)/cluster', proc)).toBe(false);
  });
});
