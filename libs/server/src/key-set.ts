import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { askIssuer } from './ask-issuer.js';
import { KEY_TIMES } from './issuer.js';
import type { Issuer } from './issuer.js';
import { Kept } from './kept.js';
import type { Said } from './kept.js';
import { TokenError } from './token-form.js';

/** The keys of an issuer, as they were when it last answered. */
export interface KeySet {
  /** The key that a signature names; a {@link TokenError} where no set counts any more. */
  readonly find: JWTVerifyGetKey;
  /** Until when what they have proven counts, if the issuer never answers again; milliseconds. */
  until(): number;
  /** Another one as soon as the issuer gives out other keys: what the old ones have proven is then proven anew. */
  version(): number;
}

/** A set as it was fetched. */
interface Keys {
  readonly text: string;
  readonly get: JWTVerifyGetKey;
  readonly at: number;
  readonly version: number;
}

const MOST_BYTES = 256 * 1024;

/** Keeps the key set of an issuer: where it does not answer, the last good one counts for a bounded time. */
export function createKeySet({ issuer, jwksUrl, keys }: Pick<Issuer, 'issuer' | 'jwksUrl' | 'keys'>): KeySet {
  const times = { ...KEY_TIMES, ...keys };
  let last: Keys | null = null;
  const kept = new Kept<Keys>(async () => {
    const at = Date.now();
    const text = await askIssuer({ url: jwksUrl, accept: 'application/jwk-set+json, application/json', most: MOST_BYTES });
    const value = keysIn(text, at, last);
    last = value;
    return { value, freshUntil: at + times.freshS * 1000, countsUntil: at + times.lastGoodS * 1000 };
  }, times);
  const counting = (said: Said<Keys> | null): Keys => {
    if (said !== null) return said.value;
    throw new TokenError(`the keys of \`${issuer.slice(0, 100)}\` cannot be fetched, and none that were count any more`);
  };
  return {
    find: async (...asked) => {
      const held = counting(await kept.current());
      try {
        return await held.get(...asked);
      } catch (cause) {
        const isRecent = Date.now() - held.at < times.cooldownS * 1000;
        // A key that is not in the set may be new.
        if (!(cause instanceof errors.JWKSNoMatchingKey) || isRecent || !(await kept.askAgain())) throw cause;
        return counting(kept.counting).get(...asked);
      }
    },
    until: () => kept.counting?.countsUntil ?? 0,
    version: () => last?.version ?? 0,
  };
}

function keysIn(text: string, at: number, last: Keys | null): Keys {
  if (last?.text === text) return { ...last, at };
  return { text, at, get: createLocalJWKSet(JSON.parse(text) as JSONWebKeySet), version: (last?.version ?? 0) + 1 };
}
