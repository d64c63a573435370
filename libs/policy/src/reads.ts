import { isContextField } from '@writ/aarm';
import { nameOf, packageOf, referencesIn, withModifier } from './syntax.js';
import type { Module, Reference } from './syntax.js';

/** What a rule reads of the input, through whatever library function. */
export interface Reads {
  /** Context fields: `level`, `facts.change_window`. */
  readonly context: ReadonlySet<string>;
  /** Parameters by name; `*` where it looks at all of them. */
  readonly parameters: ReadonlySet<string>;
}

/** A read that cannot be derived or is not allowed; `library` is the package it was met in, null for the rule itself. */
export interface RefusedRead {
  readonly what: string;
  readonly remedy: string;
  readonly line: number | undefined;
  readonly library: string | null;
}

const LIBRARY = 'data.writ.lib.';

/** The library packages of a policy set by name, each with its modules. */
export type Libraries = ReadonlyMap<string, readonly Module[]>;

/** Groups modules of `data.writ.lib.*` by package. */
export function librariesOf(modules: readonly Module[]): Libraries {
  const libraries = new Map<string, Module[]>();
  for (const module of modules) libraries.set(packageOf(module), [...(libraries.get(packageOf(module)) ?? []), module]);
  return libraries;
}

/**
 * Derives what a rule file reads. Over-approximates: what is only read under a condition counts as read. Refuses what it
 * cannot follow, so that a rule can never see a field that it was not found to read.
 */
export function deriveReads(rule: Module, libraries: Libraries): Reads | RefusedRead {
  const context = new Set<string>();
  const parameters = new Set<string>();
  const seen = new Set<string>();
  const queue: { module: Module; part: unknown; library: string | null }[] = [{ module: rule, part: rule.rules, library: null }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const refused = follow(next);
    if (refused !== null) return refused;
  }
  return { context, parameters };

  function follow({ module, part, library }: { module: Module; part: unknown; library: string | null }): RefusedRead | null {
    const scope = scopeOf(module);
    const replaced = withModifier(part);
    if (replaced !== null)
      return { ...refusal('`with` evaluates under another input', 'call a library function with the value instead'), ...replaced, library };
    for (const import_ of module.imports ?? []) {
      const [reference] = referencesIn(import_.path);
      if (reference?.head === 'input')
        return {
          ...refusal('`import input…` hides what is read', 'write the whole path where it is read'),
          line: import_.location?.row,
          library,
        };
    }
    for (const reference of referencesIn(part)) {
      const met = scope.resolve(reference);
      const refused = met.head === 'input' ? readInput(met) : met.head === 'data' ? readData(met, scope.package) : callLocal(met, scope);
      if (refused !== null) return { ...refused, line: reference.line, library };
    }
    return null;
  }

  function readInput({ path }: Reference): Refused | null {
    const [root, field] = path;
    if (root === 'context') return readContext(path);
    if (root !== 'action')
      return refusal('reads the whole input or an unknown part of it', 'read `input.action` or `input.context` by static paths');
    if (field === 'tool' || field === 'operation') return null;
    if (field !== 'parameters')
      return refusal('reads the whole action or an unknown part of it', 'read `tool`, `operation` or `parameters.<name>`');
    parameters.add(path[2] ?? '*');
    return null;
  }

  function readContext([, field, fact]: Reference['path']): Refused | null {
    if (field === undefined) return refusal('reads the whole context', 'read the fields it needs: `input.context.<field>`');
    if (field === null) return refusal('reads the context by a dynamic path', 'name the field: `input.context.<field>`');
    if (field === 'facts' && typeof fact !== 'string')
      return refusal('reads all facts or one by a dynamic path', 'name the fact: `input.context.facts.<name>`');
    const name = field === 'facts' ? `facts.${fact ?? ''}` : field;
    if (!isContextField(name))
      return refusal(`reads \`${name}\`, which no context has`, 'read one of the documented context fields or `facts.<name>`');
    context.add(name);
    return null;
  }

  function readData({ path }: Reference, from: string): Refused | null {
    const [target, name] = [`data.${path.slice(0, 3).join('.')}`, path[3]];
    if (target === from)
      return typeof name === 'string' ? enqueue(from, name) : refusal('reads its whole package', 'name the definition it needs');
    if (!target.startsWith(LIBRARY)) return refusal('reads data outside `data.writ.lib`', 'move what rules have in common into `lib/`');
    if (typeof path[2] !== 'string' || typeof name !== 'string')
      return refusal('reads a library as a whole or by a dynamic path', 'name the function: `data.writ.lib.<name>.<function>`');
    return enqueue(target, name);
  }

  function callLocal({ head }: Reference, { package: from, names }: Scope): Refused | null {
    return names.has(head) ? enqueue(from, head) : null;
  }

  function enqueue(from: string, name: string): null {
    const key = `${from}.${name}`;
    if (seen.has(key) || !from.startsWith(LIBRARY)) return null;
    seen.add(key);
    for (const module of libraries.get(from) ?? []) {
      const part = module.rules?.filter((definition) => nameOf(definition) === name) ?? [];
      if (part.length > 0) queue.push({ module, part, library: from });
    }
    return null;
  }

  function scopeOf(module: Module): Scope {
    const from = packageOf(module);
    const modules = libraries.get(from) ?? [module];
    const aliases = new Map<string, Reference>();
    for (const { path, alias } of module.imports ?? []) {
      const [reference] = referencesIn(path);
      if (reference?.head === 'data') aliases.set(alias ?? reference.path.at(-1) ?? '', reference);
    }
    return {
      package: from,
      names: new Set(modules.flatMap(({ rules }) => (rules ?? []).map(nameOf))),
      resolve: (reference) => {
        const target = aliases.get(reference.head);
        return target === undefined ? reference : { ...target, path: [...target.path, ...reference.path], line: reference.line };
      },
    };
  }
}

interface Scope {
  readonly package: string;
  readonly names: ReadonlySet<string>;
  readonly resolve: (reference: Reference) => Reference;
}

type Refused = Pick<RefusedRead, 'what' | 'remedy'>;
const refusal = (what: string, remedy: string): Refused => ({ what, remedy });
