import { ReceiptError } from './error.js';

/** Deeper input is refused: the edge stops at 32, and a cycle must end in an error of ours. */
const MAX_DEPTH = 128;
/** What JSON escapes, or what needs a closer look: control characters, quote, backslash, any surrogate. */
// eslint-disable-next-line no-control-regex -- RFC 8785 §3.2.2.2 names exactly these control characters
const NEEDS_CARE = /[\u0000-\u001f"\\\ud800-\udfff]/;
/** With the `u` flag a pair is one code point, so only a lone surrogate matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** RFC 8785 text that stands for the value it was made from: {@link canonicalize} puts it in its place as it is. */
export class CanonicalText {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** Serialises a value once, for every place that it appears in. */
  static of(value: unknown): CanonicalText {
    return value instanceof CanonicalText ? value : new CanonicalText(canonicalize(value));
  }

  /** Takes text that {@link canonicalize} made, after it crossed a thread. */
  static trusted(text: string): CanonicalText {
    return new CanonicalText(text);
  }
}

/**
 * Serialises a value as RFC 8785 (JCS) text. Serialise once and reuse the text: this is the costliest pure step of a
 * decision.
 *
 * @throws ReceiptError `not_canonical` for whatever JSON cannot say exactly: lone surrogates, NaN, infinities,
 * undefined, functions, big integers, objects that are not plain, nesting beyond 128.
 */
export function canonicalize(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (value instanceof CanonicalText) return value.text;
      if (depth >= MAX_DEPTH) throw refused(`nesting is deeper than \`${String(MAX_DEPTH)}\``);
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value as Record<string, unknown>, depth + 1);
    default:
      throw refused(`a value of type \`${typeof value}\` is not JSON`);
  }
}

function writeString(text: string): string {
  if (!NEEDS_CARE.test(text)) return `"${text}"`;
  if (LONE_SURROGATE.test(text)) throw refused('a string has a lone surrogate');
  // ECMAScript's own escapes are the ones of RFC 8785 §3.2.2.2.
  return JSON.stringify(text);
}

function writeNumber(number: number): string {
  if (!Number.isFinite(number)) throw refused(`\`${String(number)}\` is not JSON`);
  // ECMAScript's own rendering is the one of RFC 8785 §3.2.2.3; it gives `0` for negative zero.
  return String(number);
}

function writeArray(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  let text = `[${write(items[0], depth)}`;
  for (let index = 1; index < items.length; index += 1) text += `,${write(items[index], depth)}`;
  return `${text}]`;
}

function writeObject(object: Record<string, unknown>, depth: number): string {
  const keys = sortedKeys(object);
  const first = keys[0];
  if (first === undefined) return writeEmpty(object);
  if (typeof object['toJSON'] === 'function') throw refused('an object with `toJSON` is not plain JSON');
  let text = `{${writeKey(first)}${write(object[first], depth)}`;
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string;
    text += `,${writeKey(key)}${write(object[key], depth)}`;
  }
  return `${text}}`;
}

/** Member names seen so far with their quotes and colon: most are Writ's own and come again in every receipt. */
const knownKeys = new Map<string, string>();
const MOST_KNOWN_KEYS = 512;

function writeKey(key: string): string {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const text = `${writeString(key)}:`;
  if (knownKeys.size < MOST_KNOWN_KEYS && key.length <= 64) knownKeys.set(key, text);
  return text;
}

/** Only a plain object may be empty: a Map, a Set or a Date would lose its content here. */
function writeEmpty(object: object): string {
  const tag = Object.prototype.toString.call(object);
  if (tag !== '[object Object]') throw refused(`\`${tag}\` is not plain JSON`);
  return '{}';
}

/**
 * The same value with the members of each object in the order of {@link canonicalize}, as who reads the text again finds them: what
 * depends on their order is the same for whoever wrote them and for a replay.
 *
 * @throws ReceiptError `not_canonical` for nesting beyond 128.
 */
export function sortMembers<T>(value: T): T {
  return sorted(value, 0) as T;
}

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) throw refused(`nesting is deeper than \`${String(MAX_DEPTH)}\``);
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  // `fromEntries` makes own members, whatever they are called.
  return Object.fromEntries(sortedKeys(value).map((key) => [key, sorted((value as Record<string, unknown>)[key], depth + 1)]));
}

/** Own keys by UTF-16 code units (RFC 8785 §3.2.3), which is what `<` and `sort()` compare. Objects that Writ builds are often in order. */
function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] as string) > (keys[index] as string)) return keys.sort();
  }
  return keys;
}

const refused = (message: string): ReceiptError => new ReceiptError('not_canonical', message);
