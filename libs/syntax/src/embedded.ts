import type { Steps } from './steps.js';

/** What code hands to a shell or deletes, and what of it is computed. */
export interface Embedded {
  readonly shell: readonly string[];
  readonly argv: readonly (readonly string[])[];
  readonly computed: boolean;
}

const STRING = String.raw`(?:[rbf]?"((?:[^"\\]|\\.)*)"|[rbf]?'((?:[^'\\]|\\.)*)')`;
const STRINGS = new RegExp(STRING, 'gu');
const STRING_HERE = new RegExp(STRING, 'uy');
/** Calls that start a program, up to the text that names it. */
const RUNS =
  /\b(?:system|popen|popen2|exec|execSync|execl|execlp|execv|execvp|spawn|spawnSync|execFile|execFileSync|run|call|check_call|check_output|getoutput|getstatusoutput|Popen|shell_exec|passthru|proc_open|script|qx)\b\s*(?:\(\s*)?(?:shell\s+)?/gu;
/** Calls that start one from a list of words. */
const LISTS = /\b(?:run|call|check_call|check_output|Popen|spawn|execvp|system|exec)\b\s*\(\s*\[/gu;
const DELETES = /\b(?:rmtree|rmSync|rmdirSync|rm_rf|rm_r|remove_tree|rimraf|rm|remove_dir_all|remove_entry_secure)\s*(?:\(\s*)?/gu;
const AND_A_LIST_HERE = /\s*,\s*\[/uy;
const TICKS = /%x[({[]|qx[({/]|`/gu;
const TICKED_HERE = /([^`)}\]\n]{1,2000})[`)}\]/]/uy;
/** A list, or what stands between ticks, is no longer. */
const LONGEST_PART = 2000;
/** How often code is looked at whole. */
const PASSES = 8;

/** Looks for what code runs: literal texts given to the functions that start programs or delete folders. */
export function embedded(text: string, steps: Steps): Embedded {
  steps.take(text.length * PASSES);
  const shell: string[] = [];
  const argv: (readonly string[])[] = [];
  eachString(text, RUNS, (code, end) => {
    const list = startsHere(AND_A_LIST_HERE, text, end) ? listAt(text, AND_A_LIST_HERE.lastIndex, steps) : null;
    if (list === null) shell.push(code);
    else argv.push([code, ...stringsIn(list.text)]);
    return list?.end ?? end;
  });
  shell.push(...ticked(text, steps));
  LISTS.lastIndex = 0;
  while (LISTS.test(text)) {
    const list = listAt(text, LISTS.lastIndex, steps);
    if (list === null) continue;
    argv.push(stringsIn(list.text));
    LISTS.lastIndex = list.end;
  }
  eachString(text, DELETES, (folder, end) => {
    argv.push(['rm', '-r', folder]);
    return end;
  });
  return { shell, argv: argv.filter((words) => words.length > 0), computed: isComputed(text) };
}

function startsHere(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Tells of each literal text right behind what `head` finds, and goes on where it is told to. */
function eachString(text: string, head: RegExp, tell: (literal: string, end: number) => number): void {
  head.lastIndex = 0;
  while (head.test(text)) {
    STRING_HERE.lastIndex = head.lastIndex;
    const [found, double, single] = STRING_HERE.exec(text) ?? [];
    if (found !== undefined) head.lastIndex = tell(unescaped(double ?? single ?? ''), STRING_HERE.lastIndex);
  }
}

/** What is in a list that has begun; null where it does not end soon. */
function listAt(text: string, from: number, steps: Steps): { readonly text: string; readonly end: number } | null {
  const length = text.slice(from, from + LONGEST_PART + 1).indexOf(']');
  steps.take(length < 0 ? LONGEST_PART : length);
  return length < 0 ? null : { text: text.slice(from, from + length), end: from + length + 1 };
}

function ticked(text: string, steps: Steps): readonly string[] {
  const found: string[] = [];
  TICKS.lastIndex = 0;
  while (TICKS.test(text)) {
    const from = TICKS.lastIndex;
    const line = text.slice(from, from + LONGEST_PART).indexOf('\n');
    steps.take(line < 0 ? LONGEST_PART : line);
    TICKED_HERE.lastIndex = from;
    const command = TICKED_HERE.exec(text)?.[1];
    if (command === undefined) continue;
    found.push(command);
    TICKS.lastIndex = TICKED_HERE.lastIndex;
  }
  return found;
}

const stringsIn = (list: string): readonly string[] =>
  [...list.matchAll(STRINGS)].map(([, double, single]) => unescaped(double ?? single ?? ''));

const unescaped = (text: string): string => text.replace(/\\(["'\\])/gu, '$1');

const RUNNERS = /\b(?:exec|eval|system|Function|execSync|shell_exec|assert)\b/giu;
const HIDING =
  /b64decode|fromhex|unhexlify|decode64|base64_decode|unpack|fromCharCode|atob|'base64'|"base64"|codecs|chr\(|\.reverse|\[::-1\]/giu;
const DECODERS = /\b(?:b64decode|fromhex|atob|unhexlify|base64_decode)\b/giu;
const EVALUATORS = /\b(?:exec|eval|system)\b/giu;
/** Characters between what runs a text and what takes an encoding off it. */
const NEAR = 200;

/** Whether something that is encoded runs: both stand in one statement. */
const isComputed = (text: string): boolean =>
  /FromBase64String/iu.test(text) || isFollowed(text, RUNNERS, HIDING) || isFollowed(text, DECODERS, EVALUATORS);

/** Whether one of `second` stands soon after one of `first`. The nearest one before it tells, so both are gone through once. */
function isFollowed(text: string, first: RegExp, second: RegExp): boolean {
  const ends = Array.from(text.matchAll(first), ({ 0: found, index }) => index + found.length);
  let at = -1;
  for (const { index } of ends.length === 0 ? [] : text.matchAll(second)) {
    while ((ends[at + 1] ?? Infinity) <= index) at += 1;
    const end = ends[at];
    if (end !== undefined && index - end <= NEAR && !text.slice(end, index).includes(';')) return true;
  }
  return false;
}
