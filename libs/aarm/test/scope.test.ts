import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { permits } from '../src/identity/mandate.js';
import { intersectScopes, isScope, isWithin } from '../src/identity/scope.js';

const name = fc.constantFrom('a', 'b', 'ab', 'a:b', 'b:', 'abc');
const scope = fc.oneof(
  fc.constantFrom('*', 'a', 'b', 'ab', 'a*', 'ab*', 'a:a', 'a:*', 'a:b', 'a:b*', 'a%3Ab', 'a%3Ab:a', '*:a', 'a:', '', 'a*b', '%', 'a%3a'),
  fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', ':', '*', '%3A') }),
);
const RUNS = { numRuns: 5000 };

const scopes = fc.array(scope, { maxLength: 4 });
const action = fc.record({ tool: name, operation: name, parameters: fc.constant({}) });

describe('scopes', () => {
  it('that are within others permit nothing that those do not', () => {
    fc.assert(
      fc.property(scopes, scopes, action, (narrow, wide, asked) => {
        if (isWithin(narrow, wide) && permits(narrow, asked)) expect(permits(wide, asked)).toBe(true);
      }),
      RUNS,
    );
  });

  it('that two parties share permit exactly what both permit', () => {
    fc.assert(
      fc.property(scopes, scopes, action, (a, b, asked) => {
        expect(permits(intersectScopes(a, b), asked)).toBe(permits(a, asked) && permits(b, asked));
      }),
      RUNS,
    );
  });

  it('that are shared are within what either party has', () => {
    fc.assert(
      fc.property(scopes, scopes, (a, b) => {
        const shared = intersectScopes(a, b);
        expect([isWithin(shared, a), isWithin(shared, b)]).toEqual([true, true]);
      }),
    );
  });

  it('that are not understood permit nothing, and are within themselves alone', () => {
    fc.assert(
      fc.property(
        scope.filter((each) => !isScope(each)),
        action,
        (unknown, asked) => {
          expect(permits([unknown], asked)).toBe(false);
          expect([isWithin([unknown], ['*']), isWithin([unknown], [unknown]), isWithin(['a:a'], [unknown])]).toEqual([false, true, false]);
        },
      ),
    );
  });

  it('name one tool and one operation however the names are made up', () => {
    expect(permits(['a:b:c'], { tool: 'a', operation: 'b:c' })).toBe(true);
    expect(permits(['a:b:c'], { tool: 'a:b', operation: 'c' })).toBe(false);
    expect(permits(['a'], { tool: 'a:b', operation: 'c' })).toBe(false);
  });
});
