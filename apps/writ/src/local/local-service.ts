import { join } from 'node:path';
import { exchange, PepError } from '@writ/pep';
import { CliError } from '../cli/cli-error.js';
import { readIfThere } from '../hook/private-file.js';

/** What a running service leaves in its data folder for the other commands. */
export interface ServiceRecord {
  readonly pid: number;
  readonly rest_url: string;
  readonly grpc_port: number;
  /** Where people change the policy; null where no control plane runs. */
  readonly graphql_url?: string | null;
  readonly issuer_url: string;
  readonly started_at: string;
}

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

/** Calls the service as a person of the development issuer. */
export interface PersonClient {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export const asPerson = async (options: {
  readonly service: ServiceRecord;
  readonly dataDir: string;
  readonly person: string;
}): Promise<PersonClient> => {
  const { service } = options;
  const issued = await callIssuer(options, '/token', { person: options.person });
  const headers = { authorization: `Bearer ${String(issued['human_token'])}` };
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const sent = body === undefined ? {} : { body };
    return (await explained(exchange({ method, url: `${service.rest_url}${path}`, headers, withinMs: CALL_MS, ...sent }))).body;
  };
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) };
};

/** Calls the development issuer as its administrator: whoever can read the data folder. */
export const callIssuer = async (
  options: { readonly service: ServiceRecord; readonly dataDir: string },
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> => {
  const secret = readIfThere(join(options.dataDir, 'issuer', 'admin-secret'));
  if (secret === null)
    throw new CliError(`\`${options.dataDir}\` has no admin secret`, 'run the command as the user that runs `npx writ up`');
  const headers = { authorization: `Bearer ${secret}` };
  const url = `${options.service.issuer_url}${path}`;
  return (await explained(exchange({ method: 'POST', url, headers, body, withinMs: CALL_MS }))).body as Readonly<Record<string, unknown>>;
};

const explained = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof PepError)
      throw new CliError(error.message.replace('writ gave no decision', 'writ refused'), error.remedy, { cause: error });
    throw error;
  }
};
