import { describe, expect, it } from '@jest/globals';
import type { Json } from '@writ/aarm';
import fc from 'fast-check';
import { outcomeReport } from '../src/outcome.js';

const reported = (output: unknown): unknown => outcomeReport({ status: 'completed', output: output as Json }).output;
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('an outcome is reported as a strict reader takes it', () => {
  it.each<[string, unknown, unknown]>([
    ['a plain output', { stdout: 'a', n: 1.5, ok: true, none: null }, { stdout: 'a', n: 1.5, ok: true, none: null }],
    ['text that spells an escape', String.raw`{"smile":"\ud83d\ude00"}`, String.raw`{"smile":"\ud83d\ude00"}`],
    ['text that spells half an escape after a backslash', '\\\\ud83d', '\\\\ud83d'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a lone surrogate in a name', { 'x\udc00': 1 }, { 'x\ufffd': 1 }],
    ['an integer beyond 2^53-1', { id: 2 ** 53 }, { id: '9007199254740992' }],
    ['a huge number', [1e300], ['1e+300']],
    ['a prototype', JSON.parse('{"__proto__":{"a":1}}'), { _proto_: { a: 1 } }],
  ])('%s', (_, output, expected) => {
    expect(reported(output)).toEqual(expected);
  });

  it('however deep it is', () => {
    for (const depth of [1, 23, 40, 100_000]) expect(depthOf(reported(nested(depth)))).toBeLessThan(30);
  });

  it('whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.string()), (output) => {
        const report = outcomeReport({ status: 'completed', output: output as Json });
        expect(JSON.stringify(report)).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/iu);
      }),
    );
  });

  it('by digest, length and both ends where it is large', () => {
    const report = outcomeReport({ status: 'completed', output: 'x'.repeat(2_000_000) });
    expect(report).toMatchObject({ output_length: 2_000_002, output_digest: expect.stringMatching(/^sha256:/u) as unknown });
    expect(JSON.stringify(report.output).length).toBeLessThan(200_000);
  });
});
