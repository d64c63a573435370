import type { Effect } from '@writ/aarm';
import { cutEnd } from './cut-end.js';
import { effectsAsked, effectsNamed } from './verbs.js';

/** Something the user does not want. */
export interface Prohibition {
  readonly effects: readonly Effect[];
  /** `all`: of whatever; `these`: of what the words name; `unclear`: of something the words do not tell. */
  readonly of: 'all' | 'these' | 'unclear';
  readonly words: readonly string[];
}

/** What a request asks for and forbids, by its words. */
export interface Intent {
  readonly asked: ReadonlySet<Effect>;
  readonly prohibitions: readonly Prohibition[];
  /** Everything the request names outside of its prohibitions, in lower case. */
  readonly named: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** What may stand before a verb that is a request, and before a `don't` that is one: `tests don't run` forbids nothing. */
const BEFORE_REQUEST = set("please and then to also now just you or let's lets first finally next simply kindly go help me");
const BEFORE_PROHIBITION = set('please and but also just so you then');
const MODALS = set('must may should shall can');
const PROHIBITS = set("don't dont never avoid");
/** Where the object of a prohibition ends; what comes after is neither asked for nor forbidden. */
const ENDS_OBJECT = set('and without unless until if when because since while before after');
const QUANTIFIERS = set('any anything everything all ever anyone anybody');
const POINTERS = set('it them this that these those the');
const FILLERS = set(
  'a an my our your his her their of from in on at to into with for as by some more new other else such kind real actual whole entire single yet now please under circumstances or nor file files data record records row rows thing things stuff table tables mail mails email emails message messages',
);
/** Done without being asked, these cannot be taken back: forbidding them needs no `any`. */
const GRAVE: ReadonlySet<Effect> = new Set<Effect>(['delete', 'send', 'pay', 'grant', 'credential']);

const CLAUSES = /[.;:!?](?=\s|$)|,(?!\s*(?:or|nor)\b)|\n|\b(?:but|instead)\b/u;
const WORD = /[\p{L}\p{N}_/~][\p{L}\p{N}_./@:'-]*/gu;

/** Reads a request clause by clause. Linear in its length. */
export function intentOf(text: string): Intent {
  const asked = new Set<Effect>();
  const named = new Set<string>();
  const prohibitions: Prohibition[] = [];
  for (const clause of text.toLowerCase().replaceAll('’', "'").split(CLAUSES)) {
    const words = [...clause.matchAll(WORD)].map(([word]) => cutEnd(word, ".:'/-"));
    const negated = negationIn(words);
    const plain = negated === null ? words : words.slice(0, negated.at);
    plain.forEach((word, i) => {
      for (const name of namesOf(word)) named.add(name);
      if (i === 0 || BEFORE_REQUEST.has(plain[i - 1] ?? '')) for (const effect of effectsAsked(word)) asked.add(effect);
    });
    const prohibition = negated?.binding === true ? prohibitionOf(words.slice(negated.from)) : null;
    if (prohibition !== null) prohibitions.push(prohibition);
  }
  return { asked, prohibitions, named };
}

/** A name as people write it: with or without its plural, an address also by its domain, a path also by its last part. */
export function namesOf(word: string): readonly string[] {
  const host = /^[a-z]+:\/\/([^/:]+)/u.exec(word)?.[1];
  const forms = [word, word.slice(word.lastIndexOf('@') + 1), word.slice(word.lastIndexOf('/') + 1), ...(host === undefined ? [] : [host])];
  return [...new Set(forms.filter((form) => form !== '').map(singular))];
}

/** Without a plural's `s`. */
export const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;

interface Negation {
  /** Where the negated part begins, and where what it is about does. */
  readonly at: number;
  readonly from: number;
  /** Whether it tells the agent what not to do; otherwise it describes something. */
  readonly binding: boolean;
}

function negationIn(words: readonly string[]): Negation | null {
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    const imperative = before === undefined || BEFORE_PROHIBITION.has(before);
    if (PROHIBITS.has(word)) return { at, from: at + 1, binding: imperative };
    if (word === 'without') return { at, from: at + 1, binding: words[at + 1]?.endsWith('ing') === true };
    if (word !== 'not') continue;
    if (words[at + 1] === 'to') return { at, from: at + 2, binding: true };
    if (before === 'do') return { at: at - 1, from: at + 1, binding: at < 2 || BEFORE_PROHIBITION.has(words[at - 2] ?? '') };
    return { at, from: at + 1, binding: MODALS.has(before ?? '') && words[at - 2] === 'you' };
  }
  return null;
}

function prohibitionOf(words: readonly string[]): Prohibition | null {
  const end = words.findIndex((word) => ENDS_OBJECT.has(word));
  const said = end < 0 ? words : words.slice(0, end);
  const first = said.findIndex((word) => effectsNamed(word).length > 0);
  if (first < 0) return null;
  let last = first;
  while ((said[last + 1] === 'or' || said[last + 1] === 'nor') && effectsNamed(said[last + 2] ?? '').length > 0) last += 2;
  const effects = said.slice(first, last + 1).flatMap(effectsNamed);
  const object = said.slice(last + 1);
  const content = object.filter((word) => !QUANTIFIERS.has(word) && !POINTERS.has(word) && !FILLERS.has(word));
  if (content.length > 0) return { effects, of: 'these', words: content.map(singular) };
  if (object.some((word) => QUANTIFIERS.has(word))) return { effects, of: 'all', words: [] };
  if (object.some((word) => POINTERS.has(word))) return { effects, of: 'unclear', words: [] };
  const grave = effects.filter((effect) => GRAVE.has(effect));
  return grave.length > 0 ? { effects: grave, of: 'all', words: [] } : { effects, of: 'unclear', words: [] };
}
