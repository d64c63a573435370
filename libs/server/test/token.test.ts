import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { createTokenVerifier } from '../src/token.js';
import type { TokenVerifier } from '../src/token.js';

const ISSUER = 'https://idp.test';
const now = (): number => Math.floor(Date.now() / 1000);
const CLAIMS = { iss: ISSUER, sub: 'alice', aud: 'writ/people', token_use: 'person', roles: ['viewer'], scope: '*' };
const HEADER = { alg: 'ES256', kid: 'k1', typ: 'JWT' };

let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
let verify: TokenVerifier;
const jwks = createServer((_, response) => {
  void exportJWK(keys.publicKey).then((jwk) => response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'k1', alg: 'ES256' }] })));
});

beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
  await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(jwks.address() as AddressInfo).port.toString()}/`;
  verify = createTokenVerifier({
    issuers: [{ issuer: ISSUER, jwksUrl, tenantId: 'acme' }],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
  });
});
afterAll(() => {
  jwks.close();
});

const encoded = (text: string): string => Buffer.from(text).toString('base64url');
/** Signed by the issuer's own key, whatever it says: only the form and the claims are wrong. */
const signed = async (payload: string, header: object = HEADER): Promise<string> => {
  const signer = new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader({ ...HEADER });
  const [, body, signature] = (await signer.sign(keys.privateKey)).split('.');
  return header === HEADER ? `${encoded(JSON.stringify(HEADER))}.${body ?? ''}.${signature ?? ''}` : resigned(header, payload);
};
async function resigned(header: object, payload: string): Promise<string> {
  const input = `${encoded(JSON.stringify(header))}.${encoded(payload)}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}
const times = () => ({ iat: now(), exp: now() + 600 });
const claims = (change: object = {}): string => JSON.stringify({ ...CLAIMS, ...times(), ...change });
const saying = (change: object) => async () => signed(claims(change));
const headed = (change: object) => async () => signed(claims(), { ...HEADER, ...change });
/** The claims as text, with more members written behind them. */
const writing = (more: string) => async () => signed(`${claims().slice(0, -1)},${more}}`);

it('takes the token that all the others are changed from', async () => {
  expect((await verify(await signed(claims()), 'person')).claims.sub).toBe('alice');
  expect((await verify(await signed(claims(), { ...HEADER, typ: 'at+jwt' }), 'person')).claims.sub).toBe('alice');
});

