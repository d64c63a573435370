import type { Field } from './field.js';
import { START } from './folders.js';
import type { Folders } from './folders.js';
import { normalPath, within } from './paths.js';
import type { ShellCode, ShellCommand, ShellContext, ShellRedirect, ShellView } from './shell-view.js';
import { mergedSql } from './sql-view.js';
import type { SqlView } from './sql-view.js';
import type { Steps } from './steps.js';

/** Where a command stands and what it is fed. */
export interface Place {
  readonly context: ShellContext;
  readonly via: readonly string[];
  /** What it reads: a text, null if that is not known, undefined if nothing. */
  readonly input: string | null | undefined;
  readonly piped: boolean;
  readonly fed_by: readonly string[];
}

export const TOP: Place = { context: 'top', via: [], input: undefined, piped: false, fed_by: [] };

const MOST_COMMANDS = 1000;
const MOST_DEPTH = 8;
const MOST_TEXTS = 4000;
/** How many words of one command, and of all together, are told: each costs every rule that reads it. */
const MOST_WORDS_OF_ONE = 2048;
export const MOST_WORDS = 16_384;
/** How many programs that are handed to interpreters are told. */
export const MOST_CODE = 256;

/** What reading a text has found so far. INVARIANT: it ends; what is beyond a bound is said to be unread. */
export class Findings {
  readonly commands: ShellCommand[] = [];
  readonly redirects: ShellRedirect[] = [];
  readonly functions: { name: string; self_calls: number; background: boolean }[] = [];
  readonly code: ShellCode[] = [];
  readonly #sql: SqlView[] = [];
  readonly #unreadable = new Set<string>();
  #depth = 0;
  #texts = 0;
  #words = 0;
  /** How many pipes and background commands were met. */
  forks = 0;

  view(): ShellView {
    const { commands, redirects, functions, code } = this;
    return { commands, redirects, functions, code, sql: mergedSql(this.#sql), unreadable: [...this.#unreadable] };
  }

  doubt(why: string): void {
    if (this.#unreadable.size < 32) this.#unreadable.add(why.slice(0, 200));
  }

  addSql(view: SqlView): void {
    this.#sql.push(view);
    for (const why of view.unreadable) this.doubt(why);
  }

  /** Notes a redirection that is met in `folder`; gives how much was written down for it. */
  addRedirect(operator: string, { text, literal }: Field, folder: string | null): number {
    const path = normalPath(text);
    const reached = within(folder, path);
    this.redirects.push({ operator, target: text, path, reached, literal });
    return path.length + reached.length;
  }

  addCommand(command: ShellCommand): void {
    if (this.full()) return;
    const room = Math.min(MOST_WORDS_OF_ONE, MOST_WORDS - this.#words);
    const isLong = command.argv.length > room;
    this.commands.push(isLong ? firstWords(command, room) : command);
    this.#words += Math.min(command.argv.length, room);
    if (isLong) this.doubt(`more than ${room} words of a command are not told`);
  }

  addCode(code: ShellCode): void {
    if (this.code.length < MOST_CODE) this.code.push(code);
    else this.doubt(`more than ${MOST_CODE} programs in a text are not told`);
  }

  /** Whether nothing more is read, which is asked before something is: then it is said to be unread. */
  full(): boolean {
    const isFull = this.commands.length >= MOST_COMMANDS || this.#texts > MOST_TEXTS;
    if (isFull) this.doubt(`more than ${MOST_COMMANDS} commands are not read`);
    return isFull;
  }

  /** Runs `read` one level deeper; null where the text is nested too deeply. */
  deeper<T>(read: () => T): T | null {
    this.#texts += 1;
    if (this.#depth >= MOST_DEPTH || this.full()) {
      this.doubt('commands are nested too deeply');
      return null;
    }
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

const firstWords = (command: ShellCommand, count: number): ShellCommand => ({
  ...command,
  argv: command.argv.slice(0, count),
  paths: command.paths.slice(0, count),
  reached: command.reached.slice(0, count),
  literal: command.literal.slice(0, count),
});

/** The names that a text gives to values, commands and files. */
export class Names {
  variables = new Map<string, string | null>();
  aliases = new Map<string, string>();
  positional: readonly string[] | null = [];
  folders: Folders = START;
  readonly files = new Map<string, string>();
  /** INVARIANT: what a function assigns is not known any more, as nobody knows when it runs. */
  readonly #assignedInFunctions = new Set<string>();
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** A subshell's assignments end with it. */
  isolated<T>(read: () => T): T {
    const { variables, aliases, positional, folders } = this;
    this.#steps.take(variables.size + aliases.size);
    this.variables = new Map(variables);
    this.aliases = new Map(aliases);
    try {
      return read();
    } finally {
      this.variables = variables;
      this.aliases = aliases;
      this.positional = positional;
      this.folders = folders;
    }
  }

  assign(name: string, value: Pick<Field, 'text' | 'literal'>, context: ShellContext): void {
    if (context === 'function') this.#assignedInFunctions.add(name);
    const sure = value.literal && (context === 'top' || context === 'handed' || context === 'substitution');
    this.variables.set(name, sure ? value.text : null);
  }

  /** The value of a name; undefined where only running tells. Using it costs what it is long. */
  value(name: string): string | undefined {
    const value = this.#valueOf(name);
    this.#steps.take(value?.length ?? 0);
    return value;
  }

  #valueOf(name: string): string | undefined {
    if (this.#assignedInFunctions.has(name)) return undefined;
    if (name === '@' || name === '*') return this.positional?.join(' ');
    if (/^[1-9]$/u.test(name)) return this.positional === null ? undefined : (this.positional[Number(name) - 1] ?? '');
    if (name === 'IFS' && !this.variables.has('IFS')) return ' ';
    return this.variables.get(name) ?? undefined;
  }
}
