import type { ContextState, Effect } from '@writ/aarm';
import { intentOf } from '../intent.js';
import type { Intent } from '../intent.js';
import { isFollowed } from '../near.js';
import { textOf } from '../text-of.js';
import { effectsIn } from './asked.js';
import { atomsOfText, canonical } from './atoms.js';
import { handedOver } from './handed-over.js';
import type { HandedOver } from './handed-over.js';
import { remembering, REQUESTS } from '../remembering.js';
import { compact, stemsOf } from './words.js';

/** What the people of a session have said, and what is known of them, ready to compare with. */
export interface Said {
  /** Canonical text of every request, one after the other. */
  readonly text: string;
  readonly atoms: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
  /** Letters and digits alone: tool names as people spell them. */
  readonly compact: string;
  /** Effects that some word asks for, outside of a prohibition. */
  readonly effects: ReadonlySet<Effect>;
  readonly intent: Intent;
  readonly handsOver: HandedOver | null;
  /** Whether the user asks for the pages that a source points to. */
  readonly followsLinks: boolean;
}

/** What the session's facts say: the principal's name and organisation, the agent's role. */
export interface Known {
  readonly text: string;
  readonly atoms: ReadonlySet<string>;
  readonly stems: ReadonlySet<string>;
}

const said = new WeakMap<object, Said | null>();
const known = new WeakMap<object, Known>();

/** A state that another thread has read is another object with the same words. */
const knownRequests = remembering((texts) => readRequests(JSON.parse(texts) as readonly string[]), REQUESTS);

/** Null where no request is known. */
export function saidIn(state: ContextState): Said | null {
  const remembered = said.get(state.request);
  if (remembered !== undefined) return remembered;
  const texts = [...state.earlier_requests, ...(state.request.text === null ? [] : [state.request.text])];
  const read = texts.length === 0 ? null : knownRequests(JSON.stringify(texts));
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

/** `the links in that list`, `pages that Bob mentioned`. */
const FOLLOWED = [
  /\b(?:web ?sites?|sites?|links?|web ?pages?|pages?|urls?|articles?|blogs?)\b/giu,
  /\b(?:posted|mentioned|linked|shared|listed|sent|given|referenced|found|wrote|written|in|from)\b/giu,
] as const;
const IN_A_SENTENCE = { most: 40, without: /[.!?\n]/u };

/** Who names `acme/shop` names both; who names an address names no part of it. */
const withParts = (atoms: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...atoms, ...[...atoms].filter((atom) => /^[\w.-]+(?:\/[\w.-]+){1,4}$/u.test(atom)).flatMap((atom) => atom.split('/'))]);

function readRequests(texts: readonly string[]): Said {
  const text = texts.join('\n');
  const intent = intentOf(texts.at(-1) ?? '');
  const forbidden = new Set(intent.prohibitions.flatMap(({ of, effects }) => (of === 'all' ? effects : [])));
  const effects = new Set([...effectsIn(text)].filter((effect) => !forbidden.has(effect)));
  return {
    text: canonical(text),
    atoms: withParts(atomsOfText(text)),
    stems: stemsOf(text),
    compact: compact(text),
    effects,
    intent,
    handsOver: handedOver(text),
    followsLinks: isFollowed(text, FOLLOWED, IN_A_SENTENCE),
  };
}
