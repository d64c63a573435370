import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { SignIn } from '@writ/server';
import type { SecretFiles } from '../local/vault.js';
import { openAttempts } from './attempts.js';
import { openDemonstrationSecret } from './demonstration.js';
import { createEnrolling, refuse } from './enrol.js';
import type { EnrollingOptions } from './enrol.js';
import { openEnrolments } from './enrolments.js';
import { issuerKey } from './issuer-key.js';
import { createJoining } from './join.js';
import { closed, listenOnLoopback } from './listen.js';
import { UnreadableBody, readBody } from './read-body.js';
import type { Body } from './read-body.js';
import type { Reply } from './pages/page.js';
import { demonstrationPeople, openPeople } from './people.js';
import { createPresence } from './presence.js';
import { demonstrationRoutes, peopleRoutes } from './routes.js';
import type { Routes } from './routes.js';
import {
  CONSOLE_CLIENT,
  FOR_BROWSERS,
  isConsoleAt,
  isOnThisMachine,
  openDoors,
  passDoor,
  personAtDoor,
  provingByCode,
  showDoor,
} from './sign-in.js';
import type { Door, Doors } from './sign-in.js';
import { LIFETIME_S, createTokens } from './tokens.js';
import type { Tokens } from './tokens.js';

/**
 * Who an issuer takes people for. `people`: those who set themselves up, each there by passphrase or passkey. `demonstration`: anybody
 * who has its secret is anybody they want, for a proof or a test.
 */
export type Realm = 'people' | 'demonstration';

export interface IssuerOptions extends Pick<EnrollingOptions, 'tenant' | 'peps' | 'record'> {
  readonly realm: Realm;
  /** Key, people and enrolments. */
  readonly files: SecretFiles;
  readonly port: number;
  readonly audience: string;
  /** What the owner is probably called. */
  readonly ownerName: string;
  /** Puts the keys of the service behind a passphrase. */
  readonly lock: (person: string, passphrase: string) => Promise<void>;
  /** A person was removed: their passphrase unlocks nothing any more. */
  readonly forget: (person: string) => void;
  /** Tells whoever looks after the service. */
  readonly note: (line: string) => void;
  /** Where else the console is seen: origins of the configuration. */
  readonly consoles: readonly string[];
}

export interface DevelopmentIssuer {
  readonly realm: Realm;
  readonly tenant: string;
  readonly url: string;
  readonly jwksUrl: string;
  /** How the console signs people in here. */
  readonly signIn: SignIn;
  /** The secret of a demonstration; null anywhere else. */
  readonly demonstrationSecret: string | null;
  /** The first person, who is asked where nobody else is named; null before there is one. */
  owner(): string | null;
  /** A link that sets up the owner, once; null where there is one, and in a demonstration. */
  ownerLink(): string | null;
  /** Where people go on from here. */
  showConsole(url: string): void;
  close(): Promise<void>;
}

/** The issuer of one machine: it stands in for a company's identity provider there, and for nothing else. */
export const startDevelopmentIssuer = async (options: IssuerOptions): Promise<DevelopmentIssuer> => {
  const at: Address = { port: 0, consoleUrl: null };
  const { state, ...parts } = await furnish(options, at);
  const server = createServer((request, response) => {
    void answer(state, request).then(({ status, body, headers }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(text);
    });
  });
  const other = createServer((request, response) => server.emit('request', request, response));
  at.port = await listenOnLoopback(server, other, options.port);
  const url = urlOf(at);
  return {
    realm: options.realm,
    tenant: options.tenant,
    url,
    jwksUrl: `${url}/jwks`,
    signIn: { clientId: CONSOLE_CLIENT, authorizeUrl: `${originOf(at)}/authorize`, tokenUrl: `${url}/token`, scope: 'openid' },
    ...parts,
    showConsole: (console) => {
      at.consoleUrl = console;
    },
    close: async () => {
      await Promise.all([server, other].map(closed));
    },
  };
};

/** Where it listens, once it does, and where the console is, once there is one. */
interface Address {
  port: number;
  consoleUrl: string | null;
}

const urlOf = ({ port }: Address): string => `http://127.0.0.1:${port.toString()}`;
/** Browsers use passkeys on this name, and on no number. */
const originOf = ({ port }: Address): string => `http://localhost:${port.toString()}`;

type Furnished = Pick<DevelopmentIssuer, 'demonstrationSecret' | 'owner' | 'ownerLink'> & { readonly state: State };

