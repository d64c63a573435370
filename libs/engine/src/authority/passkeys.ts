import { ProblemError } from '@writ/aarm';
import type { AddPasskey, Assertion, PasskeyRecord, PersonCaller, PasskeySignature, RelyingParty, RemovePasskey } from '@writ/aarm';
import { GENESIS, canonicalize, presenceChallenge, sha256 } from '@writ/receipt';
import { controlSessionId } from './control-session.js';
import type { PolicyControl, PolicyStore } from './policies.js';
import type { PresenceVerifier } from './presence-verifier.js';
import { presenceUnavailable } from './presence.js';
import type { PasskeyUse, Store } from '../journal/ports.js';

/** Passkeys that a person may have at a time. */
const MOST_PASSKEYS = 16;

/** A proof that holds, and what it does to the counter of its passkey. */
export interface Proven {
  readonly proof: PasskeySignature;
  readonly use: PasskeyUse;
}

/** What a browser is asked to do. */
export interface Ceremony extends RelyingParty {
  readonly challenge: string;
  /** Passkeys of the person that stand. */
  readonly credentials: readonly string[];
}

/** The passkeys of people: who was there is proven by them. */
export interface Passkeys {
  /** Where they are used; null where this installation has no such place. */
  readonly place: RelyingParty | null;
  /** Checks that a person signed a challenge with a passkey of theirs that stands; rejects with `presence_refused`. */
  prove(asked: {
    readonly tenant_id: string;
    readonly person: string;
    readonly challenge: string;
    readonly presence: Assertion;
  }): Promise<Proven>;
  /** All of a person, those that were removed too. Of others only an operator or auditor sees them. */
  list(caller: PersonCaller, person?: string): Promise<readonly PasskeyRecord[]>;
  /** What a browser needs to make a passkey; or, with the id of one, to sign its removal. Good until anything else is recorded. */
  begin(caller: PersonCaller, credentialId?: string): Promise<Ceremony>;
  add(caller: PersonCaller, request: AddPasskey): Promise<PasskeyRecord>;
  remove(caller: PersonCaller, request: RemovePasskey): Promise<PasskeyRecord>;
}

/** What the passkeys of people are kept in and checked by. */
export interface PasskeysOptions {
  readonly store: Pick<Store, 'session'>;
  readonly policies: Pick<PolicyStore, 'passkey' | 'passkeys'>;
  readonly control: Pick<PolicyControl, 'addPasskey' | 'ledger' | 'removePasskey'>;
  /** Null where no place is configured: then nothing is proven, and nothing can be added. */
  readonly verifier: PresenceVerifier | null;
}

/** The passkeys that a store holds. */
export function openPasskeys(options: PasskeysOptions): Passkeys {
  const { policies, verifier } = options;
  return {
    place: verifier === null ? null : { origin: verifier.origin, rp_id: verifier.rp_id },
    prove: async (asked) => prove(options, asked),
    list: async (caller, person = caller.id) => {
      requireSight(caller, person);
      return available(policies.passkeys(caller.tenant_id, person));
    },
    begin: async (caller, credentialId) => {
      const { origin, rp_id } = verifier ?? none();
      const about = await aboutOf(options, caller, credentialId);
      const credentials = (await standingOf(options, caller)).map(({ credential_id }) => credential_id);
      return { origin, rp_id, challenge: challengeOf(about), credentials };
    },
    add: async (caller, request) => add(options, caller, request),
    remove: async (caller, request) => remove(options, caller, request),
  };
}

const none = (): never => {
  throw presenceUnavailable();
};

async function prove(
  { policies, control, verifier }: PasskeysOptions,
  { tenant_id, person, challenge, presence }: Parameters<Passkeys['prove']>[0],
): Promise<Proven> {
  if (verifier === null) throw presenceUnavailable();
  const passkey = await available(policies.passkey(tenant_id, presence.id));
  if (passkey === null) throw refused(`there is no passkey \`${presence.id}\`: use one that you added here`);
  if (passkey.person !== person) throw refused(`\`${presence.id}\` is a passkey of somebody else: use one of your own`);
  if (passkey.removed_at !== null) throw refused(`the passkey \`${presence.id}\` was removed: use one that stands`);
  const signed = (await available(control.ledger(tenant_id))).passkeys.get(passkey.credential_id);
  // INVARIANT: a passkey counts only as the signed event added it.
  if (signed?.['person'] !== person || signed['public_key'] !== passkey.public_key)
    throw refused(`no signed event added the passkey \`${presence.id}\` of \`${person}\`: an operator must look at it`);
  const { proof, counter } = await verifier.assertion(presence, { passkey, challenge });
  return { proof, use: { credential_id: passkey.credential_id, from: passkey.counter, to: counter } };
}

