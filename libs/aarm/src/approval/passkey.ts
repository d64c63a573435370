import { z } from 'zod';
import { nameSchema } from '../json.js';

const base64url = (longest: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/u);

const CredentialIdSchema = base64url(1366);

const CredentialSchema = {
  id: CredentialIdSchema,
  rawId: CredentialIdSchema,
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
};

/** What `navigator.credentials.get()` answers, as JSON (WebAuthn Level 3 §5.1). */
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

/** The end of adding a passkey. */
export const AddPasskeySchema = z.strictObject({
  /** What the person calls the device. */
  label: nameSchema(64),
  attestation: AttestationSchema,
  /** By a passkey that the person has already; only the first one goes without. */
  presence: AssertionSchema.optional(),
});
export type AddPasskey = z.infer<typeof AddPasskeySchema>;

/** The removal of a passkey: by its person, who proves to have one, or by an operator. */
export const RemovePasskeySchema = z.strictObject({
  person: nameSchema(256).optional(),
  credential_id: CredentialIdSchema,
  reason: z.string().min(1).max(512),
  presence: AssertionSchema.optional(),
});
export type RemovePasskey = z.infer<typeof RemovePasskeySchema>;

/** Where passkeys are used: the origin of the console, and the domain that they are registered for. */
export interface RelyingParty {
  readonly origin: string;
  readonly rp_id: string;
}

/** A passkey of a person. */
export interface PasskeyRecord {
  readonly tenant_id: string;
  readonly person: string;
  readonly credential_id: string;
  /** The COSE key, base64url. */
  readonly public_key: string;
  /** Of its signatures; 0 for ever where passkeys are synchronised among devices. */
  readonly counter: number;
  readonly label: string;
  readonly added_at: string;
  readonly removed_at: string | null;
  readonly removed_by: string | null;
}

/** What a passkey signed, with the key that tells so. */
export interface PasskeySignature {
  readonly credential_id: string;
  /** The COSE key, base64url: the one of the `add_passkey` event of this credential. */
  readonly public_key: string;
  /** base64url of what the browser says: type, challenge and origin. For an answer the challenge is its `statement_digest`. */
  readonly client_data: string;
  /** base64url of what the authenticator says: for which domain, and that the person was verified. */
  readonly authenticator_data: string;
  /** base64url of the signature over both. */
  readonly signature: string;
}

/** That a passkey signed an answer, as receipts carry it: whoever has the receipt can make the statement again, and check it. */
export interface PresenceProof extends PasskeySignature {
  /** Of exactly what would run: where it ran, of what ran. */
  readonly action_digest: string;
  /** Until when the answer could be given. */
  readonly deadline: string | null;
}
