import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { DecisionSchema } from '@writ/aarm';
import { createPep } from '../src/pep.js';
import type { Pep } from '../src/pep.js';
import { DECISION, GARBAGE, KEY, json, startServer } from './garbage-server.js';

const DEADLINE = 700;
const action = { tool: 'file', operation: 'read', parameters: { path: '/a', limit: 500 }, call_id: 'call_1' };
const request = { sessionId: 'ses_1', action, idempotencyKey: 'call_1' };
const PENDING = { kind: 'STEP_UP', deadline: '2099-01-01T00:00:00.000Z', approvers: ['approver'], quorum: 1 };

let server: Awaited<ReturnType<typeof startServer>>;
let pep: Pep;
const open = (url: string, more: object = {}): Pep =>
  createPep({
    ...{ url, credential: 'writ_pep.t.p.s', keys: [KEY.record], deadlineMs: DEADLINE },
    identity: () => Promise.resolve({ agent: 'jwt' }),
    ...more,
  });

beforeAll(async () => {
  server = await startServer();
  pep = open(server.url);
});
afterAll(() => server.close());
beforeEach(() => {
  server.reply = json(DECISION);
  server.seen.length = 0;
});

describe('a decision that is none', () => {
  it('the specimen that the garbage is made of is a valid decision and permits', async () => {
    expect(DecisionSchema.safeParse(DECISION).success).toBe(true);
    expect(await pep.decide(request)).toMatchObject({ kind: 'run', parameters: action.parameters });
  });

  it.each(Object.keys(GARBAGE))('%s is a refusal, and nothing runs', async (name) => {
    server.reply = GARBAGE[name] ?? json(null);
    let ran = false;
    const enforced = await pep.enforce(request, () => {
      ran = true;
      return Promise.resolve(null);
    });
    expect(ran).toBe(false);
    expect(enforced).toMatchObject({ kind: 'refuse', remedy: expect.any(String) as unknown });
  });

  it('a port where nobody listens is a refusal', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    expect(await open(`http://127.0.0.1:${String(port)}`).decide(request)).toMatchObject({ kind: 'refuse', code: 'unreachable' });
  });

  it('no proof of identity, or one that never comes, is a refusal', async () => {
    const failing = open(server.url, { identity: () => Promise.reject(new Error('the token endpoint is away')) });
    const hanging = open(server.url, { identity: () => new Promise(() => undefined) });
    expect(await failing.decide(request)).toMatchObject({ kind: 'refuse', code: 'identity_unavailable' });
    expect(await hanging.decide(request)).toMatchObject({ kind: 'refuse', code: 'no_answer_in_time' });
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    { url: 'ftp://x' },
    { deadlineMs: 0 },
    { deadlineMs: Number.NaN },
    { deadlineMs: Infinity },
    { credential: 'a\r\nb' },
    { credential: 'secret' },
    { keys: [] },
  ])('refuses to be set up with %o', (wrong) => {
    expect(() => open(server.url, wrong)).toThrow(TypeError);
  });
});

