import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDeliveries } from '@writ/store';
import { send } from '../../decision-api/test/client.js';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

let control: TestControl;
let id: string;

beforeAll(async () => {
  control = await startControl();
  const { issuer, api, pep } = control.service;
  const identity = { human: await issuer.delegated('alice', ['dev']), agent: await issuer.agent('coder', 'laptop') };
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
    (await send(api.restUrl, { path, body: JSON.stringify(body), headers: pep })).body;
  const session_id = (await post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'pay' }, identity }))['session_id'];
  const action = { tool: 'pay', operation: 'run', parameters: {} };
  id = String((await post('/v1/decisions', { session_id, action, identity }))['decision_id']);
  await told();
}, 60_000);
afterAll(() => control.close(), 60_000);

/** Over one channel it arrived, over another it is tried again, over a third never. */
async function told(): Promise<void> {
  const deliveries = openDeliveries({ url: control.service.appUrl });
  for (const [channel, state, error] of [
    ['slack', 'delivered', null],
    ['teams', 'failed', 'the other side answered 503'],
    ['webhook', 'rejected', 'see\u202e 403'],
  ] as const) {
    const [claimed] = await deliveries.claim(channel, { tenant_id: 'acme', limit: 10, patience_s: 60 });
    if (claimed === undefined) throw new Error('nothing to tell');
    await deliveries.settle(claimed, { state, error, retry_s: 20, message: channel === 'slack' ? '{"ts":"secret"}' : undefined });
  }
  await deliveries.close();
}

const FIELDS = 'decisionId channel asks state attempts error nextAt shows';

it('AARM-74: shows for each channel how often it was tried, the last error and when it is tried again', async () => {
  const { data, text } = await control.query(`{ deliveries { nodes { ${FIELDS} } } }`, await control.as('carol', 'auditor'));
  const common = { decisionId: id, asks: 'approval', attempts: 1 };
  expect(data).toMatchObject({
    deliveries: {
      nodes: [
        { ...common, channel: 'webhook', state: 'rejected', error: 'see\\u{202e} 403', nextAt: null, shows: null },
        { ...common, channel: 'teams', state: 'failed', error: 'the other side answered 503', shows: null },
        { ...common, channel: 'slack', state: 'delivered', error: null, nextAt: null, shows: 'open' },
      ],
    },
  });
  expect(JSON.stringify(data)).toMatch(/"nextAt":"20\d\d-/u);
  expect(text).not.toContain('secret');
});

it('shows those of a decision, those that have not arrived, and goes on where a page ended', async () => {
  const carol = await control.as('carol', 'auditor');
  const { data } = await control.query(`query ($id: ID!) { decision(id: $id) { deliveries { channel } } }`, carol, { id });
  expect(data).toEqual({ decision: { deliveries: [{ channel: 'slack' }, { channel: 'teams' }, { channel: 'webhook' }] } });
  const page = `query ($after: String) { deliveries(first: 1, undelivered: true, after: $after) { nodes { channel } pageInfo { hasNextPage endCursor } } }`;
  const first = await control.query(page, carol);
  expect(first.data).toMatchObject({ deliveries: { nodes: [{ channel: 'webhook' }], pageInfo: { hasNextPage: true } } });
  const { pageInfo } = first.data?.['deliveries'] as { readonly pageInfo: { readonly endCursor: string } };
  const second = await control.query(page, carol, { after: pageInfo.endCursor });
  expect(second.data).toMatchObject({ deliveries: { nodes: [{ channel: 'teams' }], pageInfo: { hasNextPage: false } } });
});

it('are those of the own tenant', async () => {
  const stranger = { authorization: `Bearer ${await control.elsewhere.person('mallory', ['auditor'])}` };
  expect((await control.query('{ deliveries { nodes { channel } } }', stranger)).data).toEqual({ deliveries: { nodes: [] } });
});
