import { exchange, PepError } from '@writ/pep';
import { CliError } from '../../cli/cli-error.js';
import { AS_OPTION } from '../../cli/command.js';
import type { Command, Invocation } from '../../cli/command.js';
import { needService, signIn } from '../../local/local-service.js';

/** Compiling and checking takes its time. */
const CALL_MS = 300_000;

/** Options of every command that talks to a control plane. */
export const SERVER_OPTIONS: Command['options'] = {
  server: { type: 'string', value: 'url', about: 'the GraphQL address of a control plane, with a person’s token in `WRIT_CREDENTIAL`' },
  ...AS_OPTION,
  yes: { type: 'boolean', about: 'do it without asking, for scripts' },
  reason: { type: 'string', value: 'text', about: 'why; goes into the signed receipt' },
};

/** A request that the control plane refused as a whole, with the code of the problem. */
export class ControlError extends CliError {
  readonly code: string;

  constructor(code: string, message: string, remedy: string) {
    super(message, remedy);
    this.code = code;
  }
}

/** Asks a control plane as one person. */
export interface ControlClient {
  readonly url: string;
  query<Data>(text: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly fix?: string } }[];
}

/** The control plane that `--server` names, or the one of the local service as a person of its issuer. */
export async function controlClient(invocation: Invocation, person: string): Promise<ControlClient> {
  const { url, token } = await addressOf(invocation, person);
  const headers = { authorization: `Bearer ${token}` };
  return {
    url,
    query: async <Data>(text: string, variables: Readonly<Record<string, unknown>> = {}) => {
      const body = await asked(url, headers, { query: text, variables });
      const [error] = body.errors ?? [];
      if (error !== undefined)
        throw new ControlError(error.extensions?.code ?? 'unknown', error.message, error.extensions?.fix ?? 'correct the request');
      return body.data as Data;
    },
  };
}

async function addressOf(invocation: Invocation, person: string): Promise<{ readonly url: string; readonly token: string }> {
  const { config, dataDir, text } = invocation;
  const server = text('server');
  if (server !== undefined) {
    if (!URL.canParse(server)) throw new CliError(`\`--server ${server}\` is no URL`, 'give it as `https://host:7430/graphql`');
    if (config.credential === undefined) throw new CliError('`WRIT_CREDENTIAL` is not set', 'put the token of a person there');
    return { url: server, token: config.credential };
  }
  const service = await needService(dataDir);
  if (typeof service.graphql_url !== 'string')
    throw new CliError('the local service has no control plane', 'start it again with `npx writ up`, or name one with `--server`');
  return { url: service.graphql_url, token: (await signIn(invocation, service, person)).token };
}

async function asked(url: string, headers: Readonly<Record<string, string>>, body: object): Promise<Answer> {
  try {
    return (await exchange({ method: 'POST', url, headers, withinMs: CALL_MS, body })).body as Answer;
  } catch (error) {
    if (!(error instanceof PepError)) throw error;
    const message = error.message.replace('writ gave no decision', 'writ refused');
    throw new ControlError(error.problem ?? error.code, message, '`npx writ doctor` says whether the service is ready');
  }
}
