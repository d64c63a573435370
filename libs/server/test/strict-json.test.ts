import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@writ/aarm';
import fc from 'fast-check';
import { DEPTH_LIMIT, parseStrictJson } from '../src/strict-json.js';

function problem(text: string | Uint8Array): { code: string; field: string | undefined } {
  try {
    parseStrictJson(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (error instanceof ProblemError) return { code: error.code, field: error.field };
    throw error;
  }
  throw new Error(`accepted: ${text.toString().slice(0, 80)}`);
}

describe('parseStrictJson', () => {
  it.each([
    ['a repeated member', '{"a":1,"a":1}', 'a'],
    ['a repeated member within', '{"a":[{"b":1},{"b":{"c":1,"d":2,"c":3}}]}', 'a.1.b.c'],
    ['a repetition by an escape', '{"a":1,"\\u0061":2}', 'a'],
    ['a repetition after a string with quotes', '{"k":"\\"\\\\","k":":,{"}', 'k'],
    ['an integer beyond 2^53-1', '{"a":{"n":9007199254740992}}', 'a.n'],
    ['a negative integer beyond', '{"n":-9007199254740993}', 'n'],
    ['an integer in another spelling', '{"n":1e16}', 'n'],
    ['a number beyond doubles', '{"n":1e999}', 'n'],
    ['a lone high surrogate', '{"s":"\\ud83d"}', 's'],
    ['a lone low surrogate in a name', '{"x\\udc00":1}', 'x?'],
    ['a prototype', '{"a":{"__proto__":{"b":1}}}', 'a.__proto__'],
    ['NaN', '{"a":NaN}', 'body'],
    ['a comment', '{"a":1} // b', 'body'],
    ['a trailing comma', '{"a":1,}', 'body'],
    ['nothing', '', 'body'],
    ['a byte order mark', '\ufeff{}', 'body'],
  ])('refuses %s', (_, text, field) => {
    expect(problem(text)).toEqual({ code: 'malformed_body', field });
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(problem(Uint8Array.from([0x22, 0xff, 0x22]))).toEqual({ code: 'malformed_body', field: 'body' });
  });

  it('takes nesting up to the limit and no deeper, however deep', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    expect(parseStrictJson(nested(DEPTH_LIMIT))).toBeDefined();
    expect(problem(nested(DEPTH_LIMIT + 1)).code).toBe('malformed_body');
    expect(problem(nested(100_000)).code).toBe('malformed_body');
  });

  it('reads what JSON.parse reads, where nothing is ambiguous', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const parsed: unknown = JSON.parse(text);
        if (text.includes('__proto__') || exceeds(parsed)) return;
        expect(parseStrictJson(Buffer.from(text))).toEqual(parsed);
      }),
    );
  });

  it('finds a repetition wherever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
        (name, others) => {
          fc.pre(name !== '__proto__' && !JSON.stringify(others).includes('__proto__') && !exceeds(others));
          const members = Object.entries(others).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
          const twice = [`${JSON.stringify(name)}:1`, ...members, `${JSON.stringify(name)}:2`].join(',');
          expect(problem(`{"o":{${twice}}}`).code).toBe('malformed_body');
        },
      ),
    );
  });
});

function exceeds(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(exceeds);
}
