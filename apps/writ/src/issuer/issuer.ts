import { randomBytes, randomUUID } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PepRecord } from '@writ/engine';
import { AUDIENCE_OF, audiencesOf } from '@writ/server';
import type { SignIn, TokenUse } from '@writ/server';
import { SignJWT } from 'jose';
import { CliError } from '../cli/cli-error.js';
import { readIfThere, writePrivate } from '../hook/private-file.js';
import { hashSecret, newSecret, openEnrolments, sameSecret } from './enrolments.js';
import type { Enrolments } from './enrolments.js';
import { issuerKey } from './issuer-key.js';
import type { IssuerKey } from './issuer-key.js';
import { CONSOLE_CLIENT, FOR_BROWSERS, INVITATION_S, openDoors, passDoor, personAtDoor, showDoor } from './sign-in.js';
import type { Doors, Reply } from './sign-in.js';
import { PEOPLE } from './people.js';
import type { Person } from './people.js';

const LIFETIME_S = 900;
const MAX_BODY = 16 * 1024;

export interface IssuerOptions {
  /** Key, admin secret and enrolments live here. */
  readonly folder: string;
  readonly port: number;
  readonly tenant: string;
  readonly audience: string;
  /** Stores a new enforcement point. */
  readonly enrolPep: (pep: PepRecord) => Promise<void>;
  /** Ends the credential of an enforcement point. */
  readonly revokePep: (pepId: string) => Promise<void>;
}

export interface DevelopmentIssuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** How the console signs people in here. */
  readonly signIn: SignIn;
  close(): Promise<void>;
}

/**
 * The development issuer: it stands in for a company's identity provider on one machine, and for nothing else. An
 * enrolled host gets tokens for itself and its human; people get theirs from whoever holds the admin secret.
 */
