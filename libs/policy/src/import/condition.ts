import { CONTEXT_FIELDS, LEVELS } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import type { Path, SampleFile } from './sample-file.js';
import { listed, mapping, plainText } from './sample-file.js';

/** What a condition compares with, in one spelling for the many of the samples. */
export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'not_contains',
  'matches',
  'in',
  'not_in',
  'domain_in',
  'domain_not_in',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** What is looked at: a parameter by its path, or a field of the context. */
export type Subject =
  { readonly kind: 'parameter'; readonly path: readonly string[] } | { readonly kind: 'context'; readonly field: string };

/** One comparison; all of a rule must hold. */
export interface Condition {
  readonly subject: Subject;
  readonly op: Operator;
  readonly value: Json;
  readonly path: Path;
}

/** Spellings met in the samples. */
const SPELLINGS: ReadonlyMap<string, Operator> = new Map([
  ...OPERATORS.map((operator) => [operator, operator] as const),
  ...Object.entries<Operator>({
    equals: 'eq',
    '==': 'eq',
    '!=': 'ne',
    not: 'ne',
    not_equals: 'ne',
    '>': 'gt',
    greater_than: 'gt',
    '>=': 'gte',
    '<': 'lt',
    less_than: 'lt',
    '<=': 'lte',
    regex: 'matches',
    pattern: 'matches',
    one_of: 'in',
    any_of: 'in',
    'not in': 'not_in',
    'not contains': 'not_contains',
  }),
]);

/** Spellings of operators whose meaning no rule can have, with what to do instead. */
const INEXPRESSIBLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    owned_by: 'no rule knows who owns what; let the tool say so in a parameter, or supply it as a fact',
    category: 'no rule knows categories; list the members with `in`',
    unknown_or_conflicting: 'leave it out: a rule that reads a field defers by itself while the field is unknown',
  }),
);

/** One operator in our spelling; null where there is none. */
export const operatorOf = (word: string): Operator | null => SPELLINGS.get(word.trim().toLowerCase()) ?? null;

/** Reads what a member must be: a value, a list of which any will do, or operators. */
export function conditionsOf(file: SampleFile, subject: Subject, wanted: unknown, path: Path): readonly Condition[] {
  const operators = mapping(wanted);
  if (operators === null) return compared(file, { subject, op: 'eq', value: wanted as Json, path });
  return Object.entries(operators).flatMap(([word, value]) => {
    const at = [...path, word];
    if (word === 'higher_than') return higherThan(file, subject, value, at);
    if (word === 'external') return external(file, subject, value, at);
    const op = operatorOf(word);
    if (op !== null) return compared(file, { subject, op, value: value as Json, path: at });
    file.refuse(at, `the operator \`${word}\` cannot be expressed`, INEXPRESSIBLE.get(word) ?? `write one of ${OPERATORS.join(', ')}`);
    return [];
  });
}

/** An operator over a list means any of its members; each compares with values of its own kind. */
function compared(file: SampleFile, condition: Condition): readonly Condition[] {
  const { op, value, path, subject } = condition;
  const members: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const numeric = NUMERIC.has(op) || (subject.kind === 'context' && NUMBERS.has(subject.field));
  const wrong = members.find((one) => (numeric ? typeof one !== 'number' || TEXTUAL.has(op) : !suits(op, one)));
  if (wrong === undefined && !(NUMERIC.has(op) && (Array.isArray(value) || isList(condition))))
    return [{ ...condition, op: overList(op, value), value: spelled(op, value) }];
  const kind = numeric
    ? 'a number'
    : op.startsWith('domain')
      ? 'a domain'
      : op === 'matches'
        ? 'a regular expression'
        : TEXTUAL.has(op)
          ? 'a text'
          : 'a plain value';
  file.refuse(path, `\`${op}\` cannot compare with \`${JSON.stringify(wrong ?? value)}\` here`, `write ${kind}`);
  return [];
}

const overList = (op: Operator, value: Json): Operator => (!Array.isArray(value) ? op : op === 'eq' ? 'in' : op === 'ne' ? 'not_in' : op);

