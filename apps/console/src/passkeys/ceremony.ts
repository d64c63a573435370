import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { ApiError } from '../api/api-error.js';
import type { Ceremony } from '../api/types.js';

const PATIENCE_MS = 120_000;
const ES256 = -7;

/** Has a passkey of the person sign a challenge, which is the digest of exactly what is said; as JSON. */
export async function signWith({ rpId, challenge, credentials, origin }: Ceremony): Promise<string> {
  requireHere(origin);
  if (credentials.length === 0)
    throw new ApiError({
      code: 'presence_required',
      message: 'This takes a passkey, and you have none.',
      fix: 'Add one under “You”, then come back.',
    });
  const allowCredentials = credentials.map((id) => ({ id, type: 'public-key' as const }));
  const optionsJSON = { rpId, challenge, allowCredentials, userVerification: 'required', timeout: PATIENCE_MS } as const;
  return told(async () => startAuthentication({ optionsJSON }));
}

/** Has a device make a passkey for a person; as JSON. */
export async function makePasskey({ rpId, challenge, credentials, origin }: Ceremony, person: string): Promise<string> {
  requireHere(origin);
  // Devices show the name; the handle tells them nothing of the person.
  const handle = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`writ:${person}`)));
  const optionsJSON = {
    rp: { id: rpId, name: 'Writ' },
    user: { id: base64url(handle), name: person, displayName: person },
    challenge,
    pubKeyCredParams: [{ type: 'public-key' as const, alg: ES256 }],
    excludeCredentials: credentials.map((id) => ({ id, type: 'public-key' as const })),
    authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' } as const,
    attestation: 'none' as const,
    timeout: PATIENCE_MS,
  };
  return told(async () => startRegistration({ optionsJSON }));
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Browsers use a passkey at its own origin alone; elsewhere they would only say that something is wrong. */
function requireHere(origin: string): void {
  if (location.origin === origin) return;
  throw new ApiError({
    code: 'presence_elsewhere',
    message: `Passkeys are used at ${origin}, and this is ${location.origin}.`,
    fix: `Open the console at ${origin}.`,
  });
}

async function told(ceremony: () => Promise<object>): Promise<string> {
  try {
    return JSON.stringify(await ceremony());
  } catch (error) {
    throw refusalOf(error instanceof Error ? error : new Error('unknown'));
  }
}

/** Browsers do not tell whether there was no passkey, or nobody who used it. */
function refusalOf({ name, message }: Error): ApiError {
  if (name === 'InvalidStateError')
    return new ApiError({ code: 'passkey_known', message: 'This device has a passkey of yours already.', fix: 'Use another device.' });
  if (name === 'NotAllowedError')
    return new ApiError({
      code: 'presence_missing',
      message: 'No passkey was used.',
      fix: 'Try again, and unlock the device when it asks. Nothing was sent.',
    });
  return new ApiError({
    code: 'presence_missing',
    message: `The browser could not use a passkey: ${message}.`,
    fix: 'Try another device.',
  });
}
