import { setTimeout as sleep } from 'node:timers/promises';
import { checkExports } from './check.mjs';
import { startDeployment, until } from './deployment.mjs';

/** Sessions share the work, so that steps of one wait for each other and steps of many do not. */
const PER_SESSION = 10;
const KINDS = ['pay', 'deploy', 'pay', 'wire'];

/**
 * Lets many decisions wait, answers some of them, and kills what it can meanwhile; then everything must have ended.
 *
 * @param {{ count: number, queue: 'postgres' | 'redis', deadline_s: number, kill_every_ms: number, opa: string, say?: (line: string) => void }} options
 */
export async function soak({ count, queue, deadline_s, kill_every_ms, opa, say = () => undefined }) {
  const deployment = await startDeployment({ queue, deadline_s, opa });
  try {
    const client = await clientOf(deployment);
    await until(async () => (await client.get('/readyz')).ok, { seconds: 60, what: 'ready' });
    const { sessions, asked } = await ask(client, count);
    say(`${asked.length} wait in ${sessions.length} sessions, for ${deadline_s} s each`);
    const over = Date.now() + deadline_s * 1000;
    const kills = { ended: false, done: {} };
    const chaos = torment(deployment.parts, { kills, kill_every_ms, say });
    const answered = await answerSome(client, { asked, over });
    await sleep(Math.max(0, over - Date.now()));
    kills.ended = true;
    await chaos;
    await until(async () => (await pendingOf(client, asked)) === 0, { seconds: 90, what: 'everything has ended' });
    const exports = await Promise.all(sessions.map((id) => client.read(`/v1/sessions/${id}/receipts`)));
    const { keys } = await client.read('/.well-known/writ-keys.json');
    return { queue, asked: count, killed: kills.done, answered, ...checkExports(exports, keys) };
  } catch (error) {
    const { api, worker } = deployment.parts;
    throw new Error(`${error.message}\n${[api, worker].map((part) => part.lastWords()).join('\n')}`, { cause: error });
  } finally {
    await deployment.close();
  }
}

async function clientOf({ url, headers, issuer }) {
  const identity = { human: await issuer.delegated('alice', ['developer']), agent: await issuer.agent() };
  const people = await Promise.all(
    ['ada', 'bob'].map(async (id) => ({ authorization: `Bearer ${await issuer.person(id, ['approver'])}` })),
  );
  const get = (path, by = headers) => fetch(`${url}${path}`, { headers: by, signal: AbortSignal.timeout(10_000) });
  const post = (path, body, by = headers) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...by },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  /** What is asked for again until it is there: the service may be away. */
  const sure = async (send) => {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await send().catch(() => null);
      if (answer?.ok === true) return answer.json();
      if (attempt > 200) throw new Error(`no answer: ${answer === null ? 'nothing' : await answer.text()}`);
      await sleep(100);
    }
  };
  return { headers, identity, people, get, post, sure, read: (path) => sure(() => get(path)) };
}

async function ask(client, count) {
  const sessions = await Promise.all(
    Array.from({ length: Math.ceil(count / PER_SESSION) }, async (_, i) => {
      const body = { host_session_id: `soak-${i}`, user_request: { text: 'soak' }, identity: client.identity };
      return (await client.sure(() => client.post('/v1/sessions', body))).session_id;
    }),
  );
  const asked = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const session_id = sessions[Math.floor(i / PER_SESSION)];
      const action = { tool: KINDS[i % KINDS.length], operation: 'run', parameters: { number: i } };
      const body = { session_id, action, identity: client.identity };
      const decision = await client.sure(() => client.post('/v1/decisions', body, { ...client.headers, 'idempotency-key': `soak-${i}` }));
      const { receipts } = await client.read(`/v1/decisions/${decision.decision_id}/bundle`);
      return { ...decision, action_digest: JSON.parse(receipts[0].payload).decision.effective_digest };
    }),
  );
  return { sessions, asked: asked.filter(({ pending }) => pending !== null) };
}

/**
 * People and sources answer more than half of it, at any time until after the deadline; what does not arrive is not tried again.
 *
 * @returns {Promise<Record<string, number>>} how many answers met which status; `nothing` is a service that was away
 */
async function answerSome(client, { asked, over }) {
  const left = over - Date.now();
  const met = {};
  const count = async (sent) => {
    const status = await sent.then((answer) => String(answer.status)).catch(() => 'nothing');
    met[status] = (met[status] ?? 0) + 1;
  };
  await Promise.all(
    asked.map(async (decision) => {
      if (Math.random() < 0.4) return;
      await sleep(Math.random() * (left + 2000));
      if (decision.result === 'DEFER') await count(supply(client, decision));
      else for (const person of client.people) await count(approve(client, decision, person));
    }),
  );
  return met;
}

const supply = async (client, { decision_id }) =>
  client.post(`/v1/decisions/${decision_id}/context`, { facts: [{ name: 'window', value: 'deploy', source: 'soak', max_age_s: 60 }] });

const approve = async (client, { decision_id, action_digest }, person) =>
  client.post(`/v1/approvals/${decision_id}`, { answer: 'approve', action_digest }, person);

/** Kills one part after the other, at random, and starts it again a moment later. */
async function torment(parts, { kills, kill_every_ms, say }) {
  const names = Object.keys(parts);
  while (!kills.ended) {
    await sleep(kill_every_ms * (0.5 + Math.random()));
    const name = names[Math.floor(Math.random() * names.length)];
    const part = parts[name];
    const flush = name === 'redis' && Math.random() < 0.5;
    say(flush ? 'FLUSHALL' : `kill -9 ${name}`);
    kills.done[flush ? 'FLUSHALL' : name] = (kills.done[flush ? 'FLUSHALL' : name] ?? 0) + 1;
    if (flush) await part.flush().catch(() => undefined);
    else {
      await part.kill();
      await sleep(300);
      await part.start();
    }
  }
}

async function pendingOf(client, asked) {
  const states = await Promise.all(asked.map(({ decision_id }) => client.read(`/v1/decisions/${decision_id}`)));
  return states.filter(({ pending }) => pending !== null).length;
}
