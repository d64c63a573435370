import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive } from '../src/cluster-owner.js';
import { openDatabase } from '../src/open-database.js';
import { startPostgres } from '../src/start-postgres.js';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-launch-'));
});
afterEach(async () => {
  await removeOutside(join(dataDir, 'cluster.location'));
  await rm(dataDir, { recursive: true, force: true });
});

/** Where root's cluster lies elsewhere, removing the data folder is not enough. */
async function removeOutside(note: string): Promise<void> {
  const cluster = await readFile(note, 'utf8').catch(() => null);
  if (cluster !== null) await rm(join(cluster.trim(), '..'), { recursive: true, force: true });
}

async function ask(url: string, sql: string): Promise<unknown> {
  const db = await openDatabase({ url });
  try {
    const [row] = await db.query(sql);
    return row === undefined ? undefined : Object.values(row)[0];
  } finally {
    await db.close();
  }
}

async function ended(pid: number): Promise<boolean> {
  for (let wait = 0; wait < 500 && isAlive(pid); wait++) await sleep(20);
  return !isAlive(pid);
}

describe('startPostgres', () => {
  it('starts, keeps data over a restart, and leaves nothing running', async () => {
    const first = await startPostgres({ dataDir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    expect(await ask(first.url, 'SHOW fsync')).toBe('on');
    expect(await ask(first.url, 'SHOW server_encoding')).toBe('UTF8');
    expect(await ask(first.url, "SELECT count(*)::int FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")).toBe(0);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    await first.exited;
    const second = await startPostgres({ dataDir });
    expect(await ask(second.url, 'SELECT n FROM kept')).toBe(42);
    await second.stop();
    await second.stop();
    expect(isAlive(second.pid)).toBe(false);
  }, 60_000);

  it('refuses a wrong password', async () => {
    const server = await startPostgres({ dataDir });
    await expect(ask(`postgres://writ_owner:wrong@127.0.0.1:${server.port.toString()}/postgres`, 'SELECT 1')).rejects.toThrow(/password/u);
    await server.stop();
  }, 60_000);

  it('starts again after the server was killed', async () => {
    const first = await startPostgres({ dataDir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    await first.stop();
    const second = await startPostgres({ dataDir });
    expect(await ask(second.url, 'SELECT n FROM kept')).toBe(42);
    await second.stop();
  }, 60_000);

  it('starts over a stale process file whose id is another program', async () => {
    const first = await startPostgres({ dataDir });
    const cluster = String(await ask(first.url, 'SHOW data_directory'));
    await first.stop();
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid.toString()}\n${cluster}\n0\n1\n\n127.0.0.1\n\nready\n`);
    const second = await startPostgres({ dataDir });
    expect(second.pid).not.toBe(process.pid);
    await second.stop();
  }, 60_000);

  it('refuses a folder in use, by name of the process', async () => {
    const server = await startPostgres({ dataDir });
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: 'in_use',
      message: expect.stringContaining(process.pid.toString()),
    });
    expect(await ask(server.url, 'SELECT 1')).toBe(1);
    await server.stop();
  }, 60_000);

  it('works below a folder that only its owner can enter', async () => {
    await chmod(dataDir, 0o700);
    const inner = join(dataDir, 'deep', 'data');
    const server = await startPostgres({ dataDir: inner });
    expect(await ask(server.url, 'SELECT 1')).toBe(1);
    await server.stop();
    await removeOutside(join(inner, 'cluster.location'));
  }, 60_000);

  it('ends the server when the process that started it is killed, and takes over at once', async () => {
    const script = `
      import { startPostgres } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      process.stdout.write(String(server.pid) + '\\n');
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) =>
      owner.stdout.once('data', (data: Buffer) => {
        resolve(data.toString());
      }),
    );
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('exit', resolve));
    const next = await startPostgres({ dataDir });
    expect(await ended(pid)).toBe(true);
    await sleep(300);
    expect(await ask(next.url, 'SELECT 1')).toBe(1);
    await next.stop();
  }, 60_000);

  it('ends the server of a killed process also when nobody starts again', async () => {
    const script = `
      import { startPostgres } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      process.stdout.write(String(server.pid) + '\\n', () => process.kill(process.pid, 'SIGKILL'));`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await new Promise<string>((resolve) =>
      owner.stdout.once('data', (data: Buffer) => {
        resolve(data.toString());
      }),
    );
    expect(await ended(Number(line))).toBe(true);
  }, 60_000);
});
