import { join } from 'node:path';
import type { PolicyStore, Recordings } from '@writ/engine';
import {
  findPostgres,
  migrate,
  openPostgresPolicyStore,
  openPostgresRecordings,
  openPostgresStore,
  provision,
  startPostgres,
} from '@writ/store';
import { CliError } from '../cli/cli-error.js';
import type { Invocation } from '../cli/command.js';
import { TENANT } from './tenant.js';

/** What was recorded, opened to be read. */
export interface Records {
  readonly tenant: string;
  readonly recordings: Recordings;
  readonly policyStore: PolicyStore;
  /** Of a role that may read evidence. */
  readonly url: string;
  close(): Promise<void>;
}

/** Options of every command that reads what was recorded. */
export const RECORD_OPTIONS = {
  since: { type: 'string', value: 'time', about: 'sessions opened since then: `30d`, `12h`, `2w` or a date (default 30d)' },
  tenant: { type: 'string', value: 'id', about: 'whose sessions (default `default`)' },
} as const;

/**
 * Opens the records of the database that `WRIT_DATABASE_URL` names, or of the data folder: beside a running service, or
 * by starting its database for as long as the command takes.
 */
export const openRecords = async (invocation: Invocation): Promise<Records> => {
  const { text } = invocation;
  const found = await openDatabaseOf(invocation);
  const stop = found.stop;
  const url = invocation.config.databaseUrl ?? (await auditUrlOf(found));
  const [recordings, policyStore] = [openPostgresRecordings({ url }), openPostgresPolicyStore({ url })];
  const close = async (): Promise<void> => {
    await Promise.all([recordings.close(), policyStore.close()]);
    await stop();
  };
  return { tenant: text('tenant') ?? TENANT, recordings, policyStore, url, close };
};

/** A database, as the role that owns its tables where it is that of a data folder. */
export interface FoundDatabase {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The database that `WRIT_DATABASE_URL` names, or that of the data folder, started for as long as the command takes. */
export const openDatabaseOf = async ({ config, dataDir, terminal }: Invocation): Promise<FoundDatabase> => {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: () => Promise.resolve() };
  const folder = join(dataDir, 'postgres');
  const found = await findPostgres({ dataDir: folder });
  if (found === null)
    throw new CliError(
      `nothing was recorded in \`${dataDir}\``,
      'name the data folder with `--data`, or a database with `WRIT_DATABASE_URL`',
    );
  if (found.url !== null) return { url: found.url, stop: () => Promise.resolve() };
  const postgres = await startPostgres({ dataDir: folder, log: (line) => terminal.note(line) });
  try {
    await migrate({ url: postgres.url });
    return { url: postgres.url, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};

/** What the auditor's role may read is all that is needed, and it can change nothing; so what it lists is brought up to date first. */
const auditUrlOf = async ({ url, stop }: FoundDatabase): Promise<string> => {
  try {
    const { appUrl, auditUrl } = await provision({ url });
    const store = await openPostgresStore({ url: appUrl, pool: 1 });
    await store.project().finally(() => store.close());
    return auditUrl;
  } catch (error) {
    await stop();
    throw error;
  }
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The time that `--since` names. */
export const sinceOf = ({ text }: Invocation): string => {
  const given = text('since') ?? '30d';
  const [, count, unit] = /^(\d{1,6})([mhdw])$/u.exec(given) ?? [];
  const at = count === undefined || unit === undefined ? Date.parse(given) : Date.now() - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isNaN(at) || (count === undefined && !/^\d{4}-\d\d-\d\d/u.test(given)))
    throw new CliError(`\`--since\` cannot be \`${given}\``, 'write `30d`, `12h`, `2w` or a date such as `2026-11-01`');
  return new Date(Math.max(0, at)).toISOString();
};
