import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, RequesterContext } from '@writ/aarm';
import { verifySession } from '@writ/receipt';
import { createPolicyControl, followRevocations } from '@writ/engine';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { openPostgresPolicyStore } from '@writ/store';
import { send } from './client.js';
import type { Answer } from './client.js';
import { signed } from './issuer.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

const AUDIENCE = 'https://writ.test';
const LIST = '/lists/1';
const SESSION_REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
let service: TestService;
beforeAll(async () => {
  service = await startService({}, undefined, undefined, undefined, ({ pinned: { jwksUrl } }) => ({
    events: { audience: AUDIENCE },
    statusLists: { origins: [new URL(jwksUrl).origin], maxTtlS: 1 },
  }));
  await publish(0);
}, 60_000);
afterAll(async () => service.close(), 60_000);

const seconds = (): number => Math.floor(Date.now() / 1000);
const uri = (): string => new URL(LIST, service.issuer.pinned.jwksUrl).href;
/** The list of the issuer, with one token on it. */
const publish = async (status: 0 | 1): Promise<void> => {
  const lst = deflateSync(Uint8Array.of(status)).toString('base64url');
  const claims = { sub: uri(), iat: seconds(), ttl: 1, status_list: { bits: 1, lst } };
  service.issuer.serve(LIST, await service.issuer.sign(claims, { typ: 'statuslist+jwt' }));
};

