import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyRecord } from '@writ/receipt';
import { createPolicyControl, openEnrolments } from '@writ/engine';
import type { PolicyControl, PolicyStore, Store } from '@writ/engine';
import { secretHash } from '@writ/server';
import { migrate, openPostgresPolicyStore, openPostgresStore, provision, startPostgres } from '@writ/store';
import { connectWhenUp } from '../../../tools/soak/connect-when-up.mjs';
import { startIssuer } from './issuer.js';

const ROOT = new URL('../../../', import.meta.url).pathname;
const PEP_SECRET = 's'.repeat(32);
const SIGNER_SECRET = 'k'.repeat(32);
/** What a scraper sends to be told of tenants. */
export const METRICS_CREDENTIAL = 'm'.repeat(32);

/** One decision point as a process of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  /** `kill -9`; resolves once it is gone. */
  kill(): Promise<void>;
}

/** A deployment in small: PostgreSQL, the signer's process, and any number of decision points. */
export interface Deployment {
  readonly store: Store;
  readonly policyStore: PolicyStore;
  /** Changes the policy as the control plane does. */
  readonly control: PolicyControl;
  readonly headers: Readonly<Record<string, string>>;
  readonly identity: { readonly human: string; readonly agent: string };
  startApi(more?: Readonly<Record<string, string>>): Promise<ApiProcess>;
  /** Listens, and may not be ready yet. */
  startControlPlane(): Promise<ApiProcess>;
  person(id: string, roles: readonly string[]): Promise<string>;
  keys(): Promise<readonly KeyRecord[]>;
  close(): Promise<void>;
}

/** Starts all but the decision points. */
export async function startDeployment(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-deployment-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter, or its files go elsewhere and stay.
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  const store = await openPostgresStore({ url: appUrl });
  const policyStore = openPostgresPolicyStore({ url: appUrl });
  const issuer = await startIssuer('acme');
  const signerPort = await freePort();
  const signer = run('apps/signer/dist/main.js', {
    WRIT_SIGNER_PORT: signerPort.toString(),
    WRIT_SIGNER_SECRET: SIGNER_SECRET,
    WRIT_KEY_FILE: join(folder, 'keys', 'receipt.pem'),
  });
  const shared = {
    WRIT_DATABASE_URL: appUrl,
    WRIT_SIGNER_URL: `http://127.0.0.1:${signerPort.toString()}`,
    WRIT_SIGNER_SECRET: SIGNER_SECRET,
    WRIT_PACKS: join(ROOT, 'policies', 'baseline'),
    WRIT_POLICY_DIR: join(folder, 'policy'),
    WRIT_METRICS_CREDENTIAL: METRICS_CREDENTIAL,
    WRIT_ISSUERS: JSON.stringify([{ issuer: issuer.pinned.issuer, jwks_url: issuer.pinned.jwksUrl, tenant_id: issuer.pinned.tenantId }]),
  };
  const signing = await connectWhenUp({ url: shared.WRIT_SIGNER_URL, secret: SIGNER_SECRET });
  const control = createPolicyControl({ store, policies: policyStore, signer: signing });
  const pep = { tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'test' };
  const administrator = { id: 'root', roles: ['administrator'], service: false };
  await openEnrolments({ store, control, alarm: () => undefined }).enrol(administrator, { ...pep, secret_hash: secretHash(PEP_SECRET) });
  const apis = new Set<ChildProcess>();
  return {
    store,
    policyStore,
    control,
    headers: { authorization: `Bearer writ_pep.acme.pep1.${PEP_SECRET}` },
    identity: {
      human: await issuer.delegated('alice', ['developer'], { exp: inAnHour() }),
      agent: await issuer.agent('coder', 'laptop', { exp: inAnHour() }),
    },
    startApi: async (more = {}) =>
      startProcess(apis, {
        program: 'apps/decision-api/dist/main.js',
        env: { ...shared, ...more, WRIT_GRPC_PORT: (await freePort()).toString() },
        portName: 'WRIT_REST_PORT',
        up: async (url) => (await fetch(`${url}/readyz`)).ok,
      }),
    startControlPlane: async () =>
      startProcess(apis, {
        program: 'apps/control-plane/dist/main.js',
        env: shared,
        portName: 'WRIT_CONTROL_PORT',
        up: async (url) => (await fetch(`${url}/graphql`)).status === 401,
      }),
    person: async (id, roles) => issuer.person(id, roles, { exp: inAnHour() }),
    keys: async () => store.keys(),
    close: async () => {
      await Promise.all([...apis, signer].map(killed));
      issuer.close();
      await signing.close();
      await policyStore.close();
      await store.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

interface Program {
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The variable that takes the port. */
  readonly portName: string;
  readonly up: (url: string) => Promise<boolean>;
}

async function startProcess(running: Set<ChildProcess>, { program, env, portName, up }: Program): Promise<ApiProcess> {
  const port = await freePort();
  const child = run(program, { ...env, [portName]: port.toString() });
  running.add(child);
  const url = `http://127.0.0.1:${port.toString()}`;
  for (let attempt = 0; !(await up(url).catch(() => false)); attempt += 1) {
    if (attempt > 600 || child.exitCode !== null) throw new Error(`\`${program}\` did not come up`);
    await sleep(50);
  }
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => {
      running.delete(child);
      await killed(child);
    },
  };
}

function run(program: string, env: Readonly<Record<string, string | undefined>>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(process.execPath, [join(ROOT, program)], { cwd: ROOT, env: { PATH, HOME, ...env }, stdio: ['ignore', 'ignore', 'ignore'] });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
