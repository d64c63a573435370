import { sightings } from '@writ/aarm';
import type { Lineage, Sighting, Source } from '@writ/aarm';
import { canonical, digestOf, formsOf, groupedIn, placesOf, tellingTokens } from './atoms.js';
import type { Salt } from './atoms.js';
import { remembering } from '../remembering.js';
import type { Known, Said } from './request.js';
import { decodingsOf } from './decodings.js';
import { compact } from './words.js';

/** Where a value comes from, the best explanation first. */
export const ORIGINS = ['request', 'fact', 'trusted', 'field', 'text', 'pointed', 'told', 'agent'] as const;
export type OriginKind = (typeof ORIGINS)[number];

export interface Origin {
  readonly kind: OriginKind;
  /** The number of the source; null where it is none. */
  readonly source: number | null;
  /** Whether its parts are there and it is not: weaker than a value that stands there as it is. */
  readonly joined?: true;
}

/** All that a value can be traced to. */
export interface Traceable {
  readonly said: Said | null;
  readonly known: Known;
  readonly lineage: Lineage;
  readonly salt: Salt;
}

/** A share of a text's words that makes it that source's text. */
const MOSTLY = 0.8;
const MOST_TOKENS = 64;
/** A name that is put together from more parts than this is not traced: it counts as one that running text gave. */
const MOST_PARTS = 256;
const AGENT: Origin = { kind: 'agent', source: null };

/** Where one value was seen (AARM R2.2): as it stands, decoded, or put together from its parts. */
export function originOf(value: string, by: Traceable): Origin {
  const direct = plainOrigin(value, by);
  if (direct.kind !== 'agent') return direct;
  const led = placeOrigin(value, by);
  if (led !== null) return led;
  for (const decoded of knownDecodings(value)) {
    const origin = plainOrigin(decoded, by);
    if (origin.kind !== 'agent') return origin;
  }
  return by.lineage.overflow ? { kind: 'text', source: null } : AGENT;
}

/** An address that appears nowhere leads where its page or host does: what is put behind it may be what is carried off. */
function placeOrigin(value: string, { said, known, lineage, salt }: Traceable): Origin | null {
  for (const place of knownPlaces(value)) {
    if (said?.atoms.has(place) === true || known.atoms.has(place)) return null;
    const seen = sightings(lineage, digestOf(place, salt));
    if (seen.length > 0) return best(seen, lineage.sources);
  }
  return null;
}

/** All ways in which a value may be found again. */
interface Written {
  readonly whole: string;
  readonly tokens: readonly string[];
  readonly forms: readonly string[];
  /** What it may have been put together from; null where it is of one piece. */
  readonly parts: ReadonlySet<string> | null;
}

const written = remembering((value): Written => {
  const whole = canonical(value);
  const tokens = tellingTokens(whole, MOST_TOKENS);
  const forms = [...new Set([whole, ...formsOf(whole), ...groupedIn(value)])];
  const parts = tokens.length > 1 ? tokens : partsOf(whole);
  return { whole, tokens, forms, parts: parts.length > 1 ? new Set(parts) : null };
});
const knownForms = remembering(formsOf);
const knownDecodings = remembering(decodingsOf);
const knownPlaces = remembering((value) => placesOf(canonical(value)));

/** Where something of these forms was read. */
const seenIn = (forms: readonly string[], { lineage, salt }: Traceable): readonly Sighting[] =>
  lineage.size === 0 ? [] : forms.flatMap((form) => sightings(lineage, digestOf(form, salt)));

function plainOrigin(value: string, by: Traceable): Origin {
  const { whole, tokens, forms, parts } = written(value);
  if (whole === '') return { kind: 'request', source: null };
  if (by.said !== null && speaks(by.said, { whole, forms, tokens })) return { kind: 'request', source: null };
  if (speaks(by.known, { whole, forms, tokens })) return { kind: 'fact', source: null };
  const seen = seenIn(forms, by);
  if (seen.length > 0) return best(seen, by.lineage.sources);
  if (parts === null) return AGENT;
  return parts.size > MOST_PARTS ? { kind: 'text', source: null } : joined(parts, by);
}

function speaks(
  { text, atoms }: Pick<Known, 'text' | 'atoms'>,
  { whole, forms, tokens }: { readonly whole: string; readonly forms: readonly string[]; readonly tokens: readonly string[] },
): boolean {
  if (forms.some((form) => atoms.has(form))) return true;
  if (tokens.length > 1)
    return (whole.length > 3 && text.includes(whole)) || tokens.every((token) => knownForms(token).some((form) => atoms.has(form)));
  return false;
}

/** The parts of an address or identifier that somebody could have put together. */
const partsOf = (whole: string): readonly string[] => whole.split(/[@/:_\s-]+/u).filter((part) => part.length > 2);

/** What is put together from the words of one source, or of the user and one source, comes from that source. */
function joined(parts: ReadonlySet<string>, by: Traceable): Origin {
  const bySource = new Map<number, { count: number; seen: Sighting[] }>();
  let own = 0;
  for (const part of parts) {
    const forms = knownForms(part);
    if (forms.some((form) => by.said?.atoms.has(form) === true || by.known.atoms.has(form))) {
      own += 1;
      continue;
    }
    const found = seenIn(forms, by);
    const counted = new Set<number>();
    for (const each of found) {
      const tally = bySource.get(each.source) ?? { count: 0, seen: [] };
      bySource.set(each.source, tally);
      tally.seen.push(each);
      if (counted.has(each.source)) continue;
      counted.add(each.source);
      tally.count += 1;
    }
  }
  const total = parts.size;
  if (own === total) return { kind: 'request', source: null };
  const covering = [...bySource.values()].filter(({ count }) => (count + own) / total >= MOSTLY);
  // Its least believable part is what such a value is worth; of several sources, the best explanation counts.
  const origins = covering.map(({ seen }) => worst(seen, by.lineage.sources));
  const [found] = origins.sort((a, b) => ORIGINS.indexOf(a.kind) - ORIGINS.indexOf(b.kind));
  return found === undefined ? AGENT : { ...found, joined: true };
}

const originIn = ({ source, as }: Sighting, sources: readonly Source[]): Origin => {
  const { trust } = sources[source] ?? { trust: 'unknown' };
  if (trust === 'trusted') return { kind: 'trusted', source };
  return { kind: as, source };
};

const ranked = (seen: readonly Sighting[], sources: readonly Source[]): readonly Origin[] =>
  seen
    .map((each) => originIn(each, sources))
    .sort((a, b) => ORIGINS.indexOf(a.kind) - ORIGINS.indexOf(b.kind) || standing(sources, b) - standing(sources, a));

const STANDINGS = ['none', 'chained', 'named'] as const;
const standing = (sources: readonly Source[], { source }: Origin): number =>
  source === null ? -1 : STANDINGS.indexOf(sources[source]?.standing ?? 'none');

const best = (seen: readonly Sighting[], sources: readonly Source[]): Origin => ranked(seen, sources)[0] ?? AGENT;
const worst = (seen: readonly Sighting[], sources: readonly Source[]): Origin => ranked(seen, sources).at(-1) ?? AGENT;

/** Whether a name (of a tool) is spelled out in running text that was read, and not by the user. */
export function namedByOutput(name: string, { said, lineage, salt }: Traceable): boolean {
  const key = compact(name);
  if (key.length < 5 || said?.compact.includes(key) === true) return false;
  return sightings(lineage, digestOf(key, salt)).some(({ as, source }) => as !== 'field' && lineage.sources[source]?.trust !== 'trusted');
}
