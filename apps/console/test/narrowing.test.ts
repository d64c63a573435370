import { describe, expect, it } from '@jest/globals';
import { ModificationSchema, modify } from '@writ/aarm';
import fc from 'fast-check';
import { narrowingOf } from '../src/approvals/narrowing.js';
import { compare } from '../src/approvals/parameters.js';

const SHOWN = { limit: 500, to: ['a', 'b', 'c'], sql: 'DELETE', opts: { depth: 3, dry: false }, rows: [{ id: 1 }, { id: 2 }] };
const edited = (change: object): string => JSON.stringify({ ...SHOWN, ...change });

describe('what an approver wrote', () => {
  it.each([
    ['a lower number', { limit: 5 }, [{ op: 'cap', path: ['limit'], value: 5 }]],
    ['a member taken out', { to: ['a', 'c'] }, [{ op: 'keep', path: ['to'], value: ['a', 'c'] }]],
    ['something deeper', { opts: { depth: 1, dry: false } }, [{ op: 'cap', path: ['opts', 'depth'], value: 1 }]],
    ['something deeper left out', { opts: { depth: 3 } }, [{ op: 'drop', path: ['opts', 'dry'] }]],
    ['a text blacked out', { sql: '***' }, [{ op: 'set', path: ['sql'], value: '***' }]],
    ['something left out', { limit: undefined }, [{ op: 'drop', path: ['limit'] }]],
  ])('becomes edits: %s', (_, change, edits) => {
    const read = narrowingOf(SHOWN, edited(change));
    expect(read).toMatchObject({ edits, problems: [] });
    for (const edit of read.edits) expect(ModificationSchema.safeParse(edit)).toMatchObject({ success: true });
  });

  it.each([
    ['a higher number', edited({ limit: 501 }), 'can only be lowered'],
    ['a new member', edited({ to: ['a', 'z'] }), '"z" was not in it'],
    ['an object among members', edited({ rows: [{ id: 1 }] }), 'holds objects'],
    ['another order', edited({ to: ['c', 'a'] }), 'keeps its order'],
    ['another text', edited({ sql: 'DROP' }), 'not become another text'],
    ['another shape', edited({ limit: { of: 3 } }), 'another shape'],
    ['no JSON', '{', 'not JSON yet'],
    ['no object', '[]', 'one JSON object'],
  ])('is told at once: %s', (_, text, problem) => {
    expect(narrowingOf(SHOWN, text).problems.join()).toContain(problem);
  });

  it('is nothing where nothing changed, in whatever order it stands', () => {
    const text = JSON.stringify(Object.fromEntries(Object.entries(SHOWN).reverse()));
    expect(narrowingOf(SHOWN, text)).toEqual({ edits: [], problems: [], changes: [] });
  });

  it('comes out as it was written wherever the service takes the edits', () => {
    const members = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 });
    const both = fc.record({
      shown: fc.dictionary(fc.constantFrom('a', 'b', 'c'), members),
      lost: fc.array(fc.integer({ min: 0, max: 5 })),
    });
    let taken = 0;
    fc.assert(
      fc.property(both, fc.integer(), ({ shown, lost }, most) => {
        const before = { ...shown, limit: 0 };
        const wanted = {
          ...Object.fromEntries(Object.entries(shown).map(([name, list]) => [name, list.filter((each) => !lost.includes(each))])),
          limit: Math.min(0, most),
        };
        const { edits, problems } = narrowingOf(before, JSON.stringify(wanted));
        expect(problems).toEqual([]);
        if (edits.length === 0) return;
        const narrowed = modify(before, edits as never, null);
        if (!('parameters' in narrowed)) return;
        taken += 1;
        expect(compare(narrowed.parameters as never, wanted).every(({ before, after }) => same(before, after))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(0);
  });
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
