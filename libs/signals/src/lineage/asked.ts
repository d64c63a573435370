import type { Effect } from '@writ/aarm';
import { THINGS, effectsAsked, effectsNamed } from '../verbs.js';

/** What stands before the name of a thing that is already there: `the email`, `my last order`, `messages of Bob`. */
const POINTING = new Set(
  (
    'the my your his her their our its this that these those all any every each last latest recent new unread first second other another ' +
    'some no of in from by per total whole which what whose with about same via next previous current'
  ).split(' '),
);
/** What makes a verb of a form in `-ing` or `-ed`: `by sending`, `wants it deleted`. */
const WISHING = new Set(
  'by for start keep try mind consider about be get gets it them want wants need needs have is are like finish and then'.split(' '),
);
const WRITING = new Set(['write', 'compose', 'leave', 'drop', 'draft', 'shoot']);
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_'-]*/gu;
const SENTENCES = /[.;:!?](?=\s|$)|\n/u;

/** What is asked for by more than one word: `tell me` asks for nothing to be sent, `tell her` does. */
const PHRASES: readonly (readonly [RegExp, Effect])[] = [
  [/\b(?:tell|ask|let|remind)\s+(?!me\b|us\b|you\b|if\b|whether\b|what\b|that\b)\w/u, 'send'],
  [
    /\b(?:answer|respond)\b(?!\s+(?:me\b|the\s+question|my\s+question|a\s+question|this\s+question|these\s+questions|questions?\b))/u,
    'send',
  ],
  [/\bwrite\s+(?:to|back|her|him|them)\b/u, 'send'],
  [/\binvite\b/u, 'create'],
  [/\bput\s+(?:\S+\s+){1,8}?(?:in|into|on|onto)\b/u, 'create'],
  [/\b(?:turn|convert|split|make)\b.{1,80}\binto\b/u, 'create'],
];

const OPENS = /["“«]/gu;
const CLOSES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '«': '»' };
const LONGEST_QUOTE = 200;

/** What stands in quotes is the name of something, or what somebody is to be told: `the file "Grant draft"`. */
function withoutQuotes(text: string): string {
  const parts: string[] = [];
  let from = 0;
  /** By the quote that closes: where the next one stands. */
  const next = new Map<string, number>();
  OPENS.lastIndex = 0;
  for (let opened = OPENS.exec(text); opened !== null; opened = OPENS.exec(text)) {
    const [begin, close] = [opened.index + 1, CLOSES[opened[0]] ?? ''];
    const known = next.get(close) ?? -1;
    const end = known >= begin ? known : endOf(text, close, begin);
    next.set(close, end);
    if (end === begin || end - begin > LONGEST_QUOTE || text.slice(begin, end).includes('\n')) continue;
    parts.push(text.slice(from, begin - 1), ' it ');
    OPENS.lastIndex = from = end + 1;
  }
  return parts.join('') + text.slice(from);
}

function endOf(text: string, close: string, from: number): number {
  const at = text.indexOf(close, from);
  return at < 0 ? Infinity : at;
}

/** The effects that a request asks for anywhere, told from those that it only mentions: `the email` asks for none. */
export function effectsIn(text: string): ReadonlySet<Effect> {
  const effects = new Set<Effect>();
  for (const sentence of withoutQuotes(text.toLowerCase()).split(SENTENCES)) {
    for (const [phrase, effect] of PHRASES) if (phrase.test(sentence)) effects.add(effect);
    for (const word of asking(sentence)) for (const effect of effectsNamed(word)) effects.add(effect);
  }
  return effects;
}

/** The words of a sentence that ask for something. */
function asking(sentence: string): readonly string[] {
  const words = [...sentence.matchAll(WORD)].map(([word]) => word);
  const first = words.findIndex((word) => WRITING.has(word));
  return words.filter((word, i) => asks(word, { before: words[i - 1] ?? '', writes: first >= 0 && first < i }));
}

function asks(word: string, { before, writes }: { readonly before: string; readonly writes: boolean }): boolean {
  // `write the message` asks for what `read the message` only reads.
  if (effectsAsked(word).length > 0) return !(THINGS.has(word) && POINTING.has(before)) || (writes && effectsAsked(word).includes('send'));
  if (/(?:ing|ed)$/u.test(word)) return WISHING.has(before);
  // `sends` tells of somebody, `emails` are things.
  return /(?:tion|al|ment)s?$/u.test(word) && !POINTING.has(before);
}
