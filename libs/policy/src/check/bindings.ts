import type { ModuleRule, Node } from '../syntax.js';

/** One way in which a local name gets its value; `from` is null where that cannot be followed. */
export interface Binding {
  readonly name: string;
  readonly from: Node | null;
  /** Whether it is the whole term, one of its members, or one of its keys. */
  readonly part: 'whole' | 'members' | 'keys';
}

/** A call as it stands in the source. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
}

/** `regex.match` of the node that says what is called. */
const name = ({ type, value }: Node): string =>
  type === 'ref' && Array.isArray(value) ? (value as readonly Node[]).map((part) => String(part.value)).join('.') : '';

/** Every call below a node, as an expression or within another term. */
function all(root: unknown): readonly Call[] {
  const found: Call[] = [];
  visit(root, (node) => {
    const { type, value, terms } = node as Node & { readonly terms?: unknown };
    const parts = Array.isArray(terms) ? terms : type === 'call' && Array.isArray(value) ? value : [];
    const [operator, ...args] = parts as readonly Node[];
    if (operator !== undefined && name(operator) !== '') found.push({ name: name(operator), args });
  });
  return found;
}

export const operatorOf = { name, all };

function visit(root: unknown, see: (node: object) => void): void {
  if (typeof root !== 'object' || root === null) return;
  if (!Array.isArray(root)) see(root);
  for (const inner of Object.values(root)) visit(inner, see);
}

/** All bindings of the names in a definition, wherever they stand in it: what holds in one place is taken to hold in all. */
export function bindingsOf(rule: ModuleRule): readonly Binding[] {
  const calls = all(rule).flatMap(boundByCall);
  const others: Binding[] = [];
  visit(rule, (node) => {
    others.push(...boundByEvery(node), ...boundByBrackets(node));
  });
  return [...calls, ...others];
}

function boundByCall({ name: operator, args }: Call): readonly Binding[] {
  const [first, second, third] = args;
  if (first === undefined || second === undefined) return [];
  if (operator === 'assign' || operator === 'eq') return [...bound(first, second), ...bound(second, first)];
  if (operator === 'internal.member_2') return named(first, second, 'members');
  if (operator !== 'internal.member_3' || third === undefined) return [];
  return [...named(first, third, 'keys'), ...named(second, third, 'members')];
}

/** The names within a pattern such as `[a, b]` are not followed. */
function bound(to: Node, from: Node): readonly Binding[] {
  if (to.type === 'var') return named(to, from, 'whole');
  const inner: Binding[] = [];
  if (to.type === 'array' || to.type === 'object')
    visit(to.value, (node) => {
      const { type, value } = node as Node;
      if (type === 'var') inner.push({ name: String(value), from: null, part: 'whole' });
    });
  return inner;
}

const named = ({ type, value }: Node, from: Node, part: Binding['part']): readonly Binding[] =>
  type === 'var' ? [{ name: String(value), from, part }] : [];

function boundByEvery(node: object): readonly Binding[] {
  const { domain, key, value } = node as { readonly domain?: Node; readonly key?: Node | null; readonly value?: Node };
  if (domain === undefined || value === undefined) return [];
  return [...(key === undefined || key === null ? [] : named(key, domain, 'keys')), ...named(value, domain, 'members')];
}

/** `patterns[p]`: the name between the brackets is a key, or a member of a set. */
function boundByBrackets({ type, value }: Node): readonly Binding[] {
  if (type !== 'ref' || !Array.isArray(value)) return [];
  const parts = value as readonly Node[];
  return parts.flatMap((part, index) => (index === 0 ? [] : named(part, { type: 'ref', value: parts.slice(0, index) }, 'keys')));
}
