/** Characters of one digest: 48 bits in base64url. */
export const DIGEST_LENGTH = 8;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BITS = 6;
const HALF = 2 ** 24;
const VALUES = new Uint8Array(128);
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Two words of 24 bits as one whole number, which a double holds exactly. */
export const digestNumber = (high: number, low: number): number => (high & (HALF - 1)) * HALF + (low & (HALF - 1));

/** A digest as an entry holds it. */
export const digestText = (digest: number): string => half(Math.floor(digest / HALF)) + half(digest % HALF);

function half(word: number): string {
  let text = '';
  for (let shift = 0; shift < 24; shift += BITS) text += ALPHABET.charAt((word >>> shift) & 63);
  return text;
}

/** The digests of an entry, which stand one after the other. */
export function digestsIn(packed: string): readonly number[] {
  const digests: number[] = [];
  for (let at = 0; at + DIGEST_LENGTH <= packed.length; at += DIGEST_LENGTH)
    digests.push(digestNumber(wordAt(packed, at), wordAt(packed, at + DIGEST_LENGTH / 2)));
  return digests;
}

function wordAt(packed: string, from: number): number {
  let word = 0;
  for (let i = 0; i < DIGEST_LENGTH / 2; i += 1) word |= (VALUES[packed.charCodeAt(from + i) & 127] ?? 0) << (BITS * i);
  return word;
}
