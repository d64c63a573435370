import { digestNumber, digestText } from '@writ/aarm';
import { cutEnd } from '../cut-end.js';
import { compact, isTelling, stem } from './words.js';

/** A token of running text: a word, number, address, path or identifier. */
const TOKEN = /[\p{L}\p{N}#$€£~/][\p{L}\p{N}@._:/#%&=?+~$-]*/gu;
const TRAILING = '.:/?=&#~-';
/** Groups as people write long numbers in: accounts, cards, telephone numbers. */
const GROUPED = /(?<![\p{L}\p{N}])[A-Z0-9+(][A-Z0-9)]{0,5}(?:[ .-][(]?[A-Z0-9]{2,6}[)]?){2,9}(?![\p{L}\p{N}])/gu;
const LONGEST_TOKEN = 256;

/** Characters that nobody sees, and that part what belongs together. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/gu;
// eslint-disable-next-line no-control-regex -- every sign of ASCII is written in one way
const PLAIN = /^[\u0000-\u007f]*$/u;
/** Single signs that stand for whole sentences: eight and eighteen signs. No other is longer than six. */
const SENTENCES = /[\ufdfa\ufdfb]+/gu;
/** One in so many signs of a text may be one of them. */
const SELDOM = 8;

/** Marks are put in order where they follow each other, which takes long for many. No script stacks more (Unicode's stream-safe format). */
const STACKED = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/** A text as it is seen. What is made of sentences in one sign alone would be read at many times its length: they count as blanks. */
function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const plain = isCrowded(text) ? text.replaceAll(SENTENCES, ' ') : text;
  return plain.replaceAll(STACKED, '$1').normalize('NFKC').replaceAll(UNSEEN, '');
}

function isCrowded(text: string): boolean {
  let left = (text.length + LONGEST_TOKEN) / SELDOM;
  for (let i = 0; i < text.length && left > 0; i += 1) if (text[i] === '\ufdfa' || text[i] === '\ufdfb') left -= 1;
  return left <= 0;
}

const OPENING = ' "\'`([{<';
const CLOSING = ' "\'`)]}>.,;:!?';

/** One way of writing for what means the same. */
export function canonical(text: string): string {
  const plain = visible(text).toLowerCase().replaceAll(/\s+/gu, ' ');
  let from = 0;
  while (from < plain.length && OPENING.includes(plain.charAt(from))) from += 1;
  return cutEnd(plain.slice(from), CLOSING);
}

/** The tokens of a text, canonical, in order. */
export const tokensOf = (text: string): readonly string[] => [...tokensIn(text)];

/** The first tokens of a text that tell something. */
export function tellingTokens(text: string, most: number): readonly string[] {
  const telling: string[] = [];
  for (const token of tokensIn(text)) {
    if (isTelling(token)) telling.push(token);
    if (telling.length >= most) break;
  }
  return telling;
}

function* tokensIn(text: string): Generator<string> {
  for (const [match] of visible(text).toLowerCase().matchAll(TOKEN)) {
    const token = cutEnd(match, TRAILING);
    if (token !== '' && token.length <= LONGEST_TOKEN) yield token;
  }
}

const WORD = /^\p{L}+$/u;

/** Every form under which a token may be found: an address without its scheme, an amount without its currency. */
export function formsOf(token: string): readonly string[] {
  if (WORD.test(token)) return [token];
  const bare = cutEnd(token.replace(/^[a-z][a-z0-9+.-]{1,15}:\/\//u, '').replace(/^www\./u, ''), '/');
  const number = numberIn(token);
  const forms = [token, bare];
  if (number !== null) forms.push(number);
  if (/^\+\d{6,15}$/u.test(token)) forms.push(token.slice(1));
  if (/[_.-]/u.test(bare) && !bare.includes('@') && !bare.includes('/')) forms.push(compact(bare));
  return [...new Set(forms.filter((form) => form !== ''))];
}

/** `$1,000.50`, `1000.5` and `1000.50` are one amount. */
function numberIn(token: string): string | null {
  const digits = /^[#$€£]?(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,8})?(?:[$€£%]|eur|usd|gbp|chf)?$/u.exec(token);
  if (digits === null) return null;
  return String(Number(`${(digits[1] ?? '').replaceAll(',', '')}${digits[2] ?? ''}`));
}

/** Long numbers that were written in groups, without their gaps. */
export const groupedIn = (text: string): readonly string[] =>
  [...text.matchAll(GROUPED)].map(([match]) => compact(match)).filter((joined) => joined.length >= 8);

const ADDRESS = /^[a-z][a-z0-9+.-]{1,15}:\/\/(?:[^/\s@]{1,256}@)?([^/\s?#]{3,253})([^\s?#]{0,512})/u;
const MOST_PLACES = 8;

/** The places that a web address lies in, the nearest first: its page, the folders above, its host. None where it is no address. */
export function placesOf(token: string): readonly string[] {
  const [, host, path = ''] = ADDRESS.exec(token) ?? [];
  if (host === undefined) return [];
  const folders = path
    .split('/')
    .filter((part) => part !== '')
    .slice(0, MOST_PLACES);
  return [...folders.map((_, i) => [host, ...folders.slice(0, i + 1)].join('/')).reverse(), host];
}

/** Every atom of a running text: its telling tokens in each form, the page and host of its addresses, and its grouped numbers. */
export function atomsOfText(text: string): ReadonlySet<string> {
  const atoms = new Set<string>(groupedIn(text));
  for (const token of tokensOf(text)) {
    if (!isTelling(token)) continue;
    for (const form of formsOf(token)) atoms.add(form);
    const places = placesOf(token);
    if (places.length > 0) atoms.add(places[0] ?? '').add(places.at(-1) ?? '');
  }
  return atoms;
}

/** The stems of the words of a sentence, told apart from its tokens. */
export const stemsAsAtoms = (text: string): readonly string[] =>
  tokensOf(text)
    .filter((token) => WORD.test(token) && isTelling(token))
    .map((token) => `~${stem(token)}`);

/** Seeds of the digests of one session: without them nobody can prepare a text that collides. */
export interface Salt {
  readonly a: number;
  readonly b: number;
}

/** A salted digest of 48 bits. It hides nothing that could be guessed; it keeps values out of the entries. */
export function digestOf(atom: string, { a, b }: Salt): number {
  let [h, k] = [a, b];
  for (let i = 0; i < atom.length; i += 1) {
    const unit = atom.charCodeAt(i);
    h = Math.imul(h ^ unit, 0x9e3779b1);
    k = Math.imul(k ^ unit, 0x5f356495);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(k ^ (k >>> 13), 0xc2b2ae35);
  k = Math.imul(k ^ (k >>> 16), 0x85ebca6b) ^ Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return digestNumber(h, k);
}

/** Digests one after the other, as an entry holds them. */
export const packedDigests = (atoms: Iterable<string>, salt: Salt): string => {
  const digests = new Set<string>();
  for (const atom of atoms) digests.add(digestText(digestOf(atom, salt)));
  return [...digests].sort().join('');
};
