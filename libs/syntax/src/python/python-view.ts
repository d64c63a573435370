import type { SyntaxNode } from '@lezer/common';
import { notebookCommands } from './notebook.js';
import { Loops } from './loops.js';
import { Names } from './names.js';
import { argumentsOf, memberOf, parsed, textOf } from './program.js';
import type { Argument, Program } from './program.js';
import { OutOfSteps, Steps } from '../steps.js';
import { isEnded } from './strings.js';
import { mostAlternatives } from './value.js';
import { Values } from './values.js';
import type { Value } from './value.js';

/** A call, by the full name of what is called; a method of a value begins with a dot. */
export interface PythonCall {
  readonly name: string;
  /** The call that made the value whose method this is, as `requests.Session`; null where it is not known, or is no method. */
  readonly of: string | null;
  /**
   * Texts of the arguments in order, keywords by their value, before them the text whose method it is. Null where it is only known once
   * it runs; `{}` stands for such a part of a text. A list is its texts with blanks between.
   */
  readonly args: readonly (string | null)[];
}

/** What a Python program does, as far as its text tells. */
export interface PythonView {
  readonly calls: readonly PythonCall[];
  readonly imports: readonly string[];
  /** Texts in the program and those that it puts together, each once. */
  readonly texts: readonly string[];
  /** Whether a loop has no end that the text shows. */
  readonly endless: boolean;
  /** Why what is unknown is unknown; empty if all of it was read. */
  readonly unreadable: readonly string[];
}

export const NO_PYTHON: PythonView = { calls: [], imports: [], texts: [], endless: false, unreadable: [] };

const LONGEST = 64 * 1024;
const MOST_CALLS = 2000;
const MOST_TEXTS = 500;
const LONGEST_TEXT = 512;
const MOST_ARGUMENTS = 16;
/** Programs in texts of programs. */
const DEEPEST = 2;

/** Calls that run a function which they are given. */
const HANDING =
  /^(map|filter|functools\.partial|atexit\.register|asyncio\.to_thread|(threading|multiprocessing)\.(Thread|Timer|Process)|Thread|Process|Timer|\.(submit|map|apply|apply_async|starmap|imap|run_in_executor|call_soon|call_later|start_new_thread))$/u;
/** Calls that run a text. */
const RUNNING = new Set(['exec', 'eval', 'compile']);
/** Reads a program without running it: calls by their full names, and what is known of their arguments. Total, and bounded in work. */
export function pythonView(text: string, steps = new Steps()): PythonView {
  const reader = new Reader(steps);
  try {
    reader.read(text, 0);
  } catch (fault) {
    if (!(fault instanceof OutOfSteps)) throw fault;
    reader.doubt(fault.message);
  }
  return reader.view();
}

