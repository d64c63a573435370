import { Fault } from '../wasm/fault.js';
import { fixedFloat, shortestFloat } from './go-number.js';
import { goQuote, goQuoteCharacter, regoText } from './go-text.js';
import type { RegoValue } from './rego-value.js';

/** What a format may ask for: a value as text, with a width, and with places for `%f`. */
export interface Directive {
  readonly verb: 's' | 'd' | 'v' | 'q' | 'f';
  /** Blanks stand behind the value, not before it. */
  readonly left: boolean;
  readonly zeros: boolean;
  readonly width: number;
  readonly places: number | null;
}

/** `%s`, `%8d`, `%-8s`, `%.2f`; zeros before numbers alone. Wider than this nothing is shown to a person. */
const DIRECTIVE =
  /%(?:(?<left>-)?(?<width>[1-9]\d?)?(?<verb>[sdvq])|(?<zeros>0)(?<zeroWidth>[1-9]\d?)(?<whole>d)|(?<fleft>-)?(?<fwidth>[1-9]\d?)?(?:\.(?<places>\d\d?))?(?<float>f)|(?<percent>%))/uy;

/** A format as its plain texts and what stands between them; a text for a part of it that is not offered. */
export function readFormat(format: string): readonly (string | Directive)[] | { readonly refused: string } {
  const parts: (string | Directive)[] = [];
  for (let at = 0; at < format.length;) {
    const next = format.indexOf('%', at);
    if (next !== at) {
      parts.push(format.slice(at, next < 0 ? undefined : next));
      at = next < 0 ? format.length : next;
      continue;
    }
    DIRECTIVE.lastIndex = at;
    const found = DIRECTIVE.exec(format);
    if (found === null) return { refused: format.slice(at, at + LONGEST_SHOWN) };
    parts.push(directiveOf(found.groups ?? {}));
    at += found[0].length;
  }
  return parts;
}

const LONGEST_SHOWN = 8;

function directiveOf(groups: Readonly<Record<string, string | undefined>>): string | Directive {
  if (groups['percent'] !== undefined) return '%';
  const width = groups['width'] ?? groups['zeroWidth'] ?? groups['fwidth'] ?? '0';
  return {
    verb: (groups['verb'] ?? groups['whole'] ?? groups['float']) as Directive['verb'],
    left: groups['left'] !== undefined || groups['fleft'] !== undefined,
    zeros: groups['zeros'] !== undefined,
    width: Number(width),
    places: groups['places'] === undefined ? null : Number(groups['places']),
  };
}

/** Writes values into a format as native OPA does. */
export function sprintf(format: string, values: readonly RegoValue[]): string {
  const parts = readFormat(format);
  if ('refused' in parts) throw new Fault(`\`sprintf\` is not offered with \`${parts.refused}\``);
  const left = [...values];
  const text = parts.map((part) => (typeof part === 'string' ? part : written(part, left.shift()))).join('');
  return left.length === 0 ? text : `${text}%!(EXTRA ${left.map((value) => typed(value, PLAIN)).join(', ')})`;
}

const PLAIN: Directive = { verb: 'v', left: false, zeros: false, width: 0, places: null };

function written(directive: Directive, value: RegoValue | undefined): string {
  if (value === undefined) return `%!${directive.verb}(MISSING)`;
  const argument = argumentOf(value);
  const shown = padded(FORMS[argument.kind](directive, argument), directive);
  if (shown !== null) return shown;
  // A large number writes itself where it does not fit: without the star, and without any width.
  const inside = argument.kind === '*big.Int' ? `big.Int=${argument.text}` : typed(value, directive);
  return `%!${directive.verb}(${inside})`;
}

/** What Go's `fmt` is given for a value: whatever is neither number nor text is given as its text. */
interface Argument {
  readonly kind: 'int' | '*big.Int' | 'float64' | 'string';
  readonly number: number;
  readonly text: string;
}

function argumentOf(value: RegoValue): Argument {
  if (typeof value === 'string') return { kind: 'string', number: 0, text: value };
  if (!isNumber(value)) return { kind: 'string', number: 0, text: regoText(value) };
  const { number: text } = value;
  const number = Number(text);
  if (/^-?\d+$/u.test(text))
    return { kind: BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? 'int' : '*big.Int', number, text: BigInt(text).toString() };
  return Number.isFinite(number) ? { kind: 'float64', number, text } : { kind: 'string', number: 0, text };
}

const isNumber = (value: RegoValue): value is { readonly number: string } =>
  typeof value === 'object' && value !== null && 'number' in value;

type Form = (directive: Directive, argument: Pick<Argument, 'number' | 'text'>) => string | null;

/** Each kind under each verb that it has; null where it has none. */
const FORMS: Readonly<Record<Argument['kind'], Form>> = {
  int: ({ verb }, { text }) => (verb === 'd' || verb === 'v' ? text : verb === 'q' ? goQuoteCharacter(characterOf(text)) : null),
  '*big.Int': ({ verb }, { text }) => (verb === 'd' || verb === 'v' || verb === 's' ? text : null),
  float64: ({ verb, places }, { number }) => (verb === 'v' ? shortestFloat(number) : verb === 'f' ? fixedFloat(number, places ?? 6) : null),
  string: ({ verb }, { text }) => (verb === 's' || verb === 'v' ? text : verb === 'q' ? goQuote(text) : null),
};

/** The character of a code; what is none is shown as one that is not known. */
function characterOf(code: string): string {
  const number = Number(BigInt.asUintN(64, BigInt(code)));
  return number > 0x10_ffff || (number >= 0xd800 && number < 0xe000) ? '\ufffd' : String.fromCodePoint(number);
}

/** A value with its kind, as Go shows what does not fit: the places of `%.2f` then count for whatever it is. */
function typed(value: RegoValue, directive: Directive): string {
  const { kind, number, text } = argumentOf(value);
  const shown = FORMS[kind]({ ...directive, verb: 'v' }, { number, text: withPlaces(kind, text, directive.places) });
  return `${kind}=${padded(shown, directive) ?? ''}`;
}

function withPlaces(kind: Argument['kind'], text: string, places: number | null): string {
  if (places === null) return text;
  if (kind === 'string') return Array.from(text).slice(0, places).join('');
  return places === 0 && text === '0' ? '' : text.replace(/\d+/u, (digits) => digits.padStart(places, '0'));
}

function padded(text: string | null, { left, zeros, width }: Directive): string | null {
  if (text === null) return null;
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (left) return text + ' '.repeat(missing);
  if (!zeros) return ' '.repeat(missing) + text;
  const sign = /^-(?=\d)/u.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
