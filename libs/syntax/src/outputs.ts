import type { Field } from './field.js';
import type { Steps } from './steps.js';

/** What a program reads, null where that is not known, and the work that may be spent on it. */
interface Fed {
  readonly input: string | null;
  readonly steps: Steps;
}

/** What a program prints for known words and known input; null if only running tells. */
export function outputOf(program: string, args: readonly Field[], { input, steps }: Fed): string | null {
  if (args.some(({ literal }) => !literal)) return null;
  const texts = args.map(({ text }) => text);
  switch (program) {
    case 'echo':
      return echoed(texts);
    case 'printf':
      return texts[0] === '-v' ? '' : printed(texts[0] === '--' ? texts.slice(1) : texts, steps);
    case ':':
    case 'true':
    case 'alias':
      return '';
    default:
      if (input === null || !FILTERS.has(program)) return null;
      steps.take(input.length);
      return filtered(program, texts, input);
  }
}

const FILTERS: ReadonlySet<string> = new Set(['cat', 'tee', 'base64', 'gbase64', 'openssl', 'xxd', 'rev', 'tr']);

function filtered(program: string, args: readonly string[], input: string): string | null {
  switch (program) {
    case 'cat':
    case 'tee':
      return args.every((arg) => program === 'tee' || arg === '-') ? input : null;
    case 'base64':
    case 'gbase64':
      return args.some((arg) => /^(-[a-ce-z]*(?:D[a-z]*|d[a-z]*(?:D[a-z]*)?)|--decode)$/u.test(arg)) ? decoded(input, 'base64') : null;
    case 'openssl':
      return args.includes('base64') && args.includes('-d') ? decoded(input, 'base64') : null;
    case 'xxd':
      return args.some((arg) => /^-[a-z]*r/u.test(arg)) ? decoded(input.replace(/\s/gu, ''), 'hex') : null;
    case 'rev':
      return input
        .split('\n')
        .map((line) => Array.from(line).reverse().join(''))
        .join('\n');
    case 'tr':
      return translated(args, input);
    default:
      return null;
  }
}

const decoded = (text: string, encoding: 'base64' | 'hex'): string => Buffer.from(text.trim(), encoding).toString('utf8');

function echoed(texts: readonly string[]): string {
  const at = texts.findIndex((text) => !/^-[neE]+$/u.test(text));
  const [flags, words] = at < 0 ? [texts.join(''), []] : [texts.slice(0, at).join(''), texts.slice(at)];
  const line = words.join(' ');
  return (flags.includes('e') ? escaped(line) : line) + (flags.includes('n') ? '' : '\n');
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  e: '\x1b',
};

/** `\x72`, `\162`, `\0162`, `\u0072` and the usual ones. */
export function escaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|0?([0-7]{1,3})|([\s\S]))/giu, (...match: readonly string[]) => {
    const [, hex, unicode, octal, one = ''] = match as readonly (string | undefined)[];
    const digits = hex ?? unicode;
    if (digits !== undefined) return String.fromCharCode(parseInt(digits, 16));
    if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
    return ESCAPES[one] ?? `\\${one}`;
  });
}

/** `%s`, `%-05.2f` and the escapes. Zeros are flags, so that a width cannot be read in two ways. */
const CONVERSION = /%%|%(?:[-+0 #]*(?:[1-9]\d*)?(?:\.\d+)?)([a-z])|\\(?:x[0-9a-f]{1,2}|u[0-9a-f]{1,4}|[0-7]{1,3}|[\s\S])/giu;

function printed([format = '', ...values]: readonly string[], steps: Steps): string | null {
  let at = 0;
  let result = '';
  const once = (): string =>
    format.replace(CONVERSION, (whole, kind?: string) => {
      if (whole === '%%') return '%';
      if (kind === undefined) return escaped(whole);
      const value = values[at++] ?? '';
      return kind === 'b' ? escaped(value) : value;
    });
  do {
    const before = at;
    steps.take(format.length);
    result += once();
    if (at === before) break;
  } while (at < values.length && result.length < 65_536);
  return result;
}

/** `tr a-z n-za-m`: both sets known, equally long; `tr -d x`. */
function translated(args: readonly string[], input: string): string | null {
  const [from = '', to = ''] = args;
  if (from === '-d') {
    const gone = new Set(Array.from(ranged(to).join('')));
    return Array.from(input)
      .filter((sign) => !gone.has(sign))
      .join('');
  }
  if (from.startsWith('-') || args.length !== 2) return null;
  const [source, target] = [ranged(from), ranged(to)];
  const last = target.at(-1);
  if (last === undefined) return null;
  const instead = new Map<string, string>();
  for (const [at, sign] of source.entries()) if (!instead.has(sign)) instead.set(sign, target[at] ?? last);
  return Array.from(input)
    .map((sign) => instead.get(sign) ?? sign)
    .join('');
}

const CLASSES: Readonly<Record<string, string>> = { '[:upper:]': 'A-Z', '[:lower:]': 'a-z', '[:digit:]': '0-9' };

function ranged(set: string): readonly string[] {
  const plain = escaped(set.replace(/\[:[a-z]+:\]/gu, (name) => CLASSES[name] ?? name));
  const signs: string[] = [];
  for (let at = 0; at < plain.length && signs.length < 512; at += 1) {
    const [first, dash, last] = [plain.charCodeAt(at), plain[at + 1], plain.charCodeAt(at + 2)];
    if (dash !== '-' || Number.isNaN(last) || last < first || last - first > 255) signs.push(plain.charAt(at));
    else {
      for (let code = first; code <= last; code += 1) signs.push(String.fromCharCode(code));
      at += 2;
    }
  }
  return signs;
}
