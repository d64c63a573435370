import { join } from 'node:path';
import type { PolicyStore, Recordings } from '@writ/engine';
import { findPostgres, migrate, openPostgresPolicyStore, openPostgresRecordings, provision, startPostgres } from '@writ/store';
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
export const openRecords = async ({ config, dataDir, text, terminal }: Invocation): Promise<Records> => {
  const { url, stop } = await database({ url: config.databaseUrl, dataDir, log: (line) => terminal.note(line) });
  const [recordings, policyStore] = [openPostgresRecordings({ url }), openPostgresPolicyStore({ url })];
  const close = async (): Promise<void> => {
    await Promise.all([recordings.close(), policyStore.close()]);
    await stop();
  };
  return { tenant: text('tenant') ?? TENANT, recordings, policyStore, url, close };
};

interface OpenDatabase {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const database = async (where: {
  readonly url: string | undefined;
  readonly dataDir: string;
  readonly log: (line: string) => void;
}): Promise<OpenDatabase> => {
  if (where.url !== undefined) return { url: where.url, stop: () => Promise.resolve() };
  const dataDir = join(where.dataDir, 'postgres');
  const found = await findPostgres({ dataDir });
  if (found === null)
    throw new CliError(
      `nothing was recorded in \`${where.dataDir}\``,
      'name the data folder with `--data`, or a database with `WRIT_DATABASE_URL`',
    );
  // What the auditor's role may read is all that is needed, and it can change nothing.
  if (found.url !== null) return { url: (await provision({ url: found.url })).auditUrl, stop: () => Promise.resolve() };
  const postgres = await startPostgres({ dataDir, log: where.log });
  try {
    await migrate({ url: postgres.url });
    const { auditUrl } = await provision({ url: postgres.url });
    return { url: auditUrl, stop: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
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
