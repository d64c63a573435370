import type { ContextView, Decidable, Json, Rule } from '@writ/aarm';
import { Applicability } from '../applicability.js';
import type { Explanation, Question } from './explain.js';
import { changesIn, contextOfCase } from './golden.js';
import type { Catalogue } from './golden.js';
import type { Heard } from './heard.js';
import { overlappingPairs } from './overlap.js';
import type { Overlap } from './report.js';
import type { RunCase } from './run-cases.js';
import type { Ask } from './workbench.js';

/** How many actions on which a rule spoke are tried with those of its rival. */
const MOST_EACH = 8;
/** Questions in all: the search is for examples, not for a proof. */
const MOST_QUESTIONS = 5_000;

/** Two rules that contradict each other, with an action on which they do. */
export interface Clash {
  readonly rules: readonly [Rule, Rule];
  readonly example: Question;
  readonly explanation: Explanation;
}

/** What the search for clashes works on. */
export interface ClashInput {
  readonly rules: readonly Rule[];
  readonly terms: Catalogue;
  readonly ask: Ask;
  readonly cases: readonly RunCase[];
  readonly heard: readonly Heard[];
}

/**
 * Searches for actions on which rules of one priority contradict each other: first every action that a test or golden
 * case names, then, for each pair that is about the same tools, what makes one speak together with what makes the other.
 */
export async function findClashes(
  input: ClashInput,
): Promise<{ readonly clashes: readonly Clash[]; readonly overlaps: readonly Overlap[] }> {
  const pairs = overlappingPairs(input.rules, input.terms.tools);
  if (pairs.length === 0) return { clashes: [], overlaps: [] };
  const known = await askAll(input.ask, questionsOf(input));
  const clashes: Clash[] = [];
  const overlaps: Overlap[] = [];
  let left = MOST_QUESTIONS;
  for (const [a, b] of pairs) {
    const mixed = mixtures({ a, b, known, input }).slice(0, left);
    const found = known.find((one) => clashing(one, a, b)) ?? (await firstClash(input.ask, mixed, [a, b]));
    left -= mixed.length;
    if (found !== undefined) clashes.push({ rules: [a, b], example: found.question, explanation: found.explanation });
    else overlaps.push({ rules: [nameOf(a), nameOf(b)], priority: a.priority });
  }
  return { clashes, overlaps };
}

const nameOf = ({ pack, id }: Rule): string => `${pack}/${id}`;

interface Answered {
  readonly question: Question;
  readonly explanation: Explanation;
}

async function askAll(ask: Ask, questions: readonly Question[]): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const question of questions) answered.push({ question, explanation: await ask(question) });
  return answered;
}

async function firstClash(ask: Ask, questions: readonly Question[], [a, b]: readonly [Rule, Rule]): Promise<Answered | undefined> {
  for (const question of questions) {
    const answered = { question, explanation: await ask(question) };
    if (clashing(answered, a, b)) return answered;
  }
  return undefined;
}

/** Whether both have a say in a contradiction that decides the action. */
const clashing = ({ explanation: { verdict, rules } }: Answered, a: Rule, b: Rule): boolean =>
  verdict.reason.code === 'conflicting_policies' &&
  [a, b].every(({ id }) => spoke(rules, id)) &&
  rules.every(({ state, priority }) => state !== 'spoke' || priority <= a.priority);

const spoke = (rules: Explanation['rules'], id: string): boolean => rules.some((rule) => rule.id === id && rule.state === 'spoke');

/** Every action that tests and golden cases name, with its context, once. */
function questionsOf({ cases, heard, terms }: ClashInput): readonly Question[] {
  const all = [
    ...cases.map(({ located: { golden } }) => ({ action: golden.action, view: contextOfCase(golden.action, terms, changesIn(golden)) })),
    ...heard.flatMap(({ input }) => questionIn(input, terms)),
  ];
  return [...new Map(all.map((question) => [JSON.stringify(question), question])).values()].slice(0, MOST_QUESTIONS);
}

function questionIn(input: Json, terms: Catalogue): readonly Question[] {
  const { action, context, identity } = objectIn(input);
  const { tool, operation, parameters } = objectIn(action);
  if (typeof tool !== 'string' || typeof operation !== 'string') return [];
  const decidable = { tool, operation, parameters: objectIn(parameters) };
  return [{ action: decidable, view: contextOfCase(decidable, terms, { ...objectIn(context), identity: objectIn(identity) }) }];
}

const objectIn = (value: Json | undefined): ContextView =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ContextView) : {};

interface Mixing {
  readonly a: Rule;
  readonly b: Rule;
  readonly known: readonly Answered[];
  readonly input: ClashInput;
}

/** What makes one rule speak and what makes the other, in one action of a tool that both are about. */
function mixtures({ a, b, known, input }: Mixing): readonly Question[] {
  const applicability = new Applicability(input.rules, input.terms.tools);
  const both = (action: Decidable): boolean => [a, b].every((rule) => applicability.find(action).includes(rule));
  const speaking = ({ id }: Rule): readonly Question[] =>
    known
      .filter(({ explanation }) => spoke(explanation.rules, id))
      .slice(0, MOST_EACH)
      .map(({ question }) => question);
  const others = speaking(b);
  return speaking(a)
    .flatMap((one) => others.flatMap((other) => [mixture(one, other), mixture(other, one)]))
    .filter(({ action }) => both(action));
}

/** `first` decides where both name a value. */
const mixture = (first: Question, second: Question): Question => ({
  action: { ...first.action, parameters: { ...second.action.parameters, ...first.action.parameters } },
  view: { ...first.view, ...changedIn(second.view) },
});

/** What a context says beyond that of an opening session. */
export function changedIn(view: ContextView): ContextView {
  const opening = contextOfCase({ tool: '', operation: '', parameters: {} }, { tools: [] });
  return Object.fromEntries(
    Object.entries(view).filter(
      ([field, value]) => !['effect', 'destinations'].includes(field) && JSON.stringify(opening[field]) !== JSON.stringify(value),
    ),
  );
}
