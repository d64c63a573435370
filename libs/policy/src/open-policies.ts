import { ProblemError } from '@writ/aarm';
import type { Evaluator, Policies, PolicyContent, PolicyPointer, PolicyStore } from '@writ/engine';
import { VersionCache } from './version-cache.js';
import type { RestingEvaluator } from './resting-evaluator.js';

/** Where a tenant's policy stands in this process. */
export interface PolicyStatus {
  readonly tenant_id: string;
  /** The version that decides here; null where none could be started yet. */
  readonly active: string | null;
  /** Of the pointer that this process last acted on. */
  readonly generation: number;
  /** Why the version that should decide does not; null where it does. */
  readonly failing: string | null;
}

/** Something that an operator must know of. The version that worked goes on deciding. */
export interface PolicyAlarm {
  readonly tenant_id: string;
  readonly hash: string;
  readonly place: 'active' | 'shadow';
  readonly cause: unknown;
}

/** Options of {@link openPolicies}. */
export interface OpenPoliciesOptions {
  readonly store: Pick<PolicyStore, 'pointers' | 'version' | 'watch'>;
  /** What decides for tenants that have no active version; null where there is nothing to fall back on. */
  readonly fallback: PolicyContent | null;
  readonly alarm: (alarm: PolicyAlarm) => void;
  /** Rejects where no signed event made the version active that a pointer names. */
  readonly vouch: (pointer: PolicyPointer) => Promise<void>;
  /** Called when a tenant's decisions go over to another version. */
  readonly switched?: (status: PolicyStatus) => void;
  /** How often to look whether a pointer changed; 1 s where left out. */
  readonly pollMs?: number;
}

/** The policies of a process, with what it takes to watch over them. */
export interface OpenPolicies extends Policies {
  status(): readonly PolicyStatus[];
  /** Looks at the pointers now; resolves once this process acts on them, or has raised an alarm. */
  refresh(): Promise<void>;
}

const POLL_MS = 1_000;
/** A version that does not start is tried again, ever more rarely. */
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 60_000;

/** What decides for one tenant. */
interface Place {
  readonly pointer: PolicyPointer;
  readonly active: RestingEvaluator | null;
  readonly shadow: RestingEvaluator | null;
  readonly failing: string | null;
  readonly retry: { readonly at: number; readonly wait: number } | null;
}

/**
 * Loads what the tenants' pointers name and follows them: a version is started before anything is decided on it, and
 * one that does not start never replaces one that works.
 */
export async function openPolicies(options: OpenPoliciesOptions): Promise<OpenPolicies> {
  const policies = new FollowedPolicies(options);
  await policies.begin();
  return policies;
}

