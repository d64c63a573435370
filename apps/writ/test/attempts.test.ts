import { describe, expect, it } from '@jest/globals';
import { openAttempts } from '../src/issuer/attempts.js';
import { createNonces } from '../src/issuer/nonces.js';

const wrong = (): Promise<boolean> => Promise.resolve(false);
const right = (): Promise<boolean> => Promise.resolve(true);

describe('tries at a passphrase', () => {
  it('wait twice as long after each wrong one beyond the first few, up to a quarter of an hour', async () => {
    let now = 0;
    const attempts = openAttempts(() => now);
    const waits: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      expect(await attempts.count('alice', wrong)).toBe('wrong');
      waits.push(attempts.waitS('alice'));
      if (attempts.waitS('alice') > 0) expect(await attempts.count('alice', right)).toBe('waits');
      now += attempts.waitS('alice') * 1000;
    }
    expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    expect(attempts.waitS('bob')).toBe(0);
    expect(await attempts.count('alice', right)).toBe('right');
    expect(await attempts.count('alice', wrong)).toBe('wrong');
    expect(attempts.waitS('alice')).toBe(0);
  });

  it('run one at a time, few of them stand in line, and a failure inside holds nobody up', async () => {
    const attempts = openAttempts();
    let running = 0;
    let most = 0;
    const slow = async (): Promise<boolean> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return true;
    };
    const failing = attempts.count('x', () => Promise.reject(new Error('memory')));
    const all = Array.from({ length: 20 }, (_, i) => attempts.count(`p${i.toString()}`, slow));
    await expect(failing).rejects.toThrow('memory');
    const came = await Promise.all(all);
    expect(most).toBe(1);
    expect(came.filter((each) => each === 'right')).toHaveLength(7);
    expect(came.filter((each) => each === 'waits')).toHaveLength(13);
    expect(await attempts.count('x', right)).toBe('right');
  });
});

describe('a challenge', () => {
  it('is good once, for what it was made for, and for a while', () => {
    let now = 1_000_000;
    const nonces = createNonces(60_000, () => now);
    const nonce = nonces.issue('sign in');
    expect(nonces.take(nonce, 'another thing')).toBe(false);
    expect(createNonces(60_000, () => now).take(nonce, 'sign in')).toBe(false);
    for (const changed of ['', 'x', `${nonce}A`, `B${nonce.slice(1)}`, `${nonce.slice(0, -2)}AA`, `${nonce}=`])
      expect([changed, nonces.take(changed, 'sign in')]).toEqual([changed, false]);
    expect(nonces.take(nonce, 'sign in')).toBe(true);
    expect(nonces.take(nonce, 'sign in')).toBe(false);
    const late = nonces.issue('sign in');
    now += 60_000;
    expect(nonces.take(late, 'sign in')).toBe(false);
  });

  it('stays good however many others are asked for', () => {
    const nonces = createNonces(60_000);
    const nonce = nonces.issue('sign in');
    for (let i = 0; i < 5_000; i += 1) nonces.issue('sign in');
    expect(nonces.take(nonce, 'sign in')).toBe(true);
  });
});
