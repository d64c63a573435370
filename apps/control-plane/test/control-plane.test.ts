import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SESSION_EXPORT_FORMAT, verifySession } from '@writ/receipt';
import type { SessionExport } from '@writ/receipt';
import { send } from '../../decision-api/test/client.js';
import { evaluator } from '../../decision-api/test/rules.js';
import type { TestService } from '../../decision-api/test/service.js';
import { startControl } from './control.js';
import type { Answered, TestControl } from './control.js';

let control: TestControl;
let service: TestService;
let session: string;
let waiting: string;

beforeAll(async () => {
  control = await startControl();
  service = control.service;
  const identity = { human: await service.issuer.delegated('alice', ['dev']), agent: await service.issuer.agent('coder', 'laptop') };
  const opened = await post('/v1/sessions', { host_session_id: 'h', user_request: { text: 'read the files' }, identity });
  session = String(opened['session_id']);
  const asked = await post('/v1/decisions', {
    session_id: session,
    action: { tool: 'pay', operation: 'run', parameters: {} },
    identity,
  });
  waiting = String(asked['decision_id']);
}, 60_000);
afterAll(() => control.close(), 60_000);

const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
  (await send(service.api.restUrl, { path, body: JSON.stringify(body), headers: service.pep })).body;
const asPerson = async (id: string, ...roles: readonly string[]): Promise<{ readonly authorization: string }> => control.as(id, ...roles);
const query = async (text: string, headers: Readonly<Record<string, string>>): Promise<Answered> => control.query(text, headers);

describe('evidence over GraphQL', () => {
  it('lists sessions and shows a decision', async () => {
    const auditor = await asPerson('carol', 'auditor');
    const listed = await query(
      '{ sessions { nodes { id principal status decisions pending receipts newestDecisions { id } } pageInfo { hasNextPage } } }',
      auditor,
    );
    expect(listed.data).toEqual({
      sessions: {
        nodes: [
          { id: session, principal: 'alice', status: 'open', decisions: 1, pending: 1, receipts: 2, newestDecisions: [{ id: waiting }] },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
    expect((await query('{ decisions { nodes { id result } } }', auditor)).data).toEqual({
      decisions: { nodes: [{ id: waiting, result: 'STEP_UP' }] },
    });
    const shown = await query(
      `{ decision(id: "${waiting}") { sessionId result initialResult reason { code } policyId deadline } }`,
      auditor,
    );
    expect(shown.data).toMatchObject({
      decision: { sessionId: session, result: 'STEP_UP', initialResult: 'STEP_UP', reason: { code: 'rule' } },
    });
  });

  it('gives receipts that verify', async () => {
    const { data } = await query(
      `{ receipts(sessionId: "${session}") { nodes { payload protected signature } } }`,
      await asPerson('carol', 'auditor'),
    );
    const { nodes } = data?.['receipts'] as { nodes: { payload: string; protected: string; signature: string }[] };
    const receipts = nodes.map((receipt) => ({ ...receipt, disclosures: [] }));
    const exported: SessionExport = {
      format: SESSION_EXPORT_FORMAT,
      tenant: 'acme',
      session_id: session,
      receipts,
      count: receipts.length,
    };
    expect(verifySession(exported, { keys: await service.store.keys() })).toMatchObject({ verdict: 'valid' });
  });

  it('shows approvers what waits for them, and nobody else', async () => {
    const text = '{ approvals { decision { id } tool operation parameters actionDigest } }';
    const seen = await query(text, await asPerson('bob', 'approver'));
    expect(seen.data).toMatchObject({ approvals: [{ decision: { id: waiting }, tool: 'pay', parameters: '{}' }] });
    expect((await query(text, await asPerson('carol', 'auditor'))).data).toEqual({ approvals: [] });
  });

  it('shows the active policy', async () => {
    const { data } = await query('{ policy { hash rules { id result reads } } }', await asPerson('ann', 'author'));
    expect(data).toMatchObject({ policy: { hash: evaluator.terms.hash } });
    expect((data?.['policy'] as { rules: unknown[] }).rules.length).toBe(evaluator.rules.length);
  });
});

describe('what is refused', () => {
  it.each([
    ['nobody', 401, 'unauthenticated', async () => Promise.resolve({})],
    ['an enforcement point', 403, 'forbidden_caller', async () => Promise.resolve(service.pep)],
    ['a person without a role', 403, 'forbidden_caller', async () => asPerson('dave')],
  ] as const)('%s', async (_, status, code, headers) => {
    expect(await query('{ policy { hash } }', await headers())).toMatchObject({ status, codes: [code], data: null });
  });

  it.each([
    ['a field that is not there', '{ secrets }', 'invalid_field'],
    ['a limit out of range', '{ sessions(first: 100000) { nodes { id } } }', 'invalid_field'],
    ['a decision that is not there', '{ decision(id: "dec_0") { id } }', 'decision_not_found'],
    ['a session that is not there', '{ receipts(sessionId: "ses_0") { nodes { payload } } }', 'session_not_found'],
    ['a cursor of another list', '{ decisions(after: "WzFd") { nodes { id } } }', 'invalid_field'],
    ['a cursor that is none', '{ sessions(after: "~~") { nodes { id } } }', 'invalid_field'],
  ])('%s', async (_, text, code) => {
    const answer = await query(text, await asPerson('carol', 'auditor'));
    expect(answer.codes).toEqual([code]);
    expect(answer.text).not.toMatch(/node_modules|\.js:\d/u);
  });

  it('a person of another tenant, who finds nothing here', async () => {
    const stranger = { authorization: `Bearer ${await control.elsewhere.person('eve', ['auditor', 'approver', 'operator'])}` };
    expect((await query('{ sessions { nodes { id } } decisions { nodes { id } } approvals { tool } }', stranger)).data).toEqual({
      sessions: { nodes: [] },
      decisions: { nodes: [] },
      approvals: [],
    });
    expect((await query(`{ decision(id: "${waiting}") { id } }`, stranger)).codes).toEqual(['decision_not_found']);
    expect((await query(`{ receipts(sessionId: "${session}") { nodes { payload } } }`, stranger)).codes).toEqual(['session_not_found']);
  });

  it('a path that is not there, a body that is no query: no trace of the inside', async () => {
    const headers = await asPerson('carol', 'auditor');
    for (const [path, body] of [
      ['/nothing', '{}'],
      ['/graphql', 'no json'],
      ['/graphql', '[]'],
      ['/graphql', '{"query":7}'],
      ['/graphql', '{"query":"{\\"kind\\":\\"Document\\",\\"definitions\\":[]}"}'],
      ['/graphql', '{}'],
    ] as const) {
      const answer = await send(control.url, { path, body, headers });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toContain('internal');
      expect(answer.text).not.toMatch(/node_modules|\.js:\d|"stack"/u);
    }
  });

  it('a query too long', async () => {
    const answer = await query(`{ ${'policy { hash } '.repeat(10_000)} }`, await asPerson('carol', 'auditor'));
    expect(answer).toMatchObject({ status: 413 });
  });
});
