import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { VerifiedRegistrationResponse } from '@simplewebauthn/server';
import { ProblemError } from '@writ/aarm';
import type { Assertion, Attestation, PasskeyRecord, PasskeySignature, RelyingParty } from '@writ/aarm';
import { passkeyJwk, sha256 } from '@writ/receipt';

/** COSE's number for ES256, which every authenticator has, and every receipt is signed with. */
const ES256 = -7;

/** What checks passkeys for one place. Each method rejects with `presence_refused`, and says why. */
export interface CheckedPlace extends RelyingParty {
  /** That this passkey signed the challenge here, after its authenticator verified the person, and later than what it signed before. */
  assertion(
    given: Assertion,
    asked: { readonly passkey: Pick<PasskeyRecord, 'credential_id' | 'public_key' | 'counter'>; readonly challenge: string },
  ): Promise<{ readonly proof: PasskeySignature; readonly counter: number }>;
  /** That a passkey was made here in answer to the challenge. */
  attestation(given: Attestation, challenge: string): Promise<Pick<PasskeyRecord, 'credential_id' | 'public_key' | 'counter'>>;
}

/** Checks what browsers and authenticators say of passkeys that are used at one origin. */
export const presenceAt = (place: RelyingParty): CheckedPlace => ({ ...place, ...signing(place), ...registering(place) });

const expectedAt = ({ origin, rp_id }: RelyingParty) =>
  ({ expectedOrigin: origin, expectedRPID: rp_id, requireUserVerification: true }) as const;

const signing = (place: RelyingParty): Pick<CheckedPlace, 'assertion'> => ({
  assertion: async (given, { passkey: { credential_id, public_key, counter }, challenge }) => {
    const { clientDataJSON, authenticatorData, signature } = given.response;
    refuseUnmeant({ ...place, type: 'webauthn.get', challenge, clientData: clientDataJSON, authenticatorData, counter });
    const verified = await refusing(() =>
      verifyAuthenticationResponse({
        response: { ...bare(given), response: { clientDataJSON, authenticatorData, signature } },
        credential: { id: credential_id, publicKey: Buffer.from(public_key, 'base64url'), counter },
        expectedChallenge: challenge,
        ...expectedAt(place),
      }),
    );
    if (!verified.verified) throw refused(NOT_SIGNED);
    const proof = { credential_id, public_key, client_data: clientDataJSON, authenticator_data: authenticatorData, signature };
    return { proof, counter: verified.authenticationInfo.newCounter };
  },
});

const registering = (place: RelyingParty): Pick<CheckedPlace, 'attestation'> => ({
  attestation: async (given, challenge) => {
    const { clientDataJSON, attestationObject } = given.response;
    refuseUnmeant({ ...place, type: 'webauthn.create', challenge, clientData: clientDataJSON });
    const verified: VerifiedRegistrationResponse = await refusing(() =>
      verifyRegistrationResponse({
        response: { ...bare(given), response: { clientDataJSON, attestationObject } },
        expectedChallenge: challenge,
        supportedAlgorithmIDs: [ES256],
        ...expectedAt(place),
      }),
    );
    if (!verified.verified) throw refused(NOT_SIGNED);
    const { id, publicKey, counter } = verified.registrationInfo.credential;
    const public_key = Buffer.from(publicKey).toString('base64url');
    // INVARIANT: whoever verifies receipts can read every key that may sign one.
    if (passkeyJwk(public_key) === null) throw refused('its key is not an ES256 key: use another authenticator');
    return { credential_id: id, public_key, counter };
  },
});

const NOT_SIGNED = 'the signature is not that of the passkey: sign again';

const bare = ({ id, rawId, type }: Assertion | Attestation) => ({ id, rawId, type, clientExtensionResults: {} });

/** What is known of an answer before its signature is looked at. */
interface Said extends RelyingParty {
  readonly type: 'webauthn.get' | 'webauthn.create';
  readonly challenge: string;
  readonly clientData: string;
  readonly authenticatorData?: string;
  /** Where it stands now. */
  readonly counter?: number;
}

/** Says in words of its own what is not as it was asked for. The library checks all of it again, with the signature. */
function refuseUnmeant({ type, challenge, origin, rp_id, clientData, authenticatorData, counter = 0 }: Said): void {
  const client = clientDataIn(clientData);
  if (client.type !== type) throw refused(`it was made for \`${shown(client.type)}\`, not for \`${type}\``);
  if (client.challenge !== challenge)
    throw refused('it was made for something else, or for what changed since: read it again, and sign again');
  if (client.origin !== origin) throw refused(`it was made at \`${shown(client.origin)}\`: use it at \`${origin}\``);
  if (client.crossOrigin === true) throw refused(`it was made inside another site: open \`${origin}\` by itself`);
  if (authenticatorData === undefined) return;
  const data = Buffer.from(authenticatorData, 'base64url');
  if (data.length < LEAST_DATA) throw refused('what the authenticator says cannot be read: sign again');
  if (`sha256:${data.toString('hex', 0, 32)}` !== sha256(rp_id)) throw refused(`it is one of another domain: use one of \`${rp_id}\``);
  if ((data.readUInt8(32) & VERIFIED) === 0) throw refused('the authenticator did not verify the person: unlock it by PIN, finger or face');
  const now = data.readUInt32BE(33);
  // Both 0: it counts nothing, as passkeys that are synchronised do.
  if ((now > 0 || counter > 0) && now <= counter)
    throw refused(
      `its counter went back, from \`${counter.toString()}\` to \`${now.toString()}\`: it was used before, or there are two of it; remove it`,
    );
}

const VERIFIED = 0x04;
/** The digest of the domain, flags and the counter. */
const LEAST_DATA = 37;

interface ClientData {
  readonly type?: unknown;
  readonly challenge?: unknown;
  readonly origin?: unknown;
  readonly crossOrigin?: unknown;
}

function clientDataIn(encoded: string): ClientData {
  try {
    const data = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as unknown;
    if (typeof data === 'object' && data !== null) return data;
  } catch {
    // Refused just below.
  }
  throw refused('what the browser says cannot be read: sign again');
}

const shown = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 256) : 'nothing');

const refused = (detail: string, options?: { readonly cause: unknown }): ProblemError =>
  new ProblemError('presence_refused', { detail, field: 'presence' }, options);

/** What the library throws tells of the message alone; nothing that it throws is a yes. */
async function refusing<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw refused(NOT_SIGNED, { cause });
  }
}
