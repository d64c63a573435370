import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthenticator } from '../src/authenticator.js';
import type { Authenticator } from '../src/authenticator.js';
import { identify, startIssuerHost } from './issuer-host.js';
import type { IssuerHost } from './issuer-host.js';

const PATH = '/introspect';
let idp: IssuerHost;
let authenticator: Authenticator;
let answer: string;
/** Longer than two checks take on any machine. */
const CACHE_S = 4;
let given: { readonly authorization: string | undefined; readonly form: URLSearchParams }[];
beforeEach(async () => {
  idp = await startIssuerHost();
  answer = '{"active":true}';
  given = [];
  idp.answer(PATH, (request: IncomingMessage, response) => {
    void text(request).then((body) => {
      given.push({ authorization: request.headers.authorization, form: new URLSearchParams(body) });
      response.end(answer);
    });
  });
  const introspection = { url: `${idp.url}${PATH}`, clientId: 'writ', clientSecret: 'a secret: 100%', cacheS: CACHE_S };
  authenticator = createAuthenticator({
    issuers: [{ issuer: idp.issuer, jwksUrl: idp.jwksUrl, tenantId: 'acme', introspection }],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: async () => Promise.resolve(null),
  });
});
afterEach(async () => {
  await idp.cutOff();
});
const proof = async () => ({ human: await idp.token('delegated'), agent: await idp.token('agent') });

describe('introspection', () => {
  it('AARM-119: asks about every token as a client, and believes the answer for a moment', async () => {
    const held = await proof();
    const { verified, requester } = await identify(authenticator, held);
    expect(verified).toBe(true);
    expect(requester.evidence.map(({ revocation }) => revocation)).toEqual(['introspection', 'introspection', 'enrolment read']);
    expect(given.map(({ form }) => form.get('token'))).toEqual([held.human, held.agent]);
    // RFC 6749 §2.3.1: both are encoded as in a form before they are encoded as Basic.
    expect(Buffer.from(given[0]?.authorization?.slice(6) ?? '', 'base64').toString()).toBe('writ:a+secret%3A+100%25');
    answer = '{"active":false}';
    expect((await identify(authenticator, held)).verified).toBe(true);
    expect(given).toHaveLength(2);
    await pause(CACHE_S * 1000 + 50);
    const failure = 'a token is not active any more, by its issuer';
    expect(await identify(authenticator, held)).toMatchObject({ verified: false, failure });
  });

  it.each(['{"active":"true"}', '{"active":1}', '{}', 'null', 'active', '{"active":true}'.repeat(10_000)])(
    'takes no other answer for a yes: %.20s',
    async (other) => {
      answer = other;
      const failure = 'the issuer of a token cannot be asked about it right now';
      expect(await identify(authenticator, await proof())).toMatchObject({ verified: false, failure });
    },
  );

  it('verifies nothing while the issuer does not answer, and does not storm it', async () => {
    idp.answer(PATH, (_, response) => response.writeHead(500).end());
    for (let round = 0; round < 5; round++) expect((await identify(authenticator, await proof())).verified).toBe(false);
    expect(idp.asked.filter((path) => path === PATH)).toHaveLength(1);
  });
});
