import { expect, it } from '@jest/globals';
import { lazily } from '../src/lazily.js';

interface Counter {
  count(by: number): Promise<number>;
}

class Tally implements Counter {
  #total = 0;

  count(by: number): Promise<number> {
    this.#total += by;
    return Promise.resolve(this.#total);
  }
}

it('asks for the object at each call, and rejects while there is none', async () => {
  let built: Counter | null = null;
  const late = lazily<Counter>(() => {
    if (built === null) throw new Error('not there yet');
    return built;
  });
  await expect(late.count(1)).rejects.toThrow('not there yet');
  built = new Tally();
  expect(await late.count(1)).toBe(1);
  expect(await late.count(2)).toBe(3);
  built = new Tally();
  expect(await late.count(5)).toBe(5);
});

it('is not taken for a promise', async () => {
  const late = lazily<Counter>(() => new Tally());
  const returned = async (): Promise<Counter> => Promise.resolve(late);
  expect(await (await returned()).count(1)).toBe(1);
});
