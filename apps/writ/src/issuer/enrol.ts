import { randomBytes } from 'node:crypto';
import type { AdministrationEvent, Json, JsonObject, PolicyActor } from '@writ/aarm';
import type { Enrolments as PepEnrolments } from '@writ/engine';
import { jwkThumbprint, readPublicKey } from '@writ/receipt';
import type { Enrolment, Enrolments } from './enrolments.js';
import { hashSecret, newSecret } from './enrolments.js';
import type { People, Person } from './people.js';
import type { Reply } from './pages/page.js';
import { LIFETIME_S } from './tokens.js';
import type { Claims, Tokens } from './tokens.js';

type Body = Readonly<Record<string, unknown>>;

/** Makes enforcement points known, and gives those that are their tokens. */
export interface Enrolling {
  /** `by` enrols a host for themselves; an administrator for anybody. */
  enrol(body: Body, by: Person): Promise<Reply>;
  /** Whoever it acts for ends it, or an administrator. */
  revoke(body: Body, by: Person): Promise<Reply>;
  /** A delegated token and that of the agent: never one of a person. */
  tokens(body: Body): Promise<Reply>;
}

export interface EnrollingOptions {
  readonly enrolments: Enrolments;
  readonly people: People;
  readonly tokens: Tokens;
  readonly tenant: string;
  readonly tokenUrl: () => string;
  /** The enforcement points of the service: each with the signed event that makes it one. */
  readonly peps: Pick<PepEnrolments, 'enrol' | 'revoke'>;
  readonly record: RecordAct;
}

/** Leaves a signed receipt of who became known, or no longer is. It comes before what it tells of: nobody is let in without one. */
export type RecordAct = (act: { readonly event: AdministrationEvent; readonly by: Person; readonly detail: JsonObject }) => Promise<void>;

export const refuse = (status: number, detail: string): Reply => ({ status, body: { error: 'refused', detail } });

export const noSuchPerson = (people: People, status = 404): Reply => {
  const names = people.all().map(({ id }) => `\`${id}\``);
  return refuse(status, `there is no such person; there are ${names.join(', ')}`);
};

const actorOf = ({ id, roles }: Person): PolicyActor => ({ id, roles, service: false });

const mayFor = (by: Person, human: string | null): boolean => by.id === human || by.roles.includes('administrator');

export const createEnrolling = (options: EnrollingOptions): Enrolling => ({
  enrol: (body, by) => enrol(options, body, by),
  /** The credential ends first: a crash after it leaves an enrolment that gets tokens which nothing can be asked with. */
  revoke: async (body, by) => {
    const pepId = String(body['pep_id']);
    if (!mayFor(by, options.enrolments.humanOf(pepId)))
      return refuse(403, `\`${by.id}\` may not end this enrolment: it is of somebody else`);
    await options.peps.revoke(actorOf(by), { tenant_id: options.tenant, pep_id: pepId });
    return { status: 200, body: { revoked: options.enrolments.remove(pepId) } };
  },
  tokens: (body) => tokensFor(options, body),
});

const enrol = async (options: EnrollingOptions, { host, human, jwk }: Body, by: Person): Promise<Reply> => {
  const { people, tenant } = options;
  if (host !== 'claude-code') return refuse(400, 'the host is not one that can be connected; use `claude-code`');
  const person = people.find(typeof human === 'string' ? human : by.id);
  if (person === null) return noSuchPerson(people, 400);
  if (!mayFor(by, person.id))
    return refuse(403, `\`${by.id}\` connects no agent of \`${person.id}\`: they do it themselves, or an administrator`);
  const key = jwk === undefined ? {} : instanceKey(jwk);
  if (key === null)
    return refuse(400, '`jwk` is not the public key of an instance: send `kty` `EC`, `crv` `P-256`, `x` and `y`, and no secret');
  const [secret, refresh] = [newSecret(), newSecret()];
  const pepId = `pep_${randomBytes(9).toString('hex')}`;
  const identity = { agent_id: `agent:${host}`, agent_instance: `${host}:${randomBytes(6).toString('hex')}`, host };
  const pep = { tenant_id: tenant, pep_id: pepId, secret_hash: hashSecret(secret), ...identity };
  await options.peps.enrol(actorOf(by), pep, { human: person.id, ...key });
  options.enrolments.add({ pep_id: pepId, secret_hash: hashSecret(refresh), human: person.id, ...identity, ...key });
  const credential = `writ_pep.${tenant}.${pepId}.${secret}`;
  return { status: 201, body: { pep_id: pepId, credential, refresh_secret: refresh, token_url: options.tokenUrl(), ...identity } };
};

/** The thumbprint of the key that an instance made for itself; null where what it sent is no such key, or is more. */
function instanceKey(jwk: unknown): { readonly jkt: string } | null {
  const key = readPublicKey(jwk as Json);
  return key === null ? null : { jkt: jwkThumbprint(key) };
}

const boundTo = ({ jkt }: Pick<Enrolment, 'jkt'>): Pick<Claims, 'cnf'> => (jkt === undefined ? {} : { cnf: { jkt } });

const tokensFor = async ({ enrolments, people, tokens }: EnrollingOptions, body: Body): Promise<Reply> => {
  const enrolment = enrolments.find(String(body['client_id']), String(body['client_secret']));
  const person = enrolment === null ? null : people.find(enrolment.human);
  // Nobody acts for somebody who was removed.
  if (body['grant_type'] !== 'client_credentials' || enrolment === null || person === null) return refuse(401, 'no such enrolment');
  const [human, agent] = await Promise.all([
    tokens.sign(person.id, { use: 'delegated', roles: person.roles }),
    tokens.sign(enrolment.agent_id, { use: 'agent', roles: ['agent'], instance: enrolment.agent_instance, ...boundTo(enrolment) }),
  ]);
  return { status: 200, body: { human_token: human, agent_token: agent, token_type: 'Bearer', expires_in: LIFETIME_S } };
};
