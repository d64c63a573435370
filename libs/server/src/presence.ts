import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { VerifiedRegistrationResponse } from '@simplewebauthn/server';
import { z } from 'zod';

const base64url = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/u);

const CredentialSchema = {
  id: base64url(1366),
  rawId: base64url(1366),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
};

/** What `navigator.credentials.get()` answers, as JSON. */
export const AssertionSchema = z.strictObject({
  ...CredentialSchema,
  response: z.strictObject({
    clientDataJSON: base64url(4096),
    authenticatorData: base64url(4096),
    signature: base64url(1024),
    userHandle: base64url(128).nullish(),
  }),
});
export type Assertion = z.infer<typeof AssertionSchema>;

/** What `navigator.credentials.create()` answers, as JSON: what it says beyond these two is not looked at. */
export const AttestationSchema = z.strictObject({
  ...CredentialSchema,
  response: z.object({ clientDataJSON: base64url(4096), attestationObject: base64url(16_384) }),
});
export type Attestation = z.infer<typeof AttestationSchema>;

/** A passkey of a person. The counter is 0 for ever where passkeys are synchronised among devices. */
export interface Passkey {
  readonly credential_id: string;
  readonly person: string;
  /** The COSE key, base64url. */
  readonly public_key: string;
  readonly counter: number;
}

/** Where passkeys are used: the origin of the console, and the domain they are registered for. */
export interface RelyingParty {
  readonly origin: string;
  readonly rpId: string;
}

/** Who answers, and the challenge that only their statement has. */
export interface Asked extends RelyingParty {
  readonly person: string;
  readonly challenge: string;
}

/** All that an offline verifier needs beside the statement; `counter` is what the passkey has now. */
export interface PresenceProof {
  readonly credential_id: string;
  readonly public_key: string;
  readonly authenticator_data: string;
  readonly client_data: string;
  readonly signature: string;
  readonly counter: number;
}

/** The passkey does not prove that the person was there and meant this. */
export class PresenceRefused extends Error {
  override readonly name = 'PresenceRefused';
}

/** The challenge that a passkey signs is the digest of the statement itself: an assertion is of no use for any other. */
export function presenceChallenge(statementDigest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/u.exec(statementDigest)?.[1];
  if (hex === undefined) throw new TypeError(`\`${statementDigest}\` is no digest: give \`sha256:\` and 64 hexadecimal digits`);
  return Buffer.from(hex, 'hex').toString('base64url');
}

/**
 * Checks that a person signed this challenge with their passkey, was verified by it, and did so at this console.
 *
 * @throws PresenceRefused where any of it is not so
 */
export async function verifyPresence(assertion: Assertion, passkey: Passkey, asked: Asked): Promise<PresenceProof> {
  if (passkey.person !== asked.person || passkey.credential_id !== assertion.id)
    throw new PresenceRefused('it is not a passkey of this person: use one that is registered');
  const { response } = assertion;
  const verified = await refusing(() =>
    verifyAuthenticationResponse({
      response: {
        id: assertion.id,
        rawId: assertion.rawId,
        type: assertion.type,
        clientExtensionResults: {},
        response: {
          clientDataJSON: response.clientDataJSON,
          authenticatorData: response.authenticatorData,
          signature: response.signature,
        },
      },
      credential: { id: passkey.credential_id, publicKey: Buffer.from(passkey.public_key, 'base64url'), counter: passkey.counter },
      ...expected(asked),
    }),
  );
  if (!verified.verified) throw new PresenceRefused('the signature is not that of the passkey');
  return {
    credential_id: passkey.credential_id,
    public_key: passkey.public_key,
    authenticator_data: response.authenticatorData,
    client_data: response.clientDataJSON,
    signature: response.signature,
    counter: verified.authenticationInfo.newCounter,
  };
}

/**
 * Checks that a person made a passkey for this console in answer to this challenge.
 *
 * @throws PresenceRefused where it is not so
 */
export async function verifyRegistration(attestation: Attestation, asked: Asked): Promise<Passkey> {
  const { id, rawId, type, response } = attestation;
  const verified: VerifiedRegistrationResponse = await refusing(() =>
    verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type,
        clientExtensionResults: {},
        response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject },
      },
      ...expected(asked),
    }),
  );
  if (!verified.verified) throw new PresenceRefused('the attestation is not that of the passkey');
  const { credential } = verified.registrationInfo;
  return {
    credential_id: credential.id,
    person: asked.person,
    public_key: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
  };
}

const expected = ({ challenge, origin, rpId }: Asked) =>
  ({ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true }) as const;

/** What the library throws tells of the message alone; nothing that it throws is a yes. */
async function refusing<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw new PresenceRefused('the passkey does not prove that this person answered this here and now: sign again', { cause });
  }
}
