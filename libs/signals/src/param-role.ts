import type { ParamRole } from '@writ/aarm';
import { wordsOfName } from './lineage/words.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** The words of a parameter's name that tell what it is for; the first list that has one wins. */
const NAMES: readonly (readonly [ParamRole, ReadonlySet<string>])[] = [
  ['credential', set('password passwd passphrase secret token apikey credential credentials otp pin')],
  ['amount', set('amount price total sum quantity qty cost fee budget count units shares')],
  [
    'content',
    set(
      'body content contents text message messages subject title description comment comments note notes summary caption html reason details instructions string str replacement replacements patch diff snippet',
    ),
  ],
  [
    'recipient',
    set(
      'to cc bcc recipient recipients addressee email emails mail participants participant invitees invitee guests guest attendees attendee phone mobile receiver beneficiary payee contact contacts member members',
    ),
  ],
  [
    'destination',
    set(
      'url urls uri link href endpoint host hostname domain domains webhook channel channels bucket remote iban account destination target site webpage website ip server address',
    ),
  ],
  ['path', set('path paths file files filename filepath dir directory folder')],
  ['code', set('command cmd script code sql statement')],
  ['query', set('query q search keyword keywords filter term terms pattern expression element selector locator xpath ref')],
  ['entity', set('id ids name names user users username usernames order orders item items ticket resource key number reference code')],
];
const SHAPES: readonly (readonly [ParamRole, RegExp])[] = [
  ['recipient', /^\s*[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,24}\s*$/iu],
  ['destination', /^\s*(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)\S+\s*$/iu],
  ['destination', /^\s*[A-Z]{2}\d{2}[A-Z0-9 ]{10,40}\s*$/u],
  ['path', /^\s*(?:~|\.{1,2})?\/\S+\s*$/u],
];

/** What a parameter is for, by its name; a schema's format helps where the name says nothing. */
export function paramRole(name: string, schema?: unknown): ParamRole {
  const words = wordsOfName(name);
  if (words.at(-1) === 'id' || words.at(-1) === 'ids') {
    return words.some((word) => word === 'account' || word === 'payee' || word === 'recipient') ? 'destination' : 'entity';
  }
  for (const [role, names] of NAMES) if (words.some((word) => names.has(word))) return role;
  const format = typeof schema === 'object' && schema !== null ? (schema as Readonly<Record<string, unknown>>)['format'] : undefined;
  if (format === 'email') return 'recipient';
  if (format === 'uri' || format === 'hostname') return 'destination';
  return 'other';
}

/** What a value is for where its name says nothing: an address is a recipient, a link a destination. */
export const roleOfValue = (value: string): ParamRole => SHAPES.find(([, shape]) => shape.test(value))?.[0] ?? 'other';
