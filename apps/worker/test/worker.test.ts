import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, PepCaller, RequesterContext } from '@writ/aarm';
import { createEngine, standAlone } from '@writ/engine';
import type { Engine, Outbox, Store } from '@writ/engine';
import { verifySession } from '@writ/receipt';
import { startSignerThread } from '@writ/signer';
import { createSignals } from '@writ/signals';
import { migrate, openDatabase, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { Queue, createPostgresBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import { QUEUE_NAME } from '../src/queue.js';
import { startWorker } from '../src/worker.js';
import type { RunningWorker } from '../src/worker.js';
import { hasRedis, startRedis } from './redis.js';
import type { RunningRedis } from './redis.js';
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
let redis: RunningRedis | null = null;
let postgresQueue: string;
let store: Store & Outbox;
let engine: Engine;
let closeSigner: () => Promise<void>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-worker-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter, or its files go elsewhere and stay.
  await chmod(dir, 0o711);
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  const roles = await provision({ url: postgres.url });
  postgresQueue = roles.queueUrl;
  store = await openPostgresStore({ url: roles.appUrl });
  const signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
  closeSigner = () => signer.close();
  await store.putKeys(await signer.keys());
  engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
  if (hasRedis) redis = await startRedis();
}, 60_000);

afterAll(async () => {
  await engine.close();
  await closeSigner();
  await store.close();
  await redis?.stop();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

/** The queue as somebody else who writes to it sees it. */
interface Outsider {
  add(name: string, data: unknown, options: { readonly jobId: string }): Promise<unknown>;
  getFailedCount(): Promise<number>;
  close(): Promise<void>;
}

const backends = [
  {
    backend: 'PostgreSQL',
    there: true,
    url: () => postgresQueue,
    outside: (): Outsider => {
      const connection = { connectionString: postgresQueue, schema: 'writ_queue' };
      return new (withBackend(createPostgresBackend).Queue)(QUEUE_NAME, { connection });
    },
  },
  {
    backend: 'Redis',
    there: hasRedis,
    url: () => redis?.url ?? '',
    outside: (): Outsider => {
      const client = new Redis(redis?.url ?? '', { maxRetriesPerRequest: null });
      const queue = new Queue(QUEUE_NAME, { connection: client });
      return {
        add: async (name, data, options) => queue.add(name, data, options),
        getFailedCount: async () => queue.getFailedCount(),
        close: async () => {
          await queue.close();
          client.disconnect();
        },
      };
    },
  },
];

let host = 0;
async function opened(): Promise<string> {
  const request = { host_session_id: `host-${(++host).toString()}`, agent_type: 'test', user_request: { text: 'x' }, identity: {} };
  return (await engine.openSession(caller, request, identity)).session.session_id;
}
const ask = (session: string, tool: string, amount = 0): Promise<Decision> =>
  engine.authorize(
    caller,
    { session_id: session, action: { tool, operation: 'run', parameters: { amount } }, identity: {} },
    identity,
    null,
  );

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`still ${JSON.stringify(await read())}`);
}

async function verified(session: string): Promise<string> {
  return verifySession(await engine.sessionReceipts(caller, session), { keys: await store.keys() }).verdict;
}

