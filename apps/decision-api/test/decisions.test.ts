import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DecisionSchema } from '@writ/aarm';
import type { Decision } from '@writ/aarm';
import { send } from './client.js';
import type { Answer } from './client.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

let service: TestService;
let session: string;
let host = 0;

beforeAll(async () => {
  service = await startService();
  session = await opened();
}, 60_000);
afterAll(async () => {
  await service.close();
}, 60_000);

const identity = async () => ({
  human: await service.issuer.delegated('alice', ['dev']),
  agent: await service.issuer.agent('coder', 'laptop'),
});
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(body), headers });
const get = (path: string, headers: Readonly<Record<string, string>> = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, headers });
const approver = async (id = 'bob') => ({ authorization: `Bearer ${await service.issuer.person(id, ['approver'])}` });

async function opened(): Promise<string> {
  const answer = await post('/v1/sessions', {
    host_session_id: `host-${(++host).toString()}`,
    user_request: { text: 'read the files' },
    identity: await identity(),
  });
  expect(answer.status).toBe(201);
  return String(answer.body['session_id']);
}

async function asked(
  tool: string,
  options: { readonly key?: string; readonly in?: string; readonly wait_ms?: number; readonly parameters?: object } = {},
): Promise<Answer> {
  const { key, wait_ms, parameters = {} } = options;
  const body = {
    session_id: options.in ?? session,
    action: { tool, operation: 'run', parameters },
    identity: await identity(),
    ...(wait_ms === undefined ? {} : { wait_ms }),
  };
  return post('/v1/decisions', body, { ...service.pep, ...(key === undefined ? {} : { 'idempotency-key': key }) });
}
const decided = async (...given: Parameters<typeof asked>): Promise<Decision> => {
  const answer = await asked(...given);
  expect(answer).toMatchObject({ status: 200 });
  return DecisionSchema.parse(answer.body);
};
const rows = async (): Promise<number> =>
  (await service.store.receipts('acme', session)).length + (await service.store.entries('acme', session, -1)).length;