export const startDevelopmentIssuer = async (options: IssuerOptions): Promise<DevelopmentIssuer> => {
  const state: State = {
    options,
    key: await issuerKey(join(options.folder, 'key.pem')),
    admin: adminSecret(options.folder),
    enrolments: openEnrolments(join(options.folder, 'enrolments.json')),
    doors: openDoors(),
    url: '',
  };
  const server = createServer((request, response) => {
    void answer(state, request).then(({ status, body, headers }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(text);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  const signIn = { clientId: CONSOLE_CLIENT, authorizeUrl: `${state.url}/authorize`, tokenUrl: `${state.url}/token`, scope: 'openid' };
  return { url: state.url, jwksUrl: `${state.url}/jwks`, signIn, close };
};

/**
 * The secret that mints tokens of people: whoever can read the data folder is the administrator of a development setup. One that
 * others wrote or can read is refused: a folder that came with a clone may bring one.
 */
export const adminSecret = (folder: string): string => {
  const path = join(folder, 'admin-secret');
  const known = readIfThere(path);
  if (known !== null) return trusted(path, known);
  const secret = newSecret();
  writePrivate(path, secret);
  return secret;
};

const trusted = (path: string, secret: string): string => {
  const { mode, uid } = lstatSync(path);
  const refused = (why: string): CliError => new CliError(`\`${path}\` ${why}`, 'delete the file: the next start makes another');
  if (!/^[\w-]{43}$/u.test(secret)) throw refused('is no secret that this issuer made');
  if ((mode & 0o077) !== 0) throw refused('can be read by others');
  if (process.getuid !== undefined && uid !== process.getuid()) throw refused('belongs to another user');
  return secret;
};

interface State {
  readonly options: IssuerOptions;
  readonly key: IssuerKey;
  readonly admin: string;
  readonly enrolments: Enrolments;
  readonly doors: Doors;
  url: string;
}

const refuse = (status: number, detail: string): Reply => ({ status, body: { error: 'refused', detail } });

const answer = async (state: State, request: IncomingMessage): Promise<Reply> => {
  try {
    const route = `${request.method ?? ''} ${request.url ?? ''}`;
    if (route === 'GET /.well-known/openid-configuration') return { status: 200, body: discovery(state.url) };
    if (route === 'GET /jwks') return { status: 200, body: { keys: [state.key.jwk] } };
    if (route.startsWith('GET /authorize?')) return showDoor(state.doors, new URL(route.slice(4), state.url).searchParams);
    if (route === 'OPTIONS /token') return { status: 204, body: '', headers: FOR_BROWSERS };
    if (request.method !== 'POST') return refuse(404, 'no such route');
    const body = await readBody(request);
    if (route === 'POST /authorize') return passDoor(state.doors, body, state.url);
    if (route === 'POST /token' && body['client_id'] === CONSOLE_CLIENT) return await consoleToken(state, body);
    if (route === 'POST /token') return await token(state, body, request.headers.authorization);
    if (!isAdmin(state, request.headers.authorization)) return refuse(401, 'the admin secret is wrong');
    if (route === 'POST /sign-in-codes') return signInCode(state, body['person']);
    if (route === 'POST /enrolments') return await enrol(state, body);
    if (route === 'POST /enrolments/revoke') return await revoke(state, String(body['pep_id']));
    return refuse(404, 'no such route');
  } catch {
    return refuse(400, 'the body is not acceptable');
  }
};

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

const isAdmin = (state: State, authorization: string | undefined): boolean =>
  sameSecret(hashSecret((authorization ?? '').replace(/^Bearer /u, '')), hashSecret(state.admin));

const token = async (state: State, body: Body, authorization: string | undefined): Promise<Reply> => {
  if (body['person'] !== undefined) return personToken(state, body['person'], authorization);
  const enrolment = state.enrolments.find(String(body['client_id']), String(body['client_secret']));
  if (body['grant_type'] !== 'client_credentials' || enrolment === null) return refuse(401, 'no such enrolment');
  const person = PEOPLE.find(({ id }) => id === enrolment.human);
  const [human, agent] = await Promise.all([
    sign(state, enrolment.human, { use: 'delegated', roles: person?.roles ?? [] }),
    sign(state, enrolment.agent_id, { use: 'agent', roles: ['agent'], instance: enrolment.agent_instance }),
  ]);
  return { status: 200, body: { human_token: human, agent_token: agent, token_type: 'Bearer', expires_in: LIFETIME_S } };
};

const personToken = async (state: State, id: unknown, authorization: string | undefined): Promise<Reply> => {
  if (!isAdmin(state, authorization)) return refuse(401, 'the admin secret is wrong');
  const person = PEOPLE.find((candidate) => candidate.id === id);
  if (person === undefined) return noSuchPerson();
  return { status: 200, body: { human_token: await personTokenOf(state, person), token_type: 'Bearer', expires_in: LIFETIME_S } };
};

const noSuchPerson = (): Reply => refuse(404, `there is no such person; there are ${PEOPLE.map((one) => `\`${one.id}\``).join(', ')}`);

const personTokenOf = (state: State, { id, roles }: Person): Promise<string> => sign(state, id, { use: 'person', roles });

/** What lets one person into the console, once: for whoever may read the data folder. */
const signInCode = (state: State, id: unknown): Reply => {
  const person = PEOPLE.find((candidate) => candidate.id === id);
  return person === undefined ? noSuchPerson() : { status: 201, body: { code: state.doors.invite(person), expires_in: INVITATION_S } };
};

const consoleToken = async (state: State, body: Body): Promise<Reply> => {
  const person = personAtDoor(state.doors, body);
  if (person === null) return { status: 400, body: { error: 'invalid_grant' }, headers: FOR_BROWSERS };
  const issued = { access_token: await personTokenOf(state, person), refresh_token: state.doors.stay(person) };
  return { status: 200, body: { ...issued, token_type: 'Bearer', expires_in: LIFETIME_S }, headers: FOR_BROWSERS };
};

interface Kind {
  readonly use: TokenUse;
  readonly roles: readonly string[];
  readonly instance?: string;
}

const sign = (state: State, subject: string, { use, ...claims }: Kind): Promise<string> =>
  new SignJWT({ ...claims, roles: [...claims.roles], token_use: use, scope: '*' })
    .setProtectedHeader({ alg: 'ES256', kid: state.key.kid, typ: 'JWT' })
    .setIssuer(state.url)
    .setSubject(subject)
    .setAudience(audiencesOf(state.options.audience)[AUDIENCE_OF[use]])
    .setIssuedAt()
    .setExpirationTime(`${String(LIFETIME_S)} s`)
    .setJti(randomUUID())
    .sign(state.key.privateKey);

const enrol = async (state: State, body: Body): Promise<Reply> => {
  const { host, human } = body;
  if (host !== 'claude-code') return refuse(400, 'the host is not one that can be connected; use `claude-code`');
  if (!PEOPLE.some(({ id }) => id === human))
    return refuse(400, `there is no such person; there are ${PEOPLE.map(({ id }) => `\`${id}\``).join(', ')}`);
  const [secret, refresh] = [newSecret(), newSecret()];
  const pepId = `pep_${randomBytes(9).toString('hex')}`;
  const identity = { agent_id: `agent:${host}`, agent_instance: `${host}:${randomBytes(6).toString('hex')}`, host };
  const { tenant } = state.options;
  await state.options.enrolPep({
    tenant_id: tenant,
    pep_id: pepId,
    secret_hash: hashSecret(secret),
    ...identity,
    created_at: new Date().toISOString(),
    revoked_at: null,
  });
  state.enrolments.add({ pep_id: pepId, secret_hash: hashSecret(refresh), human: String(human), ...identity });
  const credential = `writ_pep.${tenant}.${pepId}.${secret}`;
  return { status: 201, body: { pep_id: pepId, credential, refresh_secret: refresh, token_url: `${state.url}/token`, ...identity } };
};

/** The credential ends first: a crash after it leaves an enrolment that gets tokens which nothing can be asked with. */
const revoke = async (state: State, pepId: string): Promise<Reply> => {
  await state.options.revokePep(pepId);
  return { status: 200, body: { revoked: state.enrolments.remove(pepId) } };
};

type Body = Readonly<Record<string, unknown>>;

const readBody = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Error('too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return Object.fromEntries(new URLSearchParams(text));
  const body = JSON.parse(text) as unknown;
  if (typeof body !== 'object' || body === null) throw new Error('not an object');
  return body as Body;
};
