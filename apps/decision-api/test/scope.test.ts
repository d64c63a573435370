import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestDigest, verifyReceipt, verifySession } from '@writ/receipt';
import type { SessionExport, StoredReceipt } from '@writ/receipt';
import { send } from './client.js';
import type { Answer } from './client.js';
import { signed } from './issuer.js';
import type { TestIdentity, TestLink } from './issuer.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

let service: TestService;
let host = 0;

beforeAll(async () => {
  service = await startService();
}, 60_000);
afterAll(async () => {
  await service.close();
}, 60_000);

const post = async (path: string, body: object): Promise<Answer> =>
  send(service.api.restUrl, { path, body: JSON.stringify(await signed(body)), headers: service.pep });
const proof = async (human: object = {}, agent: object = {}): Promise<TestIdentity> => ({
  human: await service.issuer.delegated('alice', [], { ...human }),
  agent: await service.issuer.agent('coder', 'laptop', { ...agent }),
});
const delegated = async (links: readonly TestLink[]): Promise<TestIdentity> => {
  const { delegation, jkt, prove } = await service.issuer.delegation('alice', links);
  return { ...(await proof({}, { cnf: { jkt } })), delegation, prove };
};

async function opened(identity: TestIdentity): Promise<string> {
  const answer = await post('/v1/sessions', { host_session_id: `scope-${(++host).toString()}`, user_request: { text: 'work' }, identity });
  expect(answer.status).toBe(201);
  return String(answer.body['session_id']);
}

const exportOf = async (session: string): Promise<SessionExport> =>
  (await send(service.api.restUrl, { path: `/v1/sessions/${session}/receipts`, headers: service.pep })).body as unknown as SessionExport;

/** Whether an action that the rules allow may run. */
async function asked(
  identity: TestIdentity,
  session_id?: string,
): Promise<{ readonly result: string; readonly code: string; readonly message: string }> {
  const session = session_id ?? (await opened(await proof()));
  const answer = await post('/v1/decisions', {
    session_id: session,
    action: { tool: 'files', operation: 'run', parameters: {} },
    identity,
  });
  expect(answer.status).toBe(200);
  const { result, reason } = answer.body as unknown as { result: string; reason: { code: string; message: string } };
  return { result, ...reason };
}

describe('the scope of a token', () => {
  it.each<[string, object, object]>([
    ['everything', {}, {}],
    ['the tool', { scope: 'files' }, {}],
    ['the operation, of the agent', {}, { scope: 'mail files:run' }],
    ['a tool and its operation, each of one token', { scope: 'files' }, { scope: 'files:run' }],
  ])('that permits %s lets the rules decide', async (_, human, agent) => {
    expect(await asked(await proof(human, agent))).toMatchObject({ result: 'ALLOW' });
  });

  it.each<[string, object, object, string]>([
    ['nothing', { scope: '' }, {}, 'nothing'],
    ['nothing, where there is none', { scope: undefined }, {}, 'nothing'],
    ['something else', { scope: 'read:docs' }, {}, '`read:docs`'],
    ['another operation', { scope: 'files:list' }, {}, '`files:list`'],
    ['something else, of the agent', {}, { scope: 'mail' }, '`mail`'],
    ['nothing that both permit', { scope: 'files:run' }, { scope: 'mail' }, 'nothing'],
    ['what nobody understands', { scope: '*:run fi*les' }, {}, 'nothing'],
  ])('that permits %s denies what the rules allow', async (_, human, agent, scope) => {
    expect(await asked(await proof(human, agent))).toEqual({
      result: 'DENY',
      code: 'outside_scope',
      message: `the effective scope is ${scope}, which does not cover \`files:run\``,
    });
  });
});

