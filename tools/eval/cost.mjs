/**
 * `npm run eval:cost [-- --actions N] [--json]`: what the signals cost a decision, and whether that grows with the session.
 * Sessions of made-up actions run through an engine in this process, with the packs of `npm run eval`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine, standAlone } from '@writ/engine';
import { compileContent, openVersions, resolveOpa } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryStore } from '@writ/store';
import { generalPacks } from './packs.mjs';

const { values } = parseArgs({ options: { actions: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } });
const actions = Number(values.actions);
if (!Number.isSafeInteger(actions) || actions < 100) {
  process.stderr.write(`\`--actions\` cannot be \`${values.actions}\`: use a whole number from 100\n`);
  process.exit(2);
}

const SESSIONS = 3;
/** Sessions that only warm up. */
const WARM = 3;
/** The first and the last actions that are compared. */
const AROUND = 60;

const TENANT = 'cost';
const pep = { kind: 'pep', tenant_id: TENANT, pep_id: 'pep1', agent_id: 'agent', agent_instance: 'here', host: 'cost' };
const party = (id) => ({ id, roles: ['user'], scope: ['*'] });
const identity = {
  verified: true,
  failure: null,
  requester: {
    ...{ human: party('ada'), service: party('pep1'), agent: { ...party('agent'), instance: 'here', jkt: null } },
    ...{ session: 'ses_pending', effective_scope: ['*'], delegation_chain: [], evidence: [] },
  },
};
const tools = [
  { name: 'read_note', description: 'Reads a note', input_schema: { type: 'object', properties: { id: { type: 'string' } } } },
  {
    name: 'update_note',
    description: 'Changes a note',
    input_schema: { type: 'object', properties: { id: { type: 'string' }, text: { type: 'string' } } },
  },
];

/** Names of one length: a longer one would cost more wherever it stands in the session. */
const noteOf = (n) => `note-${1000 + n}`;
/** About 2 KB of running text and fields, other ones each time. */
const outputOf = (n) => ({
  id: noteOf(n),
  author: `person${n}@corp.example`,
  total: n * 17,
  text: Array.from(
    { length: 30 },
    (_, i) => `On day ${n + i} person${n * 31 + i} wrote about item ${n * 7 + i} and was content with it.`,
  ).join(' '),
});
const changes = (n) => n % 3 === 2;
const actionOf = (n) =>
  changes(n)
    ? { tool: 'update_note', operation: 'call', parameters: { id: noteOf(n - 1), text: `seen by person${n - 1}@corp.example` } }
    : { tool: 'read_note', operation: 'call', parameters: { id: noteOf(n) } };

/** The signals, each call timed: they are synchronous, so the time is that of the processor. */
function timed(signals, times) {
  const measured =
    (name) =>
    (...given) => {
      const begun = performance.now();
      const answer = signals[name](...given);
      times[name] += (performance.now() - begun) * 1000;
      return answer;
    };
  return { ...signals, ...Object.fromEntries(['gather', 'classifyOutput', 'readOutput'].map((name) => [name, measured(name)])) };
}

async function openHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'writ-cost-'));
  const signer = await startSignerThread({ keyFile: join(folder, 'key.json') });
  const content = await compileContent({ packs: generalPacks(), opa: resolveOpa, outDir: join(folder, 'policy') });
  const versions = openVersions({ store: { version: async () => null }, tenant_id: TENANT, other: async () => content });
  const store = createMemoryStore();
  await store.enrolPep({ ...pep, secret_hash: `sha256:${'0'.repeat(64)}`, created_at: new Date().toISOString(), revoked_at: null });
  const times = { gather: 0, classifyOutput: 0, readOutput: 0 };
  const signals = timed(createSignals(), times);
  const engine = createEngine({ ...standAlone, store, signer, evaluator: await versions.version(content.hash), signals });
  const close = async () => {
    await engine.close();
    await Promise.all([signer.close(), versions.close(), store.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  return { engine, times, close };
}

async function openSession({ engine }, name) {
  const opening = {
    ...{ host_session_id: name, agent_type: 'cost', identity: {}, tools },
    user_request: { text: 'go through the notes, and mark each that you have seen' },
  };
  const { session } = await engine.openSession(pep, opening, identity);
  return session.session_id;
}

/** The `n`th action of a session and its output, with the microseconds of the signals of both. */
async function act({ engine, times }, session_id, n) {
  Object.assign(times, { gather: 0, classifyOutput: 0, readOutput: 0 });
  const decision = await engine.authorize(pep, { session_id, action: actionOf(n), identity: {} }, identity, null);
  if (decision.outcome === 'awaited') await engine.recordOutcome(pep, decision.decision_id, { status: 'completed', output: outputOf(n) });
  return { n, decision: times.gather, output: times.classifyOutput + times.readOutput, result: decision.result };
}

/** A session, and with its last actions, in turn, the first ones of another: both in a process that is as old and as full. */
async function runPair(house, number) {
  const [long, short] = [await openSession(house, `long-${number}`), await openSession(house, `short-${number}`)];
  const costs = { all: [], early: [], late: [] };
  for (let n = 0; n < actions; n += 1) {
    const cost = await act(house, long, n);
    costs.all.push(cost);
    if (n < actions - AROUND) continue;
    costs.late.push(cost);
    costs.early.push(await act(house, short, n - actions + AROUND));
  }
  return costs;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const round = (value) => Number(value.toFixed(2));

const house = await openHouse();
try {
  const sessions = [];
  for (let number = 0; number < SESSIONS + WARM; number += 1) {
    const costs = await runPair(house, number);
    if (number >= WARM) sessions.push(costs);
  }
  const of = (which, what, kind) =>
    median(
      sessions
        .flatMap((costs) => costs[which])
        .filter(kind)
        .map((cost) => cost[what]),
    );
  const around = (what, kind) => {
    const [early, late] = [of('early', what, kind), of('late', what, kind)];
    return { median: round(of('all', what, kind)), at_10: round(early), [`at_${actions}`]: round(late), grows: round(late / early) };
  };
  const submitted = sessions.flatMap(({ all }) => all);
  const ran = submitted.filter(({ result }) => result === 'ALLOW' || result === 'MODIFY').length;
  const told = {
    actions: submitted.length,
    ran,
    reading_us: around('decision', ({ n }) => !changes(n)),
    changing_us: around('decision', ({ n }) => changes(n)),
    output_us: around('output', () => true),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  else
    console.table({
      'signals of an action that reads, µs': told.reading_us,
      'signals of one that changes, µs': told.changing_us,
      'signals of an output of 2 KB, µs': told.output_us,
    });
  process.stderr.write(`${told.ran} of ${told.actions} actions ran\n`);
} finally {
  await house.close();
}
