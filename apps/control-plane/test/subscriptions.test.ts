import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { send } from '../../decision-api/test/client.js';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

let control: TestControl;
let token: string;
beforeAll(async () => {
  control = await startControl();
  ({ authorization: token } = await control.as('carol', 'auditor'));
}, 60_000);
afterAll(() => control.close(), 60_000);

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}
/** A socket that speaks `graphql-transport-ws`, as clients of the `graphql-ws` package do. */
async function open(payload: object): Promise<{ next(): Promise<Message>; send(message: object): void; close(): void }> {
  const socket = new WebSocket(control.url.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
  const came: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  const take = (message: Message): void => {
    const first = waiting.shift();
    if (first === undefined) came.push(message);
    else first(message);
  };
  socket.on('message', (data: Buffer) => {
    take(JSON.parse(data.toString()) as Message);
  });
  socket.on('close', () => {
    take({ type: 'closed' });
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const say = (message: object): void => {
    socket.send(JSON.stringify(message));
  };
  say({ type: 'connection_init', payload });
  return {
    send: say,
    next: () => new Promise((resolve) => (came[0] === undefined ? waiting.push(resolve) : resolve(came.shift() as Message))),
    close: () => {
      socket.close();
    },
  };
}

const decide = async (tool: string, host: string): Promise<void> => {
  const { service } = control;
  const identity = { human: await service.issuer.delegated('alice', ['dev']), agent: await service.issuer.agent('coder', 'laptop') };
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
    (await send(service.api.restUrl, { path, body: JSON.stringify(body), headers: service.pep })).body;
  const opened = await post('/v1/sessions', { host_session_id: host, user_request: { text: 'pay' }, identity });
  await post('/v1/decisions', { session_id: opened['session_id'], action: { tool, operation: 'run', parameters: {} }, identity });
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('what changes, as it changes', () => {
  it('tells of decisions that are made and that wait', async () => {
    const socket = await open({ authorization: token });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { decisionChanged { result deadline } }' } });
    await pause(700);
    await decide('pay', 'h1');
    const told = (await socket.next()).payload as { data: { decisionChanged: { result: string; deadline: string | null } } };
    expect(told.data.decisionChanged.result).toBe('STEP_UP');
    expect(told.data.decisionChanged.deadline).not.toBeNull();
    socket.close();
  });

  it('tells of policy changes, to the people of that tenant alone', async () => {
    const [own, other] = [
      await open({ authorization: token }),
      await open({ authorization: `Bearer ${await control.elsewhere.person('eve', ['auditor'])}` }),
    ];
    for (const socket of [own, other]) {
      expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
      socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { policyTransitioned { event by reason } }' } });
    }
    await pause(700);
    const by = { id: 'bob', roles: ['policy_approver'], service: false };
    await control.control.configure({ tenant_id: 'acme', by, settings: { approvals: 2, blast_radius: null }, reason: 'two of us' });
    expect(await own.next()).toMatchObject({
      type: 'next',
      payload: { data: { policyTransitioned: { event: 'settings', by: 'bob', reason: 'two of us' } } },
    });
    const nothing = Symbol('nothing');
    expect(await Promise.race([other.next(), pause(1_500).then(() => nothing)])).toBe(nothing);
    own.close();
    other.close();
  });
});

it('nothing is looked up any more for those who left, however little happens', async () => {
  const socket = await open({ authorization: token });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  socket.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { policyActivated { active } }' } });
  const looksWithin = async (ms: number): Promise<number> => {
    control.counted.clear();
    await pause(ms);
    return control.counted.get('pointer') ?? 0;
  };
  await pause(300);
  expect(await looksWithin(1_500)).toBeGreaterThan(0);
  socket.close();
  await pause(700);
  expect(await looksWithin(1_500)).toBe(0);
});

describe('what is refused on a socket', () => {
  it.each([
    ['nobody', async () => Promise.resolve({})],
    ['an enforcement point', async () => Promise.resolve(control.service.pep)],
    ['a person without a role', async () => control.as('dave', 'developer')],
  ])('%s', async (_, payload) => {
    const socket = await open(await payload());
    const first = await socket.next();
    expect(['connection_error', 'closed']).toContain(first.type);
    socket.close();
  });

  it.each([
    ['a field that is not there', 'subscription { secrets { id } }'],
    [
      'too many aliases',
      `subscription { policyTransitioned { ${Array.from({ length: 21 }, (_, n) => `a${String(n)}: event`).join(' ')} } }`,
    ],
    ['a query, which is for HTTP', '{ policyPointer { active } }'],
    ['a syntax tree', { kind: 'Document', definitions: [] }],
  ])('%s, with no work done', async (_, query) => {
    const socket = await open({ authorization: token });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    control.counted.clear();
    socket.send({ id: '1', type: 'subscribe', payload: { query } });
    const answer = await socket.next();
    expect(['error', 'closed']).toContain(answer.type);
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.js:\d/u);
    expect(control.counted.size).toBe(0);
    socket.close();
  });
});