describe('a delegation', () => {
  const HOPS = [
    { to: 'planner', scope: '*' },
    { to: 'helper', scope: 'files mail' },
    { to: 'coder', scope: 'files:run' },
  ];
  const changed = (index: number, change: Partial<TestLink>): readonly TestLink[] =>
    HOPS.map((link, at) => (at === index ? { ...link, ...change } : link));

  it('AARM-114: of three links lets the rules decide, and is with every level in a receipt that verifies offline', async () => {
    const who = await delegated(HOPS);
    const session = await opened(who);
    expect(await asked(who, session)).toMatchObject({ result: 'ALLOW' });
    const receipts = await exportOf(session);
    expect(verifySession(receipts, { keys: [...(await service.signer.keys())] }).verdict).toBe('valid');
    const { action } = JSON.parse(receipts.receipts.at(-1)?.payload ?? '{}') as { action: { requester_context: object } };
    expect(action.requester_context).toMatchObject({
      human: { id: 'alice', issuer: service.issuer.pinned.issuer, roles: [], scope: ['*'] },
      service: { id: 'pep:pep1' },
      agent: { id: 'coder', instance: 'laptop', jkt: expect.any(String) },
      effective_scope: ['files:run'],
      delegation_chain: [
        { delegator: 'alice', delegatee: 'planner', depth: 1 },
        { delegator: 'planner', delegatee: 'helper', depth: 2 },
        { delegator: 'helper', delegatee: 'coder', depth: 3 },
      ],
    });
  });

  it('AARM-122: its receipt holds what the instance signed of this very action, and no other proof takes its place', async () => {
    const who = await delegated(HOPS);
    const session = await opened(who);
    const other = await opened(who);
    await asked(who, session);
    await asked(who, other);
    const receipts = await Promise.all([session, other].map(async (id) => exportOf(id)));
    const [[receipt], [foreign]] = receipts.map(({ receipts: all }) => all.slice(-1)) as [[StoredReceipt], [StoredReceipt]];
    const keys = [...(await service.signer.keys())];
    const named = (of: StoredReceipt, name: string): string =>
      of.disclosures.find((each) => (JSON.parse(Buffer.from(each, 'base64url').toString()) as [string, string])[1] === name) ?? '';
    expect(named(receipt, 'instance_proof')).not.toBe('');
    expect(verifyReceipt(receipt, { keys })).toMatchObject({ verdict: 'valid' });
    const swapped = [...receipt.disclosures.filter((each) => each !== named(receipt, 'instance_proof')), named(foreign, 'instance_proof')];
    expect(verifyReceipt({ ...receipt, disclosures: swapped }, { keys })).toMatchObject({ cause: 'disclosure-mismatch' });
  });

  it('of an instance that does not sign its requests is not verified, nor one whose signature is of another request', async () => {
    const { prove, ...bearer } = await delegated(HOPS);
    const session = await opened({ ...bearer, ...(prove === undefined ? {} : { prove }) });
    expect(await asked(bearer, session)).toMatchObject({
      ...{ result: 'DENY', code: 'identity_unverified' },
      message: 'the agent token is bound to a key by `cnf`, and comes without a proof of that key',
    });
    const elsewhere = requestDigest({ session_id: session, tool: 'files', operation: 'list', parameters: {}, nonce: null });
    const forged = { ...bearer, prove: async (token: string) => (await prove?.(token, elsewhere)) ?? '' };
    expect(await asked(forged, session)).toMatchObject({
      ...{ result: 'DENY', code: 'identity_unverified' },
      message: "the proof of the agent's key is refused: it is of another request",
    });
  });

  it.each<[string, readonly TestLink[], RegExp]>([
    [
      'link 2',
      [
        { to: 'planner', scope: '*' },
        { to: 'helper', scope: 'mail' },
        { to: 'coder', scope: 'mail' },
      ],
      /: link 2 of the delegation, from `planner` to `helper`, hands on `mail`$/u,
    ],
    ['link 1', [{ to: 'coder', scope: 'read:docs' }], /: link 1 of the delegation, from `alice` to `coder`, hands on `read:docs`$/u],
  ])('denies what %s does not hand on, and names it', async (_, links, told) => {
    expect(await asked(await delegated(links))).toMatchObject({
      result: 'DENY',
      code: 'outside_scope',
      message: expect.stringMatching(told),
    });
  });

  it.each<[string, readonly TestLink[], RegExp]>([
    ['widens what it was handed', changed(2, { scope: 'files shell' }), /^link 3 .*widens the scope$/u],
    ['widens what it was handed by a prefix', changed(2, { scope: 'f*' }), /^link 3 .*widens the scope$/u],
    ['hands on what nobody understands', changed(1, { scope: 'files *:run' }), /^link 2 .*`\*:run`, which is not understood$/u],
    [
      'has a constraint that nobody understands',
      changed(1, { claims: { authorization_details: [{ type: 'x' }] } }),
      /^link 2 .*not understood/u,
    ],
    ['is for another principal', changed(1, { claims: { sub: 'mallory' } }), /^link 2 .*is for another principal$/u],
    ['is for another audience', changed(1, { claims: { aud: 'shop' } }), /^link 2 .*aud/u],
    ['lives longer than the link above it', changed(1, { claims: { exp: Math.floor(Date.now() / 1000) + 3000 } }), /^link 2 .*outlives/u],
    ['goes deeper than it may', changed(0, { claims: { max_depth: 2 } }), /^link 2 .*more depth/u],
    ['comes back to one before it', changed(1, { to: 'alice' }), /^link 2 .*loop$/u],
    ['ends at another agent', changed(2, { to: 'mailer' }), /^link 3 .*does not end at the agent$/u],
  ])('AARM-120: is not verified where a link %s', async (_, links, told) => {
    const denied = await asked(await delegated(links));
    expect(denied).toMatchObject({ result: 'DENY', code: 'identity_unverified' });
    expect(denied.message).toMatch(told);
  });
});
