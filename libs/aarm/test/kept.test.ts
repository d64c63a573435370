import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NOTHING_KEPT, keep, leaveOut, memberOf } from '../src/context/kept.js';
import type { Kept } from '../src/context/kept.js';

interface Member {
  readonly n: number;
}
const name = fc.integer({ min: 0, max: 90 }).map((n) => (n === 0 ? '__proto__' : `m${n.toString()}`));
const change = fc.record({ name, member: fc.option(fc.record({ n: fc.integer() }), { nil: null }) });

describe('what is kept', () => {
  it('has the members of a map that went through the same changes, and leaves the ones before as they were', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300 }), (changes) => {
        let kept: Kept<Member> = NOTHING_KEPT;
        const map = new Map<string, Member>();
        const steps: { readonly kept: Kept<Member>; readonly text: string }[] = [];
        for (const { name: at, member } of changes) {
          kept = member === null ? leaveOut(kept, at) : keep(kept, at, member);
          if (member === null) map.delete(at);
          else map.set(at, member);
          steps.push({ kept, text: JSON.stringify(kept) });
          expect(kept.size).toBe(map.size);
        }
        for (const { name: at } of changes) expect(memberOf(kept, at)).toEqual(map.get(at));
        expect(steps.every((step) => JSON.stringify(step.kept) === step.text)).toBe(true);
      }),
    );
  });
});
