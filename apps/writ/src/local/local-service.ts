import { join } from 'node:path';
import { exchange, PepError } from '@writ/pep';
import { askSecret } from '../cli/ask-secret.js';
import { CliError } from '../cli/cli-error.js';
import type { Invocation } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { readIfThere } from '../hook/private-file.js';
import { PROOF_GRANT, keyOfPassphrase, provePassphrase } from './passphrase.js';

/** What a running service leaves in its data folder for the other commands. */
export interface ServiceRecord {
  readonly pid: number;
  readonly rest_url: string;
  readonly grpc_port: number;
  /** Where people change the policy; null where no control plane runs. */
  readonly graphql_url?: string | null;
  readonly issuer_url: string;
  /** Whom its issuer takes people for. */
  readonly realm: 'people' | 'demonstration';
  readonly started_at: string;
}

/** The record of a service that runs in this process. */
export const recordOf = (
  stack: { readonly restUrl: string; readonly grpcPort: number; readonly graphqlUrl: string | null },
  issuer: { readonly url: string; readonly realm: ServiceRecord['realm'] },
): ServiceRecord => ({
  pid: process.pid,
  rest_url: stack.restUrl,
  grpc_port: stack.grpcPort,
  graphql_url: stack.graphqlUrl,
  issuer_url: issuer.url,
  realm: issuer.realm,
  started_at: new Date().toISOString(),
});

export const SERVICE_FILE = 'service.json';
/** There for a service that hangs; one that is gone refuses at once. */
const CALL_MS = 60_000;
const HEALTH_MS = 20_000;

/** The service that runs on this data folder, or null. */
export const findService = async (dataDir: string): Promise<ServiceRecord | null> => {
  const text = readIfThere(join(dataDir, SERVICE_FILE));
  if (text === null) return null;
  try {
    const record = JSON.parse(text) as ServiceRecord;
    process.kill(record.pid, 0);
    await exchange({ method: 'GET', url: `${record.rest_url}/healthz`, headers: {}, withinMs: HEALTH_MS });
    return record;
  } catch {
    return null;
  }
};

/** The service, or an error that says how to start it. */
export const needService = async (dataDir: string): Promise<ServiceRecord> => {
  const service = await findService(dataDir);
  if (service !== null) return service;
  throw new CliError(`no service is running on \`${dataDir}\``, 'start it with `npx writ up`, or name its folder with `--data`');
};

/** Calls the service as one person. */
export interface PersonClient {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export const personClient = ({ rest_url }: Pick<ServiceRecord, 'rest_url'>, token: string): PersonClient => {
  const headers = { authorization: `Bearer ${token}` };
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const sent = body === undefined ? {} : { body };
    return (await explained(exchange({ method, url: `${rest_url}${path}`, headers, withinMs: CALL_MS, ...sent }))).body;
  };
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) };
};

/** Somebody who was there just now. The token is in memory, for this command alone. */
export interface SignedIn {
  readonly id: string;
  readonly token: string;
}

/**
 * Signs somebody in for this command: `--as`, else the owner. They type their passphrase at the terminal; a person of another issuer has
 * a token in `WRIT_CREDENTIAL`. In a demonstration nobody is asked, and `demonstration` is who it is where `--as` is left out.
 */
export const signIn = async (invocation: Invocation, service: ServiceRecord, demonstration: string): Promise<SignedIn> => {
  const { config, dataDir, text } = invocation;
  if (config.credential !== undefined) return { id: 'the person of `WRIT_CREDENTIAL`', token: config.credential };
  if (service.realm === 'demonstration') {
    const id = text('as') ?? demonstration;
    return { id, token: await tokenFrom(service, { person: id }, secretOf(dataDir)) };
  }
  const id = text('as') ?? (await ownerOf(service));
  return { id, token: await tokenByPassphrase(service, id) };
};

/** A client of whoever signs in: see `signIn`. */
export const asPerson = async (invocation: Invocation, service: ServiceRecord, demonstration: string): Promise<PersonClient> =>
  personClient(service, (await signIn(invocation, service, demonstration)).token);

/** What lets somebody connect and disconnect agents. */
export const enrollingAuthority = async (invocation: Invocation, service: ServiceRecord): Promise<string> =>
  service.realm === 'demonstration' ? secretOf(invocation.dataDir) : (await signIn(invocation, service, 'alice')).token;

/** Asks the issuer of the service something that takes authority. */
export const callIssuer = async (
  service: Pick<ServiceRecord, 'issuer_url'>,
  { path, body, authority }: { readonly path: string; readonly body: unknown; readonly authority: string | null },
): Promise<Readonly<Record<string, unknown>>> => {
  const headers = authority === null ? {} : { authorization: `Bearer ${authority}` };
  const request = { method: 'POST', url: `${service.issuer_url}${path}`, headers, body, withinMs: CALL_MS } as const;
  return (await explained(exchange(request))).body as Readonly<Record<string, unknown>>;
};

/** The secret of a demonstration: whoever can read the data folder is everybody. */
export const secretOf = (dataDir: string): string => {
  const secret = readIfThere(join(dataDir, 'demonstration', 'secret'));
  if (secret !== null) return secret;
  throw new CliError(`\`${dataDir}\` has no secret of a demonstration`, 'run the command as the user that runs `npx writ up`');
};

/** Everybody whom the issuer knows. */
export const listPeople = async (
  { issuer_url }: ServiceRecord,
  token: string,
): Promise<readonly { readonly id: string; readonly roles: readonly string[] }[]> => {
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await explained(exchange({ method: 'GET', url: `${issuer_url}/people`, headers, withinMs: CALL_MS }));
  return (body as { readonly people: readonly { readonly id: string; readonly roles: readonly string[] }[] }).people;
};

const tokenFrom = async (service: ServiceRecord, body: object, authority: string | null): Promise<string> =>
  String((await callIssuer(service, { path: '/token', body, authority }))['human_token']);

/** The passphrase never leaves this process: what answers at that address may be somebody else, who could use a proof nowhere. */
const tokenByPassphrase = async (service: ServiceRecord, person: string): Promise<string> => {
  const issuer = service.issuer_url;
  const { salt, nonce } = await callIssuer(service, { path: '/proofs', body: { person }, authority: null });
  const passphrase = await askSecret(`passphrase of ${visible(person)}: `);
  const key = await keyOfPassphrase(passphrase, Buffer.from(String(salt), 'base64url'));
  const proof = provePassphrase(key, { person, nonce: String(nonce), issuer });
  return tokenFrom(service, { grant_type: PROOF_GRANT, person, nonce, proof }, null);
};

const ownerOf = async ({ issuer_url }: ServiceRecord): Promise<string> => {
  const { body } = await explained(exchange({ method: 'GET', url: `${issuer_url}/owner`, headers: {}, withinMs: CALL_MS }));
  const { owner } = body as { readonly owner: string | null };
  if (owner !== null) return owner;
  throw new CliError('nobody owns this service yet', 'open the link that `npx writ up` printed in its terminal, and set yourself up');
};

/** Says it for people: what an enforcement point says is for an agent to read. */
const explained = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof PepError)) throw error;
    const remedy =
      error.code === 'refused_by_service' ? 'correct what it names, then try again' : '`npx writ doctor` says what does not answer';
    throw new CliError(error.message.replace('writ gave no decision', 'writ refused'), remedy, { cause: error });
  }
};
