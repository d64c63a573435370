import type { DemonstrationSecret } from './demonstration.js';
import { noSuchPerson, refuse } from './enrol.js';
import type { Enrolling, RecordAct } from './enrol.js';
import type { Joining } from './join.js';
import type { KnownPeople, People, Person } from './people.js';
import type { Presence } from './presence.js';
import type { Reply } from './pages/page.js';
import type { Body } from './read-body.js';
import { CODE_S } from './sign-in.js';
import type { Doors } from './sign-in.js';
import { PROOF_GRANT } from '../local/passphrase.js';
import { LIFETIME_S } from './tokens.js';
import type { Tokens } from './tokens.js';

/** A request to the issuer. */
export interface Call {
  /** Method and path: `POST /token`. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly authorization: string | undefined;
}

/** Answers the routes of one realm; null where there is none. */
export type Routes = (call: Call) => Promise<Reply | null>;

const personToken = async (tokens: Tokens, person: Person): Promise<Reply> => {
  const token = await tokens.sign(person.id, { use: 'person', roles: person.roles });
  return { status: 200, body: { human_token: token, token_type: 'Bearer', expires_in: LIFETIME_S } };
};

/** What the routes of people go by. */
export interface PeopleParts {
  readonly people: KnownPeople;
  readonly presence: Presence;
  readonly joining: Joining;
  readonly tokens: Tokens;
  readonly enrolling: Enrolling;
  /** This person's passphrase unlocks nothing any more. */
  readonly forget: (person: string) => void;
  readonly record: RecordAct;
}

/** Where people set themselves up. */
export const peopleRoutes =
  (parts: PeopleParts): Routes =>
  async (call) =>
    (await openRoutes(parts, call)) ?? routesOfPeople(parts, call);

/** What proves who somebody is by itself, or is no secret. */
const openRoutes = async (
  { people, presence, joining, tokens, enrolling }: PeopleParts,
  { route, query, body }: Call,
): Promise<Reply | null> => {
  // Whom a command asks where nobody is named.
  if (route === 'GET /owner') return { status: 200, body: { owner: people.owner()?.id ?? null } };
  if (route === 'GET /join') return joining.show(query);
  if (route === 'POST /join') return joining.join(body);
  if (route === 'POST /passkeys') return joining.addPasskey(body);
  if (route === 'POST /proofs') return { status: 200, body: presence.proofChallenge(String(body['person'])) };
  if (route !== 'POST /token') return null;
  if (body['grant_type'] !== PROOF_GRANT) return enrolling.tokens(body);
  const proven = await presence.byProof({ person: String(body['person']), nonce: String(body['nonce']), proof: String(body['proof']) });
  return typeof proven === 'string' ? refuse(401, proven) : personToken(tokens, proven);
};

/** What takes a token that was given to somebody who was there. */
const routesOfPeople = async (
  { people, joining, tokens, enrolling, forget, record }: PeopleParts,
  { route, body, authorization }: Call,
): Promise<Reply | null> => {
  const by = await tokens.read(authorization);
  if (by === null) return refuse(401, 'this takes the token of a person who is there');
  if (route === 'POST /enrolments') return enrolling.enrol(body, by);
  if (route === 'POST /enrolments/revoke') return enrolling.revoke(body, by);
  if (route === 'GET /people') return { status: 200, body: { people: people.all() } };
  if (!by.roles.includes('administrator')) return refuse(403, `\`${by.id}\` is no administrator`);
  if (route === 'POST /invitations') {
    const invited = await joining.invite(body['roles'], by);
    return typeof invited === 'string' ? refuse(400, invited) : { status: 201, body: invited };
  }
  if (route !== 'POST /people/remove') return null;
  const id = String(body['person']);
  if (people.find(id) === null) return noSuchPerson(people);
  if (id === by.id) return refuse(400, 'nobody removes themselves: another administrator does');
  await record({ event: 'remove_person', by, detail: { person: id } });
  forget(id);
  return { status: 200, body: { removed: people.remove(id) } };
};

/** In a demonstration its secret is everybody's presence. */
export const demonstrationRoutes =
  ({
    people,
    secret,
    tokens,
    enrolling,
    doors,
  }: {
    readonly people: People;
    readonly secret: DemonstrationSecret;
    readonly tokens: Tokens;
    readonly enrolling: Enrolling;
    readonly doors: Doors;
  }): Routes =>
  async ({ route, body, authorization }) => {
    if (route === 'POST /token' && body['person'] === undefined) return enrolling.tokens(body);
    if (!secret.matches(authorization)) return refuse(401, 'this takes the secret of the demonstration');
    if (route === 'POST /enrolments') return enrolling.enrol(body, ANYBODY);
    if (route === 'POST /enrolments/revoke') return enrolling.revoke(body, ANYBODY);
    const person = people.find(String(body['person']));
    if (person === null) return noSuchPerson(people);
    if (route === 'POST /token') return personToken(tokens, person);
    if (route === 'POST /sign-in-codes') return { status: 201, body: { code: doors.codes.put(person), expires_in: CODE_S } };
    return null;
  };

const ANYBODY: Person = { id: 'alice', roles: ['administrator'] };
