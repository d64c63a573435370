import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KeyRecord } from '@writ/receipt';
import { closed, opened, replacePrivate } from './key-file.js';
import type { SigningKey } from './key-file.js';
import { SignerError } from './signer.js';

/** Receipts carry the database's clock, windows the signer's: a window is this much wider on both ends. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The public history of all keys that lived in this folder; rotation is a new key file beside the old one. */
export const historyFile = (keyFile: string): string => join(dirname(keyFile), 'writ-keys.json');

/** Makes `key` the active one, retires the one before it, and answers the whole history. */
export function recordActiveKey(
  keyFile: string,
  key: SigningKey,
  { now, seal = null }: { readonly now: number; readonly seal?: Uint8Array | null },
): readonly KeyRecord[] {
  const path = historyFile(keyFile);
  const history = readHistory(path, seal);
  const known = history.find(({ kid }) => kid === key.kid);
  if (known?.status === 'active') return history;
  if (known !== undefined) throw new SignerError('key_file', `key \`${key.kid}\` is ${known.status}; sign with a new key file`);
  const next = [...history.map((record) => retire(record, now)), activeRecord(key, now)];
  // A crash before the rename leaves the old history, and the next start does this again.
  replacePrivate(path, closed(`${JSON.stringify({ keys: next }, null, 2)}\n`, path, seal));
  return next;
}

const activeRecord = ({ kid, jwk }: SigningKey, now: number): KeyRecord => ({
  kid,
  jwk,
  valid_from: new Date(now - CLOCK_SKEW_MS).toISOString(),
  valid_until: null,
  status: 'active',
  compromised_at: null,
});

const retire = (record: KeyRecord, now: number): KeyRecord =>
  record.status === 'active' ? { ...record, status: 'retired', valid_until: new Date(now + CLOCK_SKEW_MS).toISOString() } : record;

function readHistory(path: string, seal: Uint8Array | null): readonly KeyRecord[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new SignerError('key_file', `cannot read \`${path}\``, { cause });
  }
  try {
    const history = JSON.parse(opened(text, path, seal)) as { readonly keys?: unknown };
    if (!Array.isArray(history.keys)) throw new TypeError('`keys` is not a list');
    return history.keys as readonly KeyRecord[];
  } catch (cause) {
    if (cause instanceof SignerError) throw cause;
    throw new SignerError('key_file', `\`${path}\` is not a key history`, { cause });
  }
}
