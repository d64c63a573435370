import { wholePart } from './compare-values.js';
import type { RegoValue } from './rego-value.js';

const NUMBER = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<part>\d*))?(?:[eE](?<power>[+-]?\d+))?$/u;

/** `to_number`, as a JSON number; null is undefined. Digits may be parted by underscores, and a sign may stand before them. */
export function toNumber(value: RegoValue): string | null {
  if (value === null || typeof value === 'boolean') return value === true ? '1' : '0';
  if (typeof value === 'object') return 'number' in value ? value.number : null;
  const plain = /(?:^|\D)_|_(?:\D|$)/u.test(value) ? '' : value.replaceAll('_', '');
  const { sign = '', whole = '', part = '', power } = NUMBER.exec(plain)?.groups ?? {};
  if (whole + part === '' || !Number.isFinite(Number(plain))) return null;
  const digits = whole.replace(/^0+(?=\d)/u, '');
  return `${sign === '-' ? '-' : ''}${digits === '' ? '0' : digits}${part === '' ? '' : `.${part}`}${power === undefined ? '' : `e${power}`}`;
}

/** `format_int`: the whole part in base 2, 8, 10 or 16; null is undefined. */
export function formatInt(value: RegoValue, base: RegoValue): string | null {
  const [number, radix] = [value, base].map((one) => (typeof one === 'object' && one !== null && 'number' in one ? one.number : null));
  if (number === null || number === undefined || !['2', '8', '10', '16'].includes(radix ?? '')) return null;
  const whole = wholePart(number);
  return whole === null ? null : whole.toString(Number(radix));
}
