import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const POOL = new Uint8Array(4096);
let used = POOL.length;

/** `<prefix>_` and a ULID: 48 bits of time, so that an index grows at its end, then 80 random bits. */
export function newId(prefix: 'ses' | 'dec' | 'act' | 'rct' | 'stp' | 'grt', now: number): string {
  if (used + 16 > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  let time = '';
  for (let left = now, i = 0; i < 10; i += 1, left = Math.floor(left / 32)) time = ALPHABET.charAt(left % 32) + time;
  let random = '';
  for (let i = 0; i < 16; i += 1) random += ALPHABET.charAt((POOL[used + i] ?? 0) % 32);
  used += 16;
  return `${prefix}_${time}${random}`;
}

/** When an id was made, in milliseconds: the first ten characters of its ULID. */
export const timeOfId = (id: string): number =>
  Array.from(id.slice(id.indexOf('_') + 1).slice(0, 10)).reduce((time, character) => time * 32 + ALPHABET.indexOf(character), 0);
