import { describe, expect, it } from '@jest/globals';
import type { Json } from '@writ/aarm';
import { createSignals } from '../src/index.js';
import { findingsOf } from '../src/outputs.js';

const signals = createSignals();
const token = ['gh', 'p_', 'a1B2'.repeat(9)].join('');
const shown = (output: Json, ...kinds: string[]): Json | undefined => signals.redact({ output, kinds })?.output;

describe('what is in an output', () => {
  it('is told by kind, wherever it is', () => {
    expect(findingsOf({ a: [`use ${token}`, { b: 'ann@corp.io and bo@corp.io' }], [token]: 1, card: 4111111111111111 })).toEqual({
      shows: ['FINANCIAL/card', 'PII/email', 'SECRET/github_token'],
      counts: { 'FINANCIAL/card': 1, 'PII/email': 2, 'SECRET/github_token': 2 },
      whole: true,
    });
    expect(findingsOf({ pesel: '44051401359' }).shows).toEqual(['PII/pl_pesel']);
    expect(findingsOf(null)).toEqual({ shows: [], counts: {}, whole: true });
  });

  it.each<[string, Json]>([
    ['too long', 'x'.repeat(1024 * 1024 + 1)],
    ['too full of things', '4111111111111111 '.repeat(10_001)],
    ['too many', Array.from({ length: 100_001 }, () => 0)],
    ['nested too deeply', Array.from({ length: 300 }).reduce<Json>((inner) => [inner], 'x')],
  ])('is not told to its end where it is %s', (_, output) => {
    expect(findingsOf(output).whole).toBe(false);
    expect(signals.redact({ output, kinds: ['SECRET/jwt'] })).toBeNull();
  });
});

describe('redaction', () => {
  it.each<[string, Json, readonly string[], Json]>([
    ['takes the value and leaves the rest', `a ${token} b`, ['SECRET/github_token'], 'a [redacted: github_token] b'],
    ['takes every one', `${token} ${token}`, ['SECRET/github_token'], '[redacted: github_token] [redacted: github_token]'],
    ['takes only what is asked for', `${token} ann@corp.io`, ['PII/email'], `${token} [redacted: email]`],
    ['reaches into structures', { a: [{ b: token }] }, ['SECRET/github_token'], { a: [{ b: '[redacted: github_token]' }] }],
    ['takes numbers', { card: 4111111111111111 }, ['FINANCIAL/card'], { card: '[redacted: card]' }],
    ['leaves no end of what overlaps', `to ${token}@internal.corp.io now`, ['SECRET/github_token'], 'to [redacted: github_token] now'],
    ['keeps numbers that are none', { a: 1.5, b: true, c: null }, ['FINANCIAL/card'], { a: 1.5, b: true, c: null }],
    [
      'takes names, and keeps two apart',
      { 'a@corp.io': 1, 'b@corp.io': 2 },
      ['PII/email'],
      { '[redacted: email]': 1, '[redacted: email] 2': 2 },
    ],
  ])('%s', (_, output, kinds, expected) => {
    expect(shown(output, ...kinds)).toEqual(expected);
  });

  it('says where', () => {
    expect(signals.redact({ output: { 'a/b~c': [`x ${token}`] }, kinds: ['SECRET/github_token'] })?.redactions).toEqual([
      { path: '/a~1b~0c/0', label: 'SECRET', kind: 'github_token' },
    ]);
  });

  it('leaves nothing behind that it would find again', () => {
    const output = { a: `${token} 4111 1111 1111 1111 DE89 3704 0044 0532 0130 00`, b: ['postgres://app:kX93hd72@db.corp.io/x'] };
    const { shows } = findingsOf(output);
    expect(shows).toHaveLength(4);
    expect(findingsOf(shown(output, ...shows) ?? null).shows).toEqual([]);
  });
});

describe('what is written in disguise', () => {
  it.each<[string, string]>([
    ['with characters that nobody sees', '4111\u200b1111\u200b1111\u200b1111'],
    ['with full-width digits', '\uff14\uff11\uff11\uff11 1111 1111 \uff11\uff11\uff11\uff11'],
    ['with other spaces', '4111\u00a01111\u202f1111\u30001111'],
  ])('is found as what it reads like, and gone as a whole: a card %s', (_, card) => {
    const output = { note: `Paid by ${card} today` };
    expect(findingsOf(output).shows).toEqual(['FINANCIAL/card']);
    expect(shown(output, 'FINANCIAL/card')).toEqual({ note: 'Paid by [redacted: card] today' });
  });
});
