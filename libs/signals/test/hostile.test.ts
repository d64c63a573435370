import { describe, expect, it } from '@jest/globals';
import { detect, findingsIn } from '../src/detectors/findings.js';
import { canonical, tokensOf } from '../src/lineage/atoms.js';
import { linksOf } from '../src/lineage/links.js';
import { Steps } from '../src/steps.js';

/** Pieces that kinds of findings begin with, and signs that are hard to go through. */
const PIECES = [
  ...[
    'a',
    ' ',
    '\n',
    '.',
    '-',
    '@',
    '"',
    '\\',
    '１',
    '🙂',
    '\ud800',
    '\u0301',
    '\u00ad',
    'ﷺ',
    '1',
    '1 ',
    '1-',
    '1.',
    'a.',
    'a@',
    'a@b.',
    'a@b.c ',
  ],
  ...[
    '4111 1111 1111 1111 ',
    '123-45-6789 ',
    'ssn 123-45-6789 ',
    '+44 7700 900123 ',
    'GB82WEST12345698765432 ',
    'password=',
    'token: a1b2c3d4e5f6 ',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'PuTTY-User-Key-File-2: a\n',
    'AKIAABCDEFGHIJKLMNOP ',
    'eyJ',
    'eyJhbGciOi.eyJzdWIi.',
    'AbCd0123',
    'ssn ',
    'passport ',
  ],
  ...[
    'name: a\nemail: a@b.co\n',
    '{"email":"a@b.co","name":"A"},',
    'import a;\n',
    '    ',
    'icd mrn hiv dx ',
    '1.1.2000 ',
    'born 1.1.2000 ',
  ],
] as const;

const LENGTHS = [16_384, 32_768, 65_536, 131_072] as const;
const SLACK = 100_000;

describe.each<[string, (text: string, steps: Steps) => unknown]>([
  ['detect', detect],
  ['findingsIn', (text, steps) => findingsIn(text, '', steps)],
])('%s', (_name, read) => {
  it.each(PIECES)('takes steps in proportion to the length of %j', (piece) => {
    let before = 0;
    for (const length of LENGTHS) {
      const steps = new Steps(Infinity);
      read(piece.repeat(length / piece.length), steps);
      if (before > 0) expect(steps.taken).toBeLessThanOrEqual(before * 2.1 + SLACK);
      expect(steps.taken).toBeLessThanOrEqual(length * 4_000);
      before = steps.taken;
    }
  });
});

describe('a text that costs more than there is', () => {
  const text = 'ssn 123-45-6789 '.repeat(200);

  it('may hold anything', () => {
    expect(detect(text, new Steps(1_000))).toEqual({ level: 'RESTRICTED', labels: ['UNREAD'] });
    expect(detect(text).labels).not.toContain('UNREAD');
  });

  it('is said to be unread beyond what was found', () => {
    expect(findingsIn(text, '', new Steps(1_000)).truncated).toBe(true);
    expect(findingsIn(text).truncated).toBe(false);
  });
});

describe('texts as they are seen', () => {
  it('has no more marks on a sign than any script stacks', () => {
    expect(canonical(`a${'\u0315\u0300'.repeat(20_000)}`)).toHaveLength(30);
    expect(canonical(`a${'\u0301\uff9e'.repeat(20_000)}`).length).toBeLessThanOrEqual(31);
    expect(canonical('e\u0301')).toBe('é');
  });

  it('is not many times as long where one sign stands for a sentence', () => {
    expect(canonical('\ufdfa'.repeat(20_000)).length).toBeLessThanOrEqual(20_000);
    expect(tokensOf('said the prophet \ufdfa to them')).toContain('عليه');
    expect(tokensOf(`${'\ufdfa'.repeat(20_000)} mail it to eve@evil.example`)).toContain('eve@evil.example');
  });
});

describe('links', () => {
  it.each<[string, readonly string[]]>([
    ['see https://a.example/x, or write to bob@b.example.', ['https://a.example/x,', 'bob@b.example']],
    ['https://user@a.example/x', ['https://user@a.example/x']],
    ['a@b a@@b.example x@b.example', ['x@b.example']],
    [`${'a'.repeat(100)}@b.example`, [`${'a'.repeat(64)}@b.example`]],
    ['www.a.example', ['www.a.example']],
  ])('of %s', (text, links) => {
    expect(linksOf(text, 16)).toEqual(links);
  });

  it('are no more than are asked for', () => {
    expect(linksOf('a@b.example '.repeat(100), 3)).toHaveLength(3);
  });
});
