import type { AppliesTo, Rule, ToolDeclaration } from '@writ/aarm';

/** Pairs of rules of one priority that may contradict each other on some action. */
export function overlappingPairs(rules: readonly Rule[], tools: readonly ToolDeclaration[]): readonly (readonly [Rule, Rule])[] {
  const sorted = [...rules].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  return sorted.flatMap((a, index) =>
    sorted.slice(index + 1).flatMap((b) => (mayDisagree(a, b) && meet(a, b, tools) ? [[a, b] as const] : [])),
  );
}

/** Two edits of one place contradict each other, two equal answers do not. */
const mayDisagree = (a: Rule, b: Rule): boolean => a.priority === b.priority && (a.result !== b.result || a.result === 'MODIFY');

const meet = (a: Rule, b: Rule, tools: readonly ToolDeclaration[]): boolean =>
  a.applies_to.some((one) => b.applies_to.some((other) => targetsMeet(one, other, tools)));

function targetsMeet(a: AppliesTo, b: AppliesTo, tools: readonly ToolDeclaration[]): boolean {
  if ('effect' in a && 'effect' in b) return a.effect === b.effect;
  if ('effect' in a) return effectMeets(a.effect, b as Named, tools);
  if ('effect' in b) return effectMeets(b.effect, a, tools);
  return namesMeet(a, b);
}

type Named = Exclude<AppliesTo, { readonly effect: string }>;
const namesMeet = (a: Named, b: Named): boolean => globsMeet(a.tool, b.tool) && globsMeet(a.operation, b.operation);

/** Tools that the catalogue does not know have the effect `unknown`, whatever they are called. */
const effectMeets = (effect: string, named: Named, tools: readonly ToolDeclaration[]): boolean =>
  effect === 'unknown' || tools.some((line) => line.effect === effect && namesMeet(line, named));

/** Whether some name matches both patterns, in which `*` stands for anything. */
export function globsMeet(a: string, b: string): boolean {
  // Ends of both that a common name may have read so far, as positions in each pattern.
  const seen = new Set<string>();
  const reach = (i: number, j: number): boolean => {
    const key = `${i},${j}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (i === a.length && j === b.length) return true;
    if (a[i] === '*' && (reach(i + 1, j) || (j < b.length && reach(i, j + 1)))) return true;
    if (b[j] === '*' && (reach(i, j + 1) || (i < a.length && reach(i + 1, j)))) return true;
    return i < a.length && a[i] === b[j] && reach(i + 1, j + 1);
  };
  return reach(0, 0);
}
