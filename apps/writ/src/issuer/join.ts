import { ROLES } from '@writ/contract';
import type { Role } from '@writ/contract';
import { faultInPassphrase } from '../local/passphrase.js';
import { OWNER_ROLES, faultInName } from './people.js';
import type { RecordAct } from './enrol.js';
import type { KnownPeople, Person } from './people.js';
import type { Presence } from './presence.js';
import { joinPage, joinedPage } from './pages/join-page.js';
import { wrongPage } from './pages/page.js';
import type { Reply } from './pages/page.js';
import { openSingleUse } from './single-use.js';

const INVITATION_MS = 3_600_000;

type Body = Readonly<Record<string, unknown>>;

/** What an invitation makes of whoever uses it. */
interface Invitation {
  readonly owner: boolean;
  readonly roles: readonly string[];
  /** Who invited; nobody, where it is the owner. */
  readonly by: string | null;
}

/** How people become known here: each by a link that works once. */
export interface Joining {
  /** A link that sets the owner up; null where there is one. */
  ownerLink(): string | null;
  /** A link for one more person with these roles, or what is wrong with the roles. */
  invite(roles: unknown, by: Person): Promise<{ readonly url: string } | string>;
  show(query: URLSearchParams): Reply;
  join(body: Body): Promise<Reply>;
  addPasskey(body: Body): Promise<Reply>;
}

export interface JoiningOptions {
  readonly people: KnownPeople;
  readonly presence: Presence;
  readonly origin: () => string;
  /** What the owner is probably called. */
  readonly ownerName: string;
  readonly consoleUrl: () => string | null;
  /** Puts the keys of the service behind the owner's passphrase. */
  readonly lock: (person: string, passphrase: string) => Promise<void>;
  readonly record: RecordAct;
  /** Tells whoever looks after the service. */
  readonly note: (line: string) => void;
}

export const createJoining = (options: JoiningOptions): Joining => {
  const { people } = options;
  const invitations = openSingleUse<Invitation>(INVITATION_MS);
  const addPerson = addingTo(options);
  const linkOf = (invitation: Invitation): string => `${options.origin()}/join?invitation=${invitations.put(invitation)}`;
  const find = (code: string): Invitation | null => stillGood(invitations.look(code), people);
  return {
    ownerLink: () => (people.owner() === null ? linkOf({ owner: true, roles: OWNER_ROLES, by: null }) : null),
    invite: async (given, by) => {
      const roles = rolesIn(given);
      if (typeof roles === 'string') return roles;
      await options.record({ event: 'invite_person', by, detail: { roles: [...roles] } });
      return { url: linkOf({ owner: false, roles, by: by.id }) };
    },
    show: (query) => {
      const code = query.get('invitation') ?? '';
      const found = find(code);
      return found === null
        ? noInvitation()
        : joinPage({ invitation: code, ...found, name: found.owner ? options.ownerName : '', wrong: null });
    },
    join: async (body) => {
      const { code, person, passphrase, again } = formIn(body);
      const invitation = find(code);
      if (invitation === null) return noInvitation();
      const wrong = faultIn({ person, passphrase, again }, people);
      if (wrong !== null) return joinPage({ invitation: code, ...invitation, name: person, wrong });
      // Used up before the first wait: of two who use it at once, one is let in.
      invitations.take(code);
      return (await addPerson({ id: person, roles: invitation.roles }, { passphrase, by: invitation.by }))
        ? welcome(options, person, { wrong: null, done: false })
        : noInvitation();
    },
    addPasskey: async (body) => {
      const added = await options.presence.addPasskey(body['credential']);
      if (!('wrong' in added)) return welcome(options, added.id, { wrong: null, done: true });
      if (added.person === null) return wrongPage(added.wrong, 'Sign in to the console with your passphrase.');
      return welcome(options, added.person.id, { wrong: added.wrong, done: false });
    },
  };
};

/** Two links for the owner may have been printed: the first that is used is the one. */
const stillGood = (found: Invitation | null, people: KnownPeople): Invitation | null =>
  found?.owner === true && people.owner() !== null ? null : found;

/** What was typed; nothing where a field is missing. */
const formIn = (body: Body): { readonly code: string; readonly person: string; readonly passphrase: string; readonly again: string } => {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  return { code: text('invitation'), person: text('person').trim(), passphrase: text('passphrase'), again: text('again') };
};

type Add = (person: Person, given: { readonly passphrase: string; readonly by: string | null }) => Promise<boolean>;

/** Makes somebody known; false where somebody else has the name, or is being given it: nothing is written of them then. */
const addingTo = (options: JoiningOptions): Add => {
  const begun = new Set<string>();
  return async (person, given) => {
    if (begun.has(person.id)) return false;
    begun.add(person.id);
    try {
      return await add(options, person, given);
    } finally {
      begun.delete(person.id);
    }
  };
};

const add = async (
  { people, lock, record, note }: JoiningOptions,
  person: Person,
  { passphrase, by }: Parameters<Add>[1],
): Promise<boolean> => {
  // The keys first: a stop in between leaves a service that this passphrase opens, and that has no owner yet.
  if (person.roles.includes('administrator')) await lock(person.id, passphrase);
  await record({ event: 'add_person', by: person, detail: { person: person.id, roles: [...person.roles], invited_by: by } });
  const added = await people.add(person, passphrase);
  if (added) note(`\`${person.id}\` joined as ${person.roles.join(', ')}`);
  return added;
};

const welcome = (
  { people, presence, consoleUrl }: JoiningOptions,
  person: string,
  { wrong, done }: { readonly wrong: string | null; readonly done: boolean },
): Reply => {
  const passkeyOptions = done ? null : presence.creationOptions(person);
  return joinedPage({ person, owner: people.owner()?.id === person, wrong, passkeyOptions, consoleUrl: consoleUrl() });
};

const noInvitation = (): Reply =>
  wrongPage('This link was used, or is too old', 'Ask for a new one: `npx writ people invite`, and for the owner the next start of Writ.');

const faultIn = (
  { person, passphrase, again }: { readonly person: string; readonly passphrase: string; readonly again: string },
  people: KnownPeople,
): string | null => {
  const name = faultInName(person);
  if (name !== null) return `The name will not do: ${name}.`;
  if (people.isTaken(person)) return `Somebody has the name \`${person}\`, or had it: choose another.`;
  if (passphrase !== again) return 'The passphrases differ: type the same twice.';
  const fault = faultInPassphrase(passphrase);
  return fault === null ? null : `The passphrase will not do: ${fault}.`;
};

const rolesIn = (given: unknown): readonly Role[] | string => {
  const there = `there are ${ROLES.join(', ')}`;
  if (!Array.isArray(given) || given.length === 0) return `\`roles\` is no list of roles; ${there}`;
  const roles = ROLES.filter((role) => given.includes(role));
  return roles.length === given.length ? roles : `\`roles\` names something else than roles; ${there}`;
};
