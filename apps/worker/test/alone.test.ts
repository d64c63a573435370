import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, PepCaller, RequesterContext } from '@writ/aarm';
import { createEngine, standAlone } from '@writ/engine';
import type { Engine, Outbox, Signer, Store } from '@writ/engine';
import { startSignerThread } from '@writ/signer';
import { createSignals } from '@writ/signals';
import { migrate, openDatabase, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { QUEUE_NAME } from '../src/queue.js';
import { startWorker } from '../src/worker.js';
import { hasRedis, startRedis } from './redis.js';
import { rewriteDecisions } from './rewrite-decisions.js';
import { evaluator } from './rules.js';

const caller: PepCaller = { kind: 'pep', tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'test' };
const party = { id: 'alice', roles: [], scope: ['*'] };
const requester: RequesterContext = {
  human: party,
  service: { ...party, id: 'pep:pep1' },
  agent: { ...party, id: 'coder', instance: 'laptop', jkt: null },
  session: 'host',
  effective_scope: ['*'],
  delegation_chain: [],
  evidence: [],
};
const identity = { verified: true, failure: null, requester };

let dir: string;
let postgres: RunningPostgres;
let queueUrl: string;
let store: Store & Outbox;
let signer: Signer;
let engine: Engine;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-alone-'));
  await chmod(dir, 0o711);
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  const roles = await provision({ url: postgres.url });
  ({ queueUrl } = roles);
  store = await openPostgresStore({ url: roles.appUrl });
  signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
  await store.putKeys(await signer.keys());
  engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
}, 60_000);
afterAll(async () => {
  await engine.close();
  await signer.close();
  await store.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

let host = 0;
async function ask(tool: string): Promise<Decision> {
  const opening = { host_session_id: `host-${(++host).toString()}`, agent_type: 'test', user_request: { text: 'x' }, identity: {} };
  const { session_id } = (await engine.openSession(caller, opening, identity)).session;
  return engine.authorize(caller, { session_id, action: { tool, operation: 'run', parameters: {} }, identity: {} }, identity, null);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('not within 15 seconds');
}
const ended = async (id: string): Promise<boolean> => (await engine.decision(caller, id)).pending === null;

describe('what cannot be settled', () => {
  it('holds up nothing, though there is more of it than one look takes', async () => {
    const damaged = await Promise.all(Array.from({ length: 130 }, async () => ask('pay')));
    const database = await openDatabase({ url: postgres.url });
    const ids = damaged.map(({ decision_id }) => decision_id);
    await rewriteDecisions(database, ids, { suspended: {}, deadline: new Date(Date.now() - 60_000).toISOString() });
    const worker = startWorker({ engine, outbox: store, queue: { url: queueUrl }, sweepEveryMs: 200 });
    try {
      const { decision_id: sound } = await ask('pay');
      await until(async () => ended(sound));
      expect((await engine.decision(caller, sound)).result).toBe('DENY');
      // It stays pending, which runs nothing.
      expect(await ended(ids[0] ?? '')).toBe(false);
    } finally {
      await worker.close();
      await rewriteDecisions(database, ids, { deadline: new Date(Date.now() + 3_600_000).toISOString() });
      await database.close();
    }
  }, 60_000);
});

(hasRedis ? describe : describe.skip)('a worker that starts before its Redis', () => {
  it('settles by itself, and finds the queue once it is there', async () => {
    const redis = await startRedis();
    await redis.kill();
    const worker = startWorker({ engine, outbox: store, queue: { url: redis.url }, sweepEveryMs: 200 });
    const client = new Redis(redis.url, { maxRetriesPerRequest: null, lazyConnect: true });
    client.on('error', () => undefined);
    try {
      const { decision_id: alone } = await ask('pay');
      await until(async () => ended(alone));
      await redis.start();
      const queue = new Queue(QUEUE_NAME, { connection: client });
      await ask('wire');
      await until(async () => (await queue.getDelayedCount()) > 0);
      await queue.close();
    } finally {
      await worker.close();
      client.disconnect();
      await redis.stop();
    }
  }, 60_000);
});