describe('sessions', () => {
  it('are opened once and found again', async () => {
    const body = { host_session_id: 'again', user_request: { text: 'x' }, identity: await identity() };
    const [first, second] = [await post('/v1/sessions', body), await post('/v1/sessions', body)];
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body['session_id']).toBe(first.body['session_id']);
  });

  it('take later requests, facts and labels, and are listed', async () => {
    const answer = await post(`/v1/sessions/${session}/entries`, {
      kind: 'label',
      label: { level: 'INTERNAL', labels: ['SOURCE'], source: 'test' },
    });
    expect(answer).toMatchObject({ status: 201, body: { seq: expect.any(Number) } });
    const listed = (await get('/v1/sessions')).body['sessions'] as unknown as { session_id: string }[];
    expect(listed.map(({ session_id: id }) => id)).toContain(session);
  });

  it('take what the tools are, when they are opened and later, over both protocols alike', async () => {
    const mail = { name: 'mail', description: 'Sends mail', annotations: { read_only_hint: false }, input_schema: { type: 'object' } };
    const over = (message: object) => service.grpc.call('AppendEntry', message, service.pep);
    const { input_schema, ...named } = mail;
    const sent = { ...named, input_schema_json: JSON.stringify(input_schema) };
    const body = { host_session_id: 'with-tools', user_request: { text: 'x' }, tools: [mail], identity: await identity() };
    const { session_id } = (await post('/v1/sessions', body)).body;
    const { host_session_id, user_request, ...rest } = { ...body, host_session_id: 'with-tools-too', tools: [sent] };
    const opened = await service.grpc.call('OpenSession', { host_session_id, user_request, ...rest }, service.pep);
    const other = (opened.answer['session'] as { session_id: string }).session_id;
    const later = { name: 'files', description: 'Reads files' };
    expect((await post(`/v1/sessions/${String(session_id)}/entries`, { kind: 'tools', tools: [later] })).status).toBe(201);
    expect((await over({ session_id: other, tools: { tools: [later] } })).problem).toBeNull();
    const told = async (id: string) =>
      (await service.store.entries('acme', id, -1))
        .filter(({ kind }) => kind === 'tools')
        .map(({ body: text }) => JSON.parse(text) as unknown);
    expect(await told(other)).toEqual(await told(String(session_id)));
    expect(await told(other)).toMatchObject([{ tools: [{ name: 'mail', changed: false }] }, { tools: [{ name: 'files' }] }]);
    expect((await over({ session_id: other, tools: { tools: [later, { description: 'x' }] } })).problem).toMatchObject({
      code: 'invalid_field',
      field: 'tools.1.name',
    });
    expect((await post('/v1/sessions', { ...body, tools: [mail, mail] })).body).toMatchObject({ field: 'tools.1.name' });
  });

  it('decide whether an output is shown, over both protocols alike', async () => {
    const id = await opened();
    const [first, second] = [await decided('files', { in: id }), await decided('files', { in: id })];
    const output = { note: 'ann@corp.io' };
    const rest = await post(`/v1/decisions/${first.decision_id}/output`, { status: 'completed', output });
    const over = { decision_id: second.decision_id, status: 'completed', output_json: JSON.stringify(output) };
    const grpc = await service.grpc.call('ReleaseOutput', over, service.pep);
    expect([rest.status, grpc.problem]).toEqual([200, null]);
    expect(Object.keys(rest.body).sort()).toEqual(['decision', 'redactions']);
    expect((rest.body['decision'] as unknown as { result: string }).result).toBe((grpc.answer['decision'] as { result: string }).result);
    expect((await post(`/v1/decisions/${first.decision_id}/output`, { status: 'completed' })).body).toMatchObject({
      field: 'output',
    });
  });

  it('take what the host puts before the model, over both protocols alike', async () => {
    const id = await opened();
    const notes = { kind: 'memory', name: 'notes', content: { desk: 'desk@museum.example' } };
    const { content, ...named } = notes;
    const over = (source: object) => service.grpc.call('AppendEntry', { session_id: id, source }, service.pep);
    expect((await post(`/v1/sessions/${id}/entries`, { kind: 'source', source: notes })).status).toBe(201);
    expect((await over({ ...named, content_json: JSON.stringify(content) })).problem).toBeNull();
    const told = (await service.store.entries('acme', id, -1)).filter(({ kind }) => kind === 'source').map(({ body }) => body);
    expect(told).toHaveLength(2);
    expect(told[0]).toEqual(told[1]);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ source: 'memory notes', lineage: { trust: 'untrusted' } });
    expect((await over({ ...named, kind: 'dream', content_json: '""' })).problem).toMatchObject({
      code: 'invalid_field',
      field: 'source.kind',
    });
  });

  it('that are unknown, of another instance or closed are distinct problems', async () => {
    const closed = await opened();
    expect(
      (await send(service.api.restUrl, { method: 'POST', path: `/v1/sessions/${closed}/close`, headers: service.pep })).body,
    ).toMatchObject({ status: 'closed' });
    const label = { kind: 'label', label: { level: 'PUBLIC', labels: [], source: 'test' } };
    expect((await post('/v1/sessions/ses_nothing/entries', label)).body).toMatchObject({ status: 404, code: 'session_not_found' });
    expect((await post(`/v1/sessions/${session}/entries`, label, service.stranger)).body).toMatchObject({
      status: 404,
      code: 'session_not_found',
    });
    expect((await post(`/v1/sessions/${closed}/entries`, label)).body).toMatchObject({ status: 409, code: 'session_closed' });
    expect((await asked('files', { in: closed })).body).toMatchObject({ status: 409, code: 'session_closed' });
    expect((await asked('files', { in: 'ses_nothing' })).body).toMatchObject({ status: 404, code: 'session_not_found' });
  });
});