class FollowedPolicies implements OpenPolicies {
  readonly #options: OpenPoliciesOptions;
  readonly #versions: VersionCache;
  readonly #fallback: RestingEvaluator | null;
  readonly #places = new Map<string, Place>();
  #watch: { close(): Promise<void> } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #refreshing: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(options: OpenPoliciesOptions) {
    this.#options = options;
    this.#versions = new VersionCache(options.store);
    this.#fallback = options.fallback === null ? null : this.#versions.add(options.fallback);
  }

  /** Rejects where the pointers cannot be read: a process that does not know its policy decides nothing. */
  async begin(): Promise<void> {
    await this.refresh();
    this.#watch = await this.#options.store.watch(() => {
      this.#look();
    });
    // A notification can be lost with its connection; what is looked at regularly cannot.
    this.#timer = setInterval(() => {
      this.#look();
    }, this.#options.pollMs ?? POLL_MS);
    this.#timer.unref();
  }

  active(tenantId: string): Evaluator {
    const place = this.#places.get(tenantId);
    const evaluator = place === undefined ? this.#fallback : place.active;
    // What nothing points to would rest between two decisions.
    if (place === undefined) this.#fallback?.keep();
    if (evaluator !== null) return evaluator;
    const why = place?.failing ?? 'none is active';
    throw new ProblemError('not_ready', { detail: `writ has no policy to decide on: ${why}` });
  }

  async pinned(tenantId: string, hash: string): Promise<Evaluator | null> {
    try {
      const evaluator = await this.#versions.load(tenantId, hash);
      await evaluator?.warm();
      return evaluator;
    } catch {
      // The caller takes it for what it is: a version that cannot be asked any more.
      return null;
    }
  }

  shadow(tenantId: string): Evaluator | null {
    return this.#places.get(tenantId)?.shadow ?? null;
  }

  async ready(): Promise<void> {
    const evaluators = this.#places.size === 0 && this.#fallback !== null ? [this.#fallback] : [...this.#kept()];
    const failing = [...this.#places.values()].find(({ active }) => active === null);
    // A tenant whose version fails is told so at each of its decisions; the others go on.
    if (evaluators.length === 0) throw new Error(`no policy is active${failing === undefined ? '' : `: ${failing.failing ?? ''}`}`);
    await Promise.all(evaluators.map(async (evaluator) => evaluator.decide([])));
  }

  status(): readonly PolicyStatus[] {
    return [...this.#places.values()].map(statusOf);
  }

  /** One at a time; whoever comes meanwhile waits for one that begins after it came. */
  async refresh(): Promise<void> {
    while (this.#refreshing !== null) await this.#refreshing.catch(() => undefined);
    this.#refreshing = this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#watch?.close();
    await this.#refreshing?.catch(() => undefined);
    await this.#versions.close();
  }

  #look(): void {
    if (this.#closed) return;
    this.#again = true;
    if (this.#refreshing !== null) return;
    void this.#lookAgain();
  }

  async #lookAgain(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      // A database that does not answer changes nothing: the next look finds what this one missed.
      await this.refresh().catch(() => undefined);
    }
  }

  async #refresh(): Promise<void> {
    const pointers = await this.#options.store.pointers();
    await Promise.all(pointers.map(async (pointer) => this.#follow(pointer)));
    this.#versions.keepOnly(this.#kept());
  }

  async #follow(pointer: PolicyPointer): Promise<void> {
    const before = this.#places.get(pointer.tenant_id);
    const same = before?.pointer.generation === pointer.generation;
    if (same && (before.retry === null || before.retry.at > Date.now())) return;
    const [active, shadow] = await Promise.all([
      this.#load(pointer, 'active'),
      pointer.shadow === null ? { evaluator: null, failure: null } : this.#load(pointer, 'shadow'),
    ]);
    const failed = active.failure !== null || shadow.failure !== null;
    const wait = same ? Math.min((before.retry?.wait ?? FIRST_RETRY_MS) * 2, MOST_RETRY_MS) : FIRST_RETRY_MS;
    const place: Place = {
      pointer,
      // INVARIANT: a version that does not start never replaces one that works.
      active: active.evaluator ?? before?.active ?? null,
      shadow: shadow.evaluator,
      failing: active.failure,
      retry: failed ? { at: Date.now() + wait, wait } : null,
    };
    this.#places.set(pointer.tenant_id, place);
    if (place.active !== before?.active) this.#options.switched?.(statusOf(place));
  }

  async #load(
    pointer: PolicyPointer,
    place: 'active' | 'shadow',
  ): Promise<{ readonly evaluator: RestingEvaluator | null; readonly failure: string | null }> {
    const { tenant_id, active, shadow } = pointer;
    const hash = place === 'active' ? active : (shadow ?? '');
    try {
      if (place === 'active') await this.#options.vouch(pointer);
      const evaluator = await this.#versions.load(tenant_id, hash);
      if (evaluator === null) throw new Error(`version \`${hash}\` is not stored`);
      await evaluator.warm();
      evaluator.keep();
      return { evaluator, failure: null };
    } catch (cause) {
      this.#options.alarm({ tenant_id, hash, place, cause });
      return { evaluator: null, failure: cause instanceof Error ? cause.message : 'it does not start' };
    }
  }

  #kept(): ReadonlySet<RestingEvaluator> {
    const all = [...this.#places.values()].flatMap(({ active, shadow }) => [active, shadow]);
    return new Set(all.filter((evaluator) => evaluator !== null));
  }
}

const statusOf = ({ pointer, active, failing }: Place): PolicyStatus => ({
  tenant_id: pointer.tenant_id,
  active: active?.terms.hash ?? null,
  generation: pointer.generation,
  failing,
});
