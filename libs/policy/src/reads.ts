import { CODE_LANGUAGES, IDENTITY_FIELDS, isContextField } from '@writ/aarm';
import type { CodeLanguage } from '@writ/aarm';
import { nameOf, packageOf, referencesIn, withModifier } from './syntax.js';
import type { Module, Reference } from './syntax.js';

/** What a rule reads of the input, through whatever library function. */
export interface Reads {
  /** Context fields, and parts of the identity: `level`, `facts.change_window`, `identity.roles`. */
  readonly context: ReadonlySet<string>;
  /** Parameters by name; `*` where it looks at all of them. */
  readonly parameters: ReadonlySet<string>;
  /** Views of the code in the action: `input.action.shell`, `input.action.sql`. */
  readonly views: ReadonlySet<CodeLanguage>;
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
  const derivation = new Derivation(libraries);
  return derivation.run({ module: rule, part: rule.rules, library: null }) ?? derivation;
}

/** A piece of Rego whose references count. */
interface Part {
  readonly module: Module;
  readonly part: unknown;
  readonly library: string | null;
}

class Derivation implements Reads {
  readonly context = new Set<string>();
  readonly parameters = new Set<string>();
  readonly views = new Set<CodeLanguage>();
  readonly #libraries: Libraries;
  readonly #seen = new Set<string>();
  readonly #queue: Part[] = [];

  constructor(libraries: Libraries) {
    this.#libraries = libraries;
  }

  run(start: Part): RefusedRead | null {
    this.#queue.push(start);
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      const refused = this.#follow(next);
      if (refused !== null) return refused;
    }
    return null;
  }

  #follow({ module, part, library }: Part): RefusedRead | null {
    const replaced = withModifier(part);
    if (replaced !== null)
      return { ...refusal('`with` evaluates under another input', 'call a library function with the value instead'), ...replaced, library };
    const hidden = (module.imports ?? []).find(({ path }) => referencesIn(path)[0]?.head === 'input');
    if (hidden !== undefined)
      return {
        ...refusal('`import input…` hides what is read', 'write the whole path where it is read'),
        line: hidden.location?.row,
        library,
      };
    const scope = scopeOf(module, this.#libraries);
    for (const reference of referencesIn(part)) {
      const refused = this.#read(resolved(reference, scope), scope);
      if (refused !== null) return { ...refused, line: reference.line, library };
    }
    return null;
  }

  #read(reference: Reference, scope: Scope): Refused | null {
    if (reference.head === 'input') return this.#readInput(reference.path);
    if (reference.head === 'data') return this.#readData(reference.path, scope.package);
    return scope.names.has(reference.head) ? this.#enqueue(scope.package, reference.head) : null;
  }

  #readInput(path: Path): Refused | null {
    const [root, field] = path;
    if (root === 'context') return this.#readContext(path);
    if (root === 'identity') return this.#readIdentity(path);
    if (root !== 'action')
      return refusal(
        'reads the whole input or an unknown part of it',
        'read `input.action`, `input.context` or `input.identity` by static paths',
      );
    if (field === 'tool' || field === 'operation') return null;
    const view = CODE_LANGUAGES.find((language) => language === field);
    if (view !== undefined) {
      this.views.add(view);
      return null;
    }
    if (field !== 'parameters')
      return refusal('reads the whole action or an unknown part of it', 'read `tool`, `operation`, `parameters.<name>`, `shell` or `sql`');
    this.parameters.add(path[2] ?? '*');
    return null;
  }

  #readContext([, field, fact]: Path): Refused | null {
    if (field === undefined) return refusal('reads the whole context', 'read the fields it needs: `input.context.<field>`');
    if (field === null) return refusal('reads the context by a dynamic path', 'name the field: `input.context.<field>`');
    const named = field === 'facts' || field === 'tracked';
    if (named && typeof fact !== 'string')
      return refusal(`reads all of \`${field}\` or one by a dynamic path`, `name it: \`input.context.${field}.<name>\``);
    const name = named ? `${field}.${fact ?? ''}` : field;
    if (!isContextField(name))
      return refusal(
        `reads \`${name}\`, which no context has`,
        'read one of the documented context fields, `facts.<name>` or `tracked.<id>`',
      );
    this.context.add(name);
    return null;
  }

  #readIdentity([, field]: Path): Refused | null {
    if (field === undefined) return refusal('reads the whole identity', 'read the parts it needs: `input.identity.<field>`');
    if (field === null) return refusal('reads the identity by a dynamic path', 'name the part: `input.identity.<field>`');
    const name = `identity.${field}`;
    if (!isContextField(name))
      return refusal(`reads \`${name}\`, which no identity has`, `read one of \`${Object.keys(IDENTITY_FIELDS).join('`, `')}\``);
    this.context.add(name);
    return null;
  }

  #readData(path: Path, from: string): Refused | null {
    const [target, name] = [`data.${path.slice(0, 3).join('.')}`, path[3]];
    if (target !== from && !target.startsWith(LIBRARY))
      return refusal('reads data outside `data.writ.lib`', 'move what rules have in common into `lib/`');
    if (typeof path[2] !== 'string' || typeof name !== 'string')
      return refusal('reads a package as a whole or by a dynamic path', 'name the function: `data.writ.lib.<name>.<function>`');
    return this.#enqueue(target, name);
  }

  /** A rule's own definitions all count anyway; those of a library only where they are used. */
  #enqueue(from: string, name: string): null {
    const key = `${from}.${name}`;
    if (this.#seen.has(key) || !from.startsWith(LIBRARY)) return null;
    this.#seen.add(key);
    for (const module of this.#libraries.get(from) ?? []) {
      const part = module.rules?.filter((definition) => nameOf(definition) === name) ?? [];
      if (part.length > 0) this.#queue.push({ module, part, library: from });
    }
    return null;
  }
}

/** What names mean inside a module. */
interface Scope {
  readonly package: string;
  readonly names: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, Reference>;
}

function scopeOf(module: Module, libraries: Libraries): Scope {
  const name = packageOf(module);
  const aliases = new Map<string, Reference>();
  for (const { path, alias } of module.imports ?? []) {
    const [reference] = referencesIn(path);
    if (reference?.head === 'data') aliases.set(alias ?? reference.path.at(-1) ?? '', reference);
  }
  const modules = libraries.get(name) ?? [module];
  return { package: name, names: new Set(modules.flatMap(({ rules }) => (rules ?? []).map(nameOf))), aliases };
}

/** A reference through an import, written out. */
function resolved(reference: Reference, { aliases }: Scope): Reference {
  const target = aliases.get(reference.head);
  return target === undefined ? reference : { ...target, path: [...target.path, ...reference.path], line: reference.line };
}

type Path = Reference['path'];
type Refused = Pick<RefusedRead, 'what' | 'remedy'>;
const refusal = (what: string, remedy: string): Refused => ({ what, remedy });
