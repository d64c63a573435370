import { cidrContains } from '../builtins/cidr.js';
import { decodeBase64, decodeBase64Url } from '../builtins/base64.js';
import { isValidJson } from '../builtins/json-text.js';
import { formatInt, toNumber } from '../builtins/numbers.js';
import { readFormat } from '../builtins/sprintf.js';
import type { Node } from '../syntax.js';
import { operatorOf } from './bindings.js';
import type { Constants } from './constants.js';
import type { Placed } from './constants.js';

/** A literal that a builtin is given, or the term where there is none. */
export interface GivenLiteral {
  readonly builtin: string;
  readonly placed: Placed;
}

/** What is wrong with a literal. */
export interface WrongLiteral extends GivenLiteral {
  readonly code: 'literal_invalid' | 'literal_unknown';
  readonly what: string;
  readonly remedy: string;
}

/** What a pattern is by module and native OPA together; null where both compile it, within bounds. */
export type JudgePattern = (pattern: string) => Pick<WrongLiteral, 'what' | 'remedy'> | null;

/** The texts in a set of modules that are patterns. */
export const patternsIn = (constants: Constants): readonly string[] => [
  ...new Set(given(constants).flatMap(({ builtin, index, placed }) => (PATTERNS[builtin] === index ? (textOf(placed.node) ?? []) : []))),
];

/** Every literal that cannot mean anything where it stands, and every pattern or format that nobody knows before an action comes. */
export function wrongLiterals(constants: Constants, judgePattern: JudgePattern): readonly WrongLiteral[] {
  const wrong = given(constants).flatMap((one): readonly WrongLiteral[] => {
    const complaint = complaintOf(one, judgePattern);
    return complaint === null ? [] : [{ builtin: one.builtin, placed: one.placed, code: 'literal_invalid', ...complaint }];
  });
  return [...wrong, ...unknownIn(constants)];
}

/** Which argument of a builtin is a pattern. */
const PATTERNS: Readonly<Record<string, number>> = { 'regex.match': 0, 'regex.is_valid': 0, 'regex.find_all_string_submatch_n': 0 };
/** Arguments without which nobody can say what a call means. */
const MUST_BE_KNOWN: Readonly<Record<string, string>> = { ...mapped(PATTERNS, 'pattern'), sprintf: 'format' };

function mapped(record: Readonly<Record<string, number>>, word: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(record).map((name) => [name, word]));
}

interface Given extends GivenLiteral {
  readonly index: number;
}

/** Every constant that reaches an argument of a builtin that looks at it closely. */
function given(constants: Constants): readonly Given[] {
  return constants
    .definitions()
    .flatMap(({ module, rule }) =>
      operatorOf
        .all(rule)
        .flatMap(({ name, args }) =>
          Object.hasOwn(JUDGES, name)
            ? args.flatMap((node, index) =>
                constants.of({ node, module, rule }).constants.map((placed) => ({ builtin: name, index, placed })),
              )
            : [],
        ),
    );
}

function unknownIn(constants: Constants): readonly WrongLiteral[] {
  return constants.definitions().flatMap(({ module, rule }) =>
    operatorOf.all(rule).flatMap(({ name, args: [node] }): readonly WrongLiteral[] => {
      const word = MUST_BE_KNOWN[name];
      if (word === undefined || node === undefined) return [];
      const placed = { node, module, rule };
      if (!constants.of(placed).open) return [];
      const what = `the ${word} of \`${name}\` is computed: what it means cannot be checked before an action comes`;
      const remedy = `write the ${word} as a text, or choose it from a list of texts in the package`;
      return [{ builtin: name, placed, code: 'literal_unknown', what, remedy }];
    }),
  );
}

type Complaint = Pick<WrongLiteral, 'what' | 'remedy'>;
/** What is wrong with a text at each argument; null where nothing is. */
type Judge = (literal: string, index: number) => Complaint | null;

const never = (literal: string, what: string, remedy: string): Complaint => ({ what: `\`${shown(literal)}\` ${what}`, remedy });

/** By builtin; patterns are judged by the module itself. */
const JUDGES: Readonly<Record<string, Judge>> = {
  'regex.match': () => null,
  'regex.is_valid': () => null,
  'regex.find_all_string_submatch_n': (literal, index) =>
    index === 2 && Number(literal) < -1 ? never(literal, 'is no number of matches', 'write -1 for all of them') : null,
  sprintf: judgeFormat,
  'net.cidr_contains': (literal, index) => (index > 0 ? judgeAddress(literal) : judgeNetwork(literal)),
  'net.cidr_intersects': judgeNetwork,
  format_int: (literal, index) =>
    index === 1 && formatInt({ number: '1' }, { number: literal }) === null ? never(literal, 'is no base', 'write 2, 8, 10 or 16') : null,
  to_number: (literal) => (toNumber(literal) === null ? never(literal, 'is no number', 'write its digits') : null),
  'json.unmarshal': (literal) => (isValidJson(literal) ? null : never(literal, 'is no JSON: it is undefined', 'correct the text')),
  'base64.decode': (literal) =>
    decodeBase64(literal) === null ? never(literal, 'is no base 64: it is undefined', 'correct the text') : null,
  'base64url.decode': (literal) =>
    decodeBase64Url(literal) === null ? never(literal, 'is no base 64: it is undefined', 'correct the text') : null,
};

function judgeFormat(literal: string, index: number): Complaint | null {
  const parts = index === 0 ? readFormat(literal) : [];
  if (!('refused' in parts)) return null;
  const what = `\`sprintf\` is not offered with \`${shown(parts.refused)}\``;
  return { what, remedy: 'write %s, %d, %v, %q, %f with a width or places, or %%; `format_int` writes other bases' };
}

function judgeNetwork(literal: string): Complaint | null {
  if (cidrContains(literal, literal) !== null) return null;
  return never(literal, 'is no network: it holds nothing', 'write an address, a slash and a number of bits: `10.0.0.0/8`');
}

function judgeAddress(literal: string): Complaint | null {
  if (cidrContains('::/0', literal) !== null) return null;
  return never(literal, 'is no address and no network', 'write `10.1.2.3` or `10.0.0.0/8`');
}

function complaintOf({ builtin, index, placed }: Given, judgePattern: JudgePattern): Complaint | null {
  const literal = textOf(placed.node);
  if (literal === null) return null;
  if (PATTERNS[builtin] === index) return judgePattern(literal);
  return JUDGES[builtin]?.(literal, index) ?? null;
}

const textOf = ({ type, value }: Node): string | null => (type === 'string' || type === 'number' ? String(value) : null);

const MOST_SHOWN = 80;
/** A literal as it is told of. */
export const shown = (literal: string): string => (literal.length > MOST_SHOWN ? `${literal.slice(0, MOST_SHOWN)}…` : literal);
