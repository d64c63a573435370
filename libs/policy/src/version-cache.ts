import type { PolicyContent, PolicyStore } from '@writ/engine';
import { verifyVersion } from './content.js';
import { RestingEvaluator } from './resting-evaluator.js';

/** Versions that nothing points to, kept for decisions that wait: the least recently used leave first. */
const MOST_PINNED = 8;

/** Versions in memory by hash: tenants with the same policy share its threads. */
export class VersionCache {
  readonly #store: Pick<PolicyStore, 'version'>;
  readonly #versions = new Map<string, RestingEvaluator>();
  readonly #loading = new Map<string, Promise<RestingEvaluator | null>>();
  #kept: ReadonlySet<RestingEvaluator> = new Set();
  #own: RestingEvaluator | null = null;

  constructor(store: Pick<PolicyStore, 'version'>) {
    this.#store = store;
  }

  /** One that comes from elsewhere and stays. */
  add(content: PolicyContent): RestingEvaluator {
    const evaluator = new RestingEvaluator(content);
    this.#versions.set(content.hash, evaluator);
    this.#own = evaluator;
    return evaluator;
  }

  /** The version, verified; null where the tenant has none of that hash. */
  async load(tenantId: string, hash: string): Promise<RestingEvaluator | null> {
    const known = this.#versions.get(hash);
    if (known !== undefined) return this.#used(hash, known);
    const key = `${tenantId}\0${hash}`;
    const loading = this.#loading.get(key) ?? this.#read(tenantId, hash);
    this.#loading.set(key, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(key);
    }
  }

  /** Lets all others rest, and forgets those that were not used for longest. */
  keepOnly(kept: ReadonlySet<RestingEvaluator>): void {
    for (const evaluator of this.#kept) if (!kept.has(evaluator)) evaluator.release();
    this.#kept = kept;
    this.#evict();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#versions.values()].map(async (evaluator) => evaluator.close()));
    this.#versions.clear();
  }

  async #read(tenantId: string, hash: string): Promise<RestingEvaluator | null> {
    const version = await this.#store.version(tenantId, hash);
    if (version === null) return null;
    verifyVersion(version);
    // Another tenant's may have come first.
    const known = this.#versions.get(hash);
    if (known !== undefined) return known;
    const evaluator = new RestingEvaluator(version);
    this.#versions.set(hash, evaluator);
    this.#evict();
    return evaluator;
  }

  #used(hash: string, evaluator: RestingEvaluator): RestingEvaluator {
    this.#versions.delete(hash);
    this.#versions.set(hash, evaluator);
    return evaluator;
  }

  /** What is forgotten here still serves whoever holds it, and rests when they are done. */
  #evict(): void {
    const idle = [...this.#versions].filter(([, evaluator]) => !this.#kept.has(evaluator) && evaluator !== this.#own);
    for (const [hash] of idle.slice(0, Math.max(0, idle.length - MOST_PINNED))) this.#versions.delete(hash);
  }
}
