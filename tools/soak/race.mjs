import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, standAlone } from '@writ/engine';
import { compilePacks, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { migrate, openPostgresStore, provision, startPostgres } from '@writ/store';
import { startWorker } from '@writ/worker';
import { checkExports } from './check.mjs';
import { writePack } from './pack.mjs';

const DEADLINE_S = 2;
const AROUND_MS = 5;
/** Every other approval sets out earlier, so that some arrive in time although deciding takes a while. */
const EARLIER_MS = 500;
/** Decisions whose deadlines fall together. */
const AT_ONCE = 20;

const pep = { kind: 'pep', tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'soak' };
const ada = { kind: 'person', tenant_id: 'acme', id: 'ada', roles: ['approver'] };
const party = (id) => ({ id, roles: [], scope: ['*'] });
const requester = {
  human: party('alice'),
  service: party('pep:pep1'),
  agent: { ...party('coder'), instance: 'laptop', jkt: null },
  session: 'ses_pending',
  effective_scope: ['*'],
  delegation_chain: [],
  evidence: [],
};
const identity = { verified: true, failure: null, requester };

/**
 * Approvals that arrive within 5 ms of the deadline, with two workers and their sweepers running.
 *
 * @param {{ count: number, opa: string, say?: (line: string) => void }} options
 */
export async function race({ count, opa, say = () => undefined }) {
  const house = await openHouse(opa);
  try {
    const sessions = [];
    for (let done = 0; done < count; done += AT_ONCE) {
      const many = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, i) => done + i);
      sessions.push(...(await Promise.all(many.map(async (i) => one(house, i)))));
      say(`${sessions.length} of ${count}`);
    }
    await sleep(1500);
    const exports = await Promise.all(sessions.map(async (id) => house.engine.sessionReceipts(pep, id)));
    return { asked: count, ...checkExports(exports, await house.store.keys()) };
  } finally {
    await house.close();
  }
}

async function one({ engine }, i) {
  const opening = { host_session_id: `race-${i}`, agent_type: 'soak', user_request: { text: 'race' }, identity: {} };
  const { session } = await engine.openSession(pep, opening, identity);
  const { session_id } = session;
  const action = { tool: 'pay', operation: 'run', parameters: { number: i } };
  const decision = await engine.authorize(pep, { session_id, action, identity: {} }, identity, null);
  const { receipts } = await engine.bundle(pep, decision.decision_id);
  const action_digest = JSON.parse(receipts[0].payload).decision.effective_digest;
  const earlier = i % 2 === 0 ? 0 : Math.random() * EARLIER_MS;
  const at = Date.parse(decision.pending.deadline) + (Math.random() * 2 - 1) * AROUND_MS - earlier;
  await sleep(Math.max(0, at - Date.now() - 2));
  while (Date.now() < at);
  await engine.settleApproval(ada, decision.decision_id, { answer: 'approve', action_digest }).catch(() => undefined);
  return session_id;
}

async function openHouse(opa) {
  const folder = await mkdtemp(join(tmpdir(), 'writ-race-'));
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl, queueUrl } = await provision({ url: postgres.url });
  const store = await openPostgresStore({ url: appUrl });
  const signer = await startSignerThread({ keyFile: join(folder, 'key.json') });
  await store.putKeys(await signer.keys());
  const pack = await writePack(join(folder, 'soak'), { deadline_s: DEADLINE_S });
  const evaluator = await startEvaluator(await compilePacks({ packs: [pack], opa, outDir: join(folder, 'policy') }));
  await store.enrolPep({ ...pep, secret_hash: `sha256:${'0'.repeat(64)}`, created_at: new Date().toISOString(), revoked_at: null });
  // Each process has an engine of its own; the database orders them.
  const engines = Array.from({ length: 3 }, () => createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() }));
  const workers = engines.slice(1).map((engine) => startWorker({ engine, outbox: store, queue: { url: queueUrl }, sweepEveryMs: 100 }));
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await Promise.all(engines.map((engine) => engine.close()));
    await Promise.all([signer.close(), evaluator.close()]);
    await store.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { engine: engines[0], store, close };
}
