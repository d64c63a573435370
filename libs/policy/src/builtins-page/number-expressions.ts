import type { ExpressionGroup } from './expressions.js';
import { calls, each, forAll, infix } from './groups.js';

const NUMBERS = '0 1 -1 0.5 -0.5 1.5 2.5 -2.5 1e3 1.0 0.1 1e-7 9007199254740993 12345678901234567890 1e22 -0 100 -7'.split(' ');

const PAIRS = [
  ['1', '3'],
  ['10', '3'],
  ['0.1', '0.2'],
  ['1', '0'],
  ['-7', '2'],
  ['2.5', '2'],
  ['1e3', '1'],
  ['9007199254740993', '1'],
  ['12345678901234567890', '3'],
  ['0', '5'],
  ['100', '0.1'],
  ['33.33', '3'],
  ['19.99', '100'],
  ['1e22', '7'],
  ['0.30000000000000004', '0.1'],
  ['123456789', '987654321'],
] as const;

const BITS = [
  ['6', '3'],
  ['-1', '5'],
  ['0', '0'],
  ['1', '70'],
  ['12345678901234567890', '255'],
  ['1.5', '1'],
  ['5', '-1'],
  ['1.0', '3'],
] as const;

const COMPARED = [
  ['1', '1.0'],
  ['10.0', '1'],
  ['10.0', '10'],
  ['1', '"1"'],
  ['"a"', '"B"'],
  ['"ä"', '"z"'],
  ['null', 'false'],
  ['[1, 2]', '[1, 3]'],
  ['{"a": 1}', '{"a": 2}'],
  ['{"b": 1}', '{"a": 5}'],
  ['{1, 2}', '[1, 2]'],
  ['1e2', '100'],
  ['9007199254740993', '9007199254740992'],
  ['"a"', '"aa"'],
  ['"\u{10000}"', '"\uffee"'],
  ['true', '1'],
  ['-0', '0'],
] as const;

/** Arithmetic, comparison, and what makes texts of numbers and back. */
export const NUMBER_EXPRESSIONS: readonly ExpressionGroup[] = [
  calls('plus', PAIRS, infix('+')),
  calls('minus', [...PAIRS, ['{1, 2}', '{2}'], ['1', '{2}']], infix('-')),
  calls('mul', PAIRS, infix('*')),
  calls(
    'mul',
    [
      ['33.33', '3', '99.99'],
      ['1.1', '3', '3.3'],
      ['4.35', '100', '435'],
    ],
    (a, b, c) => `${a} * ${b} == ${c}`,
  ),
  calls('div', PAIRS, infix('/')),
  calls(
    'div',
    [
      ['1', '3', '3'],
      ['10', '3', '3'],
      ['2', '7', '7'],
      ['1', '4', '4'],
    ],
    (a, b, c) => `${a} / ${b} * ${c} == ${a}`,
  ),
  calls('rem', [...PAIRS, ['1e300', '1e300']], infix('%')),
  ...forAll(['abs', 'ceil', 'floor', 'round', 'bits.negate'], (builtin) => each(builtin, NUMBERS)),
  ...forAll(['bits.and', 'bits.or', 'bits.xor', 'bits.lsh', 'bits.rsh'], (builtin) => calls(builtin, BITS)),
  calls('equal', COMPARED, infix('==')),
  calls('eq', COMPARED, (a, b) => `[1 | ${a} = ${b}]`),
  calls('neq', COMPARED, infix('!=')),
  calls('lt', COMPARED, infix('<')),
  calls('lte', COMPARED, infix('<=')),
  calls('gt', COMPARED, infix('>')),
  calls('gte', COMPARED, infix('>=')),
  calls('assign', [['1'], ['"a"'], ['{1}']], (a) => `[x | x := ${a}]`),
  ...forAll(['sum', 'product'], (builtin) =>
    each(builtin, ['[]', '[3, 1, 2]', '{3, 1, 2}', '[1.5, 2.5]', '[0.1, 0.2]', '[1.1, 2.2]', '[12345678901234567890, 1]', '[1, "a"]']),
  ),
  calls('format_int', [
    ...['0', '10', '-10', '255', '1.5', '-1.5', '9007199254740993', '1e3'].flatMap((number) =>
      ['2', '8', '10', '16'].map((base) => [number, base]),
    ),
    ['1', '36'],
  ]),
  each(
    'to_number',
    [
      '"1"',
      '"1.5"',
      '"-1"',
      '"1e3"',
      '" 1"',
      '""',
      '"0x10"',
      '"abc"',
      '"+1"',
      '".5"',
      '"1."',
      '"01"',
      '"1_000"',
      '"NaN"',
      'true',
      'null',
      '5',
    ].concat(['"1E5"', '"1e"', '"00"', '"-0"', '"1__0"', '"_1"', '"infinity"', '"1e400"']),
    (value) => `to_number(${value}) + 0`,
  ),
  calls('numbers.range', [
    ['1', '3'],
    ['3', '1'],
    ['0', '0'],
    ['1.5', '3'],
    ['1.0', '2'],
    ['-1', '1'],
  ]),
];
