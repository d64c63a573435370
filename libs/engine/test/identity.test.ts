import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { VerifiedIdentity } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryRecordings } from '@writ/store';
import { createEngine, replay, standAlone } from '../src/index.js';
import type { Engine, Evaluator, ReplayOptions } from '../src/index.js';
import { ask, identity, open, pep, startHouse, statement } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
/** Reads roles, groups and age. */
let reading: Evaluator;
let engine: Engine;
beforeAll(async () => {
  house = await startHouse();
  reading = await startPolicy('reads who asks', '', [
    rule('reading', 'file', '"contractor" in input.identity.roles'),
    { ...rule('customers', 'crm', '"sales" in input.identity.groups'), class: 'context_dependent_defer', result: 'ALLOW', custom: [] },
    rule('mailing', 'mail', 'input.identity.age_s > 60'),
    rule('payment', 'pay', 'input.identity.principal == "mallory"'),
  ]);
  engine = createEngine({ ...standAlone, ...house, evaluator: reading, signals: createSignals() });
});
afterAll(async () => {
  await engine.close();
  await reading.close();
  await house.close();
});

const rule = (id: string, tool: string, condition: string) => ({
  ...{ id, tool, class: 'context_dependent_deny', result: 'DENY', custom: ['overridable: false'] },
  condition: `if ${condition}`,
});

const who = (person: { roles?: string[]; groups?: string[]; issuer?: string }, age_s = 0): VerifiedIdentity => {
  const { requester } = identity();
  const [claim, source, revocation] = ['human' as const, 'https://id.example.com', 'expiry only'];
  const checked_at = new Date(Date.now() - age_s * 1000).toISOString();
  return identity({
    requester: {
      ...requester,
      human: { id: 'eve', roles: [], scope: ['*'], ...person },
      evidence: [{ claim, source, revocation, checked_at, max_age_s: 600, token_digest: null }],
    },
  });
};

describe('a rule on who asks', () => {
  it.each([
    // First, while no session of hers has read anything.
    ['an old proof', 'mail', who({}, 120), 'engine/mailing'],
    ['a fresh proof', 'mail', who({}, 5), 'posture:engine'],
    ['the role that it denies', 'file', who({ roles: ['contractor'] }), 'engine/reading'],
    ['another role', 'file', who({ roles: ['engineer'] }), 'posture:engine'],
    ['the group that it allows', 'crm', who({ groups: ['sales'] }), 'engine/customers'],
    ['another group', 'crm', who({ groups: ['support'] }), 'posture:engine'],
    ['another person', 'pay', who({}), 'posture:engine'],
  ])('AARM-140: decides on %s', async (_, tool, asks, policy_id) => {
    const decision = await ask(engine, await open(engine), { tool, identity: asks });
    expect(decision.policy.policy_id).toBe(policy_id);
  });

  it('waits where what it reads is not told, and says for what', async () => {
    const decision = await ask(engine, await open(engine), { tool: 'crm', identity: who({}) });
    expect(decision).toMatchObject({ result: 'DEFER', reason: { code: 'insufficient_context' }, missing: ['identity.groups'] });
  });

  it('has what it read, the scope and the chain in the context that is signed, and no more', async () => {
    const decision = await ask(engine, await open(engine), { tool: 'file', identity: who({ roles: ['contractor'], issuer: 'https://a' }) });
    const { receipts } = await engine.bundle(pep, decision.decision_id);
    expect(statement(receipts[0]).action?.requester_context.human).toEqual({
      ...{ id: 'eve', roles: ['contractor'], scope: ['*'], issuer: 'https://a' },
    });
    const told = receipts[0]?.disclosures.map((each) => JSON.parse(Buffer.from(each, 'base64url').toString()) as [string, string, object]);
    const context = told?.find(([, name]) => name === 'context')?.[2] as { identity: object };
    expect(context.identity).toEqual({ age_s: 0, chain: [], effective_scope: ['*'], principal: 'eve', roles: ['contractor'] });
  });
});

describe('a replay of what rules on who asks decided', () => {
  const run = async (change: Partial<ReplayOptions> = {}) =>
    replay({
      recordings: createMemoryRecordings(house.store),
      signals: createSignals(),
      tenant_id: 'acme',
      since: '2026-01-01T00:00:00.000Z',
      version: async (hash) => Promise.resolve([house.evaluator, reading].find(({ terms }) => terms.hash === hash) ?? null),
      ...change,
    });

  it('gives every decision again, from the identity on record', async () => {
    const { recorded } = await run();
    expect(recorded.replayed).toBeGreaterThan(8);
    expect(recorded).toMatchObject({ reproduced: recorded.replayed, differing: 0, context: {} });
  });

  it('tells a candidate who asked, also of decisions of a version that did not read it', async () => {
    const session = await open(house.engine);
    await ask(house.engine, session, { tool: 'file', identity: who({ roles: ['contractor'] }) });
    await ask(house.engine, session, { tool: 'file', identity: who({ roles: ['engineer'] }) });
    const { candidate } = await run({ candidate: reading });
    const flips = candidate?.examples.filter((flip) => flip.session_id === session) ?? [];
    expect(flips.map(({ after }) => `${after.result} ${after.rule}`).sort()).toEqual(['DENY engine/reading', 'DENY posture:engine']);
  });
});
