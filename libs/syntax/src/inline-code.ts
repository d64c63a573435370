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
  const name = program.replace(/\.exe$/u, '').replace(/[\d.]+$/u, '');
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

/** What code hands to a shell or deletes, and what of it is computed. */
export interface Embedded {
  readonly shell: readonly string[];
  readonly argv: readonly (readonly string[])[];
  readonly computed: boolean;
}

const STRING = String.raw`(?:[rbf]?"((?:[^"\\]|\\.)*)"|[rbf]?'((?:[^'\\]|\\.)*)')`;
const RUNS = new RegExp(
  String.raw`\b(?:system|popen|popen2|exec|execSync|execl|execlp|execv|execvp|spawn|spawnSync|execFile|execFileSync|run|call|check_call|check_output|getoutput|getstatusoutput|Popen|shell_exec|passthru|proc_open|script|qx)\b\s*\(?\s*(?:shell\s+)?${STRING}(\s*,\s*\[((?:[^\]]){0,2000})\])?`,
  'gu',
);
const LISTS = new RegExp(
  String.raw`\b(?:run|call|check_call|check_output|Popen|spawn|execvp|system|exec)\b\s*\(\s*\[((?:[^\]]){0,2000})\]`,
  'gu',
);
const DELETES = new RegExp(
  String.raw`\b(?:rmtree|rmSync|rmdirSync|rm_rf|rm_r|remove_tree|rimraf|rm|remove_dir_all|remove_entry_secure)\s*\(?\s*${STRING}`,
  'gu',
);
const COMPUTED =
  /\b(?:exec|eval|system|Function|execSync|shell_exec|assert)\b[^;]{0,200}(?:b64decode|fromhex|unhexlify|decode64|base64_decode|unpack|fromCharCode|atob|'base64'|"base64"|codecs|chr\(|\.reverse|\[::-1\])|FromBase64String|\b(?:b64decode|fromhex|atob|unhexlify|base64_decode)\b[^;]{0,200}\b(?:exec|eval|system)\b/iu;

/** Looks for what code runs: literal texts given to the functions that start programs or delete folders. */
export function embedded(text: string): Embedded {
  const shell: string[] = [];
  const argv: (readonly string[])[] = [];
  for (const [, double, single, , list] of text.matchAll(RUNS)) {
    const code = unescaped(double ?? single ?? '');
    if (list === undefined) shell.push(code);
    else argv.push([code, ...stringsIn(list)]);
  }
  for (const [, ticked] of text.matchAll(/(?:%x[({[]|qx[({/]|`)([^`)}\]\n]{1,2000})[`)}\]/]/gu))
    if (ticked !== undefined) shell.push(ticked);
  for (const [, list] of text.matchAll(LISTS)) argv.push(stringsIn(list ?? ''));
  for (const [, double, single] of text.matchAll(DELETES)) argv.push(['rm', '-r', unescaped(double ?? single ?? '')]);
  return { shell, argv: argv.filter((words) => words.length > 0), computed: COMPUTED.test(text) };
}

const stringsIn = (list: string): readonly string[] =>
  [...list.matchAll(new RegExp(STRING, 'gu'))].map(([, double, single]) => unescaped(double ?? single ?? ''));

const unescaped = (text: string): string => text.replace(/\\(["'\\])/gu, '$1');
