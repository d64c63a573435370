/** What carries no mark of its own, or changes the direction or the shape of what is around it. */
// eslint-disable-next-line no-misleading-character-class -- variation selectors are listed because they combine
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|(?! )\p{Zs}/gu;
/** Slashes that part no address. */
const LIKE_SLASH = /[\u2044\u2215\u29f8]/gu;
/** Scripts whose letters pass for Latin ones. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\u0251\u0261\u2170-\u217f\u2024\u3002\uff01-\uff5e\u{1d400}-\u{1d7ff}]/gu;
const LATIN = /\p{Script=Latin}/u;
/** A word of which every letter passes for a Latin one, and some belong to hardly any language: `раураӏ`, which `сахар` is not. */
const ALL_ALIKE = /^(?=.*[ѕԁӏһѵԛԝј])[^\p{L}]*(?:[аеорсухіјѕԁӏһѵԛԝАВЕМНОРСТУХІЈЅ][^\p{L}]*)+$/u;
/** What a person reads as one name: `paypal.com`, `a@b.example`. */
const WORD = /[\p{L}\p{M}\p{N}._@\-\u2024\u3002\uff01-\uff5e]+/gu;

/**
 * Text of unknown origin, made safe to look at: control characters, direction marks, invisible characters and unusual
 * spaces are spelled out, and so are letters of other scripts inside a Latin word, or in one that could pass for it, so that what an approver reads is
 * what is there. Nothing is cut.
 */
export const visible = (text: string): string =>
  text.replaceAll(WORD, withoutLookAlikes).replaceAll(HIDDEN, spelledOut).replaceAll(LIKE_SLASH, spelledOut);

const withoutLookAlikes = (word: string): string =>
  LATIN.test(word) || ALL_ALIKE.test(word) ? word.replaceAll(LOOK_ALIKE, spelledOut) : word;

function spelledOut(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
