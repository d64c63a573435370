import type { Effect, KnownTool, ToolDefinition } from '@writ/aarm';
import { wordsOfName } from './lineage/words.js';
import { paramRole } from './param-role.js';
import { THINGS, effectsAsked, effectsNamed, isSeveral } from './verbs.js';

/** The gravest first: where a word may mean two things, it counts as the graver one. */
const GRAVITY: readonly Effect[] = [
  'pay',
  'grant',
  'credential',
  'delete',
  'send',
  'configure',
  'execute',
  'update',
  'create',
  'read',
  'search',
];
/** How sure an effect is, by where it was read. */
const CERTAINTY = { first: 0.8, later: 0.65, described: 0.5, hinted: 0.6 } as const;
const LONGEST_DESCRIPTION = 2000;

/** What a definition alone says of its tool: its name first, then its description, then its annotations. Unknown stays unknown. */
export function knownTool({ name, description, input_schema, annotations }: ToolDefinition): KnownTool {
  const said = (description ?? '').slice(0, LONGEST_DESCRIPTION);
  const properties = (input_schema?.['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  const params = Object.fromEntries(Object.entries(properties).map(([param, schema]) => [param, paramRole(param, schema)]));
  const { effect, certainty } = hinted(effectOfName(name, params) ?? effectOfDescription(said, params), annotations);
  return { effect, params, output: { trust: trustOf({ name, said, annotations }), level: null, labels: [] }, certainty };
}

interface Read {
  readonly effect: Effect;
  readonly certainty: number;
}

/** Of several effects the one that counts. */
export const gravest = (effects: readonly Effect[]): Effect | undefined => GRAVITY.find((each) => effects.includes(each));

/** The verb of a name: its first word, else the first word that is a verb and no thing, else any. */
function effectOfName(name: string, params: KnownTool['params']): Read | null {
  const words = wordsOfName(name);
  const several = words.some((word) => effectsNamed(word).length > 0 && !isSeveral(word));
  const alone = words.map((word) => (several && isSeveral(word) ? undefined : gravest(effectsNamed(word))));
  // `read_and_delete` deletes.
  const found = alone.map((effect, i) =>
    words[i + 1] === 'and' || words[i + 1] === 'then' ? gravest([effect, alone[i + 2]].filter(isEffect)) : effect,
  );
  const first = words[0] ?? '';
  const clear = words.findIndex((word, i) => found[i] !== undefined && !THINGS.has(word));
  if (found[0] !== undefined && (!THINGS.has(first) || clear < 0))
    return { effect: refined(found[0], { words, params }), certainty: CERTAINTY.first };
  const at = clear >= 0 ? clear : found.findIndex((effect) => effect !== undefined);
  const effect = found[at];
  return effect === undefined ? null : { effect: refined(effect, { words, params }), certainty: CERTAINTY.later };
}

const isEffect = (effect: Effect | undefined): effect is Effect => effect !== undefined;

/** What makes moving something a payment. */
const MONEY =
  /^(?:money|moneys|funds?|payments?|cash|bank|balance|crypto|bitcoin|transactions?|salary|wages?|invoices?|bills?|refunds?|tokens?|stocks?|securit(?:y|ies)|trades?|dollars?|amount)$/u;
/** Verbs that move money or anything else. */
const MOVES = new Set(['transfer', 'order', 'charge', 'withdraw', 'deposit', 'invest', 'trade', 'wire', 'checkout']);
/** Verbs that pay where what they are about is money. */
const HANDLES = new Set(['send', 'request', 'issue', 'process', 'make', 'create', 'schedule', 'set', 'submit', 'add']);

/** Who makes out a bill asks for money, and moves none. */
const ASKS_FOR_MONEY = new Set(['create', 'issue', 'send', 'make', 'add', 'request']);
const BILL = /^(?:invoices?|bills?)$/u;

const RIGHTS = /(?:^|_)(?:groups?|roles?|permissions?|privileges?|scopes?)$/iu;
const MEMBERS = /^(?:user|member|people|person|participant|guest|contributor|collaborator|account)s?$/u;
const GROUPS = /^(?:channel|group|team|workspace|organi[sz]ation|org|project|repo|repository|space|room|list)s?$/u;

/** To change a password is more than to change something; to transfer a call is no payment. */
function refined(effect: Effect, { words, params }: { readonly words: readonly string[]; readonly params: KnownTool['params'] }): Effect {
  const isMoney = words.some((word) => MONEY.test(word)) || Object.values(params).includes('amount');
  if (effect === 'pay' && !isMoney && words.some((word) => MOVES.has(word)) && Object.keys(params).length > 0) return 'update';
  const moves = words.some((word) => MONEY.test(word) && !(BILL.test(word) && words.some((verb) => ASKS_FOR_MONEY.has(verb))));
  if (words.some((word) => HANDLES.has(word)) && moves && Object.values(params).includes('amount')) return 'pay';
  const changes = effect === 'create' || effect === 'update' || effect === 'delete';
  if (changes && words.some((word) => /^(?:password|passphrase|credential|secret|apikey|token)s?$/u.test(word))) return 'credential';
  // A user who is made with groups or roles is given what they may do.
  if (changes && words.some((word) => MEMBERS.test(word)) && Object.keys(params).some((name) => RIGHTS.test(name))) return 'grant';
  // Who is added to a channel or group may read what is in it.
  if (changes && words.some((word) => MEMBERS.test(word)) && words.some((word) => GROUPS.test(word))) return 'grant';
  if (changes && words.some((word) => /^(?:permission|role|privilege|access|acl|policy)s?$/u.test(word))) return 'grant';
  return effect;
}

/** Words of a description that come before what the tool does. */
const PREFACE = new Set(
  'use uses used utilize employ deploy allow allows enable enables help helps designed provide provides a an the tool this that which securely'.split(
    ' ',
  ),
);
const MOST_WORDS = 40;

function effectOfDescription(said: string, params: KnownTool['params']): Read | null {
  const words = said
    .toLowerCase()
    .split(/[^\p{L}]+/u, MOST_WORDS)
    .filter((word) => word !== '');
  if (/^returns?$/u.test(words[0] ?? '')) return { effect: 'read', certainty: CERTAINTY.described };
  for (const [i, word] of words.entries()) {
    const before = words[i - 1] ?? '';
    const stands = i === 0 || /^(?:to|for|that|and|by|of)$/u.test(before) || PREFACE.has(before) || before.endsWith('ly');
    if (!stands || PREFACE.has(word)) continue;
    const effect = gravest(
      before === 'to' || i === 0 ? effectsNamed(word) : word.endsWith('ing') ? effectsNamed(word) : effectsAsked(word),
    );
    if (effect !== undefined) return { effect: refined(effect, { words: words.slice(i, i + 5), params }), certainty: CERTAINTY.described };
  }
  return null;
}

/** Annotations are the server's own word: they make an effect graver, and are believed alone only where nothing else speaks. */
function hinted(named: Read | null, hints: ToolDefinition['annotations']): Read {
  if (named === null) {
    if (hints?.destructive_hint === true) return { effect: 'delete', certainty: CERTAINTY.hinted };
    if (hints?.read_only_hint === true) return { effect: 'read', certainty: CERTAINTY.hinted };
    return { effect: 'unknown', certainty: 0 };
  }
  const reads = named.effect === 'read' || named.effect === 'search';
  if (reads && hints?.destructive_hint === true && hints.read_only_hint !== true) return { effect: 'update', certainty: CERTAINTY.hinted };
  return named;
}

const ANYBODY =
  /\b(?:web ?pages?|web ?sites?|web|urls?|internet|http|browse[rd]?|browsing|html|articles?|news|feeds?|files?|documents?|attachments?|pdfs?|ocr|transcripts?)\b/iu;

/** Pages, files and documents are whatever somebody wrote; of other tools, the fields are the system's, the running text is not. */
function trustOf({
  name,
  said,
  annotations,
}: { readonly name: string; readonly said: string } & Pick<ToolDefinition, 'annotations'>): KnownTool['output']['trust'] {
  if (annotations?.open_world_hint === true) return 'untrusted';
  const [sentence = ''] = said.split(/[.\n]/u);
  return ANYBODY.test(wordsOfName(name).join(' ')) || ANYBODY.test(sentence) ? 'untrusted' : 'fields';
}
