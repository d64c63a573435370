import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { createEvidence } from '@writ/engine';
import { createVerifier, httpbis } from 'http-message-signatures';
import { startCallbacks } from '../src/callbacks.js';
import type { CallbackOptions } from '../src/callbacks.js';
import { bob, settingsOf, startAnswering, until } from './channels/answering.js';
import type { Answering } from './channels/answering.js';
import { receiver } from './channels/notices.js';
import type { Received } from './channels/notices.js';

const SECRET = 'a secret of the receiver, long enough';
let answering: Answering;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  answering = await startAnswering(settingsOf({}));
}, 60_000);
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});
afterAll(async () => {
  await answering.close();
}, 60_000);

const hears = async (answer: Parameters<typeof receiver>[0] = () => ({ status: 200 })) => {
  const there = await receiver(answer);
  opened.push(there);
  return there;
};

function calling(url: string, { over = {}, agent = 'coder', tenant = 'acme' } = {}): void {
  const { callbacks, allow } = settingsOf({ callbacks: [{ agent_id: agent, tenant_id: tenant, url, secret: SECRET, key_id: 'k1' }] });
  const options: CallbackOptions = {
    ...{ deliveries: answering.deliveries, evidence: createEvidence(answering.service.store), callbacks, allow, everyMs: 50, retryMs: 100 },
    ...over,
  };
  const running = startCallbacks(options);
  opened.push({ close: () => running.stop() });
}

async function answer(decision: Decision, said: 'approve' | 'deny'): Promise<void> {
  const { engine } = answering.service;
  const shown = (await engine.approvals(bob)).find(({ decision: { decision_id } }) => decision_id === decision.decision_id);
  await engine.settleApproval(bob, decision.decision_id, { answer: said, action_digest: shown?.action_digest ?? '' });
}

const about = (received: readonly Received[], { decision_id }: Decision): readonly Received[] =>
  received.filter(({ body }) => (JSON.parse(body) as { decision_id: string }).decision_id === decision_id);
const heard = async (received: readonly Received[], decision: Decision): Promise<Received> => until(() => about(received, decision)[0]);
const delivered = async (decision: Decision, channel = 'pep:coder') =>
  until(async () =>
    (await answering.deliveries.deliveries('acme', decision.decision_id)).find(
      (record) => record.channel === channel && record.state === 'delivered',
    ),
  );
const quiet = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

describe('an enforcement point', () => {
  it('is told once that its decision is settled, not before, with nothing in it that could run', async () => {
    const there = await hears();
    calling(there.url);
    calling(there.url);
    const decision = await answering.ask('pay', { amount: 5 });
    await quiet();
    expect(about(there.received, decision)).toHaveLength(0);
    await answer(decision, 'approve');
    const { body } = await heard(there.received, decision);
    const { decision_id, session_id } = decision;
    expect(JSON.parse(body)).toMatchObject({ type: 'decision.settled', tenant_id: 'acme', decision_id, session_id, result: 'ALLOW' });
    expect(body).not.toContain('amount');
    await delivered(decision);
    await quiet();
    expect(about(there.received, decision)).toHaveLength(1);
  }, 20_000);

  it('verifies who tells it as RFC 9421 says', async () => {
    const there = await hears();
    calling(there.url);
    const decision = await answering.ask('pay');
    await answer(decision, 'deny');
    const { headers, path, method, body } = await heard(there.received, decision);
    const verified = async (secret: string): Promise<boolean | null> =>
      httpbis.verifyMessage(
        {
          keyLookup: async () =>
            Promise.resolve({ id: 'k1', algs: ['hmac-sha256' as const], verify: createVerifier(secret, 'hmac-sha256') }),
          requiredFields: ['@method', '@target-uri', 'content-digest'],
          requiredParams: ['created', 'expires', 'nonce', 'keyid'],
        },
        { method, url: new URL(path, there.url).href, headers: headers as Record<string, string> },
      );
    expect([await verified(SECRET), await verified(`${SECRET}!`).catch(() => false)]).toEqual([true, false]);
    expect(JSON.parse(body)).toMatchObject({ result: 'DENY' });
  }, 20_000);

  it('is told again until it hears, also of what was settled while nobody told', async () => {
    const decision = await answering.ask('pay');
    await answer(decision, 'deny');
    const there = await hears((at) => ({ status: at < 3 ? 503 : 200 }));
    calling(there.url);
    expect(await delivered(decision)).toMatchObject({ attempts: 3, error: null });
    const nonces = about(there.received, decision).map(({ headers }) => /nonce="([^"]*)"/u.exec(String(headers['signature-input']))?.[1]);
    expect(new Set(nonces).size).toBe(1);
  }, 20_000);

  it.each([
    ['agent', { agent: 'another' }],
    ['tenant', { tenant: 'another' }],
  ])('hears nothing of another %s', async (_, whose) => {
    const there = await hears();
    calling(there.url, whose);
    const decision = await answering.ask('pay');
    await answer(decision, 'deny');
    await quiet();
    expect(there.received).toHaveLength(0);
  });

  it('hears nothing of what never waited', async () => {
    const there = await hears();
    calling(there.url);
    const decision = await answering.ask('files');
    await quiet();
    expect(about(there.received, decision)).toHaveLength(0);
  });

  it('is told that nobody answered in time', async () => {
    const there = await hears();
    calling(there.url);
    const decision = await answering.ask('pay_soon');
    await until(async () => (await answering.service.engine.settleOverdue(10)) > 0);
    const { body } = await heard(there.received, decision);
    expect(JSON.parse(body)).toMatchObject({ result: 'DENY', initial_result: 'STEP_UP', reason: { code: 'timeout' } });
  }, 20_000);

  it('is told over no address inside', async () => {
    const there = await hears();
    calling(there.url, { over: { allow: [] } });
    const decision = await answering.ask('pay');
    await answer(decision, 'deny');
    const record = await until(async () =>
      (await answering.deliveries.deliveries('acme', decision.decision_id)).find(({ state }) => state === 'rejected'),
    );
    expect(record).toMatchObject({ channel: 'pep:coder', attempts: 1 });
    expect(there.received).toHaveLength(0);
  }, 20_000);
});