const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = service.pep): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(await signed(body)), headers });
const push = async (set: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  send(service.api.restUrl, {
    path: '/v1/security-events',
    body: set,
    headers: { 'content-type': 'application/secevent+jwt', ...headers },
  });
let sent = 0;
const event = (sub: string, change: object = {}): Promise<string> =>
  service.issuer.sign(
    {
      ...{ iss: service.issuer.pinned.issuer, aud: AUDIENCE, iat: seconds(), jti: `j-${(++sent).toString()}` },
      ...{ sub_id: { format: 'iss_sub', iss: service.issuer.pinned.issuer, sub }, events: { [SESSION_REVOKED]: {} } },
      ...change,
    },
    { typ: 'secevent+jwt' },
  );
const as = async (person: string, role: string) => ({ authorization: `Bearer ${await service.issuer.person(person, [role])}` });

const paying = (amount: number) => ({ tool: 'pay', operation: 'run', parameters: { amount } });

interface Held {
  readonly session: string;
  readonly identity: object;
  readonly pep: { readonly authorization: string };
}

let hosts = 0;
/** A session of an agent of somebody, by tokens that it goes on using. */
async function begin(human: string, claims: object = {}, pep = service.pep, instance = 'laptop'): Promise<Held> {
  const identity = {
    human: await service.issuer.delegated(human, [], { iat: seconds() - 5, ...claims }),
    agent: await service.issuer.agent('coder', instance),
  };
  const opening = { host_session_id: `revocation-${(++hosts).toString()}`, user_request: { text: 'pay' }, identity };
  const { session_id } = (await post('/v1/sessions', opening, pep)).body as unknown as { readonly session_id: string };
  return { session: session_id, identity, pep };
}

const decide = async ({ session, identity, pep }: Held, action: object, key?: string): Promise<Decision> =>
  (
    await post(
      '/v1/decisions',
      { session_id: session, action, identity },
      {
        ...pep,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
    )
  ).body as unknown as Decision;
const redeem = async ({ session, identity, pep }: Held, { id, amount }: Approved, key: string): Promise<Answer> =>
  post(`/v1/decisions/${id}/redeem`, { session_id: session, action: paying(amount), identity }, { ...pep, 'idempotency-key': key });

interface Approved {
  readonly id: string;
  readonly amount: number;
}

/** A payment that people have approved. */
async function approved(held: Held, amount: number): Promise<Approved> {
  const { decision_id, pending } = await decide(held, paying(amount));
  expect(pending).not.toBeNull();
  const approver = await as('ada', 'approver');
  const listed = (await send(service.api.restUrl, { path: '/v1/approvals', headers: approver })).body as unknown as {
    readonly approvals: readonly { readonly action_digest: string; readonly decision: Decision }[];
  };
  const action_digest = listed.approvals.find(({ decision }) => decision.decision_id === decision_id)?.action_digest;
  expect((await post(`/v1/approvals/${decision_id}`, { answer: 'approve', action_digest }, approver)).status).toBe(200);
  return { id: decision_id, amount };
}

/** Who asked, by the first receipt of a decision. */
const requesterOf = async (id: string): Promise<RequesterContext | null> => {
  const [receipt] = await service.store.receiptsOfDecision('acme', id);
  return (JSON.parse(receipt?.payload ?? '{}') as ReceiptPayload).action?.requester_context ?? null;
};

const UNVERIFIED = { result: 'DENY', reason: { code: 'identity_unverified' } };

/** What comes between the approval and the execution, of whose tokens, and what is then said. */
const ENDS: readonly [string, string, object, (held: Held) => Promise<void>, RegExp][] = [
  [
    'a security event of the issuer',
    'carl',
    {},
    async () => {
      expect((await push(await event('carl'))).status).toBe(202);
    },
    /took back what it had issued to `carl`: session-revoked/u,
  ],
  [
    'a change of the status list',
    'dora',
    { status: true },
    async () => {
      await publish(1);
      await new Promise((resolve) => setTimeout(resolve, 1100));
    },
    /a token is revoked, by the status list of its issuer/u,
  ],
  [
    'the kill switch',
    'emil',
    {},
    async () => {
      const stop = { kind: 'principal', id: 'emil', reason: 'an incident' };
      expect((await post('/v1/stops', stop, await as('olga', 'operator'))).status).toBe(200);
    },
    /an incident/u,
  ],
];

describe('between approval and execution', () => {
  it.each(ENDS)(
    'AARM-119: %s stops an approved action, under old keys too',
    async (_, human, { status }: { status?: boolean }, end, why) => {
      await publish(0);
      const held = await begin(human, status === true ? { status: { status_list: { idx: 0, uri: uri() } } } : {});
      const free = { tool: 'files', operation: 'read', parameters: {} };
      const [waiting, used] = [await approved(held, 1), await approved(held, 2)];
      expect((await redeem(held, used, 'used')).body).toMatchObject({ result: 'ALLOW' });
      expect(await decide(held, free, 'free')).toMatchObject({ result: 'ALLOW' });
      await end(held);
      const denied = (await redeem(held, waiting, 'late')).body as unknown as Decision;
      expect(denied).toMatchObject(UNVERIFIED);
      expect(denied.reason.message).toMatch(why);
      for (const again of [(await redeem(held, used, 'used')).body, await decide(held, free, 'free'), await decide(held, paying(1))])
        expect(again).toMatchObject(UNVERIFIED);
      expect(await service.store.receiptsOfDecision('acme', denied.decision_id)).not.toEqual([]);
      const exported = (await send(service.api.restUrl, { path: `/v1/sessions/${held.session}/receipts`, headers: service.pep }))
        .body as unknown as SessionExport;
      expect(verifySession(exported, { keys: [...(await service.store.keys())] }).verdict).toBe('valid');
    },
    30_000,
  );

  it('AARM-119: the end of an enrolment stops an approved action at once, under old keys too', async () => {
    const held = await begin('fred', {}, service.stranger, 'desktop');
    const [waiting, used] = [await approved(held, 1), await approved(held, 2)];
    expect((await redeem(held, used, 'used')).body).toMatchObject({ result: 'ALLOW' });
    const pep = await service.store.pep('acme', 'pep2');
    if (pep === null) throw new Error('it was enrolled');
    await service.store.enrolPep({ ...pep, revoked_at: new Date().toISOString() });
    // Less than the two seconds for which an enrolment is remembered.
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const [id, key] of [
      [waiting, 'late'],
      [used, 'used'],
    ] as const)
      expect(await redeem(held, id, key)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});

/** From a person to the agent through a planner, with what its issuer says of the root. */
async function handedOn(human: string, claims: Readonly<Record<string, unknown>>, by = 'planner'): Promise<Held> {
  const links = [
    { to: by, scope: '*', claims },
    { to: 'coder', scope: '*' },
  ];
  const { jkt, ...chain } = await service.issuer.delegation(human, links);
  const identity = {
    human: await service.issuer.delegated(human),
    agent: await service.issuer.agent('coder', 'laptop', { cnf: { jkt } }),
    ...chain,
  };
  const opening = { host_session_id: `revocation-${(++hosts).toString()}`, user_request: { text: 'read' }, identity };
  const { session_id } = (await post('/v1/sessions', opening)).body as unknown as { readonly session_id: string };
  return { session: session_id, identity, pep: service.pep };
}

describe('a delegation', () => {
  const read = { tool: 'files', operation: 'read', parameters: {} };

  it('AARM-119: ends with its root, and the denial names the link', async () => {
    await publish(0);
    const held = await handedOn('lena', { status: { status_list: { idx: 0, uri: uri() } } });
    const { decision_id, result } = await decide(held, read);
    expect(result).toBe('ALLOW');
    const evidence = (await requesterOf(decision_id))?.evidence.filter(({ claim }) => claim === 'delegation');
    expect(evidence?.map(({ revocation }) => revocation)).toEqual(['security events, status list', 'expiry only']);
    await publish(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const message = expect.stringMatching(/^link 1 of the delegation: a token is revoked/u);
    expect(await decide(held, read)).toMatchObject({ ...UNVERIFIED, reason: { message } });
  });

  it('AARM-119: ends with what its principal was signed in with', async () => {
    const held = await handedOn('mona', {});
    expect(await decide(held, read)).toMatchObject({ result: 'ALLOW' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await push(await event('mona'))).status).toBe(202);
    // A new token of the person does not bring back what was handed on before.
    const again = { ...held, identity: { ...held.identity, human: await service.issuer.delegated('mona', [], { iat: seconds() + 2 }) } };
    const message = expect.stringMatching(/^link 1 of the delegation: .*took back/u);
    expect(await decide(again, read)).toMatchObject({ ...UNVERIFIED, reason: { message } });
  });
});

describe('a link of a delegation', () => {
  it.each<[string, string, RegExp]>([
    ['whom it came from', 'scout', /^link 1 of the delegation, from `rosa` to `scout`, counts no more: .* took back .* `scout`/u],
    ['whom it came to', 'coder', /^.* took back .* `coder`/u],
  ])('AARM-119: ends with what %s had, and the denial names it', async (_, subject, why) => {
    const held = await handedOn('rosa', {}, 'scout');
    const read = { tool: 'files', operation: 'read', parameters: {} };
    expect(await decide(held, read)).toMatchObject({ result: 'ALLOW' });
    expect((await push(await event(subject))).status).toBe(202);
    expect(await decide(held, read)).toMatchObject({ ...UNVERIFIED, reason: { message: expect.stringMatching(why) } });
    // What is issued afterwards counts: other tests go on.
    await new Promise((resolve) => setTimeout(resolve, 1100));
  });
});

describe('an identity', () => {
  it('AARM-115: is in the receipt as it was proven when the action was submitted, whatever is proven later', async () => {
    const held = await begin('nils', { roles: ['engineer'] });
    const payment = await approved(held, 3);
    const later = { ...held, identity: { ...held.identity, human: await service.issuer.delegated('nils', ['contractor']) } };
    expect((await redeem(later, payment, 'later')).body).toMatchObject({ result: 'ALLOW' });
    expect(await requesterOf(payment.id)).toMatchObject({ human: { id: 'nils', roles: ['engineer'] }, agent: { instance: 'laptop' } });
  });

  it('AARM-117: is what a pinned issuer signed, and the receipt says which one', async () => {
    const held = await begin('olaf');
    const read = { tool: 'files', operation: 'read', parameters: {} };
    const { decision_id } = await decide(held, read);
    expect((await requesterOf(decision_id))?.evidence.map(({ claim, source }) => [claim, source])).toEqual([
      ['human', 'https://acme.issuer.test'],
      ['agent', 'https://acme.issuer.test'],
      ['service', 'pep:pep1'],
    ]);
    // Of the second issuer, in the name of the first; and of one that nobody pinned.
    const forged = [
      await service.second.delegated('olaf', [], { iss: service.issuer.pinned.issuer }),
      await service.issuer.delegated('olaf', [], { iss: 'https://elsewhere.test' }),
    ];
    for (const human of forged) expect(await decide({ ...held, identity: { ...held.identity, human } }, read)).toMatchObject(UNVERIFIED);
  });

  it('AARM-118: is not verified once a token of it has expired, not even for what was approved while it was good', async () => {
    const held = await begin('petra');
    const payment = await approved(held, 4);
    const expired = { iat: seconds() - 300, exp: seconds() - 100 };
    const tokens = [
      { human: await service.issuer.delegated('petra', [], expired) },
      { agent: await service.issuer.agent('coder', 'laptop', expired) },
    ];
    for (const token of tokens) {
      const late = { ...held, identity: { ...held.identity, ...token } };
      expect((await redeem(late, payment, 'late')).body).toMatchObject(UNVERIFIED);
      expect(await decide(late, paying(4))).toMatchObject(UNVERIFIED);
    }
    expect((await redeem(held, payment, 'good')).body).toMatchObject({ result: 'ALLOW' });
  });
});

describe('a security event', () => {
  it('ends the tokens of people, and lets those in that are issued afterwards', async () => {
    const before = { authorization: `Bearer ${await service.issuer.person('gina', ['viewer'], { iat: seconds() - 5 })}` };
    const read = async (headers: Readonly<Record<string, string>>) =>
      (await send(service.api.restUrl, { path: '/v1/approvals', headers })).status;
    expect(await read(before)).toBe(200);
    expect((await push(await event('gina', { iat: seconds() - 2 }))).status).toBe(202);
    expect(await read(before)).toBe(401);
    expect(await read(await as('gina', 'viewer'))).toBe(200);
  });

  it('ends a wait at once, and says what came', async () => {
    const held = await begin('hans');
    const { decision_id } = await decide(held, paying(1));
    expect((await push(await event('hans'))).status).toBe(202);
    const answer = await send(service.api.restUrl, { path: `/v1/decisions/${decision_id}?wait_ms=5000`, headers: service.pep });
    expect(answer.body).toMatchObject({ result: 'DENY', pending: null, resolution: { method: 'kill_switch' } });
  });

  it('is heard by every process on the database within a second, and known to those that start later', async () => {
    const { appUrl: url, store, signer, issuer } = service;
    const policies = openPostgresPolicyStore({ url });
    const control = createPolicyControl({ store, signer, policies });
    const other = await followRevocations({ policies, control });
    const token = { issuer: issuer.pinned.issuer, subject: 'jana', issued_at: seconds() - 5 };
    expect(other.find('acme', token)).toBeNull();
    expect((await push(await event('jana'))).status).toBe(202);
    const from = performance.now();
    while (other.find('acme', token) === null && performance.now() - from < 5000) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(performance.now() - from).toBeLessThan(1000);
    const later = await followRevocations({ policies, control });
    expect(later.find('acme', token)).toMatchObject({ reason: 'session-revoked' });
    await Promise.all([other.close(), later.close()]);
    await policies.close();
  });

  it('counts once', async () => {
    const set = await event('ida');
    const receipts = async () => (await service.store.receipts('acme', 'ses_policy_acme')).length;
    const before = await receipts();
    const answers = await Promise.all([push(set), push(set), push(set)]);
    // Those that come at the same time may be asked to come again; none is refused.
    expect(answers.every(({ status }) => status === 202 || status === 503)).toBe(true);
    expect((await push(set)).status).toBe(202);
    expect(await receipts()).toBe(before + 1);
  });

  it('that is not taken says why, as RFC 8935 has it', async () => {
    const refused = await push(await event('kurt', { aud: 'https://other.test' }));
    expect(refused).toMatchObject({ status: 400, body: { err: 'invalid_audience' } });
    expect(refused.headers['content-type']).toContain('application/json');
    expect(await push('{}')).toMatchObject({ status: 400, body: { err: 'invalid_request' } });
    for (const type of ['application/json', 'text/plain', 'application/jwt'])
      expect((await push(await event('kurt'), { 'content-type': type })).status).toBe(415);
    const elsewhere = { path: '/v1/decisions', body: await event('kurt'), headers: { 'content-type': 'application/secevent+jwt' } };
    expect((await send(service.api.restUrl, elsewhere)).status).toBe(415);
  });
});
