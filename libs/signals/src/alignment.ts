import type { ContextState, Effect, Json, JsonObject } from '@writ/aarm';
import type { Footprint } from './footprint.js';
import { cutEnd } from './cut-end.js';
import { intentOf, namesOf, singular } from './intent.js';
import { remembering, REQUESTS } from './remembering.js';
import type { Prohibition } from './intent.js';

/** What the request says not to do. */
export const FORBIDDEN = 0.05;
const UNCERTAIN = 0.5;
const ASKED = 0.9;

/** A parameter this long, or with a space in it, is text and not a name. */
const LONGEST_NAME = 256;
const MOST_NAMES = 256;

interface Question {
  readonly request: ContextState['request'];
  readonly action: { readonly parameters: JsonObject };
  readonly effect: Effect;
  readonly footprint: Footprint;
}

const knownIntent = remembering(intentOf, REQUESTS);

/**
 * How well an action fits the user's request, by words alone: what the request forbids is 0.05, what it asks for with
 * every object named is 0.9, all else is 0.5, which neither lifts nor stops anything. Null without a request.
 */
export function alignmentOf(question: Question): number | null {
  const { request, footprint, effect } = question;
  if (!request.available || request.text === null) return null;
  const intent = knownIntent(request.text);
  const objects = objectsOf(question);
  const acts = new Set([effect, ...footprint.acts]);
  const parts = new Set(intent.prohibitions.length === 0 ? [] : objects.flatMap(partsOf));
  const against = intent.prohibitions.filter(({ effects }) => effects.some((each) => acts.has(each))).map((each) => bears(each, parts));
  if (against.includes('forbids')) return FORBIDDEN;
  if (against.includes('perhaps')) return UNCERTAIN;
  const isAsked = needsOf(effect, footprint).every((each) => intent.asked.has(each));
  const isNamed = objects.length > 0 && objects.every((object) => namesOf(object).some((name) => intent.named.has(name)));
  return isAsked && isNamed ? ASKED : UNCERTAIN;
}

/** What must have been asked for: all that a command or statement does; reading on the way to it is implied. */
function needsOf(effect: Effect, { acts }: Footprint): readonly Effect[] {
  if (acts.length === 0) return [effect];
  const beyond = acts.filter((act) => act !== 'read' && act !== 'search');
  return beyond.length > 0 ? beyond : acts;
}

/** What the action is about: what the catalogue calls its objects, else every parameter that looks like a name. */
function objectsOf({ footprint, action }: Question): readonly string[] {
  const { entities, destinations, operands } = footprint;
  const known = [...entities, ...destinations, ...operands];
  return (known.length > 0 ? known : identifiers(action.parameters)).slice(0, MOST_NAMES).map((name) => trimmed(name.toLowerCase()));
}

const trimmed = (name: string): string => cutEnd(name.replace(/^\.\//u, ''), '/') || name;

function identifiers(value: Json): readonly string[] {
  if (typeof value === 'string') return value !== '' && value.length <= LONGEST_NAME && !/\s/u.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? (value as readonly Json[]) : Object.values(value as JsonObject)).flatMap(identifiers);
}

/** Whether a prohibition of this effect is about objects of these parts. */
function bears({ of, words }: Prohibition, parts: ReadonlySet<string>): 'forbids' | 'perhaps' | 'no' {
  if (of === 'all') return 'forbids';
  if (of === 'unclear') return 'perhaps';
  const met = words.filter((word) => parts.has(word) || namesOf(word).some((name) => parts.has(name)));
  if (met.length === 0) return 'no';
  // A name that only a machine would write says enough by itself.
  return met.length === words.length || met.some((word) => /[\d_./@]/u.test(word)) ? 'forbids' : 'perhaps';
}

/** A path by its folders, a qualified name by its parts; `test_orders` is never `orders`. */
const partsOf = (object: string): readonly string[] => [
  singular(object),
  ...object
    .split(/[/.@:]/u)
    .filter((part) => part !== '')
    .map(singular),
];
