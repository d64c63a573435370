/** Shorter values decode to anything. */
const SHORTEST = 8;
const LONGEST = 4096;
const READABLE = /^[\t\n\r\x20-\x7e\u00a0-\u{10ffff}]+$/u;

/** What a value says when it is decoded, and what that says when it is decoded again. */
export function decodingsOf(value: string): readonly string[] {
  const once = decoded(value);
  return [...once, ...once.flatMap(decoded)];
}

/** What a value says when it is read as percent escapes, base64, hex or ROT13; only what is readable. */
function decoded(value: string): readonly string[] {
  if (value.length < SHORTEST || value.length > LONGEST) return [];
  const texts = [percent(value), base64(value), hex(value), rot13(value)];
  return texts.filter((text): text is string => text !== null && text !== value && READABLE.test(text));
}

function percent(value: string): string | null {
  if (!/%[0-9a-f]{2}/iu.test(value)) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function base64(value: string): string | null {
  if ((value.length % 4 !== 0 && value.length < 16) || !/^[A-Za-z0-9+/_-]+={0,2}$/u.test(value)) return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.length >= SHORTEST / 2 && !text.includes('\ufffd') ? text : null;
}

const hex = (value: string): string | null => (/^(?:[0-9a-f]{2})+$/iu.test(value) ? Buffer.from(value, 'hex').toString('utf8') : null);

/** Only addresses and links: any word is some other word in ROT13. */
function rot13(value: string): string | null {
  if (!/[@/.]/u.test(value) || !/[a-z]{3}/iu.test(value)) return null;
  return value.replaceAll(/[a-z]/giu, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}
