import { NO_SQL } from './sql-view.js';
import type { SqlView } from './sql-view.js';

/** Where a command stands: what is in a function or loop may run never or often. */
export type ShellContext = 'top' | 'substitution' | 'function' | 'loop' | 'condition' | 'handed';

/** A command as it will run; what runs another one (`sudo`, `xargs`) is listed too. */
export interface ShellCommand {
  /** Lower case, without its folder; empty if it is computed when it runs. */
  readonly program: string;
  /** The words behind the program, quotes removed; what is not known stays as written. */
  readonly argv: readonly string[];
  /** The path that each word names, as far as it names one: normal, and without the option before it. */
  readonly paths: readonly string[];
  /** The same seen from where the text begins, `cd` followed as far as it is known; `?` stands for a folder that is not. */
  readonly reached: readonly string[];
  /** For each word, whether it is fully known. */
  readonly literal: readonly boolean[];
  readonly assignments: readonly { readonly name: string; readonly value: string; readonly literal: boolean }[];
  /** Whether it reads from a pipe, and the programs that what it reads or runs comes from. */
  readonly piped: boolean;
  readonly fed_by: readonly string[];
  readonly context: ShellContext;
  /** The programs that run it, outermost first: `sudo`, `bash`. */
  readonly via: readonly string[];
}

/** A file that is written or read by redirection; `path` is normal, and `reached` is seen from where the text begins. */
export interface ShellRedirect {
  readonly operator: string;
  readonly target: string;
  readonly path: string;
  readonly reached: string;
  readonly literal: boolean;
}

/** Code that an interpreter is handed, with the texts in it and those that it may put together of them. */
export interface ShellCode {
  readonly program: string;
  readonly text: string;
  readonly texts: readonly string[];
}

/** What a command line does. */
export interface ShellView {
  readonly commands: readonly ShellCommand[];
  /** Files that are written or read by redirection. */
  readonly redirects: readonly ShellRedirect[];
  /** Functions that the text defines, with how often each starts itself. */
  readonly functions: readonly { readonly name: string; readonly self_calls: number; readonly background: boolean }[];
  /** Code that is handed to interpreters on the command line. */
  readonly code: readonly ShellCode[];
  /** What is handed to database clients. */
  readonly sql: SqlView;
  /** Why what is unknown is unknown; empty if all of it was read. */
  readonly unreadable: readonly string[];
}

export const NO_SHELL: ShellView = { commands: [], redirects: [], functions: [], code: [], sql: NO_SQL, unreadable: [] };
