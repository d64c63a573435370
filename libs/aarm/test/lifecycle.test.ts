import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeMove } from '../src/policy/judge-move.js';
import { POLICY_MOVES, POLICY_ROLES, POLICY_STATES } from '../src/policy/lifecycle.js';
import type { PolicyActor, PolicyMove, PolicyMoveRequest, PolicyStanding } from '../src/policy/lifecycle.js';

const actor = (id: string, ...roles: string[]): PolicyActor => ({ id, roles, service: false });
const service: PolicyActor = { id: 'writ', roles: [], service: true };
const everyRole = (id: string): PolicyActor => actor(id, ...POLICY_ROLES);
const standing = (of: Partial<PolicyStanding>): PolicyStanding => ({
  state: 'draft',
  author: 'ana',
  approvers: [],
  ever_active: false,
  intent_read: true,
  settings: { approvals: 1, blast_radius: null },
  ...of,
});
const judge = (of: Partial<PolicyStanding>, move: PolicyMove, more: Partial<PolicyMoveRequest> = {}): string => {
  const judged = judgeMove(standing(of), { move, by: everyRole('ops'), ...more });
  return judged.ok ? judged.to : judged.refusal.code;
};
const blast = (flipped: number, decisions = 100) => ({ decisions, flipped, sessions: 1, report_digest: null });

describe('who may do what', () => {
  it.each<[PolicyMove, Partial<PolicyStanding>, string]>([
    ['publish', { state: null }, 'author'],
    ['check', { state: 'draft' }, 'author'],
    ['test', { state: 'checked' }, 'author'],
    ['sign', { state: 'tested' }, 'policy_approver'],
    ['shadow', { state: 'signed' }, 'operator'],
    ['unshadow', { state: 'shadow' }, 'operator'],
    ['activate', { state: 'signed', approvers: ['bea'] }, 'operator'],
    ['rollback', { state: 'retired', ever_active: true }, 'operator'],
    ['retire', { state: 'draft' }, 'author operator'],
  ])('%s', (move, of, roles) => {
    for (const role of POLICY_ROLES) {
      const may = roles.split(' ').includes(role);
      expect(judge(of, move, { by: actor('x', role), passed: true }) === 'role_missing').toBe(!may);
    }
    expect(judge(of, move, { by: service, passed: true })).toBe('role_missing');
  });

  it('leaves the first activation to the service alone', () => {
    expect(judge({ state: null }, 'bootstrap', { by: service })).toBe('active');
    expect(judge({ state: null }, 'bootstrap')).toBe('role_missing');
  });
});

describe('from where to where', () => {
  const every = (Object.keys(POLICY_MOVES) as PolicyMove[]).flatMap((move) =>
    [null, ...POLICY_STATES].map((state) => [move, state] as const),
  );
  it.each(every)('%s of a version that is %s', (move, state) => {
    const { from, to } = POLICY_MOVES[move];
    const of = { state, approvers: ['bea'], ever_active: true };
    const told = judge(of, move, { by: move === 'bootstrap' ? service : everyRole('ops'), passed: true });
    if (!from.includes(state)) expect(told).toBe('state_wrong');
    else expect(told).toBe(move === 'sign' && state === 'shadow' ? 'shadow' : to);
  });

  it('names the state, the move and what is needed', () => {
    const judged = judgeMove(standing({ state: null }), { move: 'check', by: everyRole('ops') });
    expect(judged).toMatchObject({ ok: false, refusal: { message: 'the version is `unknown`; to check it, it must be `draft`' } });
    const published = judgeMove(standing({ state: 'active' }), { move: 'publish', by: everyRole('ops') });
    expect(published).toMatchObject({
      ok: false,
      refusal: { message: 'the version is `active`; to publish it, it must be `new` or `retired`' },
    });
  });
});

