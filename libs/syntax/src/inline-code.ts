import { cutEnd } from './cut-end.js';
import type { Field } from './field.js';

/** Options through which an interpreter takes code on the command line. */
const CODE_OPTIONS: Readonly<Record<string, RegExp>> = {
  python: /^-[A-Za-z]*c$/u,
  pypy: /^-c$/u,
  node: /^(-[a-z]*[ep]|--eval|--print)$/u,
  nodejs: /^(-e|-p|--eval|--print)$/u,
  bun: /^(-e|--eval|-p)$/u,
  deno: /^eval$/u,
  perl: /^-[A-Za-z0-9]*[eE]$/u,
  ruby: /^-[a-z]*e$/u,
  php: /^(-r|-R|-B)$/u,
  lua: /^-e$/u,
  r: /^-e$/u,
  rscript: /^-e$/u,
  osascript: /^-e$/u,
  tclsh: /^-c$/u,
  pwsh: /^-(c|command|encodedcommand|e|enc|ec)$/iu,
  powershell: /^-(c|command|encodedcommand|e|enc|ec)$/iu,
  mongosh: /^--eval$/u,
  mongo: /^--eval$/u,
};

/** The interpreter a program is, without its version; null if it is none. */
export function interpreterOf(program: string): string | null {
  const name = cutEnd(program.endsWith('.exe') ? program.slice(0, -4) : program, '0123456789.');
  return Object.hasOwn(CODE_OPTIONS, name) ? name : null;
}

/** The code on the command line of an interpreter. */
export function codeIn(interpreter: string, args: readonly Field[]): readonly Field[] {
  const option = CODE_OPTIONS[interpreter];
  return args.filter((_, at) => at > 0 && option?.test(args[at - 1]?.text ?? '') === true);
}

/** Whether an interpreter with these words reads its program from its input. */
export const readsProgram = (args: readonly Field[]): boolean =>
  args.every(({ text }) => /^(-|--|-[a-zA-Z]*[suxleE]|\/dev\/stdin)$/u.test(text));
