import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { migrate, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { createEngine, standAlone } from '../src/index.js';
import type { Store } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, problem, startHouse, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let dir: string;
let postgres: RunningPostgres;
let store: Store;
let house: House;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-engine-pg-'));
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  store = await openPostgresStore({ url: (await provision({ url: postgres.url })).appUrl });
  house = await startHouse({ store });
}, 60_000);
afterAll(async () => {
  await house.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('over PostgreSQL', () => {
  it('goes all the way, and a new process finds everything', async () => {
    const session = await open(house.engine);
    const paying = await ask(house.engine, session, { tool: 'pay' });
    await Promise.all(Array.from({ length: 32 }, async () => ask(house.engine, session, { tool: 'file' })));
    const next = createEngine({ ...standAlone, ...house, signals: createSignals() });
    expect((await answer(next, ada, paying)).result).toBe('ALLOW');
    await next.recordOutcome(pep, paying.decision_id, { status: 'completed', output: 'paid' });
    expect((await ask(house.engine, session, { tool: 'file' })).result).toBe('ALLOW');
    await next.closeSession(pep, session);
    expect(await verified(house, session)).toMatchObject({ verdict: 'valid' });
    await next.close();
  });

  it('says that it is not ready while the database is stopped, and comes back by itself', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'file', key: 'before' });
    const port = Number(new URL(postgres.url).port);
    await postgres.stop();
    expect(await problem(ask(house.engine, session, { tool: 'file', key: 'during' }))).toBe('not_ready');
    expect(await problem(house.engine.ready())).toBe('not_ready');
    expect(await problem(house.engine.decision(pep, first.decision_id))).toBe('not_ready');
    postgres = await startPostgres({ dataDir: join(dir, 'data'), port });
    await house.engine.ready();
    expect((await ask(house.engine, session, { tool: 'file', key: 'during' })).result).toBe('ALLOW');
    expect(await ask(house.engine, session, { tool: 'file', key: 'before' })).toEqual(first);
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
  }, 60_000);

  it('lets no session of another person wait for one whose look-ups hang', async () => {
    const ida = identity({}, 'ida');
    const [slow, quick] = [await open(house.engine), await open(house.engine, undefined, 'ida')];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hanging: Store = {
      ...store,
      session: async (tenantId, sessionId) => {
        if (sessionId === slow) await held;
        return store.session(tenantId, sessionId);
      },
    };
    const engine = createEngine({ ...standAlone, ...house, store: hanging, signals: createSignals() });
    let done = false;
    const hangs = ask(engine, slow, { tool: 'file' }).finally(() => {
      done = true;
    });
    for (let i = 0; i < 3; i += 1) expect((await ask(engine, quick, { tool: 'file', identity: ida })).result).toBe('ALLOW');
    expect(done).toBe(false);
    release();
    expect((await hangs).result).toBe('ALLOW');
    await engine.close();
  });

  it('decides nothing without a signature, and nothing without a policy', async () => {
    const session = await open(house.engine);
    const signer = await startSignerThread({ keyFile: house.keyFile });
    const evaluator = await startPolicy();
    const engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
    expect((await ask(engine, session, { tool: 'file' })).result).toBe('ALLOW');
    await signer.close();
    expect(await problem(ask(engine, session, { tool: 'file' }))).toBe('not_ready');
    expect(await problem(engine.ready())).toBe('not_ready');
    const again = await startSignerThread({ keyFile: house.keyFile });
    const deaf = createEngine({ ...standAlone, store, signer: again, evaluator, signals: createSignals() });
    await evaluator.close();
    expect(await problem(ask(deaf, session, { tool: 'file' }))).toBe('not_ready');
    expect(await problem(deaf.ready())).toBe('not_ready');
    expect((await ask(house.engine, session, { tool: 'file' })).result).toBe('ALLOW');
    expect(await verified(house, session)).toEqual({ verdict: 'valid', cause: null, count: 3 });
    await Promise.all([engine.close(), deaf.close(), again.close()]);
  }, 60_000);
});
