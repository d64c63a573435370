import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPostgres } from '../src/find-postgres.js';
import { openDatabase } from '../src/open-database.js';
import { startPostgres } from '../src/start-postgres.js';
import { removePostgres } from '../src/cluster-folder.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-names-'));
  // Where root starts the database as another user, who could not pass through, it would lie elsewhere.
  await chmod(root, 0o711);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function socketsOf(url: string): Promise<unknown> {
  const db = await openDatabase({ url });
  try {
    return (await db.query('SHOW unix_socket_directories'))[0]?.['unix_socket_directories'];
  } finally {
    await db.close();
  }
}

/** The name of a data folder, and how its database is reached. */
describe('a data folder named', () => {
  it.each([
    ['with spaces  and (marks) & $HOME', 'socket'],
    ["o'clock 100% é", 'socket'],
    ['staging,eu-west', 'tcp'],
    ['the "new" one', 'tcp'],
    ['données-de-l’équipe-Änderungen-überprüft-großzügig-für-später', 'tcp'],
    ['倉庫'.repeat(14), 'tcp'],
    ['n'.repeat(200), 'tcp'],
  ])(
    '%s is reached over %s',
    async (name, over) => {
      const dataDir = join(root, name);
      const server = await startPostgres({ dataDir });
      try {
        const sockets = await socketsOf(server.url);
        expect(sockets === '' ? 'tcp' : 'socket').toBe(over);
        const found = await findPostgres({ dataDir });
        expect(await socketsOf(found?.url ?? '')).toBe(sockets);
      } finally {
        await server.stop();
        await removePostgres({ dataDir });
      }
    },
    120_000,
  );

  it('with a line break is refused in words', async () => {
    await expect(startPostgres({ dataDir: join(root, 'one\ntwo') })).rejects.toThrow('line break');
  });
});
