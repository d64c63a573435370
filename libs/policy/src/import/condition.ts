import { CONTEXT_FIELDS, LEVELS } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import type { Path, SampleFile } from './sample-file.js';
import { listed, mapping } from './sample-file.js';

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
const SPELLINGS: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(OPERATORS.map((operator) => [operator, operator])),
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
};

/** Spellings of operators whose meaning no rule can have, with what to do instead. */
const INEXPRESSIBLE: Readonly<Record<string, string>> = {
  owned_by: 'no rule knows who owns what; let the tool say so in a parameter, or supply it as a fact',
  category: 'no rule knows categories; list the members with `in`',
  unknown_or_conflicting: 'leave it out: a rule that reads a field defers by itself while the field is unknown',
};

/** One operator in our spelling; null where there is none. */
export const operatorOf = (word: string): Operator | null => SPELLINGS[word.trim().toLowerCase()] ?? null;

/** Reads what a member must be: a value, a list of which any will do, or operators. */
export function conditionsOf(file: SampleFile, subject: Subject, wanted: unknown, path: Path): readonly Condition[] {
  const operators = mapping(wanted);
  if (operators === null) {
    if (Array.isArray(wanted)) return [{ subject, op: 'in', value: wanted as Json, path }];
    return [{ subject, op: 'eq', value: wanted as Json, path }];
  }
  return Object.entries(operators).flatMap(([word, value]) => {
    const at = [...path, word];
    if (word === 'higher_than') return higherThan(file, subject, value, at);
    if (word === 'external') return external(file, subject, value, at);
    const op = operatorOf(word);
    if (op !== null) return [compared(subject, op, value as Json, at)];
    file.refuse(at, `the operator \`${word}\` cannot be expressed`, INEXPRESSIBLE[word] ?? `write one of ${OPERATORS.join(', ')}`);
    return [];
  });
}

/** An operator over a list means any of its members. */
function compared(subject: Subject, op: Operator, value: Json, path: Path): Condition {
  if (!Array.isArray(value)) return { subject, op, value, path };
  return { subject, op: op === 'eq' ? 'in' : op === 'ne' ? 'not_in' : op, value, path };
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
const ALIASES: Readonly<Record<string, string>> = {
  data_classification: 'data_classifications',
  classification: 'data_classifications',
  sensitivity: 'level',
  data_sensitivity: 'level',
  user_request: 'original_request',
  intent_alignment: 'alignment',
  chain_length: 'action_count',
  action_chain_length: 'action_count',
  risk_score: 'composite_risk',
};

/**
 * A member of `context`, `condition` or `risk_signals`. What the context has no field for becomes a fact, which somebody
 * has to supply: until then the rule has no voice, and the action is deferred where that could change the result.
 */
export function contextConditions(file: SampleFile, name: string, wanted: unknown, path: Path): readonly Condition[] {
  const plain = name.replace(/^context\./u, '').replace(/^risk_signals\./u, '');
  const known = ALIASES[plain] ?? plain;
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
