import type { Effect, Json, OutputLineage, Trust } from '@writ/aarm';
import { atomsOfText, canonical, formsOf, groupedIn, packedDigests, placesOf, stemsAsAtoms, tokensOf } from './atoms.js';
import { directivesIn } from './directives.js';
import { saltOf } from './salt.js';
import { structureOf } from './structure.js';
import { isTelling } from './words.js';

/** Atoms kept of one output. */
const MOST_ATOMS = 8000;
const LONGEST_WHOLE = 512;

/** What an output gives to the lineage of its session (AARM R2.2). Linear in what is looked at, which is bounded. */
export function readOutput(output: Json, { sessionId, trust }: { readonly sessionId: string; readonly trust: Trust }): OutputLineage {
  const { fields, texts, whole } = structureOf(output, { prose: trust === 'untrusted' });
  const [field, text, pointed, told] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const acts = new Set<Effect>();
  fill(field, fields, atomsOfField);
  for (const prose of texts) {
    // A text that is given on as a whole is a field like any other; nothing in it is.
    if (trust !== 'untrusted' && prose.length <= LONGEST_WHOLE) field.add(canonical(prose));
    const found = directivesIn(prose);
    for (const effect of found.acts) acts.add(effect);
    fill(text, found.plain, atomsOfText);
    fill(pointed, found.pointed, atomsOfText);
    fill(told, found.told, (sentence) => [...atomsOfText(sentence), ...stemsAsAtoms(sentence)]);
  }
  const salt = saltOf(sessionId);
  const kept = [field, text, pointed, told].map((atoms) => packedDigests([...atoms].slice(0, MOST_ATOMS), salt));
  return {
    trust,
    fields: kept[0] ?? '',
    text: kept[1] ?? '',
    pointed: kept[2] ?? '',
    told: kept[3] ?? '',
    acts: [...acts].sort(),
    whole: whole && [field, text, pointed, told].every(({ size }) => size <= MOST_ATOMS),
  };
}

/** Adds the atoms of texts. Once there are more than are kept, the others change nothing but that it is not whole. */
function fill(atoms: Set<string>, texts: readonly string[], read: (text: string) => Iterable<string>): void {
  for (const text of texts) {
    if (atoms.size > MOST_ATOMS) return;
    for (const atom of read(text)) atoms.add(atom);
  }
}

/** A field as a whole, and, where it is no text, its parts. */
function atomsOfField(value: string): readonly string[] {
  const whole = canonical(value);
  const tokens = tokensOf(value);
  const parts = tokens.length <= 6 ? tokens.filter(isTelling).flatMap(formsOf) : [];
  const places = placesOf(whole);
  const place = places.length === 0 ? [] : [places[0] ?? '', places.at(-1) ?? ''];
  return whole === '' ? [] : [whole, ...formsOf(whole), ...groupedIn(value), ...place, ...parts];
}
