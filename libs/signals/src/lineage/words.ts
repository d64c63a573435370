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

/** The words of a name in any spelling: `send_money`, `GmailSendEmail`, `get-order.details`; remembered. */
export function wordsOfName(name: string): readonly string[] {
  const known = names.get(name);
  if (known !== undefined) return known;
  const words = name
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

const HYPHENATED = /\p{L}{1,16}(?:-\p{L}{1,16}){1,3}/gu;

/** The stems of the telling words of a text. */
export const stemsOf = (text: string): ReadonlySet<string> =>
  new Set(
    // `to-do` and `e-mail` are `todo` and `email`, too.
    [
      ...text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
      ...[...text.toLowerCase().matchAll(HYPHENATED)].map(([word]) => word.replaceAll('-', '')),
    ]
      .filter((word) => isTelling(word))
      .map(stem),
  );

/** A name without its separators, in lower case: `send_money` and `SendMoney` are one. */
export const compact = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
