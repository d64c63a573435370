import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seenAfter } from '../src/snapshot.js';

interface World {
  readonly running: ReadonlySet<number>;
  readonly xmax: number;
}
const text = ({ running, xmax }: World): string => {
  const sorted = [...running].sort((a, b) => a - b);
  return `${(sorted[0] ?? xmax).toString()}:${xmax.toString()}:${sorted.join(',')}`;
};
const sees = (snapshot: string, xid: number): boolean => {
  const [, xmax = '', running = ''] = snapshot.split(':');
  return xid < Number(xmax) && !running.split(',').includes(xid.toString());
};

/** Two snapshots of one world: what ended by the first is ended in the second. */
const worlds = fc
  .record({ first: fc.integer({ min: 1, max: 12 }), more: fc.nat(8), ends: fc.array(fc.nat(3), { minLength: 20, maxLength: 20 }) })
  .map(({ first, more, ends }) => {
    const running = (xmax: number, still: (end: number) => boolean): ReadonlySet<number> =>
      new Set(Array.from({ length: xmax - 1 }, (_, index) => index + 1).filter((xid) => still(ends[xid - 1] ?? 0)));
    return {
      before: { xmax: first, running: running(first, (end) => end > 0) },
      now: { xmax: first + more, running: running(first + more, (end) => end > 1) },
    };
  });

it('has seen what was seen before, and of what is visible now all up to the last transaction', () => {
  fc.assert(
    fc.property(worlds, fc.integer({ min: 1, max: 20 }), ({ before, now }, at) => {
      const last = Math.min(at, now.xmax - 1);
      const seen = seenAfter({ before: text(before), now: text(now), last: BigInt(last) });
      for (let xid = 1; xid < 25; xid++)
        expect([xid, sees(seen, xid)]).toEqual([xid, sees(text(before), xid) || (sees(text(now), xid) && xid <= last)]);
    }),
    { numRuns: 500 },
  );
});

it('writes what PostgreSQL reads', () => {
  expect(seenAfter({ before: '5:9:5,7', now: '7:20:7,12,15', last: 13n })).toBe('7:14:7,12');
  expect(seenAfter({ before: '1:1:', now: '3:3:', last: 0n })).toBe('1:1:');
});
