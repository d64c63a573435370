import { describe, expect, it } from '@jest/globals';
import { flattenedVerify, importJWK } from 'jose';
import { receiptDigest, signingInput, verifyReceipt, verifySession } from '../src/index.js';
import type { StoredReceipt } from '../src/index.js';
import { opensslAccepts } from './openssl.js';
import { readVectors, vector } from './vectors.js';

const receipts = readVectors('receipts');
const sessions = readVectors('sessions');
const valid = receipts.filter(({ expect: { verdict } }) => verdict === 'valid');

describe('the frozen receipts', () => {
  it('are all there', () => {
    expect(receipts.length).toBeGreaterThanOrEqual(48);
    expect(sessions.length).toBeGreaterThanOrEqual(23);
    expect(valid.length).toBeGreaterThanOrEqual(16);
  });

  it.each(receipts)('$name: $about', ({ receipt, keys, profile, expect: expected }) => {
    expect(verifyReceipt(receipt, { keys, profile })).toMatchObject(expected);
  });

  it.each(sessions)('session $name: $about', ({ session, keys, profile, expect: expected }) => {
    expect(verifySession(session, { keys, profile })).toMatchObject(expected);
  });

  it('give the golden digest that another implementation computed', () => {
    const golden = vector('receipts', 'golden-aarm-draft');
    expect(receiptDigest(golden.receipt.payload)).toBe('sha256:47a96aa0e6587c2edbb2d0fd398ca7ab7f276c00ec96ddbd4d5f60775ffd9cf2');
  });
});

describe('verifiers of others', () => {
  it.each(valid)('jose accepts $name', async ({ receipt, keys }) => {
    const payload = Buffer.from(receipt.payload).toString('base64url');
    const key = await importJWK({ ...keys[0]?.jwk }, 'ES256');
    await expect(flattenedVerify({ payload, protected: receipt.protected, signature: receipt.signature }, key)).resolves.toBeDefined();
  });

  it.each(valid)('openssl accepts $name', ({ receipt, keys }) => {
    const key = keys[0];
    if (key === undefined) throw new Error('the vector has no key');
    expect(opensslAccepts(signingInput(receipt.protected, receipt.payload), receipt.signature, key.jwk)).toBe(true);
  });

  it.each(['tampered-human', 'tampered-policy-hash', 'tampered-seq', 'wrong-key'])('openssl and jose refuse %s', async (name) => {
    const { receipt, keys } = vector('receipts', name);
    const key = keys[0];
    if (key === undefined) throw new Error('the vector has no key');
    expect(opensslAccepts(signingInput(receipt.protected, receipt.payload), receipt.signature, key.jwk)).toBe(false);
    const jws = { payload: Buffer.from(receipt.payload).toString('base64url'), protected: receipt.protected, signature: receipt.signature };
    await expect(flattenedVerify(jws, await importJWK({ ...key.jwk }, 'ES256'))).rejects.toThrow();
  });
});

describe('every change of a byte', () => {
  const { receipt, keys } = vector('receipts', 'valid-04-decision-MODIFY');

  it.each(['signature', 'protected', 'payload'] as const)('of the %s is noticed', (member) => {
    const bytes = Buffer.from(receipt[member], 'utf8');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      const altered: StoredReceipt = { ...receipt, [member]: changed.toString('utf8') };
      expect({ index, verdict: verifyReceipt(altered, { keys }).verdict }).not.toEqual({ index, verdict: 'valid' });
    }
  });

  it('of a disclosure is noticed', () => {
    for (const [place, encoded] of receipt.disclosures.entries()) {
      for (let index = 0; index < encoded.length; index += 1) {
        const changed = `${encoded.slice(0, index)}${encoded[index] === 'A' ? 'B' : 'A'}${encoded.slice(index + 1)}`;
        const disclosures = receipt.disclosures.map((entry, at) => (at === place ? changed : entry));
        expect(verifyReceipt({ ...receipt, disclosures }, { keys }).cause).toBe('disclosure-mismatch');
      }
    }
  });

  it.each([null, undefined, 1, '', [], {}, { ...receipt, payload: 1 }, { ...receipt, disclosures: [1] }])(
    'nonsense %# is a verdict, never an error',
    (nonsense) => {
      expect(verifyReceipt(nonsense as StoredReceipt, { keys })).toMatchObject({ verdict: 'undecidable', cause: 'malformed' });
    },
  );
});

describe('deletion', () => {
  const { session, keys } = vector('sessions', 'valid');

  it.each(session.receipts.map((_, seq) => seq))('of receipt %i is a gap that names it', (seq) => {
    const left = session.receipts.filter((_, index) => index !== seq);
    expect(verifySession({ ...session, receipts: left }, { keys })).toMatchObject({
      verdict: 'invalid',
      cause: 'gap',
      seq,
      missing: [seq],
    });
  });
});
