const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** What a text in quotes stands for. */
export function stringOf(written: string): string {
  const [opening = '', prefix = '', quote = ''] = /^([a-zA-Z]{0,2})("""|'''|"|')/u.exec(written) ?? [];
  const ended = isEnded(written);
  const inner = written.slice(opening.length, ended ? written.length - quote.length : written.length);
  return /r/iu.test(prefix) ? inner : unescaped(inner);
}

/** Whether the quotes of a text are closed. */
export function isEnded(written: string): boolean {
  const [opening = '', , quote = ''] = /^([a-zA-Z]{0,2})("""|'''|"|')/u.exec(written) ?? [];
  return written.length >= opening.length + quote.length && written.endsWith(quote);
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r?\n|(.))/gu, (_, hex?: string, wide?: string, one?: string) => {
    const code = hex ?? wide;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return one === undefined ? '' : (ESCAPES[one] ?? one);
  });

const DECODERS: Readonly<Record<string, (text: string) => string>> = {
  'base64.b64decode': (text) => Buffer.from(text, 'base64').toString(),
  'base64.urlsafe_b64decode': (text) => Buffer.from(text, 'base64url').toString(),
  'base64.b16decode': (text) => Buffer.from(text, 'hex').toString(),
  'binascii.a2b_base64': (text) => Buffer.from(text, 'base64').toString(),
  'binascii.unhexlify': (text) => Buffer.from(text, 'hex').toString(),
  'bytes.fromhex': (text) => Buffer.from(text, 'hex').toString(),
  'bytearray.fromhex': (text) => Buffer.from(text, 'hex').toString(),
};

/** How a call takes an encoding off a text; undefined if it does something else. */
export const decoded = (call: string): ((text: string) => string) | undefined =>
  Object.hasOwn(DECODERS, call) ? DECODERS[call] : undefined;
