import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtConsole, createWorkshop, readConsole, signInsOf, startControlPlane } from '@writ/control-plane';
import { eventsOf, startDecisionApi } from '@writ/decision-api';
import { blastMeter, composeEngine, followPolicies, logAlarm } from '@writ/assembly';
import type { ComposedEngine } from '@writ/assembly';
import type { Policies } from '@writ/engine';
import { createPolicyControl, onePolicy } from '@writ/engine';
import { compileContent, compilePacks, probeVersion, resolveOpa, startEvaluator } from '@writ/policy';
import type { OpenPolicies } from '@writ/policy';
import type { Authenticator, Config } from '@writ/server';
import { createAuthenticator, log } from '@writ/server';
import { openDeliveries, openPostgresCatalogue, openPostgresRecordings } from '@writ/store';
import { openNotifier, startResolving, startWorker } from '@writ/worker';
import { CliError } from '../cli/cli-error.js';
import { portTaken } from './base.js';
import type { Base } from './base.js';
import type { DevelopmentIssuer } from '../issuer/issuer.js';

/** The decision service itself, on a base. */
export interface Stack {
  readonly restUrl: string;
  readonly grpcPort: number;
  /** Null where no control plane was asked for. */
  readonly graphqlUrl: string | null;
  readonly policy: { readonly id: string; readonly version: string; readonly hash: string; readonly rules: number };
  close(): Promise<void>;
}

export interface StackOptions {
  readonly base: Base;
  /** Whose word counts about people and agents, beside the issuers of the configuration. */
  readonly issuer: DevelopmentIssuer;
  readonly config: Config;
  readonly packs: readonly string[];
  /**
   * `stored`: the packs are what the tenant begins with, and from then on the database says what is active. `packs`: they
   * decide here, and are not stored.
   */
  readonly policy: 'stored' | 'packs';
  /** Tells the person at the terminal what may surprise. */
  readonly note: (line: string) => void;
  readonly restPort: number;
  readonly grpcPort: number;
  /** Null starts no control plane. */
  readonly controlPort: number | null;
  readonly sweepEveryMs: number;
}

/** Compiles the packs, then starts engine, worker and both protocols. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of closing.splice(0).reverse()) await stop().catch(() => undefined);
  };
  try {
    return { ...(await open(options, (stop) => closing.push(stop))), close };
  } catch (error) {
    await close();
    throw error;
  }
};

const open = async (options: StackOptions, later: (stop: () => Promise<unknown>) => void): Promise<Omit<Stack, 'close'>> => {
  const { base } = options;
  // The engine owns neither store nor signer: another stack may follow on the same base.
  const { store, signer, queueUrl } = base;
  const policies = options.policy === 'stored' ? await followed(options) : await fixed(options, later);
  later(() => policies.close());
  const control = createPolicyControl({ store, policies: base.policyStore, signer, alarm: logAlarm });
  const parts = { store, policyStore: base.policyStore, signer, policies, control, shadowLog: base.shadowLog, config: options.config };
  const { engine, deferrals, ...known } = await composeEngine(parts, (part) => {
    later(() => part.close());
    return part;
  });
  const worker = startWorker({ engine, outbox: store, projections: store, queue: { url: queueUrl }, sweepEveryMs: options.sweepEveryMs });
  later(() => worker.close());
  const resolving = startResolving({ engine, settings: deferrals });
  later(() => resolving.stop());
  const authenticator = authenticatorOf(options, known);
  const api = await listen(options, {
    engine,
    authenticator,
    policies: () => policies.status(),
    channels: told(options, policies, later),
    events: eventsOf(issuersOf(options), async (revocation) => known.revocations.revoke(revocation)),
  });
  later(() => api.close());
  const console = await listenControl(options, {
    ...administration(options.base, options.config, later),
    engine,
    policy: () => policies.active(options.issuer.tenant),
    caller: async (authorization) => authenticator.caller(authorization),
    console: { files: readConsole(builtConsole()), signIn: signInsOf(issuersOf(options)) },
  });
  if (console !== null) later(() => console.close());
  const { terms, rules } = policies.active(options.issuer.tenant);
  const { id, version, hash } = terms;
  const graphqlUrl = console === null ? null : `${console.url}/graphql`;
  return { restUrl: api.restUrl, grpcPort: api.grpcPort, graphqlUrl, policy: { id, version, hash, rules: rules.length } };
};

/** Tells people what waits for them, and takes what they answer in the channels. */
const told = (
  { base: { appUrl: url, store }, config: { notify: settings } }: StackOptions,
  policies: Policies,
  later: (stop: () => Promise<unknown>) => void,
): Parameters<typeof startDecisionApi>[0]['channels'] => {
  if (settings === undefined) return undefined;
  const notifier = openNotifier({ settings, url, store, policies });
  later(() => notifier.close());
  const clicks = openDeliveries({ url });
  later(() => clicks.close());
  return { settings, clicks };
};

