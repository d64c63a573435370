/** Sessions as agents would leave them: every golden case of the packs is asked for, in sessions of changing length. */
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, standAlone } from '@writ/engine';
import { compileContent, openVersions } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { migrate, openPostgresRecordings, openPostgresStore, provision, startPostgres } from '@writ/store';
import { parse } from 'yaml';

const BASELINE = fileURLToPath(new URL('../../policies/baseline', import.meta.url));
export const TENANT = 'replay';
/** Sessions that are busy at once. */
const AT_ONCE = 64;

const pep = { kind: 'pep', tenant_id: TENANT, pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'replay' };
const approver = { kind: 'person', tenant_id: TENANT, id: 'ada', roles: ['approver'] };
const party = (id) => ({ id, roles: ['engineer'], scope: ['*'] });
const identity = (human) => ({
  verified: true,
  failure: null,
  requester: {
    human: party(human),
    service: party('pep1'),
    agent: { ...party('coder'), instance: 'laptop', jkt: null },
    session: 'ses_pending',
    effective_scope: ['*'],
    delegation_chain: [],
    evidence: [],
  },
});

const REQUESTS = ['summarise the open issues', 'clean up: delete my test data from test_orders', 'do not send anything to anybody', null];
const PEOPLE = ['eve', 'frank', 'grace'];

/** A database, an engine on the baseline and its recordings. */
export async function openHouse({ opa }) {
  const folder = await mkdtemp(join(tmpdir(), 'writ-replay-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  const store = await openPostgresStore({ url: appUrl });
  const signer = await startSignerThread({ keyFile: join(folder, 'key.json') });
  const compile = async (packs) => compileContent({ packs, opa, outDir: join(folder, 'policy') });
  const content = await compile([BASELINE]);
  const versions = openVersions({ store: { version: async () => null }, tenant_id: TENANT, other: async () => content });
  const evaluator = await versions.version(content.hash);
  await store.enrolPep({ ...pep, secret_hash: `sha256:${'0'.repeat(64)}`, created_at: new Date().toISOString(), revoked_at: null });
  const engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
  const recordings = openPostgresRecordings({ url: appUrl });
  const close = async () => {
    await engine.close();
    await Promise.all([signer.close(), versions.close(), store.close(), recordings.close()]);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { appUrl, ownerUrl: postgres.url, engine, evaluator, recordings, versions, close };
}

/** The actions of every golden case of the baseline. */
export const goldenActions = () =>
  readdirSync(join(BASELINE, 'cases')).flatMap((file) =>
    parse(readFileSync(join(BASELINE, 'cases', file), 'utf8')).map(({ action }) => ({ parameters: {}, ...action })),
  );

/** Records sessions; answers with how many decisions they hold. */
export async function record(engine, { sessions, progress = () => undefined }) {
  const actions = goldenActions();
  let next = 0;
  let decisions = 0;
  const work = async () => {
    while (next < sessions) {
      const number = next;
      next += 1;
      const length = await recordOne(engine, number, actions);
      decisions += length;
      if (number % 500 === 499) progress(number + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return decisions;
}

async function recordOne(engine, number, actions) {
  const text = REQUESTS[number % REQUESTS.length];
  const who = identity(PEOPLE[number % PEOPLE.length]);
  const asked = {
    host_session_id: `host-${number}`,
    agent_type: number % 2 === 0 ? 'claude-code' : 'codex',
    user_request: text === null ? { available: false, reason: 'the host does not tell' } : { text },
    identity: {},
  };
  const { session } = await engine.openSession(pep, asked, who);
  const { session_id } = session;
  const length = 2 + (number % 5);
  for (let step = 0; step < length; step += 1) {
    const action = actions[(number * 7 + step * 3) % actions.length];
    const unknown = number % 11 === 0 && step === 1;
    const proof = unknown ? { ...who, verified: false, failure: 'the token expired' } : who;
    const decision = await engine.authorize(pep, { session_id, action, identity: {} }, proof, null);
    if (decision.outcome === 'awaited' && step % 2 === 0) await engine.recordOutcome(pep, decision.decision_id, outcomeOf(number));
    if (decision.result === 'STEP_UP' && number % 3 === 0) await settle(engine, session_id, decision);
  }
  if (number % 4 === 0) {
    const fact = { name: 'change_window', value: 'open', source: 'calendar', max_age_s: 300 };
    await engine.appendEntry(pep, session_id, { kind: 'fact', fact });
  }
  return length;
}

const outcomeOf = (number) =>
  number % 5 === 0 ? { status: 'failed', error: 'it broke' } : { status: 'completed', output: { text: 'done' } };

/** A person says no, so that resolutions are on record as well. */
async function settle(engine, session_id, { decision_id }) {
  const { receipts } = await engine.bundle(pep, decision_id);
  const action_digest = JSON.parse(receipts[0].payload).decision.effective_digest;
  await engine.settleApproval(approver, decision_id, { answer: 'deny', action_digest });
}
