import { describe, expect, it } from '@jest/globals';
import { AssertionSchema } from '@writ/aarm';
import type { Assertion } from '@writ/aarm';
import { presenceChallenge } from '@writ/receipt';
import { presenceAt } from '../src/presence.js';
import { softAuthenticator } from './soft-authenticator.js';
import type { Ceremony } from './soft-authenticator.js';

const at = { origin: 'https://writ.example', rpId: 'writ.example' };
const place = presenceAt({ origin: at.origin, rp_id: at.rpId });
const challenge = presenceChallenge(`sha256:${'ab'.repeat(32)}`);
const another = presenceChallenge(`sha256:${'cd'.repeat(32)}`);
const device = softAuthenticator();
const registered = async () => place.attestation(device.create({ ...at, challenge, counter: 0 }), challenge);
const refusedFor = (why: RegExp) => ({ code: 'presence_refused', field: 'presence', detail: expect.stringMatching(why) as unknown });

describe('a passkey', () => {
  it('signs the digest of the statement itself', () => {
    expect(Buffer.from(challenge, 'base64url').toString('hex')).toBe('ab'.repeat(32));
    expect(() => presenceChallenge('sha256:ab')).toThrow(/is no digest/u);
  });

  it('is registered, and proves presence with what is needed to check it again', async () => {
    const passkey = await registered();
    expect(passkey.counter).toBe(0);
    const assertion = AssertionSchema.parse(device.get({ ...at, challenge, counter: 1 }));
    expect(await place.assertion(assertion, { passkey, challenge })).toEqual({
      counter: 1,
      proof: {
        credential_id: passkey.credential_id,
        public_key: passkey.public_key,
        authenticator_data: assertion.response.authenticatorData,
        client_data: assertion.response.clientDataJSON,
        signature: assertion.response.signature,
      },
    });
  });

  it('that is synchronised counts nothing', async () => {
    const passkey = await registered();
    const assertion = device.get({ ...at, challenge, counter: 0 });
    await expect(place.assertion(assertion, { passkey, challenge })).resolves.toMatchObject({ counter: 0 });
  });

  it.each<[string, Partial<Ceremony>, RegExp]>([
    ['of another statement', { challenge: another }, /something else/u],
    ['at another origin', { origin: 'https://writ.example.evil.example' }, /made at `https:\/\/writ.example.evil.example`/u],
    ['at another port', { origin: 'https://writ.example:8443' }, /made at `https:\/\/writ.example:8443`/u],
    ['inside another site', { crossOrigin: true }, /inside another site/u],
    ['for another domain', { rpId: 'evil.example' }, /another domain/u],
    ['without verification of the person', { verified: false }, /did not verify the person/u],
    ['made for registration', { type: 'webauthn.create' }, /made for `webauthn.create`/u],
  ])('does not prove it by an assertion %s', async (_, wrong, why) => {
    const passkey = await registered();
    await expect(place.assertion(device.get({ ...at, challenge, ...wrong }), { passkey, challenge })).rejects.toMatchObject(
      refusedFor(why),
    );
  });

  it.each([
    [5, 5],
    [5, 4],
    [5, 0],
  ])('whose counter stood at %i does not prove it at %i', async (counter, now) => {
    const passkey = { ...(await registered()), counter };
    const assertion = device.get({ ...at, challenge, counter: now });
    await expect(place.assertion(assertion, { passkey, challenge })).rejects.toMatchObject(refusedFor(/counter went back/u));
  });

  it('does not prove it by the key of another', async () => {
    const [passkey, other] = [await registered(), softAuthenticator()];
    const { credential_id: id } = passkey;
    const assertion = { ...other.get({ ...at, challenge }), id, rawId: id };
    await expect(place.assertion(assertion, { passkey, challenge })).rejects.toMatchObject(refusedFor(/signature/u));
  });

  it('does not prove it by bytes that are none', async () => {
    const passkey = await registered();
    const assertion = device.get({ ...at, challenge });
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      const broken: Assertion = { ...assertion, response: { ...assertion.response, [part]: 'AAAA' } };
      await expect(place.assertion(broken, { passkey, challenge })).rejects.toMatchObject({ code: 'presence_refused' });
    }
    expect(AssertionSchema.safeParse({ ...assertion, id: 'not base64url!' }).success).toBe(false);
  });

  it.each<[string, Partial<Ceremony>, RegExp]>([
    ['in answer to another challenge', { challenge: another }, /something else/u],
    ['at another origin', { origin: 'https://evil.example' }, /made at/u],
    ['for another domain', { rpId: 'evil.example' }, /not that of the passkey/u],
    ['without verification of the person', { verified: false }, /not that of the passkey/u],
    ['made for signing', { type: 'webauthn.get' }, /made for `webauthn.get`/u],
  ])('is not registered %s', async (_, wrong, why) => {
    await expect(place.attestation(device.create({ ...at, challenge, ...wrong }), challenge)).rejects.toMatchObject(refusedFor(why));
  });
});
