import { createHash, randomBytes } from 'node:crypto';

/** Nothing here is worth remembering more of. */
const MOST = 1_000;

/** Values behind secrets that are good for one use and a while, in memory only. */
export interface SingleUse<T> {
  /** A new secret for this value. */
  put(value: T): string;
  /** The value, without using the secret up. */
  look(secret: string): T | null;
  /** The value; the secret is used up. */
  take(secret: string): T | null;
}

/** Values behind 128 random bits, found by digest: how long a look-up takes tells nothing of a secret. */
export const openSingleUse = <T>(livesMs: number): SingleUse<T> => {
  const all = new Map<string, { readonly value: T; readonly until: number }>();
  const look = (secret: string): T | null => {
    const found = all.get(digest(secret));
    return found === undefined || found.until <= Date.now() ? null : found.value;
  };
  return {
    put: (value) => {
      const secret = randomBytes(16).toString('base64url');
      const oldest = all.keys().next();
      if (all.size >= MOST && oldest.done !== true) all.delete(oldest.value);
      all.set(digest(secret), { value, until: Date.now() + livesMs });
      return secret;
    },
    look,
    take: (secret) => {
      const found = look(secret);
      all.delete(digest(secret));
      return found;
    },
  };
};

export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
