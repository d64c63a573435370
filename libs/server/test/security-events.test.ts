import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventReader } from '../src/security-events.js';
import type { ReadEvent } from '../src/security-events.js';
import { seconds, startIssuerHost } from './issuer-host.js';
import type { IssuerHost } from './issuer-host.js';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const AUDIENCE = 'https://writ.test';
let idp: IssuerHost;
let other: IssuerHost;
let read: ReadEvent;
beforeAll(async () => {
  [idp, other] = [await startIssuerHost(), await startIssuerHost('https://other.test')];
  const hub = { transmitter: 'https://hub.test', jwksUrl: other.jwksUrl, audience: AUDIENCE };
  read = createEventReader([
    { issuer: idp.issuer, jwksUrl: idp.jwksUrl, tenantId: 'acme', people: 'shared', events: { audience: AUDIENCE } },
    { issuer: 'https://own.test', jwksUrl: idp.jwksUrl, tenantId: 'acme', personClaim: 'employee', events: hub },
    { issuer: 'https://more.test', jwksUrl: idp.jwksUrl, tenantId: 'acme', events: hub },
    { issuer: 'https://silent.test', jwksUrl: idp.jwksUrl, tenantId: 'acme' },
  ]);
});
afterAll(async () => {
  await Promise.all([idp.cutOff(), other.cutOff()]);
});

const about = (sub: string, iss = 'https://idp.test') => ({ format: 'iss_sub', iss, sub });
const revoked = (more: object = {}) => ({ [`${CAEP}session-revoked`]: more });
const event = (change: object = {}, header: object = {}, by = idp): Promise<string> =>
  by.sign(
    {
      ...{ iss: 'https://idp.test', aud: AUDIENCE, iat: seconds(), jti: 'j1', sub_id: about('u-17'), events: revoked() },
      ...change,
    },
    { typ: 'secevent+jwt', ...header },
  );
const fault = async (text: string | Promise<string>): Promise<unknown> => read(await text).catch((error: unknown) => error);

describe('an event', () => {
  it('takes back what was issued until it happened', async () => {
    const happened = seconds() - 100;
    expect(await read(await event({ events: revoked({ event_timestamp: happened }) }))).toEqual({
      ...{ tenant_id: 'acme', issuer: 'https://idp.test', subject: 'u-17', person: 'u-17', reason: 'session-revoked', jti: 'j1' },
      before: new Date(happened * 1000).toISOString(),
    });
    const iat = seconds() - 50;
    const before = new Date(iat * 1000).toISOString();
    const changed = { [`${CAEP}credential-change`]: { credential_type: 'password', change_type: 'update' } };
    expect(await read(await event({ iat, events: changed, aud: ['a', AUDIENCE] }))).toMatchObject({ reason: 'credential-change', before });
  });

  it.each<[string, object, object]>([
    ['as itself', { format: 'opaque', id: 'u-18' }, { subject: 'u-18', person: 'u-18' }],
    ['among others', { format: 'complex', user: about('u-19'), device: { format: 'opaque', id: 'd' } }, { subject: 'u-19' }],
  ])('names its subject %s', async (_, sub_id, expected) => {
    expect(await read(await event({ sub_id }))).toMatchObject(expected);
  });

  it('may come from somebody who speaks for several issuers, and says of which', async () => {
    const from = { iss: 'https://hub.test' };
    const own = await event({ ...from, sub_id: about('u-17', 'https://own.test') }, {}, other);
    expect(await read(own)).toMatchObject({ issuer: 'https://own.test', subject: 'u-17', person: null });
    const more = await event({ ...from, sub_id: about('u-17', 'https://more.test') }, {}, other);
    expect(await read(more)).toMatchObject({ issuer: 'https://more.test', person: 'https://more.test#u-17' });
    expect(await fault(event({ ...from, sub_id: { format: 'opaque', id: 'u-17' } }, {}, other))).toMatchObject({
      fault: 'invalid_request',
    });
    expect(await fault(event({ ...from, sub_id: about('u-17') }, {}, other))).toMatchObject({ fault: 'invalid_request' });
  });

  it('that concerns no token changes nothing', async () => {
    const verification = { 'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'x' } };
    expect(await read(await event({ events: verification, sub_id: { format: 'email', email: 'a@b.test' } }))).toBeNull();
  });

  it('is to be sent again where the keys of its sender cannot be fetched', async () => {
    const away = await startIssuerHost();
    const { issuer, jwksUrl } = away;
    const unable = createEventReader([{ issuer, jwksUrl, tenantId: 'acme', events: { audience: AUDIENCE } }]);
    const sent = await event({}, {}, away);
    await away.cutOff();
    expect(await unable(sent).catch((error: unknown) => error)).toMatchObject({ code: 'not_ready' });
  });

  it.each<[string, string, () => Promise<string>]>([
    ['is no token', 'invalid_request', async () => Promise.resolve('{}')],
    ['is of another type', 'invalid_request', async () => event({}, { typ: 'JWT' })],
    ['names its own key', 'invalid_request', async () => event({}, { jwk: {} })],
    ['is far too long', 'invalid_request', async () => event({ txn: 'x'.repeat(9000) })],
    ['has no id', 'invalid_request', async () => event({ jti: undefined })],
    ['has an id with a space', 'invalid_request', async () => event({ jti: 'a b' })],
    ['has no time', 'invalid_request', async () => event({ iat: undefined })],
    ['is more than a day old', 'invalid_request', async () => event({ iat: seconds() - 90_000 })],
    ['is of the future', 'invalid_request', async () => event({ iat: seconds() + 3600 })],
    ['happened in the future', 'invalid_request', async () => event({ events: revoked({ event_timestamp: seconds() + 3600 }) })],
    ['happened in milliseconds', 'invalid_request', async () => event({ events: revoked({ event_timestamp: Date.now() }) })],
    ['happened in text', 'invalid_request', async () => event({ events: revoked({ event_timestamp: '1' }) })],
    ['tells nothing', 'invalid_request', async () => event({ events: {} })],
    ['names nobody', 'invalid_request', async () => event({ sub_id: undefined })],
    ['names somebody by an address', 'invalid_request', async () => event({ sub_id: { format: 'email', email: 'a@b.test' } })],
    ['is about a device alone', 'invalid_request', async () => event({ sub_id: { format: 'complex', device: about('d') } })],
    ['is about the subject of another issuer', 'invalid_request', async () => event({ sub_id: about('u-17', 'https://own.test') })],
    ['is for another service', 'invalid_audience', async () => event({ aud: 'https://other-service.test' })],
    ['is for nobody', 'invalid_request', async () => event({ aud: undefined })],
    ['is from nobody who may', 'invalid_issuer', async () => event({ iss: 'https://silent.test' })],
    ['is signed by another issuer', 'invalid_key', async () => event({}, {}, other)],
    [
      'is signed by the issuer in the name of another',
      'invalid_key',
      async () => event({ iss: 'https://hub.test', sub_id: about('u', 'https://own.test') }),
    ],
    ['is signed by nobody', 'invalid_key', async () => (await event()).replace(/[^.]+$/u, 'AAAA')],
    ['was changed', 'invalid_key', async () => altered(await event())],
  ])('is not taken that %s', async (_, expected, given) => {
    expect(await fault(given())).toMatchObject({ fault: expected });
  });
});

const altered = (text: string): string => {
  const [header = '', payload = '', signature = ''] = text.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, Buffer.from(JSON.stringify({ ...claims, jti: 'j2' })).toString('base64url'), signature].join('.');
};
