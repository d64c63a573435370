import type { Spend } from '../wasm/machine.js';
import { compareValues } from './compare-values.js';
import type { RegoValue } from './rego-value.js';

/** What it takes to look for one text at one place of another: at worst it is compared to its end. */
const searchWork = (sought: string): number => 4 + sought.length / 4;
/** What a character of the answer costs: before it is made, so that nothing is made that cannot be paid for. */
const WRITTEN = 100;

/** `replace`: an empty text is found before each character and at the end. Null is undefined. */
export function replaceText(text: RegoValue, old: RegoValue, by: RegoValue, spend: Spend): string | null {
  if (typeof text !== 'string' || typeof old !== 'string' || typeof by !== 'string') return null;
  if (old === '') return replaceAll(text, [['', by]], spend);
  spend(text.length * searchWork(old));
  const parts = text.split(old);
  spend(WRITTEN * by.length * (parts.length - 1));
  return parts.join(by);
}

/** `strings.replace_n`: once from left to right; of two that fit at one place, the first in order. Null is undefined. */
export function replaceTexts(patterns: RegoValue, text: RegoValue, spend: Spend): string | null {
  if (typeof text !== 'string' || typeof patterns !== 'object' || patterns === null || !('object' in patterns)) return null;
  const sorted = patterns.object.toSorted(([a], [b]) => compareValues(a, b));
  const pairs = sorted.filter((pair): pair is readonly [string, string] => pair.every((one) => typeof one === 'string'));
  return pairs.length === sorted.length ? replaceAll(text, pairs, spend) : null;
}

function replaceAll(text: string, pairs: readonly (readonly [string, string])[], spend: Spend): string {
  spend((text.length + 1) * pairs.reduce((sum, [old]) => sum + searchWork(old), 0));
  let written = '';
  let afterEmpty = false;
  for (let at = 0; at <= text.length;) {
    const found = pairs.find(([old]) => text.startsWith(old, at) && !(old === '' && afterEmpty));
    afterEmpty = found?.[0] === '';
    if (found !== undefined) {
      spend(WRITTEN * found[1].length);
      written += found[1];
      at += found[0].length;
      continue;
    }
    const next = String.fromCodePoint(text.codePointAt(at) ?? 0).length;
    written += text.slice(at, at + next);
    at += next;
  }
  return written;
}

/** `indexof`, in characters; null is undefined. */
export function indexOfText(text: RegoValue, sought: RegoValue, spend: Spend): number | null {
  if (typeof text !== 'string' || typeof sought !== 'string' || sought === '') return null;
  spend(text.length * searchWork(sought));
  const at = text.indexOf(sought);
  return at < 0 ? -1 : Array.from(text.slice(0, at)).length;
}

/** `concat` of a set: in the order of its members. Null is undefined. */
export function concatSet(separator: RegoValue, members: RegoValue): string | null {
  if (typeof separator !== 'string' || typeof members !== 'object' || members === null || !('set' in members)) return null;
  const texts = members.set.filter((member) => typeof member === 'string');
  return texts.length === members.set.length ? texts.toSorted(compareValues).join(separator) : null;
}
