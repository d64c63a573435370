import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Key, proven } from './signed-answer.js';

export const DECISION = {
  decision_id: 'dec_1',
  session_id: 'ses_1',
  action_id: 'act_1',
  call_id: 'call_1',
  result: 'ALLOW',
  initial_result: 'ALLOW',
  classification: 'standard_allow',
  reason: { code: 'rule', message: 'reading is allowed' },
  policy: { policy_id: 'read_files', version: '1', hash: `sha256:${'0'.repeat(64)}`, rules: [] },
  risk_level: null,
  confidence: null,
  alignment: null,
  missing: [],
  effective_parameters: null,
  obligations: [{ type: 'report_outcome', within_s: 60 }],
  pending: null,
  resolution: null,
  outcome: 'awaited',
  receipt: { receipt_id: 'rct_1', seq: 1 },
} as const;

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** The service's key, which the enforcement point has pinned. */
export const KEY = new Key();

/** What each request said, once it is read. */
const bodies = new WeakMap<IncomingMessage, string>();
const signed = (said: unknown, request: IncomingMessage): unknown => proven(KEY, said, bodies.get(request) ?? '');

export const json =
  (body: unknown, status = 200): Reply =>
  (response, request) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(signed(body, request)));
  };

/** The honest answer, as text that is changed. */
const raw =
  (change: (whole: string) => string, headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' }): Reply =>
  (response, request) => {
    response.writeHead(200, headers).end(change(JSON.stringify(signed(DECISION, request))));
  };

const without = (key: string): object => Object.fromEntries(Object.entries(DECISION).filter(([name]) => name !== key));

const PENDING = { kind: 'STEP_UP', deadline: '2099-01-01T00:00:00.000Z', approvers: [], quorum: 1 };

/** Everything a service, a proxy or an attacker may answer instead of a decision that permits this very call. */
export const GARBAGE: Readonly<Record<string, Reply>> = {
  'a page': raw(() => '<html>welcome</html>', { 'content-type': 'text/html' }),
  'json called html': raw((whole) => whole, { 'content-type': 'text/html' }),
  'no type': raw((whole) => whole, {}),
  nothing: raw(() => ''),
  'half a body': raw((whole) => whole.slice(0, 80)),
  'a body shorter than promised': (response, request) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
    response.write(JSON.stringify(signed(DECISION, request)));
    setTimeout(() => response.destroy(), 20);
  },
  'a redirect': (response, request) => response.writeHead(301, { location: '/elsewhere' }).end(JSON.stringify(signed(DECISION, request))),
  'a redirect that keeps the method': (response) => response.writeHead(307, { location: '/elsewhere' }).end(),
  'no content': (response) => response.writeHead(204).end(),
  accepted: json(DECISION, 202),
  'an error with an allow in it': json(DECISION, 500),
  'a problem': json({ type: 'about:blank', status: 503, code: 'not_ready', detail: 'the store is away' }, 503),
  null: json(null),
  'a list': json([DECISION]),
  'a text': json('ALLOW'),
  'another call': json({ ...DECISION, call_id: 'call_2' }),
  'no call': json({ ...DECISION, call_id: null }),
  'another session': json({ ...DECISION, session_id: 'ses_2' }),
  'an unknown result': json({ ...DECISION, result: 'PERMIT' }),
  'a result in lower case': json({ ...DECISION, result: 'allow' }),
  'no receipt': json(without('receipt')),
  'an empty receipt': json({ ...DECISION, receipt: {} }),
  'no obligations': json(without('obligations')),
  'an unknown obligation': json({ ...DECISION, obligations: [{ type: 'watermark' }] }),
  'a known obligation that says more': json({ ...DECISION, obligations: [{ type: 'report_outcome', within_s: 60, to: 'x' }] }),
  'an obligation without its number': json({ ...DECISION, obligations: [{ type: 'report_outcome' }] }),
  'an unknown member': json({ ...DECISION, override: true }),
  'two results, the last of which permits': raw((whole) => whole.replace('"result"', '"result":"DENY","result"')),
  'an action that has run': json({ ...DECISION, outcome: 'completed' }),
  'an allow that is pending': json({ ...DECISION, pending: PENDING }),
  'a modify without parameters': json({ ...DECISION, result: 'MODIFY' }),
  'parameters without an obligation': json({ ...DECISION, result: 'MODIFY', effective_parameters: {} }),
  'a wait without a deadline': json({ ...DECISION, result: 'STEP_UP' }),
  'a slow trickle': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => {
      clearInterval(timer);
    });
  },
  'a change of protocol': (response) =>
    response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: writ\r\nconnection: upgrade\r\n\r\n'),
  silence: () => undefined,
  'a reset': (response) => response.socket?.resetAndDestroy(),
  'not http': (response) => response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n'),
  'a flood': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = ' '.repeat(1024 * 1024);
    // As fast as it is read and no faster: the end of the connection must come to be noticed in between.
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  },
};

/** A real server whose reply the test may change. */
export const startServer = async (): Promise<{
  readonly url: string;
  reply: Reply;
  readonly seen: { method: string; url: string; body: string; key: string }[];
  close(): Promise<void>;
}> => {
  const seen: { method: string; url: string; body: string; key: string }[] = [];
  const state = { reply: json(DECISION) };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('end', () => {
      if (chunks.length > 0) bodies.set(request, Buffer.concat(chunks).toString());
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
        key: String(request.headers['idempotency-key'] ?? ''),
      });
      state.reply(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    get reply() {
      return state.reply;
    },
    set reply(value: Reply) {
      state.reply = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};
