import type { Effect } from '@writ/aarm';
import { cutEnd } from './cut-end.js';
import { isFollowed } from './near.js';

/** What well-known programs do to the world; an unknown program only executes. */
const PROGRAMS: Readonly<Record<string, Effect>> = {
  rm: 'delete',
  rmdir: 'delete',
  unlink: 'delete',
  shred: 'delete',
  truncate: 'delete',
  dropdb: 'delete',
  mv: 'update',
  sed: 'update',
  tee: 'update',
  patch: 'update',
  cp: 'create',
  mkdir: 'create',
  touch: 'create',
  cat: 'read',
  head: 'read',
  tail: 'read',
  ls: 'read',
  cd: 'read',
  pwd: 'read',
  echo: 'read',
  less: 'read',
  wc: 'read',
  grep: 'search',
  rg: 'search',
  find: 'search',
  scp: 'send',
  sftp: 'send',
  mail: 'send',
  sendmail: 'send',
  nc: 'send',
  chmod: 'grant',
  chown: 'grant',
  sudo: 'grant',
  passwd: 'credential',
  systemctl: 'configure',
  sysctl: 'configure',
};

const UPLOADS =
  /(?:^|\s)(?:-d|--data(?:-[a-z]{1,12})?|--json|-F|--form|-T|--upload-file|--post-(?:data|file)|-X\s*(?:POST|PUT|PATCH|DELETE)|--(?:method|request)[=\s]\s*(?:POST|PUT|PATCH|DELETE))(?=[\s=@'"]|$)/u;
const SEPARATORS = /&&|\|\||[;|&\n]/u;
/** Names that only say how the next word is run. */
const PREFIXES = new Set(['sudo', 'env', 'nohup', 'time', 'exec', 'command', 'xargs', 'npx']);

/** Options of such a program that have a value of their own. */
const WITH_VALUE = /^-[ugphCDT]$/u;

/** Programs with a verb that sends. */
const SENDERS = new Set(['git', 'npm', 'pnpm', 'yarn', 'docker', 'podman', 'helm']);

const wordsOf = (part: string): readonly string[] =>
  part
    .trim()
    .split(/\s+/u)
    .map(unquoted)
    .filter((word) => word !== '');
const unquoted = (word: string): string => cutEnd(word.replace(/^["'`]+/u, ''), '"\'`');
/** Output that is thrown away or joined to another stream changes nothing. */
const DISCARDS = /(?:\d|&)?>{1,2}\s{0,8}(?:\/dev\/null|&\d)/gu;
/** What a shell writes there leaves the machine. */
const SOCKET = /\/dev\/(?:tcp|udp)\//u;
const WRITES = /(?<![=-])>/u;
/** The commands of a command line. */
export const partsOf = (command: string): readonly string[] =>
  command
    .replace(DISCARDS, '')
    .replace(/[$<>]\(|`|\)/gu, ' ; ')
    .replace(/>{1,2}/gu, ' ')
    .split(SEPARATORS)
    .filter((part) => part.trim() !== '');
const isAssignment = (word: string): boolean => /^[A-Za-z_]\w{0,63}=/u.test(word);

/** What the programs of a command line with these parts do, as far as their names tell. */
export function effectsOfCommand(command: string, parts = partsOf(command)): readonly Effect[] {
  const effects = [...new Set(parts)].flatMap(effectsOfPart);
  if (SOCKET.test(command)) effects.push('send');
  return [...new Set(WRITES.test(command.replace(DISCARDS, '')) ? [...effects, 'update' as const] : effects)];
}

function effectsOfPart(part: string): readonly Effect[] {
  const words = wordsOf(part).filter((word) => !isAssignment(word));
  const effects: Effect[] = [];
  let skips = 0;
  for (const [i, word] of words.entries()) {
    if (i > 0 && word.startsWith('-') && skips === 0) skips = WITH_VALUE.test(word) ? 2 : 1;
    if (skips > 0) {
      skips -= 1;
      continue;
    }
    const program = word.slice(word.lastIndexOf('/') + 1).toLowerCase();
    const effect = effectOf(program, { part, next: words[i + 1] ?? '' });
    if (effect !== null) effects.push(effect);
    if (!PREFIXES.has(program)) break;
  }
  return effects;
}

function effectOf(program: string, { part, next }: { readonly part: string; readonly next: string }): Effect | null {
  if (program === 'find' && /\s-delete\b/u.test(part)) return 'delete';
  if (program === 'find' && /\s-(?:exec|ok)(?:dir)?\s/u.test(part))
    return /\s-(?:exec|ok)(?:dir)?\s+(?:\S*\/)?(?:rm|shred|unlink)\b/u.test(part) ? 'delete' : 'execute';
  if (program === 'curl' || program === 'wget') return UPLOADS.test(part) ? 'send' : 'read';
  if (SENDERS.has(program) && (next === 'push' || next === 'publish')) return 'send';
  if (PREFIXES.has(program) && program !== 'sudo') return null;
  return Object.hasOwn(PROGRAMS, program) ? (PROGRAMS[program] ?? 'execute') : 'execute';
}

/** The first words of these parts that are neither programs, options nor assignments: what the command line is about. */
export function operandsOf(parts: readonly string[], most: number): readonly string[] {
  const found: string[] = [];
  for (const part of parts) {
    if (found.length >= most) break;
    const words = wordsOf(part).filter((word) => !isAssignment(word) && !PREFIXES.has(word));
    for (const word of words.slice(1)) if (!word.startsWith('-')) found.push(word);
  }
  return found.slice(0, most);
}

const STATEMENTS: readonly (readonly [RegExp, Effect])[] = [
  [/\b(?:delete\s+from|drop|truncate)\b/iu, 'delete'],
  [/\b(?:update|alter|merge)\b/iu, 'update'],
  [/\b(?:insert|create)\b/iu, 'create'],
  [/\b(?:grant|revoke)\b/iu, 'grant'],
];

/** What a SQL text does; every statement in it counts. */
export function effectsOfSql(sql: string): readonly Effect[] {
  const found = STATEMENTS.filter(([pattern]) => pattern.test(sql)).map(([, effect]) => effect);
  return found.length === 0 ? ['read'] : found;
}

const STRICTLY: readonly (readonly [RegExp, Effect])[] = [
  [/\b(?:delete\s+from|drop\s+(?:table|database|schema|view|index)|truncate\s+(?:table\s+)?["`[\w])/iu, 'delete'],
  [/\b(?:update\s+["`[\w.\]]{1,128}\s+set|alter\s+(?:table|database|schema|user|role)|merge\s+into)\b/iu, 'update'],
  [/\b(?:insert\s+into|create\s+(?:table|database|schema|view|index|user|role))\b/iu, 'create'],
];
/** `grant … to`, `revoke … from`. */
const GIVES = [
  [/\bgrant\b/giu, /\bto\b/giu],
  [/\brevoke\b/giu, /\bfrom\b/giu],
] as const;
const IN_A_STATEMENT = { most: 256, without: /;/u };

/** What a text does that is a statement beyond doubt: words that people search for are none. */
export function effectsOfStatement(text: string): readonly Effect[] {
  const effects = STRICTLY.filter(([pattern]) => pattern.test(text)).map(([, effect]) => effect);
  return GIVES.some((words) => isFollowed(text, words, IN_A_STATEMENT)) ? [...effects, 'grant'] : effects;
}

/** A decoded text that is handed to a shell: nobody can say what runs. */
const HIDDEN = [/\b(?:base64\s+(?:-d|-D|--decode)|xxd\s+-r|openssl\s+enc\s+-d)\b/gu, /\|\s{0,8}(?:ba|z|da|k)?sh\b/gu] as const;
const IN_A_LINE = { most: 512, without: /\n/u };

/** Whether a command line hides what it runs. */
export const isHidden = (command: string): boolean => isFollowed(command, HIDDEN, IN_A_LINE);
/** Whether parts of a command line are known only once it runs. */
export const isComputed = (command: string): boolean => /\$\(|`|\beval\b|\$\{?[A-Za-z_]/u.test(command);
