import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const TIME_BYTES = 8;
const RANDOM_BYTES = 16;
const MAC_BYTES = 16;

/** Challenges that this process made, each good for one use and a while. None is kept before it is used, so asking for many uses up nothing. */
export interface Nonces {
  /** A new one, base64url. `about` is what it is for: it is none for anything else. */
  issue(about: string): string;
  /** Whether it is one of ours, for this, young and not used before; it is used then. */
  take(nonce: string, about: string): boolean;
}

export const createNonces = (livesMs: number, now: () => number = Date.now): Nonces => {
  const secret = randomBytes(32);
  const used = new Map<string, number>();
  const macOf = (head: Buffer, about: string): Buffer =>
    createHmac('sha256', secret).update(head).update(about).digest().subarray(0, MAC_BYTES);
  return {
    issue: (about) => {
      const head = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
      head.writeBigUInt64BE(BigInt(now()));
      randomBytes(RANDOM_BYTES).copy(head, TIME_BYTES);
      return Buffer.concat([head, macOf(head, about)]).toString('base64url');
    },
    take: (nonce, about) => {
      const bytes = Buffer.from(nonce, 'base64url');
      if (bytes.length !== TIME_BYTES + RANDOM_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return false;
      const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
      if (!timingSafeEqual(bytes.subarray(head.length), macOf(head, about))) return false;
      const until = Number(head.readBigUInt64BE()) + livesMs;
      for (const [old, end] of used) if (end <= now()) used.delete(old);
      if (until <= now() || used.has(nonce)) return false;
      used.set(nonce, until);
      return true;
    },
  };
};