describe('decisions', () => {
  it('allow, deny, step up and defer', async () => {
    expect(await decided('files')).toMatchObject({ result: 'ALLOW', outcome: 'awaited', pending: null });
    expect(await decided('shell')).toMatchObject({ result: 'DENY', reason: { code: 'forbidden' } });
    expect(await decided('pay')).toMatchObject({ result: 'STEP_UP', pending: { kind: 'STEP_UP', approvers: ['approver'] } });
    expect(await decided('deploy')).toMatchObject({ result: 'DEFER', missing: ['facts.change_window'], pending: { kind: 'DEFER' } });
  });

  it('are DENY with a receipt where the identity does not verify', async () => {
    const body = { session_id: session, action: { tool: 'files', operation: 'run', parameters: {} }, identity: {} };
    const { status, body: decision } = await post('/v1/decisions', body);
    expect({ status, decision }).toMatchObject({
      status: 200,
      decision: { result: 'DENY', reason: { code: 'identity_unverified' }, receipt: { receipt_id: expect.any(String) } },
    });
  });

  it('are the same for the same key and body, and a problem for another body', async () => {
    const first = await decided('files', { key: 'k1' });
    const before = await rows();
    expect((await decided('files', { key: 'k1' })).decision_id).toBe(first.decision_id);
    expect((await asked('shell', { key: 'k1' })).body).toMatchObject({ status: 409, code: 'idempotency_conflict' });
    expect(await rows()).toBe(before);
  });

  it('leave no row behind where the body is refused', async () => {
    const before = await rows();
    for (const body of [{}, { session_id: session }, { session_id: session, action: { tool: 1 }, identity: {} }]) {
      expect((await post('/v1/decisions', body)).status).toBe(400);
    }
    expect(await rows()).toBe(before);
  });

  it('take one outcome', async () => {
    const { decision_id: id } = await decided('files');
    const report = { status: 'completed', output: { lines: 3 } };
    expect((await post(`/v1/decisions/${id}/outcome`, report)).body).toMatchObject({ outcome: 'completed' });
    expect((await post(`/v1/decisions/${id}/outcome`, report)).status).toBe(200);
    expect((await post(`/v1/decisions/${id}/outcome`, { status: 'failed' })).body).toMatchObject({ status: 409, code: 'outcome_conflict' });
    const { decision_id: denied } = await decided('shell');
    expect((await post(`/v1/decisions/${denied}/outcome`, report)).body).toMatchObject({ status: 409, code: 'outcome_unexpected' });
  });

  it('that are deferred go on with the facts they asked for', async () => {
    const { decision_id: id } = await decided('deploy');
    const facts = [{ name: 'change_window', value: true, source: 'calendar' }];
    expect((await post(`/v1/decisions/${id}/context`, { facts })).body).toMatchObject({ result: 'ALLOW', initial_result: 'DEFER' });
    expect((await get(`/v1/decisions/${id}/context`)).body).toMatchObject({
      state: { session_id: session },
      prior_actions: expect.any(Array),
    });
  });

  it('that are unknown are not found', async () => {
    for (const path of ['', '/bundle', '/context', '/events']) {
      expect((await get(`/v1/decisions/dec_nothing${path}`)).body).toMatchObject({ status: 404, code: 'decision_not_found' });
    }
  });
});

