import { describe, expect, it } from '@jest/globals';
import { AssertionSchema, PresenceRefused, presenceChallenge, verifyPresence, verifyRegistration } from '../src/presence.js';
import type { Asked, Passkey } from '../src/presence.js';
import { softAuthenticator } from './soft-authenticator.js';
import type { Ceremony } from './soft-authenticator.js';

const here = { origin: 'https://writ.example', rpId: 'writ.example' };
const challenge = presenceChallenge(`sha256:${'ab'.repeat(32)}`);
const asked: Asked = { ...here, person: 'bob', challenge };
const device = softAuthenticator();
const registered = async (): Promise<Passkey> => verifyRegistration(device.create({ ...here, challenge, counter: 0 }), asked);
/** For this reason and no other: what the library says is kept as the cause, and never told. */
const refusedFor = (why: RegExp) =>
  ({
    name: 'PresenceRefused',
    message: expect.stringMatching(/sign again$/u) as unknown,
    cause: { message: expect.stringMatching(why) as unknown },
  }) as const;

describe('a passkey', () => {
  it('signs the digest of the statement itself', () => {
    expect(Buffer.from(challenge, 'base64url').toString('hex')).toBe('ab'.repeat(32));
    expect(() => presenceChallenge('sha256:ab')).toThrow(/is no digest/u);
  });

  it('is registered, and proves presence with what is needed to check it again', async () => {
    const passkey = await registered();
    const assertion = AssertionSchema.parse(device.get({ ...here, challenge, counter: 1 }));
    const proof = await verifyPresence(assertion, passkey, asked);
    expect(proof).toEqual({
      credential_id: passkey.credential_id,
      public_key: passkey.public_key,
      authenticator_data: assertion.response.authenticatorData,
      client_data: assertion.response.clientDataJSON,
      signature: assertion.response.signature,
      counter: 1,
    });
  });

  it('that is synchronised counts nothing', async () => {
    const passkey = await registered();
    await expect(verifyPresence(device.get({ ...here, challenge, counter: 0 }), passkey, asked)).resolves.toMatchObject({ counter: 0 });
  });

  it.each<[string, Partial<Ceremony>, RegExp]>([
    ['of another statement', { challenge: presenceChallenge(`sha256:${'cd'.repeat(32)}`) }, /challenge/u],
    ['at another origin', { origin: 'https://writ.example.evil.example' }, /origin/u],
    ['at another port', { origin: 'https://writ.example:8443' }, /origin/u],
    ['for another domain', { rpId: 'evil.example' }, /RP ID/u],
    ['without verification of the person', { verified: false }, /user.*verif/iu],
    ['made for registration', { type: 'webauthn.create' }, /response type/u],
  ])('does not prove it by an assertion %s', async (_, wrong, why) => {
    const passkey = await registered();
    await expect(verifyPresence(device.get({ ...here, challenge, ...wrong }), passkey, asked)).rejects.toMatchObject(refusedFor(why));
  });

  it.each([
    [5, 5],
    [5, 4],
    [5, 0],
  ])('whose counter stood at %i does not prove it at %i', async (counter, now) => {
    const passkey = { ...(await registered()), counter };
    await expect(verifyPresence(device.get({ ...here, challenge, counter: now }), passkey, asked)).rejects.toMatchObject(
      refusedFor(/counter value/u),
    );
  });

  it('of another person does not prove it', async () => {
    const passkey = { ...(await registered()), person: 'mallory' };
    await expect(verifyPresence(device.get({ ...here, challenge }), passkey, asked)).rejects.toThrow(/not a passkey of this person/u);
  });

  it('does not prove it under the id of another passkey, nor by the key of one', async () => {
    const [passkey, other] = [await registered(), softAuthenticator()];
    const assertion = other.get({ ...here, challenge });
    await expect(verifyPresence(assertion, passkey, asked)).rejects.toThrow(/not a passkey of this person/u);
    const { credential_id: id } = passkey;
    await expect(verifyPresence({ ...assertion, id, rawId: id }, passkey, asked)).rejects.toThrow(PresenceRefused);
  });

  it('does not prove it by bytes that are none', async () => {
    const passkey = await registered();
    const assertion = device.get({ ...here, challenge });
    for (const part of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
      const response = { ...assertion.response, [part]: 'AAAA' };
      await expect(verifyPresence({ ...assertion, response }, passkey, asked)).rejects.toThrow(PresenceRefused);
    }
    expect(AssertionSchema.safeParse({ ...assertion, id: 'not base64url!' }).success).toBe(false);
  });

  it.each<[string, Partial<Ceremony>, RegExp]>([
    ['in answer to another challenge', { challenge: presenceChallenge(`sha256:${'cd'.repeat(32)}`) }, /challenge/u],
    ['at another origin', { origin: 'https://evil.example' }, /origin/u],
    ['for another domain', { rpId: 'evil.example' }, /RP ID/u],
    ['without verification of the person', { verified: false }, /user.*verif/iu],
    ['made for signing', { type: 'webauthn.get' }, /response type/u],
  ])('is not registered %s', async (_, wrong, why) => {
    await expect(verifyRegistration(device.create({ ...here, challenge, ...wrong }), asked)).rejects.toMatchObject(refusedFor(why));
  });
});
