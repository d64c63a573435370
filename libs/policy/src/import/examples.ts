import type { Json } from '@writ/aarm';
import type { Condition, Subject } from './condition.js';
import { candidates, holds } from './meaning.js';
import type { PatternProbe } from './pattern-probe.js';

/** The input of a test: an action and a context. */
export interface Example {
  readonly action: { readonly tool: string; readonly operation: string; readonly parameters: Nested };
  readonly context: Nested;
}
interface Nested {
  [name: string]: Json;
}

/** An input that makes a rule speak, and one that keeps it silent, as far as there are any. */
export interface Examples {
  readonly speaks: Example;
  /** Null where nothing but another tool does. */
  readonly silent: Example | null;
}

/** Searches examples; a condition that no tried value satisfies is returned instead. */
export function examplesOf(
  target: { readonly tool: string; readonly operation: string },
  conditions: readonly Condition[],
  matches: PatternProbe['matches'],
): Examples | { readonly unsatisfied: Condition } {
  const subjects = grouped(conditions);
  const named = (name: string): string => name.replaceAll('*', 'any');
  const blank = (): Example => ({ action: { tool: named(target.tool), operation: named(target.operation), parameters: {} }, context: {} });
  const speaks = blank();
  const silent = blank();
  let differs = false;
  for (const group of subjects) {
    const [first] = group;
    const values = group.flatMap(candidates);
    const good = values.find((value) => group.every((condition) => holds(condition, value, matches)));
    if (good === undefined) return { unsatisfied: first };
    const bad: Json | undefined = differs
      ? undefined
      : values.find((value) => !group.every((condition) => holds(condition, value, matches)));
    if (!put(speaks, first.subject, good) || !put(silent, first.subject, bad ?? good)) return { unsatisfied: first };
    differs ||= bad !== undefined;
  }
  return { speaks, silent: differs ? silent : null };
}

const keyOf = (subject: Subject): string => JSON.stringify(subject);

/** The conditions on one thing have to hold together. */
function grouped(conditions: readonly Condition[]): readonly (readonly [Condition, ...Condition[]])[] {
  const groups = new Map<string, [Condition, ...Condition[]]>();
  for (const condition of conditions) {
    const group = groups.get(keyOf(condition.subject));
    if (group === undefined) groups.set(keyOf(condition.subject), [condition]);
    else group.push(condition);
  }
  return [...groups.values()];
}

/** Puts a value in its place; false where another condition wants something else there, or nothing can be. */
function put(example: Example, subject: Subject, value: Json): boolean {
  const path = subject.kind === 'parameter' ? subject.path : subject.field.split('.');
  if (path.includes('__proto__')) return false;
  let place = subject.kind === 'parameter' ? example.action.parameters : example.context;
  for (const name of path.slice(0, -1)) {
    const next = (place[name] ??= {});
    if (typeof next !== 'object' || Array.isArray(next)) return false;
    place = next as Nested;
  }
  const last = path.at(-1) ?? '';
  if (Object.hasOwn(place, last)) return false;
  place[last] = value;
  return true;
}
