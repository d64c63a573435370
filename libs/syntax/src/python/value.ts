/** The texts that an expression may be, null for what only a run tells. Never empty. */
export type Value = readonly (string | null)[];

export const UNKNOWN: Value = [null];
/** Longer texts are cut. */
export const LONGEST = 4096;
/** Stands in a text for the part that only a run tells. */
const HOLE = '{}';
const MOST_ALTERNATIVES = 4;

/** What any of several expressions may be. */
export const united = (values: readonly Value[]): Value => {
  const all = [...new Set(values.flat())].slice(0, MOST_ALTERNATIVES);
  return all.length === 0 ? UNKNOWN : all;
};

/** Texts one behind the other, in each of their alternatives; unknown only where nothing of it is known. */
export function joined(values: readonly Value[], separator: string): Value {
  const most = Math.min(MOST_ALTERNATIVES, Math.max(1, ...values.map(({ length }) => length)));
  return Array.from({ length: most }, (_, i) => {
    const pieces = values.map((value) => value[Math.min(i, value.length - 1)] ?? null);
    if (pieces.every((piece) => piece === null || piece === '') && pieces.includes(null)) return null;
    return pieces
      .map((piece) => piece ?? HOLE)
      .join(separator)
      .slice(0, LONGEST);
  });
}

/** The next place in a text, filled with a value. */
export const filled = (texts: Value, value: Value, place: RegExp): Value =>
  texts.map((text, i) => text?.replace(place, () => value[Math.min(i, value.length - 1)] ?? HOLE).slice(0, LONGEST) ?? null);