describe('what a move asks for', () => {
  it('a check and a test that passed', () => {
    expect(judge({}, 'check')).toBe('not_passed');
    expect(judge({}, 'check', { passed: false })).toBe('not_passed');
    expect(judge({ state: 'checked' }, 'test', { passed: true })).toBe('tested');
  });

  it('signatures by distinct people, none of them the author', () => {
    const two = { approvals: 2, blast_radius: null };
    expect(judge({ state: 'tested' }, 'sign', { by: everyRole('ana') })).toBe('author_signs');
    expect(judge({ state: 'tested', approvers: ['ops'] }, 'sign')).toBe('signed_already');
    expect(judge({ state: 'tested', settings: two }, 'sign')).toBe('tested');
    expect(judge({ state: 'tested', settings: two, approvers: ['bea'] }, 'sign')).toBe('signed');
    expect(judge({ state: 'tested', settings: two, approvers: ['ana'] }, 'sign')).toBe('tested');
    expect(judge({ state: 'signed', settings: two, approvers: ['bea'] }, 'activate')).toBe('approvals_missing');
    expect(judge({ state: 'signed', approvers: ['ana'] }, 'activate')).toBe('approvals_missing');
  });

  it('signatures by people who cannot be one who signs in at two issuers', () => {
    const [two, ana, bea] = [{ approvals: 2, blast_radius: null }, 'https://second.test#ana', 'https://second.test#bea'];
    expect(judge({ state: 'tested' }, 'sign', { by: everyRole(ana) })).toBe('author_signs');
    expect(judge({ state: 'tested', settings: two, approvers: ['bea'] }, 'sign', { by: everyRole(bea) })).toBe('signed_already');
    expect(judge({ state: 'signed', settings: two, approvers: ['bea', bea] }, 'activate')).toBe('approvals_missing');
    expect(judge({ state: 'signed', settings: two, approvers: ['ops', bea] }, 'activate')).toBe('active');
  });

  it('a rule that reads intent context, or a reason why not', () => {
    const signed = { state: 'signed', approvers: ['bea'] } as const;
    for (const intent_read of [false, null]) {
      expect(judge({ ...signed, intent_read }, 'activate')).toBe('intent_unread');
      expect(judge({ ...signed, intent_read }, 'activate', { overrides: { intent_unread: 'machines only' } })).toBe('active');
    }
  });

  it('a replay within the blast radius, or a reason why not', () => {
    const signed = { state: 'signed', approvers: ['bea'], settings: { approvals: 1, blast_radius: 0.1 } } as const;
    expect(judge(signed, 'activate')).toBe('blast_radius');
    expect(judge(signed, 'activate', { blast: null })).toBe('blast_radius');
    expect(judge(signed, 'activate', { blast: blast(0, 0) })).toBe('blast_radius');
    expect(judge(signed, 'activate', { blast: blast(11) })).toBe('blast_radius');
    expect(judge(signed, 'activate', { blast: blast(10) })).toBe('active');
    expect(judge(signed, 'activate', { blast: blast(11), overrides: { blast_radius: 'an incident' } })).toBe('active');
  });

  it('puts only those overrides on record that were needed', () => {
    const overrides = { intent_unread: 'machines only', blast_radius: 'an incident' };
    const ask = (of: Partial<PolicyStanding>) =>
      judgeMove(standing({ state: 'signed', approvers: ['bea'], ...of }), { move: 'activate', by: everyRole('ops'), overrides });
    expect(ask({})).toMatchObject({ ok: true, overrides: [] });
    expect(ask({ intent_read: false })).toMatchObject({ overrides: [{ refusal: 'intent_unread', reason: 'machines only' }] });
    expect(ask({ settings: { approvals: 1, blast_radius: 0 } })).toMatchObject({
      overrides: [{ refusal: 'blast_radius', reason: 'an incident' }],
    });
  });
});

describe('laws', () => {
  const moves = (Object.keys(POLICY_MOVES) as PolicyMove[]).filter((move) => move !== 'bootstrap');
  it('no way leads to active without a signature of somebody else than the author', () => {
    const step = fc.record({ move: fc.constantFrom(...moves), who: fc.constantFrom('ana', 'bea', 'cai') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let at = standing({ state: null });
        for (const { move, who } of steps) {
          const judged = judgeMove(at, { move, by: everyRole(who), passed: true });
          if (!judged.ok) continue;
          const approvers = move === 'publish' ? [] : move === 'sign' ? [...at.approvers, who] : at.approvers;
          at = { ...at, state: judged.to, approvers, ever_active: at.ever_active || judged.to === 'active' };
          if (move === 'activate') expect(at.approvers.filter((id) => id !== 'ana').length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
