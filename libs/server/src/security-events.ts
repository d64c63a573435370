import { jwtVerify } from 'jose';
import type { TokenRevocation } from '@writ/aarm';
import { ProblemError, nameSchema } from '@writ/aarm';
import { z } from 'zod';
import type { EventTransmitter, Issuer } from './issuer.js';
import { createKeySet } from './key-set.js';
import type { KeySet } from './key-set.js';
import { personNames } from './person-names.js';
import { TokenError, readForm } from './token-form.js';
import { ALGORITHMS, SKEW_S } from './token-rules.js';

/** RFC 8935 §2.4: why an event is not taken, in words that its sender knows. */
export type EventFault = 'invalid_request' | 'invalid_key' | 'invalid_issuer' | 'invalid_audience';

/** An event that is not taken. */
export class EventError extends Error {
  readonly fault: EventFault;

  constructor(fault: EventFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** What an event takes back; null where it says nothing that concerns tokens. */
export type ReadEvent = (text: string) => Promise<Omit<TokenRevocation, 'at'> | null>;

const LONGEST = 8192;
const TYPES = ['secevent+jwt'];
/** No older event is taken: no token lives longer than a day. */
const OLDEST_S = 86_400;
const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
/** What ends the authority that a token was given out on. Other events are taken, and change nothing. */
const REVOKING: ReadonlyMap<string, string> = new Map(['session-revoked', 'credential-change'].map((kind) => [`${CAEP}${kind}`, kind]));

const NAME = nameSchema(512);
/** Subject identifiers (RFC 9493) that name somebody as a token does. */
const SimpleSubject = z.union([
  z.strictObject({ format: z.literal('iss_sub'), iss: NAME, sub: NAME }),
  z.strictObject({ format: z.literal('opaque'), id: NAME }),
]);
const SubjectSchema = z.union([SimpleSubject, z.looseObject({ format: z.literal('complex'), user: SimpleSubject })]);
const EventSchema = z.looseObject({ event_timestamp: z.number().positive().max(1e11).optional() });
const SetSchema = z.looseObject({
  iss: NAME,
  aud: z.union([NAME, z.array(NAME).max(64)]),
  iat: z.int(),
  jti: z.string().regex(/^[\x21-\x7e]{1,256}$/u),
  sub_id: z.unknown(),
  events: z.record(z.string(), z.looseObject({})).refine((events) => Object.keys(events).length > 0, 'at least one event'),
});
type Claims = z.infer<typeof SetSchema>;

/** Who may send events about an issuer's subjects, and how these are called here. */
interface Sender {
  readonly transmitter: string;
  readonly audience: string;
  readonly issuer: Issuer;
  readonly keys: KeySet;
  /** Null where the subject of a token does not tell who the person is. */
  readonly nameOf: (subject: string) => string | null;
}

/**
 * Reads security events (RFC 8417) of the transmitters that are configured: signed by their keys, for this service, not old.
 *
 * @throws EventError where one is not taken
 */
export function createEventReader(issuers: readonly Issuer[]): ReadEvent {
  const senders = issuers.flatMap((issuer) => (issuer.events === undefined ? [] : [senderOf(issuer, issuer.events, issuers)]));
  return async (text) => {
    const said = readClaims(text);
    const sender = senderFor(senders, said);
    await verify(text, sender);
    return revocationIn(said, sender);
  };
}

function senderOf(issuer: Issuer, events: EventTransmitter, issuers: readonly Issuer[]): Sender {
  const { transmitter = issuer.issuer, jwksUrl = issuer.jwksUrl, audience } = events;
  const name = personNames(issuer, issuers);
  return {
    ...{ issuer, transmitter, audience },
    keys: createKeySet({ issuer: transmitter, jwksUrl, keys: issuer.keys }),
    nameOf: (subject) => (issuer.personClaim === undefined ? name(subject) : null),
  };
}

/** Nothing of it is proven yet. */
function readClaims(text: string): Claims {
  try {
    const read = SetSchema.safeParse(readForm(text, { types: TYPES, longest: LONGEST }));
    if (read.success) return read.data;
    throw new TokenError(`\`${read.error.issues[0]?.path.join('.') ?? ''}\` is missing or not understood`);
  } catch (cause) {
    throw new EventError('invalid_request', cause instanceof TokenError ? cause.message : 'the event cannot be read', { cause });
  }
}

/** One transmitter may send about the subjects of several issuers: the subject says of which. */
function senderFor(senders: readonly Sender[], { iss, aud, sub_id, events }: Claims): Sender {
  const byIssuer = senders.filter(({ transmitter }) => transmitter === iss);
  if (byIssuer.length === 0) throw new EventError('invalid_issuer', 'nobody of this `iss` is configured to send events');
  const addressed = byIssuer.filter(({ audience }) => [aud].flat().includes(audience));
  if (addressed.length === 0) throw new EventError('invalid_audience', 'the event is not for this service: its `aud` is another');
  const subject = subjectIn(sub_id);
  const about = subject?.format === 'iss_sub' ? addressed.filter(({ issuer }) => issuer.issuer === subject.iss) : addressed;
  const [sender, another] = about;
  if (sender === undefined) throw new EventError('invalid_request', 'the `iss` of its subject is not one that this sender speaks for');
  if (another !== undefined && revokingIn(events) !== undefined)
    throw new EventError('invalid_request', 'its subject may be of several issuers: name it by `iss_sub`');
  return sender;
}

async function verify(text: string, { transmitter, keys }: Sender): Promise<void> {
  const { payload } = await jwtVerify(text, keys.find, { issuer: transmitter, algorithms: ALGORITHMS, clockTolerance: SKEW_S }).catch(
    (cause: unknown) => {
      // Its sender is to send it again: nothing is wrong with it.
      if (cause instanceof TokenError) throw new ProblemError('not_ready', { detail: cause.message }, { cause });
      throw new EventError('invalid_key', 'the signature of the event does not verify', { cause });
    },
  );
  const age = Date.now() / 1000 - (payload.iat ?? 0);
  if (age > OLDEST_S || age < -SKEW_S) throw new EventError('invalid_request', 'the `iat` of the event is too old, or of the future');
}

function revocationIn({ iat, jti, sub_id, events }: Claims, { issuer, nameOf }: Sender): Omit<TokenRevocation, 'at'> | null {
  const revoking = revokingIn(events);
  if (revoking === undefined) return null;
  const [type, event] = revoking;
  const subject = subjectIn(sub_id);
  if (subject === undefined) throw new EventError('invalid_request', '`sub_id` does not say whom the event is about');
  const name = subject.format === 'iss_sub' ? subject.sub : subject.id;
  return {
    ...{ tenant_id: issuer.tenantId, issuer: issuer.issuer, subject: name, person: nameOf(name), reason: REVOKING.get(type) ?? type, jti },
    before: new Date(timeOf(event, iat) * 1000).toISOString(),
  };
}

/** When it happened: tokens of later are not meant. */
function timeOf(event: unknown, iat: number): number {
  const read = EventSchema.safeParse(event);
  const time = read.success ? (read.data.event_timestamp ?? iat) : null;
  if (time !== null && time <= Date.now() / 1000 + SKEW_S) return time;
  throw new EventError('invalid_request', '`event_timestamp` is not a time in seconds, or of the future');
}

const revokingIn = (events: Claims['events']): [string, unknown] | undefined => Object.entries(events).find(([type]) => REVOKING.has(type));

/** Whom an event is about, where it is said in a form that names somebody as a token does. */
function subjectIn(id: unknown): z.infer<typeof SimpleSubject> | undefined {
  const { data } = SubjectSchema.safeParse(id);
  return data?.format === 'complex' ? data.user : data;
}
