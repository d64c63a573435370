import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outbox, PolicyStore, ShadowLog, Signer, Store } from '@writ/engine';
import type { Projections, RunningPostgres } from '@writ/store';
import { migrate, openPostgresPolicyStore, openPostgresShadowLog, openPostgresStore, provision, startPostgres } from '@writ/store';
import { startSignerThread } from '@writ/signer';
import { writePrivate } from '../hook/private-file.js';
import { CliError } from '../cli/cli-error.js';
import { openVault } from './vault.js';
import type { Vault } from './vault.js';

/** What every service on one data folder stands on: its secrets, the database and the signer. */
export interface Base {
  readonly dataDir: string;
  readonly postgres: RunningPostgres;
  readonly appUrl: string;
  readonly queueUrl: string;
  readonly store: Store & Outbox & Projections;
  readonly policyStore: PolicyStore;
  readonly shadowLog: ShadowLog;
  readonly signer: Signer;
  readonly vault: Vault;
  close(): Promise<void>;
}

export interface BaseOptions {
  readonly dataDir: string;
  /** Gets the passphrase that unlocks the secrets, from whoever is there. */
  readonly ask: (prompt: string) => Promise<string>;
  readonly log: (line: string) => void;
}

type Close = () => Promise<unknown>;

/** Starts the base; what was started is stopped again where a later part fails. */
export const startBase = async (options: BaseOptions): Promise<Base> => {
  const closing: Close[] = [];
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

const open = async ({ dataDir, ask, log }: BaseOptions, later: (stop: Close) => void): Promise<Omit<Base, 'close'>> => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Root's database runs as somebody else, who must be able to pass through; every file in it stays private.
  if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
  const vault = await openVault(dataDir, ask);
  const postgres = await startPostgres({ dataDir: join(dataDir, 'postgres'), log });
  later(() => postgres.stop());
  const { url } = postgres;
  await migrate({ url });
  const { appUrl, queueUrl } = await provision({ url });
  const store = await openPostgresStore({ url: appUrl });
  later(() => store.close());
  const policyStore = openPostgresPolicyStore({ url: appUrl });
  later(() => policyStore.close());
  const shadowLog = openPostgresShadowLog({ url: appUrl });
  later(() => shadowLog.close());
  // A service that was locked goes on with its own key, or not at all.
  for (const name of ['key.json', 'writ-keys.json']) vault.files('signer').read(name);
  const signer = await startSignerThread({ keyFile: join(dataDir, 'signer', 'key.json'), seal: vault.key });
  later(() => signer.close());
  await store.putKeys(await signer.keys());
  // The trust anchor of this machine, from the signer's own history and never from the database: what `writ verify` believes.
  writePrivate(join(dataDir, 'keys.json'), `${JSON.stringify({ keys: await signer.keys() }, null, 2)}\n`);
  return { dataDir, postgres, appUrl, queueUrl, store, policyStore, shadowLog, signer, vault };
};

/** A port that is taken, said in words; anything else as it is. */
export const portTaken = (error: unknown, port: number, option: string): unknown => {
  const taken =
    error instanceof Error &&
    /EADDRINUSE|No address added|address already in use/u.test(`${error.message} ${String((error as NodeJS.ErrnoException).code)}`);
  return taken
    ? new CliError(`port \`${String(port)}\` is taken`, `choose another with \`${option}\`; 0 takes a free one`, { cause: error })
    : error;
};
