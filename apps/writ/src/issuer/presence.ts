import { createHash } from 'node:crypto';
import { AssertionSchema, AttestationSchema, ProblemError } from '@writ/aarm';
import { presenceAt } from '@writ/server';
import type { CheckedPlace } from '@writ/server';
import { visible } from '../cli/terminal.js';
import { isTooLong } from '../local/passphrase.js';
import type { Attempts } from './attempts.js';
import { createNonces } from './nonces.js';
import type { Nonces } from './nonces.js';
import type { KnownPeople, Person } from './people.js';
import type { Reply } from './pages/page.js';
import { signInPage } from './pages/sign-in-page.js';
import type { Asked, Proving } from './sign-in.js';

const CEREMONY_MS = 600_000;
const PROOF_MS = 120_000;
const PATIENCE_MS = 120_000;
const ES256 = -7;
/** Browsers use passkeys on `localhost` without TLS, and at no number. */
const RP_ID = 'localhost';

/** Finds out whether one of the known people is there. */
export interface Presence extends Proving {
  /** What a command needs to prove a passphrase without sending it. */
  proofChallenge(id: string): { readonly salt: string; readonly nonce: string };
  /** The person who proved it, or why nobody is let in. */
  byProof(given: { readonly person: string; readonly nonce: string; readonly proof: string }): Promise<Person | string>;
  /** What a browser needs to make a passkey for this person, who was let in just now. */
  creationOptions(person: string): object;
  /** Adds the passkey that was made; whose it is, or why not. */
  addPasskey(credential: unknown): Promise<Person | { readonly wrong: string; readonly person: Person | null }>;
}

export interface PresenceOptions {
  readonly people: KnownPeople;
  readonly attempts: Attempts;
  /** Where its pages are seen. */
  readonly origin: () => string;
  /** Where commands ask. */
  readonly url: () => string;
  /** Tells whoever looks after the service. */
  readonly note: (line: string) => void;
}

export const createPresence = (options: PresenceOptions): Presence => {
  const { people } = options;
  const [ceremonies, proofs] = [createNonces(CEREMONY_MS), createNonces(PROOF_MS)];
  const place = (): CheckedPlace => presenceAt({ origin: options.origin(), rp_id: RP_ID });
  const show = (asked: Asked, { person, wrong }: { readonly person: string; readonly wrong: string | null }): Reply => {
    const passkeyOptions = { challenge: ceremonies.issue('sign in'), rpId: RP_ID, userVerification: 'required', timeout: PATIENCE_MS };
    return signInPage({ asked, person, wrong, passkeyOptions });
  };
  return {
    proofChallenge: (id) => ({ salt: people.saltOf(id), nonce: proofs.issue(id) }),
    byProof: ({ person, nonce, proof }) => {
      if (!proofs.take(nonce, person)) return Promise.resolve('That took too long, or was used before. Try again.');
      return attempted(options, person, () => Promise.resolve(people.isProofOf(proof, { person, nonce, issuer: options.url() })));
    },
    show: (asked) => show(asked, { person: people.all().length === 1 ? (people.all()[0]?.id ?? '') : '', wrong: null }),
    prove: async (asked, body) => {
      const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
      const [credential, person, passphrase] = [text('credential'), text('person').trim(), text('passphrase')];
      const proven =
        credential !== ''
          ? await byPasskey(credential, { people, place: place(), isOpen: (challenge) => ceremonies.take(challenge, 'sign in') })
          : isTooLong(passphrase)
            ? NOT_RIGHT
            : await attempted(options, person, () => people.isPassphraseOf(person, passphrase));
      return typeof proven === 'string' ? show(asked, { person, wrong: proven }) : proven;
    },
    ...making(people, { place, ceremonies }),
  };
};

/** Somebody who is not known is counted as one with all the others: names cost nothing. */
const NOBODY = '';

const attempted = async (
  { people, attempts, note }: PresenceOptions,
  id: string,
  attempt: () => Promise<boolean>,
): Promise<Person | string> => {
  const person = people.find(id);
  const counted = person?.id ?? NOBODY;
  const came = await attempts.count(counted, attempt);
  if (came === 'right' && person !== null) return person;
  const waits = attempts.waitS(counted);
  if (came === 'waits') return `Too many tries. Try again in ${Math.max(1, waits).toString()} s, or use a passkey.`;
  if (waits > 0) note(`wrong passphrases for \`${visible(id).slice(0, 64)}\`: the next try waits ${waits.toString()} s`);
  return NOT_RIGHT;
};

const byPasskey = async (
  credential: string,
  {
    people,
    place,
    isOpen,
  }: { readonly people: KnownPeople; readonly place: CheckedPlace; readonly isOpen: (challenge: string) => boolean },
): Promise<Person | string> => {
  const parsed = AssertionSchema.safeParse(readJson(credential));
  if (!parsed.success) return 'The browser answered something else than a passkey.';
  const known = people.passkey(parsed.data.id);
  if (known === null) return 'Nobody has added this passkey here. Use your passphrase.';
  const challenge = challengeIn(parsed.data.response.clientDataJSON);
  if (!isOpen(challenge)) return 'That took too long, or was used before. Try again.';
  const checked = await explained(() => place.assertion(parsed.data, { passkey: known.passkey, challenge }));
  if (typeof checked === 'string') return checked;
  people.usePasskey(parsed.data.id, checked.counter);
  return known.person;
};

const making = (
  people: KnownPeople,
  { place, ceremonies }: { readonly place: () => CheckedPlace; readonly ceremonies: Nonces },
): Pick<Presence, 'creationOptions' | 'addPasskey'> => ({
  creationOptions: (person) => ({
    rp: { id: RP_ID, name: 'Writ' },
    // Devices show the name; the handle tells them nothing of the person.
    user: { id: handleOf(person), name: person, displayName: person },
    challenge: ceremonies.issue(`passkey of ${person}`),
    pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    attestation: 'none',
    timeout: PATIENCE_MS,
  }),
  addPasskey: async (credential) => {
    const parsed = AttestationSchema.safeParse(readJson(String(credential)));
    const challenge = parsed.success ? challengeIn(parsed.data.response.clientDataJSON) : '';
    // Whose challenge it is, only they were given: nobody else's fits.
    const person = people.all().find(({ id }) => ceremonies.take(challenge, `passkey of ${id}`)) ?? null;
    if (!parsed.success || person === null) return { wrong: 'That took too long, or was used before.', person: null };
    const made = await explained(() => place().attestation(parsed.data, challenge));
    if (typeof made === 'string') return { wrong: made, person };
    return people.addPasskey(person.id, made) ? person : { wrong: 'This passkey is known already.', person };
  },
});

const handleOf = (person: string): string => createHash('sha256').update(`writ:${person}`).digest('base64url');

const NOT_RIGHT = 'Name and passphrase do not belong together.';

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

const challengeIn = (clientData: string): string => {
  const data = readJson(Buffer.from(clientData, 'base64url').toString('utf8'));
  const challenge = typeof data === 'object' && data !== null && 'challenge' in data ? data.challenge : null;
  return typeof challenge === 'string' ? challenge : '';
};

/** What came of it, or why it was refused. */
const explained = async <T extends object>(check: () => Promise<T>): Promise<T | string> => {
  try {
    return await check();
  } catch (error) {
    if (error instanceof ProblemError) return `The passkey was refused: ${error.message}.`;
    throw error;
  }
};
