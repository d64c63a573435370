import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { askIssuer } from './ask-issuer.js';
import { KEY_TIMES } from './issuer.js';
import type { Issuer, KeyTimes } from './issuer.js';
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
interface Held {
  readonly text: string;
  readonly get: JWTVerifyGetKey;
  readonly at: number;
  readonly version: number;
}

const MOST_BYTES = 256 * 1024;

/**
 * Keeps the key set of an issuer. INVARIANT: a set counts for `lastGoodS` after the issuer gave it out, whatever fails; and at most one
 * question is on its way to an issuer, none sooner than the last one permits.
 */
export function createKeySet({ issuer, jwksUrl, keys }: Pick<Issuer, 'issuer' | 'jwksUrl' | 'keys'>): KeySet {
  const held = new HeldKeys({ name: issuer, url: jwksUrl, times: { ...KEY_TIMES, ...keys } });
  return {
    find: async (header, token) => held.find(header, token),
    until: () => held.until(),
    version: () => held.version(),
  };
}

class HeldKeys {
  readonly #from: { readonly name: string; readonly url: string; readonly times: KeyTimes };
  #held: Held | null = null;
  #asking: Promise<boolean> | null = null;
  #failedAt: number | null = null;

  constructor(from: { readonly name: string; readonly url: string; readonly times: KeyTimes }) {
    this.#from = from;
  }

  until(): number {
    return this.#held === null ? 0 : this.#held.at + this.#from.times.lastGoodS * 1000;
  }

  version(): number {
    return this.#held?.version ?? 0;
  }

  async find(...asked: Parameters<JWTVerifyGetKey>): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
    await this.#keepFresh();
    try {
      return await this.#counting().get(...asked);
    } catch (cause) {
      if (!(cause instanceof errors.JWKSNoMatchingKey) || this.#age() < this.#from.times.cooldownS * 1000) throw cause;
      // A key that is not in the set may be new.
      if (!(await this.#ask())) throw cause;
      return this.#counting().get(...asked);
    }
  }

  /** Nobody waits for an issuer that did not answer last time, as long as its last good set counts. */
  async #keepFresh(): Promise<void> {
    if (this.#age() < this.#from.times.freshS * 1000) return;
    const asked = this.#ask();
    if (this.#failedAt === null || this.until() <= Date.now()) await asked;
  }

  #age(): number {
    return this.#held === null ? Number.POSITIVE_INFINITY : Date.now() - this.#held.at;
  }

  #counting(): Held {
    if (this.#held !== null && this.until() > Date.now()) return this.#held;
    throw new TokenError(`the keys of \`${this.#from.name.slice(0, 100)}\` cannot be fetched, and none that were count any more`);
  }

  /** Whether there is a new answer. Who comes while one is on its way waits for the same. */
  async #ask(): Promise<boolean> {
    if (this.#asking !== null) return this.#asking;
    if (this.#failedAt !== null && Date.now() - this.#failedAt < this.#from.times.retryS * 1000) return false;
    this.#asking = this.#fetch().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #fetch(): Promise<boolean> {
    const at = Date.now();
    try {
      const text = await askIssuer({ url: this.#from.url, accept: 'application/jwk-set+json, application/json', most: MOST_BYTES });
      const same = this.#held?.text === text ? this.#held : null;
      const get = same?.get ?? createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
      this.#held = { text, get, at, version: same?.version ?? this.version() + 1 };
      this.#failedAt = null;
      return true;
    } catch {
      this.#failedAt = Date.now();
      return false;
    }
  }
}
