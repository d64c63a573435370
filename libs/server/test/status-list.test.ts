import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { deflateSync, inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAuthenticator } from '../src/authenticator.js';
import type { Authenticator } from '../src/authenticator.js';
import { statusAt } from '../src/status-list.js';
import type { StatusList } from '../src/status-list.js';
import { identify, seconds, startIssuerHost } from './issuer-host.js';
import type { IssuerHost } from './issuer-host.js';
import { pack, publish } from './status.js';

const PATH = '/lists/1';
let idp: IssuerHost;
let authenticator: Authenticator;
beforeEach(async () => {
  idp = await startIssuerHost();
  authenticator = authenticatorWith({ origins: [idp.url], maxTtlS: 60 });
});
afterEach(async () => {
  await idp.cutOff();
});

const authenticatorWith = (statusLists: { origins: readonly string[]; maxTtlS: number } | undefined): Authenticator =>
  createAuthenticator({
    issuers: [{ issuer: idp.issuer, jwksUrl: idp.jwksUrl, tenantId: 'acme', statusLists }],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: async () => Promise.resolve(null),
  });
const at = (idx: unknown, uri = `${idp.url}${PATH}`) => ({ status_list: { idx, uri } });
const proofWith = async (status: unknown) => ({ human: await idp.token('delegated', { status }), agent: await idp.token('agent') });

describe('the status of a token', () => {
  it('AARM-119: is looked up at every use, and the evidence says so', async () => {
    await publish(idp, PATH, { statuses: [0, 0] });
    const held = await proofWith(at(1));
    const { verified, requester } = await identify(authenticator, held);
    expect(verified).toBe(true);
    expect(requester.evidence).toMatchObject([
      { claim: 'human', revocation: 'status list' },
      { claim: 'agent', revocation: 'expiry only' },
      { claim: 'service' },
    ]);
    expect(requester.evidence[0]?.max_age_s).toBeLessThanOrEqual(1);
    await publish(idp, PATH, { statuses: [0, 1] });
    await pause(1050);
    const failure = 'a token is revoked, by the status list of its issuer';
    expect(await identify(authenticator, held)).toMatchObject({ verified: false, failure });
    expect((await identify(authenticator, await proofWith(at(0)))).verified).toBe(true);
  });

  it('is fetched once for many tokens, and counts no longer than its issuer is there to ask', async () => {
    await publish(idp, PATH, {});
    const proofs = await Promise.all(Array.from({ length: 20 }, async () => proofWith(at(0))));
    const all = await Promise.all(proofs.map(async (each) => identify(authenticator, each)));
    expect(all.every(({ verified }) => verified)).toBe(true);
    expect(idp.asked.filter((path) => path === PATH)).toHaveLength(1);
    await idp.cutOff();
    await pause(1050);
    const failure = 'the status list of a token cannot be had right now';
    expect(await identify(authenticator, await proofWith(at(0)))).toMatchObject({ verified: false, failure });
    await idp.comeBack();
  });

  it.each<[string, number, string]>([
    ['suspended', 2, 'a token is suspended'],
    ['of its own kind', 3, 'a token is of the status `3`'],
  ])('refuses one that is %s', async (_, status, failure) => {
    await publish(idp, PATH, { bits: 2, statuses: [0, status] });
    expect(await identify(authenticator, await proofWith(at(1)))).toMatchObject({
      verified: false,
      failure: expect.stringContaining(failure),
    });
  });

  it.each<[string, () => unknown]>([
    ['at another origin', () => at(0, 'https://evil.test/lists/1')],
    ['with a password', () => at(0, `http://a:b@${idp.url.slice(7)}${PATH}`)],
    ['with a fragment', () => at(0, `${idp.url}${PATH}#a`)],
    ['that is no address', () => at(0, 'lists')],
    ['without a place', () => ({ status_list: { uri: `${idp.url}${PATH}` } })],
    ['at a place before the first', () => at(-1)],
    ['at a place that is text', () => at('0')],
    ['of another mechanism', () => ({ identifier_list: {} })],
    ['of another mechanism beside', () => ({ ...at(0), identifier_list: {} })],
    ['that is nothing', () => null],
    ['beyond the end', () => at(1_000_000)],
  ])('refuses one %s', async (_, status) => {
    await publish(idp, PATH, {});
    expect((await identify(authenticator, await proofWith(status()))).verified).toBe(false);
    expect(idp.asked.filter((path) => path !== '/keys' && path !== PATH)).toEqual([]);
  });

  it('refuses one of an issuer that is not configured to have any', async () => {
    await publish(idp, PATH, {});
    const failure = 'a token has a `status`, and its issuer has no `status_lists` that could be asked';
    expect(await identify(authenticatorWith(undefined), await proofWith(at(0)))).toMatchObject({ verified: false, failure });
    expect(idp.asked).not.toContain(PATH);
  });
});

