import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPep } from '../src/pep.js';
import type { Pep } from '../src/pep.js';
import { DECISION } from './garbage-server.js';
import { Key, NONCE, payloadOf } from './signed-answer.js';
import type { Asked } from './signed-answer.js';

const key = new Key();
const other = new Key();
const action = { tool: 'file', operation: 'read', parameters: { path: '/a' }, call_id: 'call_1' };
const request = { sessionId: 'ses_1', action, idempotencyKey: 'call_1' };
type Payload = ReturnType<typeof payloadOf>;

/** What stands in the service's place; answers whatever `forge` makes of the question. */
let forge: (asked: Asked) => object;
const questions: Asked[] = [];
const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
    questions.push(asked);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(forge(asked)));
  });
});
let url = '';
const connect = (): Pep =>
  createPep({
    ...{ url, credential: 'writ_pep.t.p.s', keys: [key.record], deadlineMs: 5_000 },
    identity: () => Promise.resolve({ agent: 'jwt' }),
  });
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
});

/** An answer with a receipt by a key, whose payload was changed before it was signed. */
const answered = (asked: Asked, { by = key, change = (payload: Payload): object => payload, said = {} } = {}): object => {
  const decision = { ...DECISION, ...said };
  return { ...decision, proof: { ...by.sign(change(payloadOf(asked, decision))), action_nonce: NONCE } };
};

it('runs what a pinned key signed for exactly this question', async () => {
  forge = (asked) => answered(asked);
  expect(await connect().decide(request)).toMatchObject({ kind: 'run', parameters: action.parameters });
});

const NARROWED = { result: 'MODIFY', effective_parameters: { path: '/b' }, obligations: [{ type: 'replace_parameters' }] };

describe('an answer that another program on the port gives', () => {
  it.each<[string, (asked: Asked) => object]>([
    ['has no receipt', () => DECISION],
    ['is signed by a key of its own', (asked) => answered(asked, { by: other })],
    ['claims the pinned key id', (asked) => answered(asked, { by: Object.assign(new Key(), { record: key.record }) })],
    ['is of another question', (asked) => answered({ ...asked, nonce: 'B'.repeat(43) })],
    ['names no question', (asked) => answered(asked, { change: ({ request: _, ...rest }) => rest })],
    ['is of another call', (asked) => answered({ ...asked, action: { ...action, call_id: 'call_2' } })],
    ['is of another session', (asked) => answered({ ...asked, session_id: 'ses_2' })],
    ['is of another enforcement point', (asked) => answered(asked, { change: (p) => ({ ...p, request: { ...p.request, pep_id: 'q' } }) })],
    ['is of another action', (asked) => answered({ ...asked, action: { ...action, parameters: { path: '/b' } } })],
    ['is of another tool', (asked) => answered({ ...asked, action: { ...action, tool: 'shell' } })],
    [
      'is of another decision',
      (asked) => answered(asked, { change: (p) => ({ ...p, decision: { ...p.decision, decision_id: 'dec_2' } }) }),
    ],
    ['is of a denial', (asked) => answered(asked, { change: (p) => ({ ...p, decision: { ...p.decision, result: 'DENY' } }) })],
    ['is of other parameters', (asked) => ({ ...answered(asked), ...NARROWED, result: 'ALLOW' })],
    ['narrows to more than was signed', (asked) => ({ ...answered(asked, { said: NARROWED }), effective_parameters: { path: '/' } })],
    ['was changed after it was signed', (asked) => spoil(answered(asked), (payload) => payload.replace('"seq":1', '"seq":2'))],
    ['is not canonical', (asked) => answered(asked, { change: (p) => ({ ...p, canon: 'none' }) })],
    ['gives no nonce of the action', (asked) => withNonce(answered(asked), '')],
    ['gives another nonce of the action', (asked) => withNonce(answered(asked), 'BBBBBBBBBBBBBBBBBBBBBB')],
  ])('runs nothing where it %s', async (_, answer) => {
    forge = answer;
    expect(await connect().decide(request)).toMatchObject({ kind: 'refuse' });
  });

  it('runs nothing that was answered before, to anybody else or to itself in another life', async () => {
    forge = (asked) => answered(asked);
    const pep = connect();
    await pep.decide(request);
    const before = answered(questions.at(-1) as Asked);
    forge = () => before;
    expect(await connect().decide(request)).toMatchObject({ kind: 'refuse', code: 'unproven_answer' });
    expect(await pep.decide({ ...request, idempotencyKey: 'another' })).toMatchObject({ kind: 'refuse', code: 'unproven_answer' });
    // A retry of the very same question takes the answer that was lost.
    expect(await pep.decide(request)).toMatchObject({ kind: 'run' });
  });
});

interface Proven {
  readonly proof: { readonly payload: string };
}
const spoil = (answer: object, change: (payload: string) => string): object => {
  const { proof } = answer as Proven;
  return { ...answer, proof: { ...proof, payload: change(proof.payload) } };
};
const withNonce = (answer: object, action_nonce: string): object => ({ ...answer, proof: { ...(answer as Proven).proof, action_nonce } });