class Reader {
  readonly #calls: PythonCall[] = [];
  readonly #imports = new Set<string>();
  readonly #texts = new Set<string>();
  readonly #unreadable = new Set<string>();
  readonly #steps: Steps;
  #endless = false;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  doubt(why: string): void {
    this.#unreadable.add(why);
  }

  read(text: string, depth: number): void {
    if (text.length > LONGEST) this.doubt('the program is too long');
    this.#steps.take(Math.min(text.length, LONGEST));
    const { commands, program: plain } = notebookCommands(text.slice(0, LONGEST));
    for (const command of commands) this.#push({ name: 'os.system', of: null, args: [command] });
    const program = parsed(plain, this.#steps);
    if (program === null) this.doubt('the program is nested too deeply');
    else this.#read(program, depth);
  }

  #read(program: Program, depth: number): void {
    const names = new Names(program, this.#steps);
    const values = new Values(program, names, this.#steps);
    for (const module of [...names.imports, ...names.stars]) this.#imports.add(module);
    const loops = new Loops(program);
    program.top.cursor().iterate(
      (ref) => {
        loops.enter(ref);
        if (ref.name === 'CallExpression') this.#call({ program, names, values, depth }, ref.node);
        else if (ref.name === 'String' || ref.name === 'FormatString') this.#string(program, values, ref.node);
      },
      ({ name }) => {
        loops.leave(name);
      },
    );
    this.#endless ||= loops.endless;
    if (values.tangled) this.doubt('the program is too tangled');
  }

  view(): PythonView {
    if (this.#calls.length >= MOST_CALLS) this.doubt('the program has too many calls');
    return {
      calls: this.#calls,
      imports: [...this.#imports],
      texts: [...this.#texts],
      endless: this.#endless,
      unreadable: [...this.#unreadable],
    };
  }

  #string(program: Program, values: Values, node: SyntaxNode): void {
    if (!isEnded(textOf(program, node))) this.doubt('a text does not end');
    for (const text of values.of(node)) this.#keepText(text);
  }

  #keepText(text: string | null): void {
    if (text !== null && text.length <= LONGEST_TEXT && this.#texts.size < MOST_TEXTS) this.#texts.add(text);
  }

  #push(call: PythonCall): void {
    // The view holds all of these texts, and whoever reads it pays for them again.
    this.#steps.take(call.name.length);
    if (this.#calls.length < MOST_CALLS) this.#calls.push(call);
    for (const text of call.args) {
      this.#steps.take(text?.length ?? 1);
      this.#keepText(text);
    }
  }

  #call(where: Where, node: SyntaxNode): void {
    if (this.#calls.length >= MOST_CALLS) return;
    const given = argumentsOf(where.program, node).slice(0, MOST_ARGUMENTS);
    const args = given.map((argument) => argumentOf(where.values, argument));
    const { name, of, on } = calleeOf(where, node);
    if (name === null) return;
    for (const full of inStars(where.names, name)) this.#pushEach(full, of, [...on, ...args]);
    if (HANDING.test(name)) this.#hand(where, given);
    if (RUNNING.has(name) && where.depth < DEEPEST) for (const text of args[0] ?? []) if (text !== null) this.read(text, where.depth + 1);
  }

  #pushEach(name: string, of: string | null, args: readonly Value[]): void {
    const most = mostAlternatives(args);
    for (let i = 0; i < most; i += 1) this.#push({ name, of, args: args.map((value) => value[Math.min(i, value.length - 1)] ?? null) });
  }

  /** A function that is handed on is called with what is handed on beside it. */
  #hand({ values }: Where, given: readonly Argument[]): void {
    for (const argument of given) {
      const name = /^(VariableName|MemberExpression)$/u.test(argument.node.name) ? values.fullName(argument.node) : null;
      const others = given.filter((other) => other !== argument);
      if (name !== null)
        this.#pushEach(
          name,
          null,
          others.map(({ node }) => values.elements(node)),
        );
    }
  }
}

interface Where {
  readonly program: Program;
  readonly names: Names;
  readonly values: Values;
  readonly depth: number;
}

const argumentOf = (values: Values, { node, spread }: Argument): Value => (spread ? values.elements(node) : values.of(node));

/** What is called, and for a method the text it is a method of. */
function calleeOf({ program, values }: Where, call: SyntaxNode): { name: string | null; of: string | null; on: readonly Value[] } {
  const name = values.fullName(call.firstChild);
  const member = name === null ? memberOf(call.firstChild) : null;
  if (member === null) return { name, of: null, on: [] };
  const on = values.of(member.object);
  return {
    name: `.${textOf(program, member.property)}`,
    of: values.maker(member.object),
    on: on.some((text) => text !== null) ? [on] : [],
  };
}

/** A bare name may come from a module of which every name was taken. */
function inStars(names: Names, name: string): readonly string[] {
  if (names.stars.size === 0 || name.includes('.') || names.defines(name)) return [name];
  return [name, ...[...names.stars].map((module) => `${module}.${name}`)];
}