describe('bad tokens', () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    ['no algorithm', headed({ alg: 'none' }), /does not verify/u],
    ['an algorithm in capitals', headed({ alg: 'NONE' }), /does not verify/u],
    ['a shared secret', headed({ alg: 'HS256' }), /does not verify/u],
    ['another curve', headed({ alg: 'ES384' }), /does not verify/u],
    ['RSA', headed({ alg: 'RS256' }), /does not verify/u],
    ['no alg', headed({ alg: undefined }), /does not verify/u],
    ['an algorithm that is a number', headed({ alg: 256 }), /does not verify/u],
    ['a signature by the public key as a secret', async () => withPublicKeyAsSecret(), /does not verify/u],
    ['a key of its own', async () => signed(claims(), { ...HEADER, jwk: await exportJWK(keys.publicKey) }), /`jwk`/u],
    ['the address of keys', headed({ jku: 'https://evil.test/keys' }), /`jku`/u],
    ['the address of a certificate', headed({ x5u: 'https://evil.test/cert' }), /`x5u`/u],
    ['a certificate', headed({ x5c: ['MIIB'] }), /`x5c`/u],
    ['a thumbprint', headed({ x5t: 'abc' }), /`x5t`/u],
    ['a critical member', headed({ crit: ['exp'] }), /`crit`/u],
    ['a payload that is not encoded', headed({ b64: false, crit: ['b64'] }), /`b64`/u],
    ['a content type', headed({ cty: 'JWT' }), /`cty`/u],
    ['compression', headed({ zip: 'DEF' }), /`zip`/u],
    ['an unknown key', headed({ kid: 'k2' }), /does not verify/u],
    ['a key id that is a path', headed({ kid: '../../../../dev/null' }), /does not verify/u],
    ['a key id that is a number', headed({ kid: 7 }), /does not verify/u],
    ['no type', headed({ typ: undefined }), /`typ`/u],
    ['the type of a logout', headed({ typ: 'logout+jwt' }), /`typ`/u],
    ['the type of a decision', headed({ typ: 'aarm-decision+jwt' }), /`typ`/u],
    ['a type that is a list', headed({ typ: ['JWT'] }), /`typ`/u],
    ['ten years', saying({ exp: now() + 315_360_000 }), /may live `3600` s/u],
    ['an issue in 1970', saying({ iat: 0 }), /may live `3600` s/u],
    ['a second too long', async () => signed(claims({ iat: now(), exp: now() + 3601 })), /may live `3600` s/u],
    ['an end before its start', saying({ iat: now() + 30, exp: now() + 20 }), /lives `-10` s/u],
    ['an end in text', saying({ exp: String(now() + 600) }), /`exp`|"exp"/u],
    ['an end with a fraction', saying({ exp: now() + 600.5 }), /`exp`/u],
    ['no end', saying({ exp: undefined }), /"exp"/u],
    ['an end of null', saying({ exp: null }), /exp/u],
    ['a start in text', saying({ iat: 'now' }), /"iat"/u],
    ['no start', saying({ iat: undefined }), /"iat"/u],
    ['a start to come', saying({ iat: now() + 600, exp: now() + 900 }), /future|"iat"/u],
    ['a validity to come', saying({ nbf: now() + 600 }), /"nbf"/u],
    ['no subject', saying({ sub: undefined }), /sub/u],
    ['an empty subject', saying({ sub: '' }), /`sub`/u],
    ['a subject that is a list', saying({ sub: ['alice'] }), /sub/u],
    ['no audience', saying({ aud: undefined }), /`aud`/u],
    ['the audience of agents', saying({ aud: 'writ/agents' }), /`aud`/u],
    ['two audiences', saying({ aud: ['writ/people', 'shop'] }), /`aud`/u],
    ['the same audience twice', saying({ aud: ['writ/people', 'writ/people'] }), /`aud`/u],
    ['no audience in a list', saying({ aud: [] }), /`aud`/u],
    ['an audience that begins alike', saying({ aud: 'writ/people/x' }), /`aud`/u],
    ['no use', saying({ token_use: undefined }), /`token_use`/u],
    ['the use of an ID token', saying({ token_use: 'id' }), /`token_use`/u],
    ['roles in text', saying({ roles: 'approver' }), /`roles`/u],
    ['another issuer', saying({ iss: 'https://evil.test' }), /not pinned/u],
    ['two issuers', saying({ iss: [ISSUER] }), /not pinned/u],
    ['a key that it is bound to', saying({ cnf: { jkt: 'x' } }), /`cnf`/u],
    ['a certificate that it is bound to', saying({ cnf: { 'x5t#S256': 'x' } }), /`cnf`/u],
    ['the subject twice', writing('"sub":"root"'), /`sub` is given more than once/u],
    ['the roles twice', writing('"roles":["operator"]'), /`roles` is given more than once/u],
    ['the end twice', writing('"exp":9999999999'), /`exp` is given more than once/u],
    ['a member that changes objects', writing('"__proto__":{"roles":["operator"]}'), /`__proto__`/u],
    ['a member in it twice', writing('"cnf":{"jkt":"a","jkt":"b"}'), /`cnf.jkt` is given more than once/u],
    ['claims in a list', async () => signed('[]'), /payload of a token is not an object/u],
    ['no claims', async () => signed('{}'), /not pinned/u],
    ['text in place of claims', async () => signed('alice'), /payload of a token is refused/u],
    ['too much', saying({ note: 'x'.repeat(9000) }), /longer than `8192`/u],
    ['two parts', async () => (await signed(claims())).split('.').slice(0, 2).join('.'), /not a JWT/u],
    ['five parts', async () => `${await signed(claims())}.a.b`, /not a JWT/u],
    ['no signature', async () => `${(await signed(claims())).split('.').slice(0, 2).join('.')}.`, /not a JWT/u],
  ])('with %s is refused', async (_, made, told) => {
    await expect(verify(await made(), 'person')).rejects.toThrow(told);
  });
});

async function withPublicKeyAsSecret(): Promise<string> {
  const secret = createPublicKey(await exportSPKI(keys.publicKey)).export({ type: 'spki', format: 'pem' });
  const input = `${encoded(JSON.stringify({ ...HEADER, alg: 'HS256' }))}.${encoded(claims())}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

describe('a valid token that somebody changes', () => {
  it('is refused, whichever of its characters is another', async () => {
    const token = await signed(claims());
    // The last character of a signature has bits that stand for nothing.
    const places = fc.integer({ min: 0, max: token.length - 2 });
    await fc.assert(
      fc.asyncProperty(places, fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.'), async (at, sign) => {
        fc.pre(token[at] !== sign);
        await expect(verify(`${token.slice(0, at)}${sign}${token.slice(at + 1)}`, 'person')).rejects.toThrow();
      }),
      { numRuns: 200 },
    );
  });

  it('is refused with any claim put into it and the old signature', async () => {
    const [head = '', payload = '', signature = ''] = (await signed(claims())).split('.');
    const before = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('sub', 'roles', 'exp', 'token_use', 'aud', 'scope', 'x'), fc.jsonValue(), async (name, value) => {
        const changed = JSON.stringify({ ...before, [name]: value });
        fc.pre(changed !== JSON.stringify(before));
        await expect(verify(`${head}.${encoded(changed)}.${signature}`, 'person')).rejects.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
