import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, PepCaller, RequesterContext } from '@writ/aarm';
import { createEngine, standAlone, createEvidence } from '@writ/engine';
import type { Deliveries, DeliveryRecord, Engine, Store } from '@writ/engine';
import { startSignerThread } from '@writ/signer';
import { createSignals } from '@writ/signals';
import { migrate, openDeliveries, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { slack } from '../src/channels/slack.js';
import { teams } from '../src/channels/teams.js';
import { webhook } from '../src/channels/webhook.js';
import { startNotifier } from '../src/notifier.js';
import type { NotifierOptions } from '../src/notifier.js';
import { receiver } from './channels/notices.js';
import { policies } from './rules.js';

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
const bob = { kind: 'person' as const, tenant_id: 'acme', id: 'bob', roles: ['approver'] };

let dir: string;
let postgres: RunningPostgres;
let store: Store;
let deliveries: Deliveries;
let engine: Engine;
let closeSigner: () => Promise<void>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-notifier-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter, or its files go elsewhere and stay.
  await chmod(dir, 0o711);
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  store = await openPostgresStore({ url: appUrl });
  deliveries = openDeliveries({ url: appUrl });
  const signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
  closeSigner = () => signer.close();
  engine = createEngine({ ...standAlone, store, signer, policies, signals: createSignals() });
}, 60_000);

afterAll(async () => {
  await engine.close();
  await closeSigner();
  await deliveries.close();
  await store.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

let host = 0;
async function ask(tool: string, by = caller): Promise<Decision> {
  const request = { host_session_id: `host-${(++host).toString()}`, agent_type: 'test', user_request: { text: 'x' }, identity: {} };
  const { session } = await engine.openSession(by, request, identity);
  const action = { tool, operation: 'run', parameters: { amount: 5 } };
  return engine.authorize(by, { session_id: session.session_id, action, identity: {} }, identity, null);
}

async function deny(decision: Decision): Promise<void> {
  const shown = (await engine.approvals(bob)).find(({ decision: { decision_id } }) => decision_id === decision.decision_id);
  await engine.settleApproval(bob, decision.decision_id, { answer: 'deny', action_digest: shown?.action_digest ?? '' });
}

async function until(decision: Decision, holds: (records: readonly DeliveryRecord[]) => boolean): Promise<readonly DeliveryRecord[]> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const records = await deliveries.deliveries('acme', decision.decision_id);
    if (holds(records)) return records;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`still ${JSON.stringify(await deliveries.deliveries('acme', decision.decision_id))}`);
}

const notifier = (url: string, over: Partial<NotifierOptions> = {}) =>
  startNotifier({
    deliveries,
    evidence: createEvidence(store),
    tenantId: 'acme',
    channels: [webhook({ url, secret: 'a secret of the receiver', keyId: 'k1', allow: ['127.0.0.0/8'] })],
    consoleUrl: 'https://writ.example/',
    mostAnHour: 1000,
    everyMs: 50,
    retryMs: 100,
    ...over,
  });

