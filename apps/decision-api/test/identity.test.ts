import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import type { Evaluator } from '@writ/engine';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { send } from './client.js';
import { signed } from './issuer.js';
import { startService } from './service.js';
import type { TestService } from './service.js';

let service: TestService;
let evaluator: Evaluator;
let outDir: string;
let host = 0;

/** The rules of the example, as opa compiles them. */
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'writ-who-asks-'));
  const packs = [fileURLToPath(new URL('../../../docs/examples/who-asks', import.meta.url))];
  evaluator = await startEvaluator(await compilePacks({ packs, opa: resolveOpa, outDir }));
  service = await startService({}, undefined, undefined, evaluator);
}, 60_000);
afterAll(async () => {
  await service.close();
  await evaluator.close();
  await rm(outDir, { recursive: true, force: true });
}, 60_000);

const post = async (path: string, body: object) =>
  (await send(service.api.restUrl, { path, body: JSON.stringify(await signed(body)), headers: service.pep })).body;

/** What is decided of an action by an agent of alice, whose token says so much more of her. */
async function decided(tool: string, operation: string, claims: object, through: readonly string[] = []): Promise<Decision> {
  const links = [...through, 'coder'].map((to) => ({ to, scope: '*' }));
  const chain = through.length === 0 ? null : await service.issuer.delegation('alice', links);
  const identity = {
    human: await service.issuer.delegated('alice', [], { ...claims }),
    agent: await service.issuer.agent('coder', 'laptop', chain === null ? {} : { cnf: { jkt: chain.jkt } }),
    ...(chain === null ? {} : { delegation: chain.delegation, prove: chain.prove }),
  };
  const opening = { host_session_id: `who-${(++host).toString()}`, user_request: { text: 'do the work' }, identity };
  const { session_id } = await post('/v1/sessions', opening);
  return (await post('/v1/decisions', { session_id, action: { tool, operation, parameters: {} }, identity })) as unknown as Decision;
}

describe('a rule on who asks', () => {
  it.each<[string, object, string]>([
    ['an engineer', { roles: ['engineer'] }, 'ALLOW'],
    ['a contractor', { roles: ['contractor'] }, 'DENY'],
  ])('decides by the roles in the token of %s', async (_, claims, result) => {
    expect(await decided('file', 'write', claims)).toMatchObject({ result });
  });

  it.each<[string, object, object]>([
    ['of finance', { groups: ['finance'] }, { result: 'ALLOW' }],
    ['of sales', { groups: ['sales'] }, { result: 'DENY', reason: { code: 'rule' } }],
    ['that has no groups', {}, { result: 'DEFER', missing: ['identity.groups'] }],
  ])('decides by the groups in a token %s', async (_, claims, expected) => {
    expect(await decided('payments', 'transfer', claims)).toMatchObject(expected);
  });

  it('decides by the links of a delegation', async () => {
    const asked = await decided('payments', 'transfer', { groups: ['finance'] }, ['planner']);
    expect(asked).toMatchObject({ result: 'STEP_UP', reason: { message: 'the task came from planner' } });
  });

  it('AARM-140: is not asked about what is beyond the scope', async () => {
    const denied = await decided('file', 'write', { roles: ['engineer'], scope: 'file:read' });
    expect(denied).toMatchObject({ result: 'DENY', reason: { code: 'outside_scope' }, policy: { rules: [] } });
  });
});
