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

/** The longest of several values has as many alternatives. */
export const mostAlternatives = (values: readonly Value[]): number => values.reduce((most, { length }) => Math.max(most, length), 1);

/** Texts one behind the other, in each of their alternatives; unknown only where nothing of it is known. */
export function joined(values: readonly Value[], separator: string): Value {
  const most = Math.min(MOST_ALTERNATIVES, mostAlternatives(values));
  return Array.from({ length: most }, (_, i) => {
    const pieces = values.map((value) => value[Math.min(i, value.length - 1)] ?? null);
    if (pieces.every((piece) => piece === null || piece === '') && pieces.includes(null)) return null;
    return together(pieces, separator);
  });
}

/** No more is put together than is kept. */
function together(pieces: Value, separator: string): string {
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    if (text.length >= LONGEST) break;
    text += (i === 0 ? '' : separator) + (piece ?? HOLE).slice(0, LONGEST);
  }
  return text.slice(0, LONGEST);
}

/** The next place in a text, filled with a value. */
export const filled = (texts: Value, value: Value, place: RegExp): Value =>
  texts.map((text, i) => text?.replace(place, () => value[Math.min(i, value.length - 1)] ?? HOLE).slice(0, LONGEST) ?? null);

/** A text with one part of it replaced everywhere; no more of it is made than is kept. */
export function replaced(text: string, what: string, by: string): string {
  let made = '';
  let from = 0;
  while (made.length < LONGEST && from <= text.length) {
    const at = text.indexOf(what, from);
    if (at < 0 || (what === '' && at >= text.length)) break;
    // Nothing stands before each sign.
    const end = what === '' ? at + 1 : at;
    made += what === '' ? by + text.slice(at, end) : text.slice(from, at) + by;
    from = end + what.length;
  }
  return (what === '' && from >= text.length ? made + by : made + text.slice(from)).slice(0, LONGEST);
}
