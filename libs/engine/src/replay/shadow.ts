import type { Policies } from '../authority/policies.js';
import { measuredIn, project } from '../decision/draft.js';
import { EMPTY_HEAD } from '../journal/chain.js';
import type { Decided, DecisionDraft } from '../journal/decision-draft.js';
import type { AsyncSignals } from '../journal/async-signals.js';
import type { Evaluator } from '../journal/ports.js';
import type { ShadowCount, ShadowLog, ShadowLoss } from './ports.js';

/** Options of {@link startShadow}. */
export interface ShadowOptions {
  readonly policies: Pick<Policies, 'shadow'>;
  readonly signals: Pick<AsyncSignals, 'gather'>;
  readonly log: Pick<ShadowLog, 'add'>;
  /** Decisions that may wait; those that come on top are dropped and counted. 1,000 where left out. */
  readonly most?: number;
  /** How often counts are stored, in milliseconds; 1,000 where left out. */
  readonly everyMs?: number;
}

/** Lets versions in shadow decide what was decided, beside it and after it. */
export interface Shadow {
  /** Takes a decision that is durable. Never throws, never waits. */
  observe(decided: Decided): void;
  /** Resolves once all that was taken so far is counted and stored, or lost and counted as that. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const MOST_WAITING = 1_000;
const EVERY_MS = 1_000;
/** Decisions in one message to the evaluator: what is decided live shares the processor. */
const MESSAGE = 32;
/** Agents make up tool names; what is counted apart must not grow without bound. */
const MOST_TOOLS = 1_000;
const OTHERS = '*';

/**
 * Starts the shadow. INVARIANT: nothing here can change, delay or fail a decision: it is fed after the commit, its queue
 * is bounded, and its errors end here, as counts.
 */
export function startShadow(options: ShadowOptions): Shadow {
  return new ShadowRun(options);
}

interface Waiting extends Decided {
  readonly evaluator: Evaluator;
}

class ShadowRun implements Shadow {
  readonly #options: ShadowOptions;
  readonly #most: number;
  readonly #timer: NodeJS.Timeout;
  #waiting: Waiting[] = [];
  #counts = new Map<string, ShadowCount>();
  #losses = new Map<string, ShadowLoss>();
  readonly #tools = new Set<string>();
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(options: ShadowOptions) {
    this.#options = options;
    this.#most = options.most ?? MOST_WAITING;
    this.#timer = setInterval(() => void this.#store(), options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  observe(decided: Decided): void {
    if (this.#closed) return;
    const { tenant_id } = decided.draft;
    const evaluator = this.#options.policies.shadow(tenant_id);
    if (evaluator === null) return;
    if (this.#waiting.length >= this.#most) this.#lose(evaluator, tenant_id, 'dropped');
    else this.#waiting.push({ ...decided, evaluator });
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  async flush(): Promise<void> {
    while (this.#working !== null) await this.#working;
    await this.#store();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.flush();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // The answer leaves first.
      await new Promise((resolve) => setImmediate(resolve));
      const [first] = this.#waiting;
      if (first === undefined) return;
      const same = this.#waiting.findIndex(({ evaluator }) => evaluator !== first.evaluator);
      const some = this.#waiting.splice(0, Math.min(MESSAGE, same === -1 ? this.#waiting.length : same));
      await this.#decide(first.evaluator, some);
    }
  }

  async #decide(evaluator: Evaluator, some: readonly Waiting[]): Promise<void> {
    try {
      const again = await evaluator.decide(await Promise.all(some.map(async (waiting) => this.#draft(waiting))));
      for (const [index, waiting] of some.entries()) {
        const verdict = again[index]?.verdict;
        if (verdict === undefined) this.#lose(evaluator, waiting.draft.tenant_id, 'failed');
        else this.#count(waiting, { result: verdict.result, rule: verdict.policy_id });
      }
    } catch {
      for (const { draft } of some) this.#lose(evaluator, draft.tenant_id, 'failed');
    }
  }

  /** What the version in shadow would have been asked: its own catalogue, its own reads, the same session and moment. */
  async #draft({ evaluator, snapshot, draft }: Waiting): Promise<DecisionDraft> {
    const { action, now } = draft;
    const gathered = await this.#options.signals.gather({
      action,
      state: snapshot.state,
      terms: evaluator.terms,
      now: Date.parse(now),
      agent_type: snapshot.session.agent_type,
      measured: measuredIn(draft.view),
    });
    return { ...draft, ...gathered, head: EMPTY_HEAD, view: project(gathered.view, evaluator), stopped: false };
  }

  #count({ draft, answer, evaluator }: Waiting, shadow: { readonly result: ShadowCount['result']; readonly rule: string }): void {
    const [tool, operation] = this.#named(draft.action);
    const count: ShadowCount = {
      tenant_id: draft.tenant_id,
      shadow: evaluator.terms.hash,
      active: answer.policy.hash,
      tool,
      operation,
      result: answer.initial_result,
      rule: answer.policy.policy_id,
      shadow_result: shadow.result,
      shadow_rule: shadow.rule,
      count: 1,
      decision_id: draft.decision_id,
      at: draft.now,
    };
    const { count: _count, decision_id: _decision, at: _at, ...alike } = count;
    const key = JSON.stringify(alike);
    this.#counts.set(key, { ...count, count: (this.#counts.get(key)?.count ?? 0) + 1 });
  }

  #named({ tool, operation }: DecisionDraft['action']): readonly [string, string] {
    const name = JSON.stringify([tool, operation]);
    if (!this.#tools.has(name) && this.#tools.size >= MOST_TOOLS) return [OTHERS, OTHERS];
    this.#tools.add(name);
    return [tool, operation];
  }

  #lose({ terms: { hash: shadow } }: Evaluator, tenant_id: string, how: 'dropped' | 'failed'): void {
    const key = JSON.stringify([tenant_id, shadow]);
    const before = this.#losses.get(key) ?? { tenant_id, shadow, dropped: 0, failed: 0 };
    this.#losses.set(key, { ...before, [how]: before[how] + 1 });
  }

  async #store(): Promise<void> {
    if (this.#counts.size + this.#losses.size === 0) return;
    const [counts, losses] = [this.#counts, this.#losses];
    this.#counts = new Map();
    this.#losses = new Map();
    try {
      await this.#options.log.add([...counts.values()], [...losses.values()]);
    } catch {
      // The database is away: what was counted is lost, and said to be once it is back.
      for (const { tenant_id, shadow, count } of counts.values()) this.#lost({ tenant_id, shadow, dropped: 0, failed: count });
      for (const loss of losses.values()) this.#lost(loss);
    }
  }

  #lost(loss: ShadowLoss): void {
    const key = JSON.stringify([loss.tenant_id, loss.shadow]);
    const before = this.#losses.get(key) ?? { ...loss, dropped: 0, failed: 0 };
    this.#losses.set(key, { ...before, dropped: before.dropped + loss.dropped, failed: before.failed + loss.failed });
  }
}
