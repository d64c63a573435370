import type { Assertion, Attestation, PasskeyRecord, PasskeySignature, RelyingParty } from '@writ/aarm';

/** Checks what browsers and authenticators say, at one place. Each method rejects with `presence_refused`, and says why. */
export interface PresenceVerifier extends RelyingParty {
  /** That this passkey signed the challenge, and later than what it signed before; `counter` is where it stands then. */
  assertion(
    given: Assertion,
    asked: { readonly passkey: PasskeyRecord; readonly challenge: string },
  ): Promise<{ readonly proof: PasskeySignature; readonly counter: number }>;
  /** That a passkey was made in answer to the challenge. */
  attestation(given: Attestation, challenge: string): Promise<Pick<PasskeyRecord, 'credential_id' | 'public_key' | 'counter'>>;
}
