import { createHash, randomBytes } from 'node:crypto';
import type { Person } from './people.js';
import { doorPage } from './sign-in-page.js';

/** The console, as a public client of this issuer. */
export const CONSOLE_CLIENT = 'writ-console';
/** How long a printed sign-in code may be used. */
export const INVITATION_S = 600;
const CODE_MS = 60_000;
const STAY_MS = 12 * 3_600_000;
/** Nothing here is worth remembering more of. */
const MOST = 1_000;

/** The token route may be called from a page: what it takes is in the body, no cookie, nothing that a browser adds by itself. */
export const FOR_BROWSERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'POST',
} as const;

/** What the issuer answers: text is a page, anything else JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Single-use secrets of people on their way in, in memory only: a restart asks everybody to sign in again. */
export interface Doors {
  /** A code for the terminal. */
  invite(person: Person): string;
  /** Who is invited, without using the code up. */
  invited(code: string): Person | null;
  /** Uses the code up. */
  enter(code: string): Person | null;
  /** An authorization code, bound to the page that asked. */
  grant(person: Person, bound: Bound): string;
  granted(code: string): Granted | null;
  /** A refresh token; each is used once. */
  stay(person: Person): string;
  stayed(token: string): Person | null;
}

interface Bound {
  readonly redirect: string;
  readonly challenge: string;
}
interface Granted extends Bound {
  readonly person: Person;
}

export const openDoors = (): Doors => {
  const invitations = secrets<Person>(INVITATION_S * 1000);
  const grants = secrets<Granted>(CODE_MS);
  const stays = secrets<Person>(STAY_MS);
  return {
    invite: (person) => invitations.put(person),
    invited: (code) => invitations.look(code),
    enter: (code) => invitations.take(code),
    grant: (person, bound) => grants.put({ person, ...bound }),
    granted: (code) => grants.take(code),
    stay: (person) => stays.put(person),
    stayed: (token) => stays.take(token),
  };
};

interface Secrets<T> {
  put(value: T): string;
  look(secret: string): T | null;
  take(secret: string): T | null;
}

/** Values behind 128 random bits, found by digest: how long a look-up takes tells nothing of a secret. */
const secrets = <T>(livesMs: number): Secrets<T> => {
  const all = new Map<string, { readonly value: T; readonly until: number }>();
  const look = (secret: string): T | null => {
    const found = all.get(digest(secret));
    return found === undefined || found.until <= Date.now() ? null : found.value;
  };
  return {
    put: (value) => {
      const secret = randomBytes(16).toString('base64url');
      const oldest = all.keys().next();
      if (all.size >= MOST && oldest.done !== true) all.delete(oldest.value);
      all.set(digest(secret), { value, until: Date.now() + livesMs });
      return secret;
    },
    look,
    take: (secret) => {
      const found = look(secret);
      all.delete(digest(secret));
      return found;
    },
  };
};

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What a console asks for when it sends somebody here (RFC 6749, 7636). */
export interface Asked extends Bound {
  readonly state: string;
  readonly code: string;
}

/** `GET /authorize`: shows who would sign in to what; it signs nobody in. */
export const showDoor = (doors: Doors, query: URLSearchParams): Reply => {
  const asked = askedIn(Object.fromEntries(query));
  if (typeof asked === 'string') return doorPage({ wrong: asked });
  return doorPage({ asked, person: doors.invited(asked.code)?.id ?? null, again: asked.code !== '' });
};

/** `POST /authorize`: a person with a code from the terminal goes back to the console with an authorization code. */
export const passDoor = (doors: Doors, body: Readonly<Record<string, unknown>>, issuer: string): Reply => {
  const asked = askedIn(body);
  if (typeof asked === 'string') return doorPage({ wrong: asked });
  const person = doors.enter(asked.code);
  if (person === null) return doorPage({ asked, person: null, again: true });
  const back = new URL(asked.redirect);
  back.searchParams.set('code', doors.grant(person, asked));
  back.searchParams.set('state', asked.state);
  back.searchParams.set('iss', issuer);
  return { status: 303, body: '', headers: { location: back.href, 'content-type': 'text/plain' } };
};

/** The person a token is for: by authorization code with its verifier, or by refresh token. */
export const personAtDoor = (doors: Doors, body: Readonly<Record<string, unknown>>): Person | null => {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  if (body['grant_type'] === 'refresh_token') return doors.stayed(text('refresh_token'));
  if (body['grant_type'] !== 'authorization_code') return null;
  const granted = doors.granted(text('code'));
  if (granted?.redirect !== text('redirect_uri')) return null;
  return digest(text('code_verifier')) === granted.challenge ? granted.person : null;
};

const askedIn = (given: Readonly<Record<string, unknown>>): Asked | string => {
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  const redirect = text('redirect_uri');
  if (text('client_id') !== CONSOLE_CLIENT) return `\`client_id\` is not \`${CONSOLE_CLIENT}\``;
  if (!isOnThisMachine(redirect)) return '`redirect_uri` is not a console on this machine';
  if (text('response_type') !== 'code') return '`response_type` is not `code`';
  if (text('code_challenge_method') !== 'S256') return '`code_challenge_method` is not `S256`';
  if (!/^[\w-]{43}$/u.test(text('code_challenge'))) return '`code_challenge` is not a SHA-256 digest';
  if (!/^[\w-]{16,128}$/u.test(text('state'))) return '`state` is not 16 to 128 letters, digits, `_` and `-`';
  return { redirect, challenge: text('code_challenge'), state: text('state'), code: text('login_hint').trim() };
};

/** A development issuer sends people nowhere else (RFC 8252, section 7.3: any port). */
const isOnThisMachine = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return (
    protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && pathname === '/signed-in' && search + hash === ''
  );
};