describe.each(backends)('a queue in $backend', ({ backend, there, url, outside }) => {
  if (!there) {
    it.skip('is not tried: `redis-server` is not installed; it runs where that is, as in CI', () => undefined);
    return;
  }
  const workers: RunningWorker[] = [];
  beforeAll(() => {
    // Two workers on one queue and one database: whatever both do must happen once.
    for (let count = 0; count < 2; count++) workers.push(startWorker({ engine, outbox: store, queue: { url: url() }, sweepEveryMs: 500 }));
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  });

  it.each(['pay', 'deploy'])(
    'AARM-62, AARM-63: ends an unanswered `%s` in DENY at its deadline with a receipt, once',
    async (tool) => {
      const session = await opened();
      const pending = await ask(session, tool);
      expect(pending.pending).not.toBeNull();
      const settled = await until(
        () => engine.decision(caller, pending.decision_id),
        ({ pending: still }) => still === null,
      );
      expect(settled).toMatchObject({
        result: 'DENY',
        initial_result: pending.result,
        reason: { code: 'timeout' },
        resolution: { method: 'timeout' },
      });
      await new Promise((resolve) => setTimeout(resolve, 1200));
      const receipts = await store.receiptsOfDecision('acme', pending.decision_id);
      expect(receipts.map(({ kind }) => kind)).toEqual(['decision', 'resolution']);
      expect(await verified(session)).toBe('valid');
    },
    90_000,
  );

  it('settles many at once, each exactly once', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, opened));
    const decisions = await Promise.all(sessions.map((session) => ask(session, 'pay')));
    for (const { decision_id: id } of decisions) {
      await until(
        () => engine.decision(caller, id),
        ({ pending }) => pending === null,
      );
      expect((await store.receiptsOfDecision('acme', id)).filter(({ kind }) => kind === 'resolution')).toHaveLength(1);
    }
  }, 90_000);

  it('counts an outcome that never came as lost', async () => {
    const session = await opened();
    const allowed = await ask(session, 'files');
    expect(allowed).toMatchObject({ result: 'ALLOW', outcome: 'awaited' });
    const database = await openDatabase({ url: postgres.url });
    await rewriteDecisions(database, [allowed.decision_id], { outcome_deadline: new Date(Date.now() - 1000).toISOString() });
    await database.close();
    await until(
      () => engine.decision(caller, allowed.decision_id),
      ({ outcome }) => outcome === 'lost_confirmation',
    );
    expect((await store.receiptsOfDecision('acme', allowed.decision_id)).map(({ kind }) => kind)).toEqual(['decision', 'outcome']);
  }, 90_000);

  it('puts a malformed job with the dead letters and goes on', async () => {
    const queue = outside();
    await queue.add('settle', { tenant_id: 7 }, { jobId: 'malformed' });
    await queue.add('delete_everything', {}, { jobId: 'unknown' });
    await until(
      () => queue.getFailedCount(),
      (count) => count === 2,
    );
    const session = await opened();
    const { decision_id: id } = await ask(session, 'pay');
    expect(
      await until(
        () => engine.decision(caller, id),
        ({ pending }) => pending === null,
      ),
    ).toMatchObject({ result: 'DENY' });
    expect(await queue.getFailedCount()).toBe(2);
    await queue.close();
  }, 90_000);

  it('settles what no job woke up: wake-ups that were taken and lost', async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    const { decision_id: id } = await ask(await opened(), 'pay');
    expect((await store.take(100)).length).toBeGreaterThan(0);
    workers.push(startWorker({ engine, outbox: store, queue: { url: url() }, sweepEveryMs: 200 }));
    expect(
      await until(
        () => engine.decision(caller, id),
        ({ pending }) => pending === null,
      ),
    ).toMatchObject({ result: 'DENY' });
  }, 90_000);

  if (backend !== 'Redis') return;
  it('settles while the queue is away, and goes on with it once it is back', async () => {
    if (redis === null) throw new Error('there is no Redis');
    const session = await opened();
    const { decision_id: before } = await ask(session, 'pay', 1);
    await redis.flush();
    const { decision_id: flushed } = await ask(session, 'pay', 2);
    await redis.kill();
    const { decision_id: away } = await ask(session, 'pay', 3);
    for (const id of [before, flushed, away])
      await until(
        () => engine.decision(caller, id),
        ({ pending }) => pending === null,
      );
    await redis.start();
    const { decision_id: back } = await ask(session, 'pay', 4);
    await until(
      () => engine.decision(caller, back),
      ({ pending }) => pending === null,
    );
    for (const id of [before, flushed, away, back]) {
      expect((await store.receiptsOfDecision('acme', id)).map(({ kind }) => kind)).toEqual(['decision', 'resolution']);
    }
    expect(await verified(session)).toBe('valid');
  }, 60_000);
});
