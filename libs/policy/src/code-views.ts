import { toolDeclaration } from '@writ/aarm';
import type { Action, CodeLanguage, Json, Rule, ToolDeclaration } from '@writ/aarm';
import { mergedSql, NO_PYTHON, NO_SHELL, NO_SQL, pythonView, shellView, sqlView } from '@writ/syntax';
import type { PythonView, ShellView, SqlView } from '@writ/syntax';

type Decidable = Pick<Action, 'tool' | 'operation' | 'parameters'>;

/** The views of an action's code that its rules read. */
export interface Views {
  readonly shell?: ShellView;
  readonly sql?: SqlView;
  readonly python?: PythonView;
}

const NONE: Views = {};

/** Where code is by convention, for tools whose declaration does not say. */
const CONVENTION: Readonly<Record<CodeLanguage, readonly string[]>> = {
  shell: ['command'],
  sql: ['sql', 'query', 'statement'],
  python: ['code', 'script', 'source'],
};

const inlinePython = (shell: ShellView | undefined): readonly string[] =>
  shell?.code.filter(({ program }) => /^(?:python|pypy)[\d.]*$/u.test(program)).map(({ text }) => text) ?? [];

/** Parses the code in actions: only for rules that read it, and once for each action. */
export class CodeViews {
  readonly #tools: readonly ToolDeclaration[];
  readonly #known = new WeakMap<Decidable['parameters'], Views>();

  constructor(tools: readonly ToolDeclaration[]) {
    this.#tools = tools;
  }

  of(action: Decidable, rules: readonly Rule[]): Views {
    const asked = new Set(rules.flatMap(({ views }) => views ?? []));
    if (asked.size === 0) return NONE;
    const before = this.#known.get(action.parameters) ?? NONE;
    const shell = asked.has('shell') && before.shell === undefined ? this.#shell(action) : NONE;
    const sql = asked.has('sql') && before.sql === undefined ? this.#sql(action) : NONE;
    const python = asked.has('python') && before.python === undefined ? this.#python(action, shell.shell ?? before.shell) : NONE;
    const views: Views = { ...before, ...shell, ...sql, ...python };
    this.#known.set(action.parameters, views);
    return views;
  }

  /** A shell without a text that can be read has an unreadable view, never none. */
  #shell(action: Decidable): Views {
    const texts = this.#codeOf(action, 'shell');
    if (texts.length === 0) return NONE;
    const known = texts.filter((text) => typeof text === 'string');
    return { shell: known.length === texts.length ? shellView(known.join('\n')) : { ...NO_SHELL, unreadable: ['the command is no text'] } };
  }

  /** The code parameters, or what a command hands to an interpreter: `python -c`, a here-document. */
  #python(action: Decidable, shell: ShellView | undefined): Views {
    const declared = this.#codeOf(action, 'python');
    const texts = declared.length > 0 ? declared : inlinePython(shell ?? this.#shell(action).shell);
    if (texts.length === 0) return NONE;
    const known = texts.filter((text) => typeof text === 'string');
    return {
      python: known.length === texts.length ? pythonView(known.join('\n')) : { ...NO_PYTHON, unreadable: ['the program is no text'] },
    };
  }

  #sql(action: Decidable): Views {
    const texts = this.#codeOf(action, 'sql');
    if (texts.length === 0) return NONE;
    return {
      sql: mergedSql(texts.map((text) => (typeof text === 'string' ? sqlView(text) : { ...NO_SQL, unreadable: ['the SQL is no text'] }))),
    };
  }

  #codeOf(action: Decidable, language: CodeLanguage): readonly Json[] {
    const declared = toolDeclaration(this.#tools, action)
      ?.code?.filter((code) => code.language === language)
      .map(({ parameter }) => parameter);
    return (declared ?? CONVENTION[language]).flatMap((name) => {
      const value: Json | undefined = Object.hasOwn(action.parameters, name) ? action.parameters[name] : undefined;
      return value === undefined ? [] : [value];
    });
  }
}