/** Domains are compared in lower case. */
const spelled = (op: Operator, value: Json): Json =>
  !op.startsWith('domain')
    ? value
    : Array.isArray(value)
      ? (value as readonly Json[]).map((one) => plainText(one).toLowerCase())
      : plainText(value).toLowerCase();

/** Fields of the context that are lists: to equal a value is to hold it. */
const LISTS = new Set(['data_classifications', 'tools_used', 'effects_used', 'entities_accessed', 'destinations_seen', 'destinations']);

/** One pattern for all that a condition compares with. */
export const patternOf = ({ value }: Pick<Condition, 'value'>): string =>
  Array.isArray(value) ? (value as readonly Json[]).map((one) => `(?:${plainText(one)})`).join('|') : plainText(value);

/** Whether a condition is about a list. */
export const isList = ({ subject }: Pick<Condition, 'subject'>): boolean => subject.kind === 'context' && LISTS.has(subject.field);

/** Fields of the context that are numbers. */
const NUMBERS = new Set(['alignment', 'confidence', 'composite_risk', 'semantic_distance', 'action_count', 'pending_count']);
const NUMERIC: ReadonlySet<Operator> = new Set(['gt', 'gte', 'lt', 'lte']);
const TEXTUAL: ReadonlySet<Operator> = new Set(['contains', 'not_contains', 'matches', 'domain_in', 'domain_not_in']);

function suits(op: Operator, value: Json): boolean {
  if (op.startsWith('domain')) return typeof value === 'string' && /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/iu.test(value);
  return TEXTUAL.has(op) ? typeof value === 'string' : typeof value !== 'object';
}

/** Outside of one's own domains, which the file cannot know. */
function external(file: SampleFile, subject: Subject, value: unknown, path: Path): readonly Condition[] {
  if (file.own.length > 0) return [{ subject, op: value === false ? 'domain_in' : 'domain_not_in', value: file.own, path }];
  file.refuse(path, '`external` needs to know which domains are your own', 'name them: `--own-domain corp.example`');
  return [];
}

function higherThan(file: SampleFile, subject: Subject, value: unknown, path: Path): readonly Condition[] {
  const at = LEVELS.findIndex((level) => level === value);
  if (at >= 0 && subject.kind === 'context') {
    const levels: readonly Json[] = LEVELS.slice(at + 1);
    return [{ subject: { kind: 'context', field: 'level' }, op: 'in', value: levels, path }];
  }
  file.refuse(
    path,
    `\`higher_than: ${String(value)}\` is about no level that is known`,
    `name one of ${LEVELS.join(', ')}, of the context`,
  );
  return [];
}

/** Names of the samples for fields that the context has under another one. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    data_classification: 'data_classifications',
    classification: 'data_classifications',
    sensitivity: 'level',
    data_sensitivity: 'level',
    user_request: 'original_request',
    intent_alignment: 'alignment',
    chain_length: 'action_count',
    action_chain_length: 'action_count',
    risk_score: 'composite_risk',
  }),
);

/**
 * A member of `context`, `condition` or `risk_signals`. What the context has no field for becomes a fact, which somebody
 * has to supply: until then the rule has no voice, and the action is deferred where that could change the result.
 */
export function contextConditions(file: SampleFile, name: string, wanted: unknown, path: Path): readonly Condition[] {
  const plain = name.replace(/^context\./u, '').replace(/^risk_signals\./u, '');
  const known = ALIASES.get(plain) ?? plain;
  if (known !== 'facts' && Object.hasOwn(CONTEXT_FIELDS, known)) {
    const field =
      known === 'data_classifications' && listed(wanted).every((one) => LEVELS.some((level) => level === one)) ? 'level' : known;
    return conditionsOf(file, { kind: 'context', field }, wanted, path);
  }
  const fact = known.replace(/^facts\./u, '');
  if (!/^[a-z][a-z0-9_]{0,63}$/u.test(fact)) {
    file.refuse(
      path,
      `the context has no field \`${name}\`, and no fact can be called so`,
      'name a field of the context, or a fact in lower case',
    );
    return [];
  }
  file.notes.push(`\`${name}\` is read as the fact \`facts.${fact}\`: until somebody supplies it, such actions are deferred`);
  return conditionsOf(file, { kind: 'context', field: `facts.${fact}` }, wanted, path);
}
