import type { RegoValue } from './rego-value.js';

const STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;
const URL_SAFE = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/u;

/** `base64.is_valid`: padded, with line breaks anywhere. */
export const isValidBase64 = (value: RegoValue): boolean => typeof value === 'string' && STANDARD.test(withoutBreaks(value));

/** `base64.decode`; null is undefined. */
export function decodeBase64(value: RegoValue): string | null {
  return typeof value === 'string' && isValidBase64(value) ? decoded(withoutBreaks(value), 'base64') : null;
}

/** `base64url.decode`: the padding may be missing. */
export function decodeBase64Url(value: RegoValue): string | null {
  if (typeof value !== 'string') return null;
  const text = value.endsWith('=') ? value : value + (['', null, '==', '='][Buffer.byteLength(value) % 4] ?? '*');
  const plain = withoutBreaks(text);
  return URL_SAFE.test(plain) ? decoded(plain, 'base64url') : null;
}

const withoutBreaks = (text: string): string => text.replaceAll(/[\r\n]/gu, '');

/** The characters of UTF-8 beyond ASCII, one after the other, in bytes. */
const CHARACTER =
  /(?<known>[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/gu;

/** Each byte that belongs to no character becomes one that is not known, as Go does it. */
function decoded(text: string, encoding: 'base64' | 'base64url'): string {
  const bytes = Buffer.from(text, encoding).toString('latin1');
  return Buffer.from(
    bytes.replaceAll(CHARACTER, (_byte, known?: string) => known ?? '\xef\xbf\xbd'),
    'latin1',
  ).toString('utf8');
}
