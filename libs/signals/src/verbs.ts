import type { Effect } from '@writ/aarm';

/** What people say for each effect, in the form of a request. */
const SAID: Readonly<Record<Exclude<Effect, 'unknown'>, string>> = {
  read: 'read show look view open display print check inspect list get fetch review explain summarize summarise describe analyse analyze see query visit browse retrieve access monitor track evaluate assess compare calculate count audit verify validate examine observe scan tell load download navigate goto translate convert compute',
  search: 'search find grep locate lookup query discover',
  create:
    'create add write make generate build implement scaffold insert draft copy touch register open schedule book reserve compose record log append duplicate import save store upload enter fill note',
  update:
    'update change edit fix modify rename refactor replace patch improve move migrate correct rewrite overwrite touch alter adjust exchange reschedule redirect reassign manipulate tamper redistribute reallocate restore rollback merge extend manage include set resolve close reopen sync synchronize synchronise',
  delete:
    'delete remove drop clean cleanup clear purge erase wipe truncate prune uninstall empty destroy touch cancel discard kick ban return',
  send: 'send mail email post publish share notify message forward upload push reply export tweet broadcast transmit leak exfiltrate dm text submit contact inform respond',
  pay: 'pay transfer refund charge purchase buy wire withdraw deposit donate order subscribe remit settle invest trade sell reimburse spend checkout',
  grant: 'grant permit authorize authorise invite promote share assign elevate escalate unlock delegate admit approve',
  credential: 'rotate revoke reissue renew reset',
  execute:
    'run execute start test build install deploy compile launch lint debug call invoke stop shutdown restart terminate inject crash interrupt train simulate process',
  configure: 'configure set setup enable disable tune whitelist blacklist allowlist blocklist block unblock',
};

const EFFECTS_OF = new Map<string, Effect[]>();
for (const [effect, words] of Object.entries(SAID) as [Effect, string][]) {
  for (const word of words.split(' ')) EFFECTS_OF.set(word, [...(EFFECTS_OF.get(word) ?? []), effect]);
}

/** The effects that a word asks for as it stands; none where it is no such word. */
export const effectsAsked = (word: string): readonly Effect[] => EFFECTS_OF.get(word) ?? [];

/** The effects of a word in any form: `deleting`, `dropped`, `sends`, `deletion`. */
export function effectsNamed(word: string): readonly Effect[] {
  for (const base of basesOf(word)) {
    const effects = EFFECTS_OF.get(base);
    if (effects !== undefined) return effects;
  }
  return [];
}

function basesOf(word: string): readonly string[] {
  if (word === 'deletion' || word === 'deletions') return ['delete'];
  const cut = /^(.{2,}?)(?:ing|ed|es|s|d)$/u.exec(word)?.[1];
  if (cut === undefined) return [word];
  const ing = word.endsWith('ing') ? word.slice(0, -3) : cut;
  return [word, cut, `${cut}e`, ing, `${ing}e`, ing.replace(/(.)\1$/u, '$1')];
}

/** Verbs that are as often the name of a thing: `email_search` searches. */
export const THINGS: ReadonlySet<string> = new Set(
  (
    'email mail message post order record report list test run build copy draft patch charge wire share trade query check display view print ' +
    'store book text contact process lock set answer reply log load open access audit track process report request update return note checkout'
  ).split(' '),
);

/** Whether a word is as often a thing: several of them, `orders`, are never an act. */
export const isThing = (word: string): boolean => THINGS.has(word) || isSeveral(word);

/** `orders`, `contacts`: things, and no verb of a name. */
export const isSeveral = (word: string): boolean => word.endsWith('s') && THINGS.has(word.slice(0, -1));

/** The words of a tool's name that say what it does: its verbs, and such as may be things only where there is no other. */
export function verbsOfName(words: readonly string[]): readonly string[] {
  const verbs = words.filter((word) => effectsNamed(word).length > 0);
  const clear = verbs.filter((word) => !isThing(word));
  return clear.length > 0 ? clear : verbs;
}
