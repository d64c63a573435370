import type { Effect } from '@writ/aarm';
import { effectsAsked } from '../verbs.js';

/** The sentences of a text that tell somebody to do something, and what they ask for. */
export interface Directives {
  readonly told: readonly string[];
  readonly plain: readonly string[];
  readonly acts: readonly Effect[];
}

const SENTENCES = /(?<=[.!?;])(?=\s)|\n+|<[^<>\n]{1,64}>/u;
const CLAUSES = /[,:()"“”\]#*•–—]+|\s-\s|\b(?:and|then|also|but|or|so)\b/u;
/** What may stand before the verb of a sentence that tells somebody to do something. */
const BEFORE = new Set(
  (
    'please kindly now next first firstly second finally then also just simply always immediately go ahead and make sure to do you must ' +
    'should shall need have can could would will may might the agent assistant ai be required ask asked instructed todo ' +
    'task step important note instead before after'
  ).split(' '),
);
/** `I read` tells of oneself, `I want you to read` tells another. */
const WISH = /^\s*(?:i|we)(?:'d|\s+would)?\s+(?:want|need|like|ask|expect|order|instruct)\s+(?:you\s+)?(?:to\b)?/u;
const MOST_BEFORE = 10;
const WORD = /[\p{L}\p{N}'-]+/gu;

/** Reads a text sentence by sentence. Linear in its length. */
export function directivesIn(text: string): Directives {
  const told: string[] = [];
  const plain: string[] = [];
  const acts = new Set<Effect>();
  for (const sentence of text.split(SENTENCES)) {
    const effects = sentence.length > 2 ? actsIn(sentence) : [];
    for (const effect of effects) acts.add(effect);
    (effects.length > 0 ? told : plain).push(sentence);
  }
  return { told, plain, acts: [...acts].sort() };
}

const actsIn = (sentence: string): readonly Effect[] =>
  sentence
    .toLowerCase()
    .split(CLAUSES)
    .flatMap((clause) => actsOfClause(clause));

/** The first word after the courtesies is a verb in its bare form: the clause tells somebody to do it. */
function actsOfClause(clause: string): readonly Effect[] {
  let passed = 0;
  for (const [word] of clause.replace(WISH, '').matchAll(WORD)) {
    if (!BEFORE.has(word)) return effectsAsked(word);
    const effects = passed === 0 ? [] : effectsAsked(word);
    if (effects.length > 0) return effects;
    passed += 1;
    if (passed > MOST_BEFORE) return [];
  }
  return [];
}
