import { expect, it } from '@jest/globals';
import { buildLazily, closeAll } from '../src/build-lazily.js';

it('is not ready with the reason, and ready by itself once building works', async () => {
  let attempts = 0;
  const closed: string[] = [];
  const build = () =>
    ++attempts < 3
      ? Promise.reject(new Error('the pack is broken'))
      : Promise.resolve({ name: 'built', close: () => Promise.resolve(void closed.push('built')) });
  const lazy = buildLazily(build, 20);
  await Promise.resolve();
  expect(() => lazy.current()).toThrow(/not_ready: writ cannot decide yet/u);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(() => lazy.current()).toThrow(/the pack is broken/u);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(lazy.current().name).toBe('built');
  expect(attempts).toBe(3);
  await lazy.close();
  expect(closed).toEqual(['built']);
});

it('stops trying when it is closed', async () => {
  let attempts = 0;
  const lazy = buildLazily(() => Promise.reject<{ close: () => Promise<void> }>(new Error((++attempts).toString())), 10);
  await lazy.close();
  const before = attempts;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(attempts).toBe(before);
});

it('closes all, last opened first, even where one fails', async () => {
  const order: number[] = [];
  const part = (id: number, fails = false) => ({
    close: () => (order.push(id), fails ? Promise.reject(new Error('stuck')) : Promise.resolve()),
  });
  await expect(closeAll([part(1), part(2, true), part(3)])).rejects.toThrow('stuck');
  expect(order).toEqual([3, 2, 1]);
});
