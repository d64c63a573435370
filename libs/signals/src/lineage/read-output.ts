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
  for (const value of fields) for (const atom of atomsOfField(value)) field.add(atom);
  for (const prose of texts) {
    // A text that is given on as a whole is a field like any other; nothing in it is.
    if (trust !== 'untrusted' && prose.length <= LONGEST_WHOLE) field.add(canonical(prose));
    const found = directivesIn(prose);
    for (const effect of found.acts) acts.add(effect);
    for (const sentence of found.plain) for (const atom of atomsOfText(sentence)) text.add(atom);
    for (const sentence of found.pointed) for (const atom of atomsOfText(sentence)) pointed.add(atom);
    for (const sentence of found.told) for (const atom of [...atomsOfText(sentence), ...stemsAsAtoms(sentence)]) told.add(atom);
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

/** A field as a whole, and, where it is no text, its parts. */
function atomsOfField(value: string): readonly string[] {
  const whole = canonical(value);
  const tokens = tokensOf(value);
  const parts = tokens.length <= 6 ? tokens.filter(isTelling).flatMap(formsOf) : [];
  const places = placesOf(whole);
  const place = places.length === 0 ? [] : [places[0] ?? '', places.at(-1) ?? ''];
  return whole === '' ? [] : [whole, ...formsOf(whole), ...groupedIn(value), ...place, ...parts];
}
