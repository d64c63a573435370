import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalize, jwkThumbprint, requestDigest } from '@writ/receipt';
import type { KeyRecord } from '@writ/receipt';
import fc from 'fast-check';
import { createPossessionChecks } from '../src/possession.js';
import { ASKED } from './issuer-host.js';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const TOKEN = 'header.payload.signature';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { kty, crv, x, y } = publicKey.export({ format: 'jwk' }) as KeyRecord['jwk'];
const jwk = { crv, kty, x, y };
const possession = { token: TOKEN, jkt: jwkThumbprint(jwk), asked: ASKED };
const CLAIMS = {
  ath: createHash('sha256').update(TOKEN).digest('base64url'),
  iat: NOW / 1000,
  jti: 'once',
  req: requestDigest(ASKED),
};
const HEADER = { alg: 'ES256', jwk, typ: 'writ-instance+jwt' };
const base64url = (text: string): string => Buffer.from(text).toString('base64url');

interface Forged {
  readonly header?: object;
  readonly claims?: object;
  readonly headText?: string;
  readonly bodyText?: string;
  readonly key?: typeof privateKey;
}
function proof({ header = {}, claims = {}, headText, bodyText, key = privateKey }: Forged = {}): string {
  const head = base64url(headText ?? canonicalize({ ...HEADER, ...header }));
  const body = base64url(bodyText ?? canonicalize({ ...CLAIMS, ...claims }));
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
  return [head, body, signature.toString('base64url')].join('.');
}
const checked = (text: string, at = NOW, of = possession) => createPossessionChecks(() => at).check(text, of);
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const strangersJwk = stranger.publicKey.export({ format: 'jwk' });

describe('the proof that an instance holds its key', () => {
  it('is evidence with the thumbprint, and is good for this request', () => {
    const text = proof();
    expect(checked(text)).toEqual({
      claim: 'agent',
      source: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${possession.jkt}`,
      checked_at: '2026-11-23T09:00:00.000Z',
      max_age_s: 0,
      revocation: 'proof of possession',
      token_digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    });
    expect(checked(proof(), NOW + 59_000).claim).toBe('agent');
  });

  it('is good for one use', () => {
    const checks = createPossessionChecks(() => NOW);
    checks.check(proof(), possession);
    expect(() => checks.check(proof(), possession)).toThrow('its `jti` was used before');
    expect(checks.check(proof({ claims: { jti: 'twice' } }), possession).claim).toBe('agent');
  });

  it.each<[string, string, RegExp]>([
    ['no algorithm', proof({ header: { alg: 'none' } }), /`alg` is not `ES256`/u],
    ['a shared secret', proof({ header: { alg: 'HS256' } }), /`alg` is not `ES256`/u],
    ['another type', proof({ header: { typ: 'JWT' } }), /`typ` is not `writ-instance\+jwt`/u],
    ['the type of DPoP', proof({ header: { typ: 'dpop+jwt' } }), /`typ` is not/u],
    ['the address of a key', proof({ header: { jku: 'https://evil.example/keys' } }), /header says other than/u],
    ['a certificate', proof({ header: { x5u: 'https://evil.example/c' } }), /header says other than/u],
    ['the name of a key', proof({ header: { kid: '../../keys' } }), /header says other than/u],
    ['a payload that is not encoded', proof({ header: { b64: false, crit: ['b64'] } }), /header says other than/u],
    ['its secret', proof({ header: { jwk: { ...jwk, d: 'AA' } } }), /public key of P-256 and nothing else/u],
    ['no key', proof({ header: { jwk: 7 } }), /public key of P-256/u],
    ['a key that is no point', proof({ header: { jwk: { ...jwk, x: jwk.y } } }), /public key of P-256/u],
    ['a key of another curve', proof({ header: { jwk: { ...jwk, crv: 'P-384' } } }), /public key of P-256/u],
    ['the key of somebody else, who signed', proof({ header: { jwk: pick(strangersJwk) }, key: stranger.privateKey }), /by another key/u],
    ['the signature of somebody else', proof({ key: stranger.privateKey }), /signature does not hold/u],
    ['another token', proof({ claims: { ath: 'x' } }), /for another agent token/u],
    ['another request', proof({ claims: { req: requestDigest({ ...ASKED, operation: 'drop' }) } }), /of another request/u],
    ['other parameters', proof({ claims: { req: requestDigest({ ...ASKED, parameters: { sql: 'drop table t' } }) } }), /another request/u],
    ['another session', proof({ claims: { req: requestDigest({ ...ASKED, session_id: 'ses_2' }) } }), /another request/u],
    ['another nonce', proof({ claims: { req: requestDigest({ ...ASKED, nonce: null }) } }), /another request/u],
    ['the opening of a session', proof({ claims: { req: requestDigest({ host_session_id: 'ses_1' }) } }), /another request/u],
    ['a time that is gone', proof({ claims: { iat: NOW / 1000 - 61 } }), /more than 60 s from now/u],
    ['a time to come', proof({ claims: { iat: NOW / 1000 + 61 } }), /more than 60 s from now/u],
    ['a time as text', proof({ claims: { iat: String(NOW / 1000) } }), /says other than/u],
    ['a time that is no whole number', proof({ claims: { iat: NOW / 1000 + 0.5 } }), /says other than/u],
    ['no id', proof({ claims: { jti: '' } }), /says other than/u],
    ['an id without end', proof({ claims: { jti: 'x'.repeat(129) } }), /says other than/u],
    ['more than it may say', proof({ claims: { scope: '*' } }), /says other than/u],
    ['a claim twice', proof({ bodyText: canonicalize(CLAIMS).replace('{', '{"ath":"x",') }), /not a JWS of canonical JSON/u],
    ['a header twice', proof({ headText: canonicalize(HEADER).replace('{', '{"alg":"none",') }), /not a JWS of canonical JSON/u],
    ['spaces', proof({ bodyText: JSON.stringify(CLAIMS, null, 1) }), /not a JWS of canonical JSON/u],
    ['nothing', '..', /not a JWS/u],
    ['no text', 'proof', /not a JWS/u],
    ['a signature cut short', proof().slice(0, -4), /signature does not hold/u],
    ['no signature', proof().replace(/[^.]*$/u, ''), /not a JWS/u],
    ['padding', `${proof()}==`, /not a JWS/u],
    ['more than its size', 'x'.repeat(5000), /longer than `4096`/u],
  ])('is refused with %s', (_, text, told) => {
    expect(() => checked(text)).toThrow(told);
  });

  it('is refused however a byte of it is changed', () => {
    const good = proof();
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom('A', 'B', 'x', 'z', '0', '9', '-', '_', '.'), (at, character) => {
        fc.pre(good[at] !== character);
        expect(() => checked(`${good.slice(0, at)}${character}${good.slice(at + 1)}`)).toThrow('refused');
      }),
      { numRuns: 500 },
    );
  });
});

function pick({ crv: curve, kty: type, x: across, y: up }: Partial<Record<string, unknown>>): object {
  return { crv: curve, kty: type, x: across, y: up };
}
