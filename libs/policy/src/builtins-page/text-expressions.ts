import type { ExpressionGroup } from './expressions.js';
import { calls, each, forAll, quoted } from './groups.js';

const TEXTS = quoted('abc', '', 'Grüße ÄÖ', 'a b  c', '日本語', 'a\nb', '\u{1f600}a');

const PARTS = [
  ['abc', 'b'],
  ['abc', ''],
  ['', ''],
  ['abc', 'abcd'],
  ['Grüße', 'üß'],
  ['abc', 'c'],
  ['abc', 'a'],
  ['a\nb', '\n'],
  ['abc', 'A'],
  ['日本語', '本'],
  ['aXbX', 'X'],
  ['\u{1f600}a', 'a'],
  ['a\u0000b', 'b'],
].map((pair) => quoted(...pair));

const TRIMMED = [
  ['xxaxx', 'x'],
  ['abc', ''],
  ['üaü', 'ü'],
  ['xyaxy', 'yx'],
  ['', 'x'],
  ['日a日', '日本'],
  ['aaa', 'a'],
  ['abc', 'abcd'],
].map((pair) => quoted(...pair));

const BASE64 = quoted(
  'YWJj',
  '',
  'YWI=',
  'YWI',
  'YQ==',
  'YQ',
  'YQ=',
  'Y',
  'YW Jj',
  'YW\nJj',
  'Pz8_',
  'Pz8/',
  '/w==',
  '_w',
  '!!',
  'YQ==YQ==',
  'YR==',
  '8J+YgA==',
);

const JSON_TEXTS = quoted(
  ...[
    '1',
    '01',
    '-01',
    '1.0',
    '1e3',
    '[1,2]',
    '{"a":1}',
    '{"a":1,"a":2}',
    '',
    ' 1 ',
    '1 2',
    'nul',
    'null',
    'true',
    '[1,]',
    '{a:1}',
    '"a"',
    "'a'",
  ],
  ...[
    '[1]x',
    '1.',
    '.1',
    '+1',
    '"\\u00e4"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '"\u0001"',
    '"\\x"',
    'NaN',
    '12345678901234567890',
    '[1 2]',
    '0x10',
    '{1:2}',
  ],
);

const VALUES = 'null|true|0|1.50|1e2|-0|12345678901234567890|"a"|""|[]|[1, [2]]|{}|{"b": 1, "a": 2}|set()|{3, 1}|{1: 2}'.split('|');

const FORMATS = ['%s', '%d', '%v', '%q', '%5s', '%-5s', '%05d', '%8.3f', '%.2f', '%f'];
const FORMATTED = [
  '"hi"',
  '"é\\n\\"q\\""',
  '5',
  '-7',
  '1.5',
  '1e6',
  '123456789.5',
  '12345678901234567890',
  'true',
  'null',
  '[1, "a"]',
  '{"b": 1, "a": {2, 1}}',
  '{3, 1}',
  'set()',
];

/** Texts, and what is written in them. */
export const TEXT_EXPRESSIONS: readonly ExpressionGroup[] = [
  ...forAll(['contains', 'startswith', 'endswith', 'indexof', 'split'], (builtin) => calls(builtin, PARTS)),
  ...forAll(['trim', 'trim_left', 'trim_right', 'trim_prefix', 'trim_suffix'], (builtin) => calls(builtin, TRIMMED)),
  each('trim_space', quoted(' a ', '\t\na\r\n', '\u00a0a\u00a0', '\u3000a', '\u0085a', '', 'a b', '\u200ba')),
  ...forAll(['lower', 'upper'], (builtin) =>
    each(builtin, [...TEXTS, ...quoted('ß', 'İ', 'ǅ', 'ΑΣ', 'ﬁ', 'АБВ', '\u{10428}', 'ı', 'K', 'ſ')]),
  ),
  calls(
    'replace',
    [
      ...[
        ['abc', 'b', 'x'],
        ['aaa', 'a', 'bb'],
        ['abc', 'x', 'y'],
        ['aaa', '', 'b'],
        ['', '', 'b'],
        ['Grüße', 'ü', 'ue'],
        ['aaaa', 'aa', 'b'],
      ],
      ...[
        ['a.b', '.', ''],
        ['a\nb', '\n', ' '],
        ['日本', '', '-'],
        ['a$b', '$', '$&'],
      ],
    ].map((three) => quoted(...three)),
  ),
  calls('strings.replace_n', [
    ['{"a": "b"}', '"aab"'],
    ['{"a": "b", "b": "c"}', '"ab"'],
    ['{}', '"ab"'],
    ['{"": "x"}', '"ab"'],
    ['{"a": "1", "ab": "2"}', '"abab"'],
    ['{"b": "a", "a": "b"}', '"abab"'],
    ['{"ü": "ue"}', '"Grüße"'],
    ['{"": "-", "b": "x"}', '"abc"'],
  ]),
  calls('substring', [
    ...[
      ['"abc"', '0', '2'],
      ['"abc"', '1', '-1'],
      ['"abc"', '5', '1'],
      ['"abc"', '-1', '1'],
      ['"Grüße"', '2', '2'],
      ['"日本語"', '1', '1'],
    ],
    ...[
      ['"abc"', '0', '10'],
      ['"abc"', '1', '0'],
      ['"abc"', '0', '-5'],
      ['"abc"', '1.5', '1'],
      ['""', '0', '1'],
      ['"\u{1f600}ab"', '1', '1'],
    ],
  ]),
  calls('concat', [
    ['","', '["a", "b"]'],
    ['""', '[]'],
    ['","', '{"b", "a", "c"}'],
    ['"ä"', '["x"]'],
    ['","', 'set()'],
  ]),
  ...forAll(['base64.encode', 'base64url.encode'], (builtin) => each(builtin, [...TEXTS, ...quoted('a?>~', 'ab', 'a')])),
  ...forAll(['base64.decode', 'base64url.decode', 'base64.is_valid'], (builtin) => each(builtin, BASE64)),
  ...forAll(['json.unmarshal', 'json.is_valid'], (builtin) => each(builtin, JSON_TEXTS)),
  each('json.marshal', [...VALUES, ...quoted('</script>&', '\u2028', '\u007f', '\u0001', '\t\n\r\b\f', '日本', '"', '/', '\u{1f600}')]),
  calls(
    'sprintf',
    FORMATS.flatMap((format) => FORMATTED.map((value) => [format, value])),
    (format, value) => `sprintf("${format}", [${value}])`,
  ),
  calls('sprintf', [
    ['"%s %s"', '["a"]'],
    ['"%s"', '["a", 1, 2.5]'],
    ['"100%%"', '[]'],
    ['"plain"', '[]'],
  ]),
];
