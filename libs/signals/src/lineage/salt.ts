import { sha256 } from '@writ/receipt';
import type { Salt } from './atoms.js';

const salts = new Map<string, Salt>();
const MOST_SALTS = 20_000;

/** The seeds of a session's digests, from its id. */
export function saltOf(sessionId: string): Salt {
  const known = salts.get(sessionId);
  if (known !== undefined) return known;
  const digest = sha256(new TextEncoder().encode(`writ lineage ${sessionId}`)).slice('sha256:'.length);
  const salt = { a: Number.parseInt(digest.slice(0, 8), 16) | 0, b: Number.parseInt(digest.slice(8, 16), 16) | 0 };
  if (salts.size >= MOST_SALTS) salts.clear();
  salts.set(sessionId, salt);
  return salt;
}
