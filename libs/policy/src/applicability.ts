import { matchesGlob, toolDeclaration } from '@writ/aarm';
import type { Effect, Rule, ToolDeclaration } from '@writ/aarm';

/** An agent may make up tool names; what they look up must not grow without bound. */
const MOST_REMEMBERED = 4096;

interface GlobRule {
  readonly operation: string;
  readonly rule: Rule;
}

/** Finds the rules about a tool and operation without looking at those that cannot be. */
export class Applicability {
  readonly #tools: readonly ToolDeclaration[];
  /** By exact tool; the operation may still be a pattern. */
  readonly #byTool = new Map<string, GlobRule[]>();
  /** By tool pattern, each tested once however many rules share it. */
  readonly #byPattern = new Map<string, GlobRule[]>();
  readonly #byEffect = new Map<string, Rule[]>();
  readonly #remembered = new Map<string, readonly Rule[]>();

  constructor(rules: readonly Rule[], tools: readonly ToolDeclaration[]) {
    this.#tools = tools;
    for (const rule of rules) {
      for (const target of rule.applies_to) {
        if ('effect' in target) push(this.#byEffect, target.effect, rule);
        else push(target.tool.includes('*') ? this.#byPattern : this.#byTool, target.tool, { operation: target.operation, rule });
      }
    }
  }

  /** The rules about this tool and operation; which they are depends on nothing else. */
  find({ tool, operation, effect }: { readonly tool: string; readonly operation: string; readonly effect?: Effect }): readonly Rule[] {
    // The length keeps `a` + `bc` and `ab` + `c` apart.
    const key = `${effect ?? ''}:${String(tool.length)}:${tool}${operation}`;
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const found = [...this.#search({ tool, operation, inferred: effect ?? 'unknown' })];
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(key, found);
    return found;
  }

  #search({
    tool,
    operation,
    inferred,
  }: {
    readonly tool: string;
    readonly operation: string;
    readonly inferred: Effect;
  }): ReadonlySet<Rule> {
    const candidates = [...(this.#byTool.get(tool) ?? [])];
    for (const [pattern, rules] of this.#byPattern) if (matchesGlob(pattern, tool)) candidates.push(...rules);
    const found = new Set(candidates.filter((candidate) => matchesGlob(candidate.operation, operation)).map(({ rule }) => rule));
    const declared = toolDeclaration(this.#tools, { tool, operation })?.effect;
    for (const rule of this.#byEffect.get(declared ?? inferred) ?? []) if (declared !== undefined || isStrict(rule)) found.add(rule);
    return found;
  }
}

/** What is inferred from a name brings a tool under the rules that stop or ask, and never under those that let pass. */
const isStrict = ({ result }: Rule): boolean => result !== 'ALLOW' && result !== 'MODIFY';

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
