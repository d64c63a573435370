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
const NONE = 0xffff;

/** By UTF-16 unit: how a person reads it; `NONE` is nothing at all. */
const READ = Uint16Array.from({ length: 0x10000 }, (_, unit) => readAs(unit));

function readAs(unit: number): number {
  const sign = String.fromCharCode(unit);
  if (UNSEEN.test(sign)) return NONE;
  if (sign >= '\uff01' && sign <= '\uff5e') return unit - WIDE;
  return SPACE.test(sign) ? 0x20 : unit;
}

/** Most texts are plain as they are. */
export function plainOf(text: string): Plain {
  if (!DISGUISED.test(text)) return { text, spanOf: (start, end) => ({ start, end }) };
  const units = new Uint16Array(text.length);
  const places = new Uint32Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = READ[text.charCodeAt(i)] ?? NONE;
    // `NONE` itself is no character: who writes it means nothing by it.
    if (unit === NONE) continue;
    units[length] = unit;
    places[length] = i;
    length += 1;
  }
  const placeOf = (at: number, otherwise: number): number => (at >= 0 && at < length ? (places[at] ?? otherwise) : otherwise);
  return {
    text: textOf(units.subarray(0, length)),
    spanOf: (start, end) => ({ start: placeOf(start, text.length), end: placeOf(end - 1, text.length - 1) + 1 }),
  };
}

/** Units put on the stack at once. */
const SOME = 8192;

function textOf(units: Uint16Array): string {
  let text = '';
  for (let from = 0; from < units.length; from += SOME)
    text += Reflect.apply(String.fromCharCode, null, units.subarray(from, from + SOME)) as string;
  return text;
}
