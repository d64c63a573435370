import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DelegationHop, RequesterContext } from '@writ/aarm';
import { canonicalize, jwkThumbprint, protectedHeader, signingInput, toP1363LowS, verifyReceipt } from '../src/index.js';
import type { KeyRecord, ReceiptPayload } from '../src/index.js';
import { readVectors } from './vectors.js';

/** An issuer that signs whatever it is told: what is wrong with a chain must show without it. */
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' }) as KeyRecord['jwk'];
const kid = jwkThumbprint(jwk);
const key: KeyRecord = { kid, jwk, valid_from: '2026-01-01T00:00:00.000Z', valid_until: null, status: 'active', compromised_at: null };

const [vector] = readVectors('receipts').filter(({ name }) => name === 'valid-01-decision-ALLOW');
const ALLOWED = JSON.parse(vector?.receipt.payload ?? '') as ReceiptPayload & { readonly action: NonNullable<ReceiptPayload['action']> };

const tokenOf = (name: string): Buffer => createHash('sha256').update(name).digest();
const TIMES = { issued_at: '2026-11-23T09:00:00.000Z', expires_at: '2026-11-23T10:00:00.000Z', checked_at: '2026-11-23T09:00:10.000Z' };
const link = (hop: Pick<DelegationHop, 'delegator' | 'delegatee' | 'depth' | 'scope'>, above: string | null): DelegationHop => ({
  ...{ ...TIMES, ...hop, jkt: `jkt-${hop.delegatee}`, max_depth: 3, verified_by: 'https://idp.example' },
  token_digest: `sha256:${tokenOf(hop.delegatee).toString('hex')}`,
  par_hash: above === null ? null : tokenOf(above).toString('base64url'),
});

/** Ann by a planner, a researcher and a coder: each may do less. */
const CHAIN: readonly DelegationHop[] = [
  link({ delegator: 'ann', delegatee: 'planner', depth: 1, scope: ['file', 'mail'] }, null),
  link({ delegator: 'planner', delegatee: 'researcher', depth: 2, scope: ['file'] }, 'planner'),
  link({ delegator: 'researcher', delegatee: 'coder', depth: 3, scope: ['file:read'] }, 'researcher'),
];

const verdictOn = (chain: readonly DelegationHop[], more: Partial<RequesterContext> = {}) => {
  const { action } = ALLOWED;
  const human = { id: 'ann', roles: [], scope: ['*'] };
  const agent = { id: 'coder', instance: 'laptop', jkt: 'jkt-coder', roles: [], scope: ['*'] };
  const requester = { ...action.requester_context, human, agent, effective_scope: ['file:read'], delegation_chain: [...chain], ...more };
  const payload = canonicalize({ ...ALLOWED, _sd: [], action: { ...action, requester_context: requester } });
  const header = protectedHeader(kid);
  const signature = toP1363LowS(sign('sha256', signingInput(header, payload), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  return verifyReceipt(
    { payload, protected: header, signature: Buffer.from(signature).toString('base64url'), disclosures: [] },
    { keys: [key] },
  );
};

const changed = (at: number, change: Partial<DelegationHop>): readonly DelegationHop[] =>
  CHAIN.map((hop, index) => (index === at ? { ...hop, ...change } : hop));

describe('a chain of delegation in a receipt', () => {
  it('holds with nothing but the receipt and the key of its issuer', () => {
    expect(verdictOn(CHAIN)).toMatchObject({ verdict: 'valid' });
  });

  it.each<[string, readonly DelegationHop[], RegExp]>([
    ['a link is left out', [CHAIN[0], CHAIN[2]] as DelegationHop[], /^link 2 .* does not commit to the link above it$/u],
    ['links change places', [CHAIN[1], CHAIN[0], CHAIN[2]] as DelegationHop[], /^link 1 .* does not commit/u],
    ['the principal is another', changed(0, { delegator: 'bob' }), /^link 1 .*, from `bob` to `planner`, does not follow/u],
    ['a link is handed on by somebody else', changed(1, { delegator: 'mallory' }), /^link 2 .* does not follow/u],
    ['the token above is another', changed(0, { token_digest: `sha256:${'0'.repeat(64)}` }), /^link 2 .* does not commit/u],
    ['a link widens the scope', changed(1, { scope: ['file', 'pay'] }), /^link 2 .* widens the scope$/u],
    ['a link outlives the one above', changed(2, { expires_at: '2026-11-23T10:00:01.000Z' }), /^link 3 .* outlives/u],
    ['a link is deeper than it may be', changed(1, { max_depth: 1 }), /^link 2 .* wrong depth/u],
    ['a link allows more depth', changed(1, { max_depth: 4 }), /^link 2 .* wrong depth/u],
    ['a link had expired', changed(2, { expires_at: '2026-11-23T08:00:00.000Z' }), /^link 3 .* was not valid when it was checked$/u],
    ['it comes back to the person', changed(2, { delegatee: 'ann' }), /^link 3 .* comes round in a loop$/u],
    ['it ends at another key', changed(2, { jkt: 'jkt-mallory' }), /does not end at the agent that asks and its key/u],
  ])('is refuted where %s', (_, chain, detail) => {
    expect(verdictOn(chain)).toMatchObject({ verdict: 'invalid', cause: 'incoherent', detail: expect.stringMatching(detail) });
  });
});
