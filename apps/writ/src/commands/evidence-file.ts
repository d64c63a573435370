import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyRecord, SessionExport, StoredReceipt } from '@writ/receipt';
import { SESSION_EXPORT_FORMAT } from '@writ/receipt';
import { CliError } from '../cli/cli-error.js';
import { readIfThere } from '../hook/private-file.js';

/** What there is to verify. */
export type Evidence =
  { readonly kind: 'session'; readonly export: SessionExport } | { readonly kind: 'receipt'; readonly receipt: StoredReceipt };

export const EXPORTS = 'exports';

/** Reads a file of evidence: a session's export, or one receipt, bare or as the member `receipt`. */
export const readEvidence = (path: string): Evidence => evidenceOf(readJson(path));

/** Tells a session's export from a receipt; what it is worth is for the verifier to say. */
export const evidenceOf = (value: unknown): Evidence => {
  const object = (typeof value === 'object' ? value : null) as Readonly<Record<string, unknown>> | null;
  if (object?.['format'] === SESSION_EXPORT_FORMAT) return { kind: 'session', export: value as SessionExport };
  return { kind: 'receipt', receipt: (object !== null && 'receipt' in object ? object['receipt'] : value) as StoredReceipt };
};

/** Reads a trust anchor: `{keys: […]}`, as the service publishes it. */
export const readKeys = (path: string): readonly KeyRecord[] => {
  if (!existsSync(path))
    throw new CliError(
      `there are no keys to trust: \`${path}\` does not exist`,
      'name them with `--keys`, or the data folder with `--data`',
    );
  const { keys } = (readJson(path) ?? {}) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new CliError(`\`${path}\` holds no keys`, 'give a file of the form `{"keys": […]}` with `--keys`');
  return keys as readonly KeyRecord[];
};

/** Finds a session or a receipt among the exports kept in the data folder. */
export const findExported = (dataDir: string, id: string): Evidence | null => {
  const folder = join(dataDir, EXPORTS);
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return null;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const evidence = readEvidence(join(folder, name));
    if (evidence.kind !== 'session') continue;
    if (evidence.export.session_id === id) return evidence;
    const receipt = evidence.export.receipts.find((candidate) => candidate.payload.includes(`"receipt_id":"${id}"`));
    if (receipt !== undefined) return { kind: 'receipt', receipt };
  }
  return null;
};

const readJson = (path: string): unknown => {
  const text = readIfThere(path);
  if (text === null)
    throw new CliError(`\`${path}\` does not exist`, 'give the path of a file, or an id that begins with `ses_` or `rct_`');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CliError(`\`${path}\` is not json`, 'give a session export or a receipt', { cause: error });
  }
};
