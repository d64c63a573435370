import type { ExpressionGroup } from './expressions.js';
import { calls, each, forAll, infix } from './groups.js';

const ANY = 'null|true|0|"a"|[]|[1, 2]|{}|{"a": 1}|set()|{1, 2}'.split('|');
const LISTS =
  '[]|[1]|[3, 1, 2]|{3, 1, 2}|["b", "a"]|[true, false]|[null, 1]|[[2], [1]]|[1, 1.0]|[{"a": 1}, {"a": 0}]|["ä", "z", "Z"]|{"x", 1, null}'.split(
    '|',
  );
const PATHS = [
  ['{"a": 1, "b": 2}', '["a"]'],
  ['{"a": {"b": 1, "c": 2}}', '["a/b"]'],
  ['{"a": {"b": 1, "c": 2}}', '[["a", "b"]]'],
  ['{"a": [1, 2, 3]}', '["a/1"]'],
  ['{"a": 1}', '[]'],
  ['{"a~b": 1, "a/b": 2}', '["a~1b"]'],
  ['{"a": 1}', '[""]'],
];
const KEYS = [
  ['{"a": 1, "b": 2}', '["a"]'],
  ['{"a": 1, "b": 2}', '{"a"}'],
  ['{"a": 1, "b": 2}', '{"a": 5}'],
  ['{"a": 1}', '[]'],
];

/** Lists, sets and objects. */
export const COLLECTION_EXPRESSIONS: readonly ExpressionGroup[] = [
  each('count', ['[]', '[1, [2]]', '{}', '{"a": 1}', 'set()', '{1, 2}', '"Grüße"', '"\u{1f600}"', '""']),
  ...forAll(['max', 'min', 'sort'], (builtin) => each(builtin, LISTS)),
  calls(
    'and',
    [
      ['{1, 2}', '{2, 3}'],
      ['set()', '{1}'],
      ['{1}', '{1.0}'],
    ],
    infix('&'),
  ),
  calls(
    'or',
    [
      ['{1, 2}', '{2, 3}'],
      ['set()', '{1}'],
      ['{1}', '{1.0}'],
    ],
    infix('|'),
  ),
  each('intersection', ['{{1, 2}, {2, 3}}', 'set()', '{{1}}', '{set()}']),
  each('union', ['{{1, 2}, {2, 3}}', 'set()', '{{1}}']),
  calls('array.concat', [
    ['[1]', '[2]'],
    ['[]', '[]'],
  ]),
  calls('array.slice', [
    ['[1, 2, 3]', '0', '2'],
    ['[1, 2, 3]', '-1', '2'],
    ['[1, 2, 3]', '2', '1'],
    ['[1, 2, 3]', '0', '10'],
    ['[1, 2, 3]', '1.5', '2'],
  ]),
  calls('json.filter', PATHS),
  calls('json.remove', PATHS),
  calls('object.get', [
    ...[
      ['{"a": 1}', '"a"', '0'],
      ['{"a": 1}', '"b"', '0'],
      ['{"a": {"b": 1}}', '["a", "b"]', '0'],
      ['{"a": {"b": 1}}', '["a", "c"]', '0'],
    ],
    ...[
      ['{"a": [1, 2]}', '["a", 1]', '0'],
      ['{"a": 1}', '[]', '0'],
      ['{1: 2}', '1', '0'],
      ['{"a": null}', '"a"', '0'],
      ['{"a": false}', '"a"', '0'],
    ],
  ]),
  calls('object.union', [
    ['{"a": 1}', '{"b": 2}'],
    ['{"a": {"b": 1}}', '{"a": {"c": 2}}'],
    ['{"a": 1}', '{"a": {"c": 2}}'],
    ['{}', '{}'],
  ]),
  ...forAll(['object.remove', 'object.filter'], (builtin) => calls(builtin, KEYS)),
  calls('graph.reachable', [
    ['{"a": ["b"], "b": []}', '["a"]'],
    ['{"a": {"b"}, "b": {"a"}}', '{"a"}'],
    ['{"a": ["c"]}', '["a"]'],
    ['{}', '["a"]'],
  ]),
  ...forAll(['is_array', 'is_boolean', 'is_null', 'is_number', 'is_object', 'is_set', 'is_string', 'type_name'], (builtin) =>
    each(builtin, ANY),
  ),
  each('walk', ['{"a": [1, {"b": 2}]}', '[]', '1', '"a"'], (value) => `{[path, found] | walk(${value}, [path, found])}`),
  calls(
    'internal.member_2',
    [
      ['1', '[1, 2]'],
      ['1', '{1}'],
      ['1.0', '[1]'],
      ['"a"', '{"x": "a"}'],
      ['"a"', '"abc"'],
    ],
    infix('in'),
  ),
  calls(
    'internal.member_3',
    [
      ['0', '1', '[1, 2]'],
      ['"x"', '"a"', '{"x": "a"}'],
      ['1', '1', '{1}'],
    ],
    (key, value, all) => `[1 | ${key}, ${value} in ${all}]`,
  ),
  each(
    'order',
    ['{"b": 1, "a": 2, "c": 3}', '{"zeta", "alpha", "mid", "beta"}', '{3, 1, 2}'],
    (value) => `[found | some found in ${value}]`,
  ),
];