describe('a list', () => {
  const answering = async (answer: (response: ServerResponse) => void): Promise<void> => {
    idp.answer(PATH, (_, response) => {
      answer(response);
    });
    return Promise.resolve();
  };
  const bomb = deflateSync(new Uint8Array(64 * 1024 * 1024)).toString('base64url');
  it.each<[string, () => Promise<void>]>([
    ['of another address', async () => publish(idp, PATH, { claims: { sub: `${idp.url}/lists/2` } })],
    ['of another issuer', async () => publish(idp, PATH, { claims: { iss: 'https://other.test' } })],
    ['of another type', async () => publish(idp, PATH, { header: { typ: 'JWT' } })],
    ['that is over', async () => publish(idp, PATH, { claims: { exp: seconds() - 100 } })],
    ['of the future', async () => publish(idp, PATH, { claims: { iat: seconds() + 3600 } })],
    ['without a time', async () => publish(idp, PATH, { claims: { iat: undefined } })],
    ['of three bits', async () => publish(idp, PATH, { claims: { status_list: { bits: 3, lst: pack([0], 1) } } })],
    ['that is not packed', async () => publish(idp, PATH, { claims: { status_list: { bits: 1, lst: 'AAAA' } } })],
    ['that unpacks to far more', async () => publish(idp, PATH, { claims: { status_list: { bits: 1, lst: bomb } } })],
    ['with a key of its own', async () => publish(idp, PATH, { header: { jwk: {} } })],
    ['that is no token', async () => answering((response) => response.end('[]'))],
    ['that is elsewhere', async () => answering((response) => response.writeHead(302, { location: '/lists/3' }).end())],
    ['that is too long', async () => answering((response) => response.end('x'.repeat(2 * 1024 * 1024)))],
    [
      'signed by nobody who counts',
      async () => {
        const other = await startIssuerHost();
        await publish(other, PATH, { claims: { sub: `${idp.url}${PATH}` } });
        idp.answer(PATH, (_, response) => {
          void fetch(`${other.url}${PATH}`)
            .then(async (answer) => answer.text())
            .then((text) => response.end(text))
            .finally(() => void other.cutOff());
        });
      },
    ],
  ])('is not believed %s', async (_, given) => {
    await given();
    const failure = 'the status list of a token cannot be had right now';
    expect(await identify(authenticator, await proofWith(at(0)))).toMatchObject({ verified: false, failure });
  });

  it('counts no longer than is configured, whatever it says', async () => {
    await publish(idp, PATH, { claims: { ttl: 86_400 } });
    const { requester } = await identify(authenticatorWith({ origins: [idp.url], maxTtlS: 7 }), await proofWith(at(0)));
    expect(requester.evidence[0]?.max_age_s).toBeLessThanOrEqual(7);
  });

  it.each<[StatusList['bits'], string, readonly number[]]>([
    [1, 'eNrbuRgAAhcBXQ', [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]],
    [2, 'eNo76fITAAPfAgc', [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]],
  ])('of %s bits reads as in the specification', (bits, lst, expected) => {
    const bytes = inflateSync(Buffer.from(lst, 'base64url'));
    expect(expected.map((_, index) => statusAt({ bits, bytes }, index))).toEqual(expected);
  });

  it('reads back whatever was packed', () => {
    fc.assert(
      fc.property(fc.constantFrom<StatusList['bits']>(1, 2, 4, 8), fc.array(fc.nat(255), { minLength: 1 }), (bits, given) => {
        const statuses = given.map((status) => status & (2 ** bits - 1));
        const bytes = inflateSync(Buffer.from(pack(statuses, bits), 'base64url'));
        expect(statuses.map((_, index) => statusAt({ bits, bytes }, index))).toEqual(statuses);
      }),
    );
  });
});
