import { describe, expect, it } from '@jest/globals';
import { revokesRequester, revokesToken } from '../src/index.js';
import type { RequesterContext, TokenRevocation } from '../src/index.js';

const AT = '2026-11-01T12:00:00.000Z';
const revocation: TokenRevocation = {
  tenant_id: 'acme',
  issuer: 'https://idp.test',
  subject: 'u-17',
  person: 'alice',
  before: AT,
  reason: 'session-revoked',
  jti: 'j1',
  at: AT,
};

describe('a revocation', () => {
  const seconds = Date.parse(AT) / 1000;
  it.each<[string, object, boolean]>([
    ['issued before', { issued_at: seconds - 1 }, true],
    ['issued at that second', { issued_at: seconds }, true],
    ['issued afterwards', { issued_at: seconds + 1 }, false],
    ['of another issuer', { issuer: 'https://other.test' }, false],
    ['of somebody else', { subject: 'u-18' }, false],
    ['of somebody who is called so elsewhere', { subject: 'alice' }, false],
  ])('of tokens: one %s', (_, change, expected) => {
    expect(revokesToken(revocation, { issuer: 'https://idp.test', subject: 'u-17', issued_at: seconds, ...change })).toBe(expected);
  });

  const party = { id: 'u-17', roles: [], scope: [] };
  const nobody = { human: null, service: null, agent: null };
  const requester = (who: Partial<RequesterContext>, change: Partial<RequesterContext['evidence'][number]>): RequesterContext => ({
    ...{ ...nobody, session: 'ses_1', effective_scope: [], delegation_chain: [] },
    ...who,
    evidence: [
      {
        ...{ claim: 'human', source: 'https://idp.test', checked_at: AT, max_age_s: 60, revocation: 'expiry only', token_digest: null },
        ...change,
      },
    ],
  });
  const alice = { human: { ...party, id: 'alice' } };
  it.each<[string, RequesterContext, boolean]>([
    ['a person', requester(alice, {}), true],
    ['a person, a moment later', requester(alice, { checked_at: '2026-11-01T12:00:01.000Z' }), true],
    ['a person, long after', requester(alice, { checked_at: '2026-11-01T12:00:01.001Z' }), false],
    ['a person of another issuer', requester(alice, { source: 'https://other.test' }), false],
    ['a person, of whom only the agent was proven', requester(alice, { claim: 'agent' }), false],
    ['somebody else', requester({ human: { ...party, id: 'bob' } }, {}), false],
    ['a service', requester({ service: party }, { claim: 'service' }), true],
    ['an agent', requester({ agent: { ...party, instance: 'laptop', jkt: null } }, { claim: 'agent' }), true],
    ['nobody', requester({}, {}), false],
  ])('of what was decided for %s', (_, given, expected) => {
    expect(revokesRequester(revocation, given)).toBe(expected);
  });

  it('says nothing of people where the subject does not tell who it is', () => {
    expect(revokesRequester({ ...revocation, person: null }, requester(alice, {}))).toBe(false);
  });
});
