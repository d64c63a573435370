import { generateKeyPairSync, sign } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { softAuthenticator } from '../../server/test/soft-authenticator.js';
import {
  canonicalize,
  jwkThumbprint,
  passkeyJwk,
  presenceChallenge,
  protectedHeader,
  signingInput,
  sha256,
  toP1363LowS,
  verifyReceipt,
} from '../src/index.js';
import type { KeyRecord, ReceiptPayload, StoredReceipt } from '../src/index.js';
import { vector } from './vectors.js';

const here = { origin: 'https://console.writ.example:8443', rpId: 'writ.example' };
const approval = vector('receipts', 'valid-08-approval');
const said = JSON.parse(approval.receipt.payload) as ReceiptPayload;
const [answered] = said.approval?.approvals ?? [];
const deadline = '2026-11-23T10:00:00.000Z';
const ran = `sha256:${'ab'.repeat(32)}`;
/** What the approver of the vector said of an action. */
const digestOf = (action_digest: string): string =>
  sha256(
    canonicalize({
      action_digest,
      answer: 'approve',
      approver: answered?.approver ?? '',
      deadline,
      decision_id: said.decision?.decision_id ?? '',
      policy_hash: said.decision?.policy.hash ?? '',
    }),
  );
const statement_digest = digestOf(ran);
const challenge = presenceChallenge(statement_digest);
const device = softAuthenticator();

/** The COSE key in what the authenticator made: the last 77 bytes of it. */
const keyOf = (of: ReturnType<typeof softAuthenticator>): string =>
  Buffer.from(of.create({ ...here, challenge }).response.attestationObject, 'base64url')
    .subarray(-77)
    .toString('base64url');

interface Proof {
  readonly credential_id: string;
  readonly public_key: string;
  readonly client_data: string;
  readonly authenticator_data: string;
  readonly signature: string;
  readonly action_digest: string;
  readonly deadline: string | null;
}
function proofOf(wrong: Partial<Parameters<typeof device.get>[0]> = {}, by = device): Proof {
  const { id, response } = by.get({ ...here, challenge, ...wrong });
  const { clientDataJSON: client_data, authenticatorData: authenticator_data, signature } = response;
  return { credential_id: id, public_key: keyOf(device), client_data, authenticator_data, signature, action_digest: ran, deadline };
}

/** What else the answer says, and the receipt. */
interface Change {
  readonly [name: string]: unknown;
  readonly more?: object;
}

/** A receipt of an approval that says this of its passkey, signed as Writ signs. */
function receiptWith(
  presence: unknown,
  { more, ...change }: Change,
): { readonly receipt: StoredReceipt; readonly keys: readonly KeyRecord[] } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  const kid = jwkThumbprint(jwk);
  const { receipt, keys } = approval;
  const approvals = [{ ...answered, statement_digest, presence, ...change }];
  const text = canonicalize({ ...said, approval: { required: 1, quorum_met: true, approvals }, ...more });
  const header = protectedHeader(kid);
  const signature = toP1363LowS(sign('sha256', signingInput(header, text), { key: privateKey, dsaEncoding: 'ieee-p1363' }));
  return {
    receipt: { ...receipt, payload: text, protected: header, signature: Buffer.from(signature).toString('base64url') },
    keys: [{ ...(keys[0] as KeyRecord), kid, jwk }],
  };
}

let inBrowsers: typeof verifyReceipt;
beforeAll(async () => {
  const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));
  const { outputFiles } = await build({ bundle: true, platform: 'browser', format: 'esm', write: false, entryPoints: [entry] });
  const text = outputFiles[0]?.text ?? '';
  ({ verifyReceipt: inBrowsers } = (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)) as {
    readonly verifyReceipt: typeof verifyReceipt;
  });
});

/** Of both builds. */
function verdictOn(presence: unknown, change: Change = {}) {
  const { receipt, keys } = receiptWith(presence, change);
  const verdict = verifyReceipt(receipt, { keys });
  expect(inBrowsers(receipt, { keys })).toEqual(verdict);
  return verdict;
}

const bit = (text: string, at: number): string => {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8((bytes.at(at) ?? 0) ^ 1, at < 0 ? bytes.length + at : at);
  return bytes.toString('base64url');
};

