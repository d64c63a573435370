/** A text as a person reads it, and where each of its units stands in the text as it is. */
interface Plain {
  readonly text: string;
  /** The span of the original that a span of the plain text was read from. */
  readonly spanOf: (start: number, end: number) => { readonly start: number; readonly end: number };
}

/** Characters that nobody sees, full-width forms, and spaces of other widths. */
const DISGUISED = /[\u00a0\u00ad\u2000-\u200f\u202f\u2060-\u2064\u3000\ufeff\uff01-\uff5e]/u;
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/u;
const SPACE = /[\u00a0\u2000-\u200a\u202f\u3000]/u;
/** How far full-width forms are from the ordinary ones. */
const WIDE = 0xfee0;

/** Most texts are plain as they are. */
export function plainOf(text: string): Plain {
  if (!DISGUISED.test(text)) return { text, spanOf: (start, end) => ({ start, end }) };
  const units: string[] = [];
  const places: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charAt(i);
    if (UNSEEN.test(unit)) continue;
    const isWide = unit >= '\uff01' && unit <= '\uff5e';
    units.push(isWide ? String.fromCharCode(unit.charCodeAt(0) - WIDE) : SPACE.test(unit) ? ' ' : unit);
    places.push(i);
  }
  return {
    text: units.join(''),
    spanOf: (start, end) => ({ start: places[start] ?? text.length, end: (places[end - 1] ?? text.length - 1) + 1 }),
  };
}