const furnish = async (options: IssuerOptions, at: Address): Promise<Furnished> => {
  const { files, realm } = options;
  const key = await issuerKey(files);
  const known = realm === 'people' ? openPeople(files) : null;
  const people = known ?? demonstrationPeople;
  const tokens = createTokens({ key, audience: options.audience, people, issuer: () => urlOf(at) });
  const enrolments = openEnrolments(files);
  const enrolling = createEnrolling({ ...options, enrolments, people, tokens, tokenUrl: () => `${urlOf(at)}/token` });
  const doors = openDoors();
  const state = { url: () => urlOf(at), jwk: key.jwk, doors, tokens, people, note: options.note };
  if (known === null) {
    const secret = openDemonstrationSecret(files);
    const own = demonstrationRoutes({ people, secret, tokens, enrolling, doors });
    return {
      state: { ...state, door: { proving: provingByCode(doors), isConsole: isOnThisMachine }, own },
      demonstrationSecret: secret.text,
      owner: () => null,
      ownerLink: () => null,
    };
  }
  const origin = (): string => originOf(at);
  const presence = createPresence({ people: known, attempts: openAttempts(), origin, url: () => urlOf(at), note: options.note });
  const joining = createJoining({ ...options, people: known, presence, origin, consoleUrl: () => at.consoleUrl });
  const own = peopleRoutes({ people: known, presence, joining, tokens, enrolling, forget: options.forget, record: options.record });
  return {
    state: {
      ...state,
      door: { proving: presence, isConsole: (redirect) => isConsoleAt(redirect, [at.consoleUrl, ...options.consoles]) },
      own,
    },
    demonstrationSecret: null,
    owner: () => known.owner()?.id ?? null,
    ownerLink: () => joining.ownerLink(),
  };
};

interface State {
  readonly url: () => string;
  readonly jwk: object;
  readonly doors: Doors;
  readonly door: Door;
  readonly tokens: Tokens;
  readonly people: Parameters<typeof personAtDoor>[1];
  readonly note: (line: string) => void;
  /** The routes of this realm alone. */
  readonly own: Routes;
}

const answer = async (state: State, request: IncomingMessage): Promise<Reply> => {
  try {
    const url = state.url();
    const target = new URL(request.url ?? '/', url);
    const route = `${request.method ?? ''} ${target.pathname}`;
    if (route === 'GET /.well-known/openid-configuration') return { status: 200, body: discovery(url) };
    if (route === 'GET /jwks') return { status: 200, body: { keys: [state.jwk] } };
    if (route === 'GET /authorize') return showDoor(state.door, target.searchParams);
    if (route === 'OPTIONS /token') return { status: 204, body: '', headers: FOR_BROWSERS };
    const call = {
      route,
      query: target.searchParams,
      body: request.method === 'POST' ? await readBody(request) : {},
      authorization: request.headers.authorization,
    };
    const forConsole = route === 'POST /token' && call.body['client_id'] === CONSOLE_CLIENT;
    // A page elsewhere must not have a browser try passphrases here.
    if (!forConsole && !isOwnOrigin(request.headers.origin, url)) return refuse(403, 'a page of another origin may not ask this');
    if (route === 'POST /authorize') return await passDoor(state.doors, state.door, { body: call.body, issuer: url });
    if (forConsole) return await consoleToken(state, call.body);
    return (await state.own(call)) ?? refuse(404, 'no such route');
  } catch (error) {
    if (error instanceof UnreadableBody) return refuse(400, error.message);
    // What is wrong inside is for whoever looks after the service, and not for whoever asked.
    state.note(`the issuer failed: ${error instanceof Error ? error.message : String(error)}`);
    return refuse(500, 'something is wrong with this service, and its terminal says what: try again');
  }
};

/** Browsers name the page that asks; programs name none. */
const isOwnOrigin = (origin: string | undefined, url: string): boolean =>
  origin === undefined || origin === url || origin === url.replace('127.0.0.1', 'localhost');

const discovery = (url: string): unknown => ({
  issuer: url,
  jwks_uri: `${url}/jwks`,
  token_endpoint: `${url}/token`,
  authorization_endpoint: `${url}/authorize`,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  grant_types_supported: ['client_credentials', 'authorization_code', 'refresh_token'],
  id_token_signing_alg_values_supported: ['ES256'],
});

const consoleToken = async (state: State, body: Body): Promise<Reply> => {
  const found = personAtDoor(state.doors, state.people, body);
  if (found === null) return { status: 400, body: { error: 'invalid_grant' }, headers: FOR_BROWSERS };
  const token = await state.tokens.sign(found.person.id, { use: 'person', roles: found.person.roles });
  const issued = { access_token: token, refresh_token: found.refresh, token_type: 'Bearer', expires_in: LIFETIME_S };
  return { status: 200, body: issued, headers: FOR_BROWSERS };
};