describe('enforce', () => {
  it('AARM-57: runs what is allowed as it was asked for', async () => {
    const handed: unknown[] = [];
    const enforced = await pep.enforce(request, (parameters) => {
      handed.push(parameters);
      return Promise.resolve('done');
    });
    expect(handed).toEqual([{ path: '/a', limit: 500 }]);
    expect(enforced).toMatchObject({ kind: 'completed', output: 'done' });
  });

  it.each(['AARM-58: a denial by policy', 'AARM-58: a denial by the identity'])(
    '%s runs nothing, and is an error with its reason',
    async (which) => {
      const reason = which.includes('policy')
        ? { code: 'rule', message: 'this path is not yours' }
        : { code: 'identity_unverified', message: 'nobody vouches for the agent' };
      server.reply = json({ ...DECISION, result: 'DENY', initial_result: 'DENY', reason, obligations: [], outcome: null });
      let ran = false;
      const enforced = await pep.enforce(request, () => {
        ran = true;
        return Promise.resolve(null);
      });
      expect({ ran, kind: enforced.kind }).toEqual({ ran: false, kind: 'refuse' });
      expect((enforced as { message: string }).message).toContain(reason.message);
    },
  );

  it('AARM-59: runs what was narrowed, not what was asked for, and reports what it did', async () => {
    server.reply = (response, incoming) => {
      const modified = {
        ...DECISION,
        result: 'MODIFY',
        effective_parameters: { path: '/a', limit: 10 },
        obligations: [{ type: 'replace_parameters' }],
      };
      const done = { ...modified, outcome: 'completed' };
      json(incoming.url === '/v1/decisions' ? modified : done)(response, incoming);
    };
    const enforced = await pep.enforce(request, (parameters) => Promise.resolve({ got: parameters['limit'] ?? null }));
    expect(enforced).toMatchObject({ kind: 'completed', output: { got: 10 }, reported: true });
    expect(server.seen.map((call) => call.url)).toEqual(['/v1/decisions', '/v1/decisions/dec_1/outcome']);
    expect(server.seen[0]?.key).toBe('call_1');
    expect(JSON.parse(server.seen[1]?.body ?? '')).toMatchObject({ status: 'completed', output: { got: 10 } });
  });

  it('reports a failure as failed', async () => {
    const enforced = await pep.enforce(request, () => Promise.reject(new Error('disk full')));
    expect(enforced).toMatchObject({ kind: 'failed', reported: true });
    expect(JSON.parse(server.seen[1]?.body ?? '')).toMatchObject({ status: 'failed', error: 'disk full' });
  });

  it('AARM-60: runs nothing before a person has answered, and then what was approved', async () => {
    let answered = false;
    const pending = { ...DECISION, result: 'STEP_UP', initial_result: 'STEP_UP', pending: PENDING, outcome: null };
    server.reply = (response, incoming) => {
      const settled = { ...DECISION, initial_result: 'STEP_UP' };
      if (incoming.method === 'POST' && incoming.url === '/v1/decisions') json(pending)(response, incoming);
      else
        setTimeout(() => {
          answered = true;
          json(settled)(response, incoming);
        }, 50);
    };
    expect(await pep.enforce(request, () => Promise.resolve(answered))).toMatchObject({ kind: 'completed', output: true });
    const redeemed = server.seen.find(({ url }) => url === '/v1/decisions/dec_1/redeem');
    expect(redeemed?.key).toBe('call_1');
    const nonce = expect.stringMatching(/^[\w-]{43}$/u) as unknown;
    expect(JSON.parse(redeemed?.body ?? '')).toEqual({ session_id: 'ses_1', action, identity: { agent: 'jwt' }, nonce });
  });

  it.each([
    ['is used already', 409, { code: 'already_redeemed', detail: 'used already' }],
    ['is denied now', 200, { ...DECISION, decision_id: 'dec_2', result: 'DENY', outcome: null }],
    ['is another one now', 200, { ...DECISION, decision_id: 'dec_2' }],
  ])('runs nothing where what it waited for %s', async (_, status, said) => {
    const pending = { ...DECISION, result: 'STEP_UP', initial_result: 'STEP_UP', pending: PENDING, outcome: null };
    server.reply = (response, incoming) => {
      if (incoming.url === '/v1/decisions') json(pending)(response, incoming);
      else if (incoming.url?.endsWith('/redeem') === true) json(said, status)(response, incoming);
      else json({ ...DECISION, initial_result: 'STEP_UP' })(response, incoming);
    };
    let ran = false;
    const enforced = await pep.enforce(request, () => {
      ran = true;
      return Promise.resolve(null);
    });
    expect({ ran, kind: enforced.kind }).toEqual({ ran: false, kind: 'refuse' });
  });

  it('refuses when it is still pending at the deadline, also when the service went away meanwhile', async () => {
    const pending = { ...DECISION, result: 'STEP_UP', initial_result: 'STEP_UP', pending: PENDING, outcome: null };
    for (const later of [json(pending), GARBAGE['a reset'] ?? json(null), GARBAGE['silence'] ?? json(null)]) {
      server.reply = (response, incoming) => {
        (incoming.url === '/v1/decisions' ? json(pending) : later)(response, incoming);
      };
      const started = performance.now();
      const enforced = await pep.enforce(request, () => Promise.resolve('ran'));
      expect(enforced).toMatchObject({ kind: 'refuse', code: 'still_pending' });
      expect((enforced as { message: string }).message).toContain('waits for approval by approver');
      expect(performance.now() - started).toBeLessThan(DEADLINE + 300);
    }
  });

  it('cuts a large output down to digest, length and both ends', async () => {
    await pep.enforce(request, () => Promise.resolve('x'.repeat(2_000_000)));
    const report = JSON.parse(server.seen[1]?.body ?? '') as { output: string; output_length: number; output_digest: string };
    expect(report.output.length).toBeLessThan(140_000);
    expect(report.output_length).toBe(2_000_002);
    expect(report.output_digest).toMatch(/^sha256:[0-9a-f]{64}$/u);
  });
});

describe('whether an output is shown', () => {
  const output = { note: 'a' };
  const asked = { decisionId: 'dec_ran', sessionId: 'ses_1', execution: { status: 'completed', output } } as const;
  const about = { ...DECISION, call_id: 'dec_ran' };
  const answer = (more: object): void => {
    server.reply = json({ decision: about, redactions: [], ...more });
  };

  it('passes what the service lets pass', async () => {
    answer({});
    expect(await pep.release(asked)).toMatchObject({ kind: 'show', output, redactions: [] });
    expect(server.seen.at(-1)).toMatchObject({ url: '/v1/decisions/dec_ran/output' });
  });

  it('shows what the service left of it', async () => {
    const redactions = [{ path: '/note', label: 'SECRET', kind: 'jwt' }];
    answer({ decision: { ...about, result: 'MODIFY' }, output: { note: '[redacted: jwt]' }, redactions });
    expect(await pep.release(asked)).toMatchObject({ kind: 'show', output: { note: '[redacted: jwt]' }, redactions });
  });

  it.each<[string, object]>([
    ['a denial', { decision: { ...about, result: 'DENY' } }],
    ['a wait', { decision: { ...about, result: 'STEP_UP', pending: PENDING } }],
    ['a narrowing without what is left', { decision: { ...about, result: 'MODIFY' } }],
    ['a decision about another output', { decision: { ...about, call_id: 'dec_other' } }],
    ['a decision of another session', { decision: { ...about, session_id: 'ses_2' } }],
    ['no redactions', { redactions: undefined }],
    ['redactions that are none', { redactions: [{ path: 1 }] }],
    ['a member that nobody knows', { shown: true }],
    ['no decision', { decision: null }],
  ])('withholds after %s', async (_, more) => {
    answer(more);
    expect(await pep.release(asked)).toMatchObject({ kind: 'withhold', refusal: { kind: 'refuse' } });
  });

  it.each(Object.keys(GARBAGE))('withholds after %s', async (name) => {
    server.reply = GARBAGE[name] ?? json(null);
    expect(await pep.release(asked)).toMatchObject({ kind: 'withhold' });
  });

  it('withholds what only its ends were seen of', async () => {
    answer({});
    expect(await pep.release({ ...asked, execution: { status: 'completed', output: 'x'.repeat(1024 * 1024 + 1) } })).toMatchObject({
      kind: 'withhold',
      refusal: { code: 'not_understood' },
    });
  });
});
