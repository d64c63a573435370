import type { ComposedDecision, DecisionDraft, Evaluator, PolicyContent, PolicyStore } from '@writ/engine';
import { verifyContent, verifyVersion } from './content.js';
import { prepareModule } from './prepare-module.js';
import { ThreadedEvaluator } from './threaded-evaluator.js';

/** Options of {@link openVersions}. */
export interface OpenVersionsOptions {
  readonly store: Pick<PolicyStore, 'version'>;
  readonly tenant_id: string;
  /** Asked for what is not stored. */
  readonly other?: (hash: string) => Promise<PolicyContent | null>;
  /** Threads that decide for one version; 2 where left out. */
  readonly width?: number;
}

/** Versions of a tenant, started when asked for: for tools that decide what was decided before. */
export interface OpenVersions {
  /** Null where it is not stored. */
  version(hash: string): Promise<Evaluator | null>;
  close(): Promise<void>;
}

const WIDTH = 2;
/** Versions with running threads; the least recently used is stopped. */
const MOST_RUNNING = 3;

/** Opens the stored versions of a tenant; nothing is read or started before it is asked for. */
export function openVersions({ store, tenant_id, other, width = WIDTH }: OpenVersionsOptions): OpenVersions {
  const running = new Map<string, Promise<Evaluator | null>>();
  const start = async (hash: string): Promise<Evaluator | null> => {
    const version = await store.version(tenant_id, hash);
    if (version !== null) verifyVersion(version);
    const content = version ?? (await other?.(hash)) ?? null;
    if (content?.hash !== hash) return null;
    verifyContent(content);
    return startWide(content, width);
  };
  const stop = async (hash: string): Promise<void> => {
    const evaluator = running.get(hash);
    running.delete(hash);
    await (await evaluator?.catch(() => null))?.close();
  };
  return {
    version: async (hash) => {
      const found = running.get(hash) ?? start(hash);
      running.delete(hash);
      running.set(hash, found);
      const [oldest] = running.keys();
      if (running.size > MOST_RUNNING && oldest !== undefined) await stop(oldest);
      return found;
    },
    close: async () => {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

async function startWide({ terms, rules, wasm }: PolicyContent, width: number): Promise<Evaluator> {
  const module = await prepareModule(new Uint8Array(wasm));
  return new WideEvaluator(Array.from({ length: width }, () => new ThreadedEvaluator({ terms, rules, module })));
}

/** Several evaluators of one version, asked in turn. */
class WideEvaluator implements Evaluator {
  readonly #evaluators: readonly Evaluator[];
  #turn = 0;
  readonly terms;
  readonly rules;

  constructor(evaluators: readonly Evaluator[]) {
    const [first] = evaluators;
    if (first === undefined) throw new TypeError('an evaluator needs at least one thread');
    this.#evaluators = evaluators;
    ({ terms: this.terms, rules: this.rules } = first);
  }

  async decide(drafts: readonly DecisionDraft[]): Promise<readonly ComposedDecision[]> {
    const evaluator = this.#evaluators[this.#turn % this.#evaluators.length];
    this.#turn += 1;
    return evaluator === undefined ? [] : evaluator.decide(drafts);
  }

  async close(): Promise<void> {
    await Promise.all(this.#evaluators.map(async (evaluator) => evaluator.close()));
  }
}
