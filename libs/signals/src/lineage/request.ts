import type { ContextState, Effect } from '@writ/aarm';
import { intentOf } from '../intent.js';
import type { Intent } from '../intent.js';
import { textOf } from '../text-of.js';
import { effectsNamed } from '../verbs.js';
import { atomsOfText, canonical, tokensOf } from './atoms.js';
import { compact, stemsOf } from './words.js';

/** What the people of a session have said, and what is known of them, ready to compare with. */
export interface Said {
  /** Canonical text of every request, one after the other. */
  readonly text: string;
  readonly atoms: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
  /** Letters and digits alone: tool names as people spell them. */
  readonly compact: string;
  /** Effects that some word asks for, in whatever form, outside of a prohibition. */
  readonly effects: ReadonlySet<Effect>;
  readonly intent: Intent;
  /** Acts that the user hands over to what a source says: do the tasks in that list, pay the bill in that file. */
  readonly handsOver: 'no' | 'once' | 'often';
}

/** What the session's facts say: the principal's name and organisation, the agent's role. */
export interface Known {
  readonly text: string;
  readonly atoms: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
}

const said = new WeakMap<object, Said | null>();
const known = new WeakMap<object, Known>();

/** Null where no request is known. */
export function saidIn(state: ContextState): Said | null {
  const remembered = said.get(state.request);
  if (remembered !== undefined) return remembered;
  const texts = [...state.earlier_requests, ...(state.request.text === null ? [] : [state.request.text])];
  const read = texts.length === 0 ? null : readRequests(texts);
  said.set(state.request, read);
  return read;
}

export function knownIn({ facts }: ContextState): Known {
  const remembered = known.get(facts);
  if (remembered !== undefined) return remembered;
  const { text } = textOf(Object.values(facts).map(({ value }) => value));
  const read = { text: canonical(text), atoms: atomsOfText(text), stems: stemsOf(text) };
  known.set(facts, read);
  return read;
}

function readRequests(texts: readonly string[]): Said {
  const text = texts.join('\n');
  const intent = intentOf(texts.at(-1) ?? '');
  const forbidden = new Set(intent.prohibitions.flatMap(({ of, effects }) => (of === 'all' ? effects : [])));
  const effects = new Set(
    tokensOf(text)
      .flatMap(effectsNamed)
      .filter((effect) => !forbidden.has(effect)),
  );
  return {
    text: canonical(text),
    atoms: atomsOfText(text),
    stems: stemsOf(text),
    compact: compact(text),
    effects,
    intent,
    handsOver: handedOver(text),
  };
}

const OBEY =
  /\b(?:do|doing|complete|finish|follow|perform|execute|carry out|handle|process|work through|act on|pay|settle|take care of|go through|fulfil+)\b/u;
const ORDERS =
  /\b(?:tasks?|instructions?|steps?|to-?dos?|todo list|action items?|checklist|bills?|invoices?|notices?|requests?|orders?|what (?:it|he|she|they) (?:says?|asks?|wants?)|errands?|actions?)\b/u;
const OFTEN =
  /\b(?:tasks|instructions|steps|to-?dos|todo list|action items|checklist|bills|invoices|notices|requests|orders|errands|actions|all|every|each)\b/u;
/** Orders that the request itself spells out. */
const HERE = /\b(?:following|these|below)\b/u;
/** Words between the verb and its object. */
const NEAR = 80;

/** A verb of obeying, and soon after it something that gives orders. */
function handedOver(text: string): Said['handsOver'] {
  for (const sentence of text.toLowerCase().split(/(?<=[.!?])\s|\n/u)) {
    const verb = OBEY.exec(sentence);
    if (verb === null) continue;
    const after = sentence.slice(verb.index, verb.index + NEAR);
    if (ORDERS.test(after) && !HERE.test(after)) return OFTEN.test(after) ? 'often' : 'once';
  }
  return 'no';
}
