import { compareValues } from './compare-values.js';
import { readRegoValue } from './rego-value.js';
import type { RegoValue } from './rego-value.js';

/** `json.is_valid`: by the grammar of RFC 8259. */
export function isValidJson(value: RegoValue): boolean {
  return typeof value === 'string' && wellFormed(value) !== null;
}

/** `json.unmarshal`: the text itself, which the module reads in turn; numbers stay as they are written. Null is undefined. */
export const unmarshalJson = (value: RegoValue): string | null => (typeof value === 'string' ? wellFormed(value) : null);

/** The text, where it is JSON, in a form that the module reads: half a surrogate pair becomes a character that is not known. */
function wellFormed(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return /\\u[dD][89a-fA-F]/u.test(text) ? jsonText(readRegoValue(text.replaceAll(/[\t\n\r]/gu, ' '))) : text;
}

/** `json.marshal`: compact, keys in their order, and safe within HTML. */
export function jsonText(value: RegoValue): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if ('number' in value) return value.number;
  if ('set' in value) return `[${value.set.toSorted(compareValues).map(jsonText).join(',')}]`;
  if ('object' in value) {
    const members = value.object.map(([key, member]) => [typeof key === 'string' ? key : jsonText(key), member] as const);
    const sorted = members.toSorted(([a], [b]) => compareValues(a, b));
    return `{${sorted.map(([key, member]) => `${quoted(key)}:${jsonText(member)}`).join(',')}}`;
  }
  return `[${value.map(jsonText).join(',')}]`;
}

const quoted = (text: string): string =>
  JSON.stringify(text.replaceAll(/[\ud800-\udfff]/gu, '\ufffd')).replaceAll(
    /[<>&\u2028\u2029]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