describe('a receipt of an answer that a passkey signed', () => {
  it('is valid, whatever the lengths of the integers of its signature', () => {
    for (let n = 0; n < 40; n += 1) expect(verdictOn(proofOf()).verdict).toBe('valid');
  });

  it.each<[string, () => Partial<Proof>, RegExp]>([
    ['another statement', () => proofOf({ challenge: presenceChallenge(`sha256:${'cd'.repeat(32)}`) }), /signed another statement/u],
    ['a registration', () => proofOf({ type: 'webauthn.create' }), /was not asked to sign/u],
    ['inside another site', () => proofOf({ crossOrigin: true }), /inside another site/u],
    ['for a domain that its origin is not in', () => proofOf({ rpId: 'evil.example' }), /of another domain/u],
    ['without verifying the person', () => proofOf({ verified: false }), /did not verify the person/u],
    ['with another key', () => proofOf({}, softAuthenticator()), /signature does not hold/u],
    ['with a key that is none', () => ({ public_key: 'AAAA' }), /not an ES256 key/u],
    ['with a key that is no point', () => ({ public_key: bit(keyOf(device), -1) }), /signature does not hold/u],
    ['and its signature was changed', () => ({ signature: bit(proofOf().signature, -1) }), /signature does not hold/u],
    ['and its signature was cut', () => ({ signature: proofOf().signature.slice(0, 20) }), /signature does not hold/u],
    ['and its counter was changed', () => ({ authenticator_data: bit(proofOf().authenticator_data, -1) }), /signature does not hold/u],
    ['and nothing can be read', () => ({ client_data: 'AAAA' }), /was not asked to sign/u],
    ['for another action than it says', () => ({ action_digest: `sha256:${'cd'.repeat(32)}` }), /about another decision/u],
    ['until another deadline than it says', () => ({ deadline: null }), /about another decision/u],
    ['and less is said than there is', () => ({ authenticator_data: 'AAAA' }), /cannot be read/u],
  ])('is refuted where it signed %s', (_, change, why) => {
    expect(verdictOn({ ...proofOf(), ...change() })).toMatchObject({
      verdict: 'invalid',
      cause: 'presence',
      detail: expect.stringMatching(why) as unknown,
    });
  });

  it('is refuted where something else runs than was signed, or the answer was to another decision, by another person or policy', () => {
    const { decision } = said;
    if (decision === null) throw new Error('the vector has no decision');
    const ended = (effective_digest: string) => ({ more: { kind: 'resolution', decision: { ...decision, effective_digest } } });
    expect(verdictOn(proofOf(), ended(ran)).verdict).toBe('valid');
    expect(verdictOn(proofOf(), ended(`sha256:${'cd'.repeat(32)}`))).toMatchObject({
      cause: 'presence',
      detail: expect.stringContaining('what runs is not what was signed') as unknown,
    });
    for (const more of [
      { decision: { ...decision, decision_id: 'dec_another' } },
      { decision: { ...decision, policy: { ...decision.policy, hash: `sha256:${'cd'.repeat(32)}` } } },
    ])
      expect(verdictOn(proofOf(), { more })).toMatchObject({ cause: 'presence' });
    expect(verdictOn(proofOf(), { approver: 'mallory' })).toMatchObject({ cause: 'presence' });
  });

  it('is refuted where the answer is a no, and not read where a member is missing or more', () => {
    expect(verdictOn(proofOf(), { decision: 'deny' })).toMatchObject({ verdict: 'invalid', cause: 'presence' });
    const { signature: _left, ...less } = proofOf();
    for (const odd of [less, { ...proofOf(), more: 'x' }, null, 'yes']) expect(verdictOn(odd)).toMatchObject({ cause: 'unknown-shape' });
  });
});

it('the key of a passkey is read as what it is', () => {
  expect(passkeyJwk(keyOf(device))).toMatchObject({ kty: 'EC', crv: 'P-256' });
  for (const odd of ['', 'AAAA', '!', bit(keyOf(device), 3), bit(keyOf(device), 43)]) expect(passkeyJwk(odd)).toBeNull();
});
