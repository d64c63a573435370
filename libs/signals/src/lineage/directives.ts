import type { Effect } from '@writ/aarm';
import { effectsAsked } from '../verbs.js';

/** The sentences of a text that tell somebody to do something, and what they ask for. */
export interface Directives {
  readonly told: readonly string[];
  /** Those that tell somebody to look at something, and no more. */
  readonly pointed: readonly string[];
  readonly plain: readonly string[];
  readonly acts: readonly Effect[];
}

/** A line that is merely wrapped goes on; a blank line, a bullet or a name with a colon begins something else. */
const SENTENCES = /(?<=[.!?;])(?=\s)|\n[^\S\n]*\n|\n(?=[^\S\n]{0,16}(?:[-*•#>]|\d{1,3}[.)]|[\w ]{1,32}:))|<[^<>\n]{1,64}>/u;
/** Line ends as records of other languages print them. */
const ESCAPED = /\\[nrt]/gu;
const CLAUSES = /[\n,:()"“”\]#*•–—]+|\s-\s|\b(?:and|then|also|but|or|so)\b/u;
/** What may stand before the verb of a sentence that tells somebody to do something. */
const BEFORE = new Set(
  (
    'please kindly now next first firstly second finally then also just simply always immediately go ahead and to do you must ' +
    'should shall need have can could would will may might the agent assistant ai be required ask asked instructed todo ' +
    'task step important note instead before after'
  ).split(' '),
);
/** `I read` tells of oneself, `I want you to read` tells another. */
const WISH = /^\s*(?:i|we)(?:'d|\s+would)?\s+(?:want|need|like|ask|expect|order|instruct)\s+(?:you\s+)?(?:to\b)?/u;
/** `You can find it there` offers something to look at, and asks for nothing. */
const OFFER = /^\s*(?:you|one|we)\s+(?:can|could|may|might)\b/u;
const LOOKS: ReadonlySet<Effect> = new Set<Effect>(['read', 'search']);
const MAKE_SURE = /\b(?:make|be)\s+sure\s+(?:to|that|you)?/gu;
const MOST_BEFORE = 10;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'-]*/gu;

/** Reads a text sentence by sentence. Linear in its length. */
export function directivesIn(text: string): Directives {
  const told: string[] = [];
  const pointed: string[] = [];
  const plain: string[] = [];
  const acts = new Set<Effect>();
  for (const sentence of text.replaceAll(ESCAPED, '\n').split(SENTENCES)) {
    const effects = sentence.length > 2 ? actsIn(sentence) : [];
    for (const effect of effects) acts.add(effect);
    if (effects.length === 0) plain.push(sentence);
    else (effects.every((effect) => LOOKS.has(effect)) ? pointed : told).push(sentence);
  }
  return { told, pointed, plain, acts: [...acts].sort() };
}

function actsIn(sentence: string): readonly Effect[] {
  const said = sentence.toLowerCase();
  // What no clause can say is not looked for in each of them.
  const asks = ASKING.filter(({ hint }) => hint.test(said)).map(({ asking }) => asking);
  return said.split(CLAUSES).flatMap((clause) => (clause.length < SHORTEST ? [] : actsOfClause(clause, asks)));
}

/** No verb is shorter. */
const SHORTEST = 2;

/** `Agents have to cancel it` tells whoever reads it, whatever is said of them before. */
const OBLIGED =
  /\b(?:agents?|assistants?|bots?|ai|models?)\s+(?:must|have\s+to|has\s+to|needs?\s+to|should|shall|are\s+to|is\s+to)\s+(?:first\s+|also\s+|always\s+)?(\p{L}+)/u;

/** Whoever says please asks, whatever goes before. */
const PLEADED = /\bplease\s+(?:also\s+|kindly\s+|do\s+)?(\p{L}+)/u;

const ASKING = [
  { hint: /\b(?:agent|assistant|bot|ai|model)/u, asking: OBLIGED },
  { hint: /\bplease\s/u, asking: PLEADED },
] as const;

/** The first word after the courtesies is a verb in its bare form: the clause tells somebody to do it. */
function actsOfClause(clause: string, asks: readonly RegExp[]): readonly Effect[] {
  for (const asking of asks) {
    const asked = effectsAsked(asking.exec(clause)?.[1] ?? '');
    if (asked.length > 0) return asked;
  }
  let passed = 0;
  let before = '';
  for (const [word] of clause.replace(WISH, '').replaceAll(MAKE_SURE, '').matchAll(WORD)) {
    // `The log says` tells of a thing.
    if (before === 'the' && effectsAsked(word).length > 0) return [];
    if (!BEFORE.has(word)) return OFFER.test(clause) ? effectsAsked(word).filter((effect) => !LOOKS.has(effect)) : effectsAsked(word);
    passed += 1;
    before = word;
    if (passed > MOST_BEFORE) return [];
  }
  return [];
}