/** What people may see and change. */
const administration = (
  { appUrl, store, signer, policyStore: policies }: Base,
  config: Config,
  later: (stop: () => Promise<unknown>) => void,
): Pick<Parameters<typeof startControlPlane>[0], 'catalogue' | 'policies' | 'control' | 'workshop' | 'keys'> => {
  const catalogue = openPostgresCatalogue({ url: appUrl });
  later(() => catalogue.close());
  const recordings = openPostgresRecordings({ url: appUrl });
  later(() => recordings.close());
  const measure = blastMeter({ policies, recordings });
  const control = createPolicyControl({ store, policies, signer, probe: probeVersion, measure });
  const workshop = createWorkshop({ opa: async () => config.opa ?? (await resolveOpa()) });
  return { catalogue, policies, control, workshop, keys: async () => signer.keys() };
};

/** Policies that can tell how they are. */
type Watched = Policies & Pick<OpenPolicies, 'status'>;

const followed = async (options: StackOptions): Promise<Watched> => {
  const { store, signer, policyStore } = options.base;
  const control = createPolicyControl({ store, policies: policyStore, signer });
  const compiling = compilation(options);
  const packs = async (): ReturnType<typeof compileContent> => compileContent(compiling);
  // The banner says what decides; only trouble is worth a line of the terminal.
  const trouble: typeof log = (level, message, fields) => {
    if (level === 'warn') options.note(`${message}${fields?.['cause'] === undefined ? '' : `: ${String(fields['cause'])}`}`);
    else if (level === 'error') log(level, message, fields);
  };
  return followPolicies({ store: policyStore, control, packs, tenants: [options.issuer.tenant], log: trouble });
};

const fixed = async (options: StackOptions, later: (stop: () => Promise<unknown>) => void): Promise<Watched> => {
  const evaluator = await startEvaluator(await compilePacks(compilation(options)));
  later(() => evaluator.close());
  return { ...onePolicy(evaluator), status: () => [] };
};

const compilation = ({ base, config, packs }: StackOptions): Parameters<typeof compilePacks>[0] => {
  const missing = packs.find((folder) => !existsSync(folder));
  if (missing !== undefined)
    throw new CliError(`the policy pack \`${missing}\` does not exist`, 'name an existing folder with `--packs` or `WRIT_PACKS`');
  return { packs: [...packs], opa: config.opa ?? resolveOpa, outDir: join(base.dataDir, 'policy') };
};

const issuersOf = ({ issuer, config }: StackOptions): Config['issuers'] => [
  ...config.issuers,
  { issuer: issuer.url, jwksUrl: issuer.jwksUrl, tenantId: issuer.tenant, people: 'shared', signIn: issuer.signIn },
];

const authenticatorOf = (
  options: StackOptions,
  { revocations, enrolments }: Pick<ComposedEngine, 'revocations' | 'enrolments'>,
): Authenticator =>
  createAuthenticator({
    issuers: issuersOf(options),
    audience: options.config.audience,
    tokenLifetimeS: options.config.tokenLifetimeS,
    peps: (tenantId, pepId) => enrolments.find(tenantId, pepId),
    revocations,
  });

const listen = async (
  options: StackOptions,
  parts: Pick<Parameters<typeof startDecisionApi>[0], 'engine' | 'authenticator' | 'policies' | 'channels' | 'events'>,
): ReturnType<typeof startDecisionApi> => {
  const { base, config, restPort, grpcPort } = options;
  try {
    return await startDecisionApi({
      host: config.host,
      restPort,
      grpcPort,
      ...parts,
      keys: async () => base.signer.keys(),
      lag: () => base.store.lag(),
      metricsCredential: config.metricsCredential,
    });
  } catch (error) {
    throw portTaken(error, restPort, '--port');
  }
};

const listenControl = async (
  { config, controlPort }: StackOptions,
  parts: Omit<Parameters<typeof startControlPlane>[0], 'host' | 'port'>,
): Promise<Awaited<ReturnType<typeof startControlPlane>> | null> => {
  if (controlPort === null) return null;
  try {
    return await startControlPlane({ host: config.host, port: controlPort, ...parts });
  } catch (error) {
    throw portTaken(error, controlPort, '--control-port');
  }
};
