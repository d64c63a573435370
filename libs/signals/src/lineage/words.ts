import { stemmer } from 'stemmer';

/** Words that carry no meaning of their own. */
const STOP = new Set(
  (
    'a an the and or but nor so if then else than that this these those there here it its is are was were be been being am do does did done ' +
    'have has had having will would shall should can could may might must to of in on at by for from with into onto over under about as ' +
    'i me my mine we us our you your yours he him his she her they them their who whom whose which what when where why how all any each ' +
    'every some no not only own same such too very just also please use using used via per etc'
  ).split(' '),
);

/** Whether a word tells something. */
export const isTelling = (word: string): boolean => word.length > 1 && !STOP.has(word);

const names = new Map<string, readonly string[]>();
const MOST_NAMES = 10_000;
const LONGEST_NAME = 4096;

/** The words of a name in any spelling: `send_money`, `GmailSendEmail`, `get-order.details`; remembered. */
export function wordsOfName(name: string): readonly string[] {
  const known = names.get(name);
  if (known !== undefined) return known;
  const words = name
    .slice(0, LONGEST_NAME)
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (names.size < MOST_NAMES && name.length <= 256) names.set(name, words);
  return words;
}

const stems = new Map<string, string>();
const MOST_STEMS = 20_000;

/** The stem of a word, remembered. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = word.length > 64 ? word : stemmer(word);
  if (stems.size < MOST_STEMS) stems.set(word, found);
  return found;
}

const BEFORE_HYPHEN = /(?<=(\p{L}{1,16}))-/uy;
const HYPHENATED_HERE = /\p{L}{1,16}(?:-\p{L}{1,16}){1,3}/uy;

/** `to-do`, `e-mail`: looked for from their hyphens, as most words have none. */
function hyphenated(text: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', Math.max(at + 1, from))) {
    BEFORE_HYPHEN.lastIndex = at;
    const before = BEFORE_HYPHEN.exec(text)?.[1]?.length ?? 0;
    HYPHENATED_HERE.lastIndex = Math.max(from, at - before);
    const match = HYPHENATED_HERE.exec(text);
    if (match === null) continue;
    found.push(match[0]);
    from = HYPHENATED_HERE.lastIndex;
  }
  return found;
}

/** The stems of the telling words of a text. */
export function stemsOf(text: string): ReadonlySet<string> {
  const said = text.toLowerCase();
  const stems = new Set<string>();
  for (const word of said.split(/[^\p{L}\p{N}]+/u)) if (isTelling(word)) stems.add(stem(word));
  // `to-do` and `e-mail` are `todo` and `email`, too.
  for (const word of hyphenated(said)) {
    const whole = word.replaceAll('-', '');
    if (isTelling(whole)) stems.add(stem(whole));
  }
  return stems;
}

/** A name without its separators, in lower case: `send_money` and `SendMoney` are one. */
export const compact = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
