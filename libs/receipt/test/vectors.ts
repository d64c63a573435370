import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AARM_DRAFT_PROFILE, WRIT_PROFILE } from '../src/index.js';
import type { KeyRecord, ReceiptProfile, SessionExport, StoredReceipt } from '../src/index.js';

/** One frozen vector of `testdata/receipts/v1`. */
export interface Vector {
  readonly name: string;
  readonly about: string;
  readonly profile: ReceiptProfile;
  readonly keys: readonly KeyRecord[];
  readonly receipt: StoredReceipt;
  readonly session: SessionExport;
  readonly expect: Readonly<Record<string, unknown>>;
}

const root = new URL('../../../testdata/receipts/v1/', import.meta.url);

export function readVectors(kind: 'receipts' | 'sessions'): readonly Vector[] {
  const folder = fileURLToPath(new URL(kind, root));
  return readdirSync(folder).map((file) => {
    const read = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Omit<Vector, 'profile' | 'name'> & { readonly profile: string };
    return { ...read, name: file.replace('.json', ''), profile: read.profile === 'writ' ? WRIT_PROFILE : AARM_DRAFT_PROFILE };
  });
}

export function vector(kind: 'receipts' | 'sessions', name: string): Vector {
  const found = readVectors(kind).find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no vector \`${name}\``);
  return found;
}