const refused = (detail: string): ProblemError => new ProblemError('presence_refused', { detail, field: 'presence' });

/** The first passkey of a person rests on their sign-in alone; each one after it, on one that they have. */
async function add(options: PasskeysOptions, caller: PersonCaller, request: AddPasskey): Promise<PasskeyRecord> {
  const { verifier, control } = options;
  if (verifier === null) throw presenceUnavailable();
  const about = await aboutOf(options, caller);
  const standing = await standingOf(options, caller);
  if (standing.length >= MOST_PASSKEYS)
    throw refused(`\`${caller.id}\` has \`${MOST_PASSKEYS.toString()}\` passkeys already: remove one first`);
  const made = await verifier.attestation(request.attestation, challengeOf(about));
  const confirmed = standing.length === 0 ? null : await confirmation(options, caller, { about, presence: request.presence });
  return control.addPasskey({ ...requestedBy(caller), passkey: { ...made, label: request.label }, confirmed, after: about.after });
}

/** People remove their own with one of their own; for whoever lost all of theirs, an operator does it. */
async function remove(options: PasskeysOptions, caller: PersonCaller, request: RemovePasskey): Promise<PasskeyRecord> {
  const { credential_id, person = caller.id, reason } = request;
  const own = person === caller.id;
  if (!own && !caller.roles.includes('operator'))
    throw new ProblemError('forbidden_caller', {
      detail: `\`${caller.id}\` may not remove a passkey of \`${person}\`: it takes the role \`operator\``,
    });
  const about = await aboutOf(options, caller, credential_id);
  const confirmed = own ? await confirmation(options, caller, { about, presence: request.presence }) : null;
  return options.control.removePasskey({ ...requestedBy(caller), person, credential_id, reason, confirmed, after: about.after });
}

async function confirmation(
  options: PasskeysOptions,
  { tenant_id, id }: PersonCaller,
  { about, presence }: { readonly about: About; readonly presence: Assertion | undefined },
): Promise<Proven> {
  if (presence !== undefined) return prove(options, { tenant_id, person: id, challenge: challengeOf(about), presence });
  throw new ProblemError('presence_required', {
    detail: `\`${id}\` has passkeys already: sign with one of them, or ask an operator to remove those that are lost`,
    field: 'presence',
  });
}

/** What a person signs when their passkeys change. Whatever is recorded for the tenant makes it another. */
interface About {
  readonly event: 'add_passkey' | 'remove_passkey';
  readonly tenant: string;
  readonly person: string;
  readonly credential_id: string | null;
  readonly after: string;
}

async function aboutOf({ store }: PasskeysOptions, { tenant_id, id }: PersonCaller, credentialId?: string): Promise<About> {
  const session = await available(store.session(tenant_id, controlSessionId(tenant_id)));
  const after = session?.head.receipt_hash ?? GENESIS;
  const event = credentialId === undefined ? 'add_passkey' : 'remove_passkey';
  return { event, tenant: tenant_id, person: id, credential_id: credentialId ?? null, after };
}

const challengeOf = (about: About): string => presenceChallenge(sha256(canonicalize({ ...about })));

const standingOf = async ({ policies }: PasskeysOptions, { tenant_id, id }: PersonCaller): Promise<readonly PasskeyRecord[]> =>
  (await available(policies.passkeys(tenant_id, id))).filter(({ removed_at }) => removed_at === null);

const requestedBy = ({ tenant_id, id, roles }: PersonCaller) => ({ tenant_id, by: { id, roles, service: false } });

function requireSight({ id, roles }: PersonCaller, person: string): void {
  if (id === person || roles.includes('operator') || roles.includes('auditor')) return;
  throw new ProblemError('forbidden_caller', {
    detail: `\`${id}\` may not see the passkeys of \`${person}\`: it takes the role \`operator\` or \`auditor\``,
  });
}

/** What cannot be read leaves everything as it is. */
async function available<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (cause) {
    throw new ProblemError('not_ready', { detail: 'the passkeys cannot be read right now: try again' }, { cause });
  }
}

/** For engines that stand alone: nobody has a passkey, and nothing is proven. */
export const noPasskeys: Passkeys = {
  place: null,
  prove: async () => Promise.reject(presenceUnavailable()),
  list: async () => Promise.resolve([]),
  begin: async () => Promise.reject(presenceUnavailable()),
  add: async () => Promise.reject(presenceUnavailable()),
  remove: async () => Promise.reject(presenceUnavailable()),
};
