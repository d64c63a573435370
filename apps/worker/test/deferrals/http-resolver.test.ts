import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ResolverSchema } from '@writ/aarm';
import type { ResolverAnswer } from '@writ/engine';
import { httpResolver } from '../../src/deferrals/http-resolver.js';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server;
let url: string;
let received: Received[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, url: path, authorization: headers.authorization, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/window`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
});

const saying =
  (body: unknown, status = 200): typeof answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const question = {
  tenant_id: 'acme',
  session_id: 'ses_1',
  decision_id: 'dec_1',
  tool: 'vault',
  operation: 'rotate',
  principal: 'eve',
  agent: 'coder',
  facts: ['window'],
  parameters: { key: 'k1' },
};
const ask = async (over: object = {}, allow: readonly string[] = ['127.0.0.1']): Promise<ResolverAnswer> =>
  httpResolver(ResolverSchema.parse({ name: 'calendar', url, provides: ['window'], ...over }), { allow }).resolve(question);

describe('a source of facts', () => {
  it('is told what is asked, without the parameters unless it shall have them', async () => {
    answer = saying({ facts: { window: 'open' } });
    expect(await ask({ token: 'a-token-of-16-characters' })).toEqual({
      kind: 'facts',
      facts: [{ name: 'window', value: 'open', source: 'resolver:calendar', max_age_s: 300 }],
    });
    const { parameters, ...without } = question;
    expect(received).toEqual([
      { method: 'POST', url: '/window', authorization: 'Bearer a-token-of-16-characters', body: JSON.stringify(without) },
    ]);
    await ask({ send_parameters: true });
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ parameters });
  });

  it('can be asked by GET, and as OPA is', async () => {
    answer = saying({ facts: { window: 'open' } });
    await ask({ kind: 'get' });
    expect(received[0]).toMatchObject({ method: 'GET', body: '' });
    expect(received[0]?.url).toContain('tool=vault');
    answer = saying({ result: { window: 'closed' }, decision_id: 'x' });
    expect(await ask({ kind: 'opa' })).toMatchObject({ facts: [{ value: 'closed' }] });
    expect(JSON.parse(received[1]?.body ?? '')).toHaveProperty('input.tool', 'vault');
  });

  it('says how old its answer is, and that much less it stays fresh', async () => {
    answer = saying({ facts: { window: 'open' }, observed_at: new Date(Date.now() - 100_000).toISOString() });
    const said = await ask();
    const left = said.kind === 'facts' ? (said.facts[0]?.max_age_s ?? 0) : 0;
    expect(left).toBeGreaterThan(190);
    expect(left).toBeLessThanOrEqual(200);
    answer = saying({ facts: { window: 'open' }, observed_at: '2020-01-01T00:00:00.000Z' });
    expect(await ask()).toMatchObject({ kind: 'failed', why: expect.stringContaining('s old') as unknown });
  });
});

describe('no answer', () => {
  it.each([
    ['another status', 'oops', 503, 'it answered 503'],
    ['a redirect', '', 302, 'it answered 302'],
    ['what is not JSON', 'open', 200, 'its answer is not'],
    ['another shape', { window: 'open' }, 200, 'its answer is not'],
    ['a fact that nobody asked it for', { facts: { window: 'open', admin: true } }, 200, 'not registered for'],
    ['nothing', { facts: {} }, 200, 'it does not know'],
  ])('%s', async (_, body, status, why) => {
    answer = saying(body, status);
    expect(await ask()).toMatchObject({ kind: 'failed', why: expect.stringContaining(why) as unknown });
  });

  it('an undefined rule of OPA', async () => {
    answer = saying({});
    expect(await ask({ kind: 'opa' })).toEqual({ kind: 'failed', why: 'it does not know' });
  });

  it('an address inside that is not listed', async () => {
    answer = saying({ facts: { window: 'open' } });
    expect(await ask({}, [])).toMatchObject({ kind: 'failed', why: expect.stringContaining('is not allowed') as unknown });
    expect(await ask({ url: 'http://169.254.169.254/latest/meta-data' }, [])).toMatchObject({ kind: 'failed' });
    expect(received).toEqual([]);
  });

  it('a source that is down', async () => {
    answer = (request) => {
      request.destroy();
    };
    expect(await ask()).toMatchObject({ kind: 'failed' });
  });
});