describe('waiting', () => {
  it('leaves the time of the decision as it was, over both protocols alike', async () => {
    const { decision_id, decided_at } = await decided('pay', { in: await opened() });
    const [asked] = (await get(`/v1/decisions/${decision_id}/bundle`)).body['receipts'] as unknown as { payload: string }[];
    expect(JSON.parse(asked?.payload ?? '')).toMatchObject({ kind: 'decision', issued_at: decided_at });
    const person = await approver();
    const requests = (await get('/v1/approvals', person)).body['approvals'] as unknown as { decision: Decision; action_digest: string }[];
    const action_digest = requests.find(({ decision }) => decision.decision_id === decision_id)?.action_digest;
    const body = { answer: 'approve', action_digest, dwell_ms: 1500 };
    const { body: ended } = await post(`/v1/approvals/${decision_id}`, body, person);
    expect(ended).toMatchObject({ result: 'ALLOW', decided_at, resolution: { at: expect.any(String), dwell_ms: 1500 } });
    expect((await service.grpc.call('GetDecision', { decision_id }, service.pep)).answer).toMatchObject({ decided_at });
  });

  it('ends when a person answers: long-poll, held decision and stream alike', async () => {
    const { decision_id: id } = await decided('pay');
    const polled = get(`/v1/decisions/${id}?wait_ms=10000`);
    let streamed: Promise<readonly unknown[]> = Promise.resolve([]);
    // The stream must be there before the answer that it is to tell of.
    await new Promise<void>((begun) => {
      streamed = stream(`/v1/decisions/${id}/events`, begun);
    });
    const person = await approver();
    const requests = (await get('/v1/approvals', person)).body['approvals'] as unknown as { decision: Decision; action_digest: string }[];
    const request = requests.find(({ decision }) => decision.decision_id === id);
    const answer = { answer: 'approve', action_digest: request?.action_digest };
    expect((await post(`/v1/approvals/${id}`, { ...answer, action_digest: `sha256:${'0'.repeat(64)}` }, person)).body).toMatchObject({
      code: 'approval_digest_mismatch',
    });
    expect((await post(`/v1/approvals/${id}`, answer, person)).body).toMatchObject({
      result: 'ALLOW',
      resolution: { method: 'human_approval' },
    });
    expect((await polled).body).toMatchObject({ result: 'ALLOW', initial_result: 'STEP_UP' });
    const events = await streamed;
    expect(events[0]).toMatchObject({ result: 'STEP_UP' });
    expect(events.at(-1)).toMatchObject({ result: 'ALLOW' });
    const use = { session_id: session, action: { tool: 'pay', operation: 'run', parameters: {} }, identity: await identity() };
    expect(await post(`/v1/decisions/${id}/redeem`, use, { ...service.pep, 'idempotency-key': 'use' })).toMatchObject({
      status: 200,
      body: { decision_id: id, result: 'ALLOW' },
    });
    const action = { tool: 'pay', operation: 'run', parameters_json: '{}' };
    const redeemed = async (key: string) =>
      service.grpc.call('Redeem', { ...use, decision_id: id, action }, { ...service.pep, 'idempotency-key': key });
    expect((await redeemed('use')).answer).toMatchObject({ decision_id: id, result: 'ALLOW' });
    expect((await redeemed('other')).problem).toMatchObject({ code: 'already_redeemed', status: 409 });
  });

  it('ends after wait_ms with the decision as it stands', async () => {
    const started = Date.now();
    expect(await decided('pay', { wait_ms: 300 })).toMatchObject({ result: 'STEP_UP' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(290);
  });
});

describe('answers of people', () => {
  interface Waiting {
    readonly decision: Decision;
    readonly action_digest: string;
  }
  const page = async (query: string) => {
    const { status, body } = await get(`/v1/approvals${query}`, await approver());
    const told = body as unknown as { readonly approvals: readonly Waiting[]; readonly next: string | null };
    return { status, body, approvals: told.approvals, next: told.next };
  };

  it('are given to several at once, each by itself, over both protocols', async () => {
    const asks = async (amount: number) => decided('pay', { parameters: { amount } });
    const [first, second, third] = [await asks(1), await asks(2), await asks(3)];
    const { approvals } = await page('');
    const digestOf = (id: string) => approvals.find(({ decision }) => decision.decision_id === id)?.action_digest;
    const of = (decision: Decision, answer: string) => ({
      decision_id: decision.decision_id,
      answer: { answer, action_digest: digestOf(decision.decision_id) },
    });
    const person = await approver();
    const answers = [
      of(first, 'approve'),
      { ...of(first, 'approve'), decision_id: 'dec_unknown' },
      of(second, 'deny'),
      of(first, 'approve'),
    ];
    const { status, body } = await post('/v1/approvals/answers', { answers }, person);
    expect(status).toBe(200);
    expect(body['results']).toMatchObject([
      { decision_id: first.decision_id, decision: { result: 'ALLOW' } },
      { decision_id: 'dec_unknown', problem: { code: 'decision_not_found' } },
      { decision_id: second.decision_id, decision: { result: 'DENY' } },
      { decision_id: first.decision_id, problem: { code: 'not_pending' } },
    ]);
    const { decision_id, answer } = of(third, 'approve');
    const over = await service.grpc.call(
      'AnswerApprovals',
      {
        answers: [
          { decision_id, ...answer },
          { decision_id, ...answer },
        ],
      },
      person,
    );
    expect(over.answer['results']).toMatchObject([
      { decision: { result: 'ALLOW' } },
      { problem_json: expect.stringContaining('not_pending') },
    ]);
    expect((await post('/v1/approvals/answers', { answers: [] }, person)).body).toMatchObject({ field: 'answers' });
  });

  it('are asked for page by page', async () => {
    const asked = await Promise.all([4, 5, 6].map(async (amount) => decided('pay', { parameters: { amount } })));
    const seen: string[] = [];
    let next: string | null = '';
    for (let pages = 0; next !== null && pages < 50; pages += 1) {
      const { approvals, next: more } = await page(`?limit=1${next === '' ? '' : `&after=${next}`}`);
      expect(approvals.length).toBeLessThanOrEqual(1);
      seen.push(...approvals.map(({ decision }) => decision.decision_id));
      next = more;
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const { decision_id } of asked) expect(seen).toContain(decision_id);
    expect(await page('?after=nowhere')).toMatchObject({ status: 400, body: { code: 'invalid_field', field: 'after' } });
    expect(await page('?before=1')).toMatchObject({ status: 400, body: { field: 'before' } });
    const over = await service.grpc.call('ListApprovals', { limit: 1 }, await approver());
    expect(over.answer).toMatchObject({ next: expect.any(String) });
  });

  it('are shown beforehand what a grant would have answered, and what they suggest', async () => {
    const person = await approver();
    const grant = { agent: 'coder', tool: 'pay', operation: 'run', parameters: {}, max_uses: 5, reason: 'x' };
    const request = { ...grant, expires_at: new Date(Date.now() + 60_000).toISOString() };
    const { status, body } = await post('/v1/grants/preview', request, person);
    expect([status, Object.keys(body).sort()]).toEqual([
      200,
      ['approved', 'complete', 'covered', 'denied', 'looked_at', 'samples', 'since', 'timed_out', 'uses_left', 'waiting'],
    ]);
    expect((await post('/v1/grants/preview', { ...request, max_uses: 0 }, person)).body).toMatchObject({ field: 'max_uses' });
    expect((await get('/v1/proposals', person)).body).toEqual({ proposals: [] });
    const { parameters: _, ...over } = request;
    const told = await service.grpc.call('PreviewGrant', { ...over, parameters_json: '{}' }, person);
    expect(told).toMatchObject({ problem: null, answer: { looked_at: body['looked_at'], covered: body['covered'] } });
    expect((await service.grpc.call('ListProposals', {}, person)).problem).toBeNull();
  });
});

describe('evidence', () => {
  it('is there for a receipt, a decision and a session', async () => {
    const decision = await decided('files');
    const receipt = await get(`/v1/receipts/${decision.receipt.receipt_id}`);
    expect(receipt.body).toEqual({
      payload: expect.any(String),
      protected: expect.any(String),
      signature: expect.any(String),
      disclosures: expect.any(Array),
    });
    expect((await get(`/v1/decisions/${decision.decision_id}/bundle`)).body).toMatchObject({
      decision: { decision_id: decision.decision_id },
      receipts: [receipt.body],
    });
    expect((await get(`/v1/sessions/${session}/receipts`)).body).toMatchObject({ format: 'writ-session-export/v1', session_id: session });
    expect((await get('/v1/receipts/rct_nothing')).body).toMatchObject({ code: 'receipt_not_found' });
    expect((await get('/.well-known/writ-keys.json', {})).body).toMatchObject({ keys: [{ status: 'active', jwk: { crv: 'P-256' } }] });
    const metrics = (await get('/metrics', {})).text;
    expect(metrics).toMatch(/writ_decisions_total\{result="ALLOW"\} [1-9]/u);
    expect(metrics).toMatch(/writ_projection_lag_seconds [0-9.]+\n/u);
    expect(metrics).toMatch(/writ_projection_lag_rows [0-9]+\n/u);
  });
});

describe('gRPC', () => {
  it('makes the same calls', async () => {
    const opened = await service.grpc.call(
      'OpenSession',
      { host_session_id: 'grpc', user_request: { text: 'x' }, identity: await identity() },
      service.pep,
    );
    const { session_id: id } = opened.answer['session'] as { session_id: string };
    const message = {
      session_id: id,
      action: { tool: 'files', operation: 'run', parameters_json: '{"n":9007199254740991}' },
      identity: await identity(),
    };
    const headers = { ...service.pep, 'idempotency-key': 'g1' };
    const { answer } = await service.grpc.call('Decide', message, headers);
    expect(answer).toMatchObject({ result: 'ALLOW', session_id: id, receipt: { receipt_id: expect.any(String) } });
    const rest = await get(`/v1/decisions/${String(answer['decision_id'])}`);
    expect(rest.body).toMatchObject({ decision_id: answer['decision_id'], result: 'ALLOW' });
    const other = { ...message, action: { ...message.action, tool: 'shell' } };
    expect((await service.grpc.call('Decide', other, headers)).problem).toMatchObject({ code: 'idempotency_conflict' });
    expect((await service.grpc.call('Decide', { ...message, session_id: 'ses_nothing' }, service.pep)).problem).toMatchObject({
      code: 'session_not_found',
    });
    expect((await service.grpc.call('CloseSession', { session_id: id }, service.stranger)).problem).toMatchObject({
      code: 'session_not_found',
    });
    expect((await service.grpc.call('ListSessionReceipts', { session_id: id }, service.pep)).answer).toMatchObject({
      format: 'writ-session-export/v1',
      session_id: id,
    });
    expect(
      (await service.grpc.call('ReportOutcome', { decision_id: answer['decision_id'], status: 'completed', output_json: '1' }, service.pep))
        .answer,
    ).toMatchObject({ outcome: 'completed' });
    for await (const decision of service.grpc.watch({ decision_id: answer['decision_id'] }, service.pep))
      expect(decision).toMatchObject({ result: 'ALLOW' });
    expect((await service.grpc.call('CloseSession', { session_id: id }, service.pep)).answer).toMatchObject({ status: 'closed' });
  });
});

/** The decisions of an event stream, until it ends. */
function stream(path: string, onFirst: () => void): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${service.api.restUrl}${path}`, { headers: service.pep }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        onFirst();
      });
      response.once('end', () => {
        resolve([...text.matchAll(/^data: (.*)$/gmu)].map(([, json]) => JSON.parse(json ?? '') as unknown));
      });
    });
    request.once('error', reject);
    request.end();
  });
}