describe('a question', () => {
  it('is told once, by whichever of two notifiers is first; what needs no person is not told', async () => {
    const there = await receiver(() => ({ status: 200 }));
    const running = [notifier(there.url), notifier(there.url)];
    await ask('files');
    const decision = await ask('wire');
    const [record] = await until(decision, ([first]) => first?.state === 'delivered');
    expect(record).toMatchObject({ channel: 'webhook', attempts: 1, error: null });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(there.received.map(({ body }) => (JSON.parse(body) as { decision_id: string }).decision_id)).toEqual([decision.decision_id]);
    await Promise.all(running.map(async (each) => each.stop()));
    await deny(decision);
    await there.close();
  }, 20_000);

  it('of another tenant is told nowhere, by no channel and however alike everything is', async () => {
    const [own, other] = [await receiver(() => ({ status: 200 })), await receiver(() => ({ status: 200 }))];
    const running = [notifier(own.url), notifier(other.url, { tenantId: 'globex' })];
    const decision = await ask('wire');
    const theirs = await ask('wire', { ...caller, tenant_id: 'globex' });
    await until(decision, ([first]) => first?.state === 'delivered');
    for (let attempt = 0; other.received.length === 0 && attempt < 150; attempt++) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const toldTo = ({ received }: typeof own) => received.map(({ body }) => (JSON.parse(body) as { decision_id: string }).decision_id);
    expect([toldTo(own), toldTo(other)]).toEqual([[decision.decision_id], [theirs.decision_id]]);
    await Promise.all(running.map(async (each) => each.stop()));
    await deny(decision);
    await Promise.all([own.close(), other.close()]);
  }, 20_000);

  it('AARM-74: is told over every channel that is configured, and one that fails keeps none of the others waiting', async () => {
    const [there, chat, cards] = await Promise.all(
      [503, 200, 200].map(async (status) => receiver(() => ({ status, body: '{"ok":true}' }))),
    );
    const [hook, chatUrl, cardsUrl] = [there, chat, cards].map((each) => each?.url ?? '') as [string, string, string];
    const allow = ['127.0.0.0/8'];
    const channels = [
      webhook({ url: hook, secret: 'a secret of the receiver', keyId: 'k1', allow }),
      slack({ token: 'xoxb-1', channel: 'C1', apiUrl: chatUrl, allow }),
      teams({ url: cardsUrl, allow }),
    ];
    const running = notifier(hook, { channels });
    const decision = await ask('wire');
    const records = await until(decision, (all) => all.filter(({ state }) => state === 'delivered').length === 2);
    const delivered = records.filter(({ state }) => state === 'delivered').map(({ channel }) => channel);
    expect(delivered.sort((a, b) => (a < b ? -1 : 1))).toEqual(['slack', 'teams']);
    await running.stop();
    await deny(decision);
    await Promise.all([there, chat, cards].map(async (each) => each?.close()));
  }, 20_000);

  it('is told with others where too many were told within an hour, and is lost nowhere', async () => {
    const there = await receiver(() => ({ status: 200 }));
    const told = await deliveries.toldWithin('webhook', 'acme', 3600);
    // Room for one more.
    const running = notifier(there.url, { mostAnHour: told + 1, togetherMs: 1_500 });
    const first = await ask('wire');
    await until(first, ([record]) => record?.state === 'delivered');
    // Both within one of the spans after which questions are told together.
    await new Promise((resolve) => setTimeout(resolve, 1_500 - (Date.now() % 1_500)));
    const [second, third] = [await ask('wire'), await ask('wire')];
    const [held] = await until(second, ([record]) => record?.state === 'failed');
    expect(held).toMatchObject({ error: 'so many were told within an hour that it waits for others' });
    await until(second, ([record]) => record?.state === 'delivered');
    const records = await Promise.all([second, third].map(async (each) => until(each, ([record]) => record?.state === 'delivered')));
    const errors = records.map(([record]) => record?.error ?? null);
    expect(errors.filter((error) => error === null)).toHaveLength(1);
    expect(errors.find((error) => error !== null)).toMatch(/^told together with `dec_/u);
    const bodies = there.received.map(
      ({ body }) =>
        JSON.parse(body) as { title: string; link: string; facts: readonly unknown[]; decision_id: string; others?: readonly string[] },
    );
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toMatchObject({
      type: 'approvals.requested',
      title: '2 questions wait for an answer',
      link: 'https://writ.example/approvals',
    });
    expect(bodies[1]?.facts).toHaveLength(2);
    expect(new Set([bodies[1]?.decision_id, ...(bodies[1]?.others ?? [])])).toEqual(new Set([second.decision_id, third.decision_id]));
    expect(new Set(there.received.map(({ headers }) => /nonce="([^"]+)"/u.exec(String(headers['signature-input']))?.[1])).size).toBe(2);
    expect(await deliveries.toldWithin('webhook', 'acme', 3600)).toBe(told + 2);
    await running.stop();
    await Promise.all([first, second, third].map(deny));
    await there.close();
  }, 30_000);

  it('is told again until it arrives, with the same nonce', async () => {
    const there = await receiver((at) => ({ status: at < 3 ? 503 : 200 }));
    const running = notifier(there.url);
    const decision = await ask('wire');
    const [record] = await until(decision, ([first]) => first?.state === 'delivered');
    expect(record?.attempts).toBe(3);
    const nonces = there.received.map(({ headers }) => /nonce="([^"]*)"/u.exec(String(headers['signature-input']))?.[1]);
    expect(nonces).toHaveLength(3);
    expect(new Set(nonces).size).toBe(1);
    await running.stop();
    await deny(decision);
    await there.close();
  }, 20_000);

  it('AARM-75: is told anew once backups may answer, says so, and is no repetition to a receiver', async () => {
    const there = await receiver(() => ({ status: 200 }));
    const running = notifier(there.url);
    const decision = await ask('relay');
    await until(decision, (records) => records.filter(({ state }) => state === 'delivered').length === 2);
    const told = there.received.map(({ headers, body }) => ({
      nonce: /nonce="([^"]*)"/u.exec(String(headers['signature-input']))?.[1],
      ...(JSON.parse(body) as { sentence: string; backups?: boolean }),
    }));
    expect(told.map(({ backups }) => backups)).toEqual([undefined, true]);
    expect(told[1]?.sentence).toContain('Nobody has answered yet: boss may answer now, too.');
    expect(told[1]?.nonce).not.toBe(told[0]?.nonce);
    await running.stop();
    await deny(decision);
    await there.close();
  }, 20_000);

  it('that a receiver refuses for good is not told again, and says why', async () => {
    const there = await receiver(() => ({ status: 403 }));
    const running = notifier(there.url);
    const decision = await ask('wire');
    const [record] = await until(decision, ([first]) => first?.state === 'rejected');
    expect(record?.error).toBe('the other side answered 403');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(there.received).toHaveLength(1);
    await running.stop();
    await deny(decision);
    await there.close();
  }, 20_000);

  it('that was claimed by one who died is told by another once that one is out of time', async () => {
    const decision = await ask('wire');
    expect(await deliveries.claim('webhook', { tenant_id: 'acme', limit: 10, patience_s: 1 })).toHaveLength(1);
    const there = await receiver(() => ({ status: 200 }));
    const running = notifier(there.url);
    const [record] = await until(decision, ([first]) => first?.state === 'delivered');
    expect(record?.attempts).toBe(2);
    await running.stop();
    await deny(decision);
    await there.close();
  }, 20_000);
});
