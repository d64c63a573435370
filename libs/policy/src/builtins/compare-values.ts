import type { RegoValue } from './rego-value.js';

/** The order of Rego: null, truths, numbers, strings, arrays, objects, sets; within each by its members. */
export function compareValues(a: RegoValue, b: RegoValue): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a.number, b.number);
  if (isObject(a) && isObject(b)) return compareObjects(sortedMembers(a), sortedMembers(b));
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return compareLists(membersOf(a), membersOf(b));
}

const isNumber = (value: RegoValue): value is { readonly number: string } =>
  typeof value === 'object' && value !== null && 'number' in value;
const isObject = (value: RegoValue): value is Extract<RegoValue, { readonly object: unknown }> =>
  typeof value === 'object' && value !== null && 'object' in value;

function rankOf(value: RegoValue): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'string') return 3;
  if ('number' in value) return 2;
  if ('object' in value) return 5;
  return 'set' in value ? 6 : 4;
}

/** By bytes of UTF-8, which is by code points. */
function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Exactly, by digits: `m × 10^e` with whole numbers. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const shift = Math.min(left.exponent, right.exponent);
  // Numbers so far apart that their digits cannot be written out differ by their sizes alone.
  if (Math.abs(left.exponent - right.exponent) > MOST_DIGITS) return Number(a) - Number(b);
  const scaled = ({ digits, exponent }: Decimal): bigint => digits * 10n ** BigInt(exponent - shift);
  const [one, other] = [scaled(left), scaled(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}

const MOST_DIGITS = 5_000;

/** A number without what is behind its point; null where it has too many digits to be written out. */
export function wholePart(text: string): bigint | null {
  const { digits, exponent } = decimalOf(text);
  if (exponent > MOST_DIGITS) return null;
  return exponent >= 0 ? digits * 10n ** BigInt(exponent) : digits / 10n ** BigInt(Math.min(-exponent, MOST_DIGITS));
}

interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(text: string): Decimal {
  const {
    whole = '0',
    part = '',
    power = '0',
  } = /^(?<whole>-?\d+)(?:\.(?<part>\d+))?(?:[eE](?<power>[+-]?\d+))?$/u.exec(text)?.groups ?? {};
  return { digits: BigInt(whole + part), exponent: Number(power) - part.length };
}

const membersOf = (value: RegoValue): readonly RegoValue[] => {
  if (Array.isArray(value)) return value as readonly RegoValue[];
  return typeof value === 'object' && value !== null && 'set' in value ? value.set.toSorted(compareValues) : [];
};

function compareLists(a: readonly RegoValue[], b: readonly RegoValue[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareValues(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

type Members = readonly (readonly [RegoValue, RegoValue])[];

const sortedMembers = ({ object }: { readonly object: Members }): Members => object.toSorted(([a], [b]) => compareValues(a, b));

function compareObjects(a: Members, b: Members): number {
  for (const [index, [key, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareValues(key, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
