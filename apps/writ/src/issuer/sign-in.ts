import type { People, Person } from './people.js';
import { codePage } from './pages/sign-in-page.js';
import { wrongPage } from './pages/page.js';
import type { Reply } from './pages/page.js';
import { digest, openSingleUse } from './single-use.js';
import type { SingleUse } from './single-use.js';

/** The console, as a public client of this issuer. */
export const CONSOLE_CLIENT = 'writ-console';
/** How long a printed sign-in code of a demonstration may be used. */
export const CODE_S = 600;
const GRANT_MS = 60_000;
/** How long somebody stays signed in: then they are asked again whether they are there. */
export const STAY_MS = 4 * 3_600_000;

/** The token route may be called from a page: what it takes is in the body, no cookie, nothing that a browser adds by itself. */
export const FOR_BROWSERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'POST',
} as const;

interface Bound {
  readonly redirect: string;
  readonly challenge: string;
}

/** What a console asks for when it sends somebody here (RFC 6749, 7636). */
export interface Asked extends Bound {
  readonly state: string;
  readonly code: string;
}

/** Who was there, and when. */
interface Stay {
  readonly person: string;
  readonly until: number;
}

/** People on their way in, in memory only: a restart asks everybody to sign in again. */
export interface Doors {
  /** Codes of a demonstration. */
  readonly codes: SingleUse<Person>;
  /** Authorization codes, each bound to the page that asked. */
  readonly grants: SingleUse<Bound & { readonly person: string }>;
  /** Refresh tokens; each is used once. */
  readonly stays: SingleUse<Stay>;
}

export const openDoors = (): Doors => ({
  codes: openSingleUse(CODE_S * 1000),
  grants: openSingleUse(GRANT_MS),
  stays: openSingleUse(STAY_MS),
});

/** How somebody who stands at the door proves who they are. */
export interface Proving {
  /** `GET /authorize`: what the page shows. It signs nobody in. */
  show(asked: Asked): Reply;
  /** `POST /authorize`: who it is, or the page again. */
  prove(asked: Asked, body: Body): Promise<Person | Reply>;
}

type Body = Readonly<Record<string, unknown>>;

/** In a demonstration a code from the terminal is enough. */
export const provingByCode = ({ codes }: Doors): Proving => ({
  show: (asked) => codePage({ asked, person: codes.look(asked.code)?.id ?? null, again: asked.code !== '' }),
  prove: (asked) => Promise.resolve(codes.take(asked.code) ?? codePage({ asked, person: null, again: true })),
});

/** Where people sign in, and to what. */
export interface Door {
  readonly proving: Proving;
  /** Whether a redirect address is one of the console: whoever is sent elsewhere hands their sign-in over. */
  readonly isConsole: (redirect: string) => boolean;
}

export const showDoor = ({ proving, isConsole }: Door, query: URLSearchParams): Reply => {
  const asked = askedIn(Object.fromEntries(query), isConsole);
  return typeof asked === 'string' ? wrongPage(asked, START_AGAIN) : proving.show(asked);
};

const START_AGAIN = 'Open the console and start again from there.';

/** Whoever proved who they are goes back to the console with an authorization code. */
export const passDoor = async (
  doors: Doors,
  { proving, isConsole }: Door,
  { body, issuer }: { readonly body: Body; readonly issuer: string },
): Promise<Reply> => {
  const asked = askedIn(body, isConsole);
  if (typeof asked === 'string') return wrongPage(asked, START_AGAIN);
  const proven = await proving.prove(asked, body);
  if ('status' in proven) return proven;
  const back = new URL(asked.redirect);
  back.searchParams.set('code', doors.grants.put({ person: proven.id, redirect: asked.redirect, challenge: asked.challenge }));
  back.searchParams.set('state', asked.state);
  back.searchParams.set('iss', issuer);
  return { status: 303, body: '', headers: { location: back.href, 'content-type': 'text/plain' } };
};

/** Whom a token is for, and what lets them have another: by authorization code with its verifier, or by refresh token. */
export const personAtDoor = (doors: Doors, people: People, body: Body): { readonly person: Person; readonly refresh: string } | null => {
  const stay = stayIn(doors, body);
  // Who was removed stays no longer.
  const person = stay === null ? null : people.find(stay.person);
  return stay === null || person === null || stay.until <= Date.now() ? null : { person, refresh: doors.stays.put(stay) };
};

const stayIn = (doors: Doors, body: Body): Stay | null => {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  if (body['grant_type'] === 'refresh_token') return doors.stays.take(text('refresh_token'));
  if (body['grant_type'] !== 'authorization_code') return null;
  const granted = doors.grants.take(text('code'));
  if (granted?.redirect !== text('redirect_uri')) return null;
  return digest(text('code_verifier')) === granted.challenge ? { person: granted.person, until: Date.now() + STAY_MS } : null;
};

const askedIn = (given: Body, isConsole: Door['isConsole']): Asked | string => {
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  const redirect = text('redirect_uri');
  if (text('client_id') !== CONSOLE_CLIENT) return `\`client_id\` is not \`${CONSOLE_CLIENT}\``;
  if (!isConsole(redirect)) return '`redirect_uri` is not that of the console';
  if (text('response_type') !== 'code') return '`response_type` is not `code`';
  if (text('code_challenge_method') !== 'S256') return '`code_challenge_method` is not `S256`';
  if (!/^[\w-]{43}$/u.test(text('code_challenge'))) return '`code_challenge` is not a SHA-256 digest';
  if (!/^[\w-]{16,128}$/u.test(text('state'))) return '`state` is not 16 to 128 letters, digits, `_` and `-`';
  return { redirect, challenge: text('code_challenge'), state: text('state'), code: text('login_hint').trim() };
};

/** Whether it is `/signed-in` at one of these places. */
export const isConsoleAt = (redirect: string, places: readonly (string | null)[]): boolean =>
  places.some((place) => place !== null && redirect === new URL('/signed-in', place).href);

/** Any port of this machine (RFC 8252, section 7.3): enough for a demonstration. */
export const isOnThisMachine = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return (
    protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && pathname === '/signed-in' && search + hash === ''
  );
};
