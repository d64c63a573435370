import { createHash } from 'node:crypto';
import { AssertionSchema, AttestationSchema, ProblemError } from '@writ/aarm';
import { presenceAt } from '@writ/server';
import type { CheckedPlace } from '@writ/server';
import { visible } from '../cli/terminal.js';
import type { Attempts } from './attempts.js';
import type { KnownPeople, Person } from './people.js';
import type { Reply } from './pages/page.js';
import { signInPage } from './pages/sign-in-page.js';
import type { Asked, Proving } from './sign-in.js';
import { openSingleUse } from './single-use.js';

const CEREMONY_MS = 600_000;
const PATIENCE_MS = 120_000;
const ES256 = -7;
/** Browsers use passkeys on `localhost` without TLS, and at no number. */
const RP_ID = 'localhost';

/** Finds out whether one of the known people is there. */
export interface Presence extends Proving {
  /** The person whose passphrase it is, or why nobody is let in. */
  byPassphrase(id: string, passphrase: string): Promise<Person | string>;
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
  /** Tells whoever looks after the service. */
  readonly note: (line: string) => void;
}

export const createPresence = (options: PresenceOptions): Presence => {
  const { people } = options;
  const signing = openSingleUse<true>(CEREMONY_MS);
  const place = (): CheckedPlace => presenceAt({ origin: options.origin(), rp_id: RP_ID });
  const show = (asked: Asked, { person, wrong }: { readonly person: string; readonly wrong: string | null }): Reply => {
    const passkeyOptions = { challenge: signing.put(true), rpId: RP_ID, userVerification: 'required', timeout: PATIENCE_MS };
    return signInPage({ asked, person, wrong, passkeyOptions });
  };
  return {
    byPassphrase: (id, passphrase) => byPassphrase(options, id, passphrase),
    show: (asked) => show(asked, { person: people.all().length === 1 ? (people.all()[0]?.id ?? '') : '', wrong: null }),
    prove: async (asked, body) => {
      const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
      const credential = text('credential');
      const proven =
        credential === ''
          ? await byPassphrase(options, text('person').trim(), text('passphrase'))
          : await byPasskey(credential, { people, place: place(), isOpen: (challenge) => signing.take(challenge) !== null });
      return typeof proven === 'string' ? show(asked, { person: text('person'), wrong: proven }) : proven;
    },
    ...making(people, place),
  };
};

const byPassphrase = async ({ people, attempts, note }: PresenceOptions, id: string, passphrase: string): Promise<Person | string> => {
  const waits = attempts.waitS(id);
  if (waits > 0) return `Too many wrong passphrases. Try again in ${waits.toString()} s, or use a passkey.`;
  const right = await attempts.count(id, () => people.isPassphraseOf(id, passphrase));
  if (right) return people.find(id) ?? NOT_RIGHT;
  if (attempts.waitS(id) > 0)
    note(`wrong passphrases for \`${visible(id).slice(0, 64)}\`: the next try waits ${attempts.waitS(id).toString()} s`);
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

const making = (people: KnownPeople, place: () => CheckedPlace): Pick<Presence, 'creationOptions' | 'addPasskey'> => {
  const begun = openSingleUse<string>(CEREMONY_MS);
  return {
    creationOptions: (person) => ({
      rp: { id: RP_ID, name: 'Writ' },
      // Devices show the name; the handle tells them nothing of the person.
      user: { id: createHash('sha256').update(`writ:${person}`).digest('base64url'), name: person, displayName: person },
      challenge: begun.put(person),
      pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      timeout: PATIENCE_MS,
    }),
    addPasskey: async (credential) => {
      const parsed = AttestationSchema.safeParse(readJson(String(credential)));
      const challenge = parsed.success ? challengeIn(parsed.data.response.clientDataJSON) : '';
      const person = people.find(begun.take(challenge) ?? '');
      if (!parsed.success || person === null) return { wrong: 'That took too long, or was used before.', person: null };
      const made = await explained(() => place().attestation(parsed.data, challenge));
      if (typeof made === 'string') return { wrong: made, person };
      return people.addPasskey(person.id, made) ? person : { wrong: 'This passkey is known already.', person };
    },
  };
};

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
