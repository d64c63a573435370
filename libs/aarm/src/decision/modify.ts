import { assertNever } from '../assert-never.js';
import type { Json, JsonObject } from '../json.js';
import type { ParameterDeclaration, ToolDeclaration } from '../policy/policy.js';
import type { Modification } from './obligation.js';

/** What became of the parameters: the narrowed copy, or the reason why an edit would not narrow. */
export type Modified = { readonly parameters: JsonObject } | { readonly widens: string };

/** Constants that say nothing: what a value may be redacted to. */
const REDACTION = /^(?:\*+|\[[A-Z_ ]+\])$/u;

/** What an edit makes of one value; `undefined` is absent on both sides. */
type Edited = { readonly value: Json | undefined } | { readonly widens: string };

/** Applies the edits in order. INVARIANT: the result is never wider than `parameters` (design §3, narrowing). */
export function modify(parameters: JsonObject, modifications: readonly Modification[], tool: ToolDeclaration | null): Modified {
  let current = parameters;
  for (const edit of modifications) {
    const next = editAt(current, edit.path, (value) => editValue(value, edit, tool));
    if ('widens' in next) return { widens: `\`${edit.op}\` of \`${edit.path.join('.')}\` ${next.widens}` };
    current = next.value as JsonObject;
  }
  return { parameters: current };
}

/** Rewrites the value at `path`, copying only the objects on the way. */
function editAt(container: Json | undefined, path: readonly string[], edit: (value: Json | undefined) => Edited): Edited {
  const [name, ...rest] = path;
  if (name === undefined) return edit(container);
  if (typeof container !== 'object' || container === null || Array.isArray(container)) return { widens: 'has no such place' };
  const object = container as JsonObject;
  const before = Object.hasOwn(object, name) ? object[name] : undefined;
  const inner = editAt(before, rest, edit);
  if ('widens' in inner) return inner;
  if (inner.value === before) return { value: object };
  // Members come back as own members whatever their name: a parameter called `__proto__` is data.
  const others = Object.entries(object).filter(([key]) => key !== name);
  return { value: Object.fromEntries(inner.value === undefined ? others : [...others, [name, inner.value]]) };
}

function editValue(value: Json | undefined, edit: Modification, tool: ToolDeclaration | null): Edited {
  switch (edit.op) {
    case 'cap':
      return cap(value, edit.value, isRestricting(edit, tool));
    case 'set':
      return set(value, edit.value, {
        adds: isRestricting(edit, tool),
        lifts: isRestriction(edit, tool),
        optional: isOptional(edit, tool),
      });
    case 'keep':
      if (!Array.isArray(value)) return { widens: 'is not about a list' };
      return {
        value: (value as readonly Json[]).every((member) => within(member, edit.value))
          ? value
          : (value as readonly Json[]).filter((member) => within(member, edit.value)),
      };
    case 'drop':
      return drop(value, edit, tool);
    default:
      return assertNever(edit);
  }
}

function drop(value: Json | undefined, edit: Modification, tool: ToolDeclaration | null): Edited {
  if (value === undefined) return { value };
  if (isRestriction(edit, tool)) return { widens: 'would lift a restriction' };
  return isOptional(edit, tool) ? { value: undefined } : { widens: 'drops what is not declared optional' };
}

const within = (member: Json, allowed: readonly Json[]): boolean => allowed.includes(member);

function cap(value: Json | undefined, most: number, restricting: boolean): Edited {
  if (value === undefined) return restricting ? { value: most } : { widens: 'adds what is not declared restricting' };
  if (typeof value !== 'number') return { widens: 'is not about a number' };
  return { value: Math.min(value, most) };
}

/** What the catalogue says of the place that is set. */
interface Place {
  readonly adds: boolean;
  readonly lifts: boolean;
  readonly optional: boolean;
}

function set(value: Json | undefined, constant: Json, { adds, lifts, optional }: Place): Edited {
  if (value === constant) return { value };
  if (value === undefined) return adds && constant !== null ? { value: constant } : { widens: 'adds what is not declared restricting' };
  if (adds && value === false && constant === true) return { value: constant };
  if (lifts) return { widens: 'would lift a restriction' };
  if (typeof value === 'object' && value !== null) return { widens: 'would replace a whole structure' };
  // Many a tool takes null for absent, and absent for all: emptying is dropping.
  if (constant === null) return optional ? { value: null } : { widens: 'empties what is not declared optional' };
  return typeof constant === 'string' && REDACTION.test(constant) ? { value: constant } : { widens: 'puts another value in place' };
}

/** The declaration of the parameter in which the edit happens, be it at its top or deeper. */
const declared = ({ path }: Modification, tool: ToolDeclaration | null): ParameterDeclaration | undefined =>
  tool !== null && Object.hasOwn(tool.parameters, path[0] as string) ? tool.parameters[path[0] as string] : undefined;
const isWhole = ({ path }: Modification): boolean => path.length === 1;
/** What stands in a restricting parameter only takes away, so taking it out would give. */
const isRestriction = (edit: Modification, tool: ToolDeclaration | null): boolean => declared(edit, tool)?.restricting === true;
const isRestricting = (edit: Modification, tool: ToolDeclaration | null): boolean => isWhole(edit) && isRestriction(edit, tool);
const isOptional = (edit: Modification, tool: ToolDeclaration | null): boolean => isWhole(edit) && declared(edit, tool)?.optional === true;

/** Whether two edits touch the same place or one contains the other. */
export const overlap = (a: Modification, b: Modification): boolean =>
  a.path.every((name, i) => b.path[i] === undefined || b.path[i] === name);
