import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAuthenticator } from '../src/authenticator.js';
import type { Authenticator } from '../src/authenticator.js';
import type { KeyTimes } from '../src/issuer.js';
import { identify, startIssuerHost } from './issuer-host.js';
import type { IssuerHost } from './issuer-host.js';

let idp: IssuerHost;
beforeEach(async () => {
  idp = await startIssuerHost();
});
afterEach(async () => {
  await idp.cutOff();
});

const TIMES: KeyTimes = { freshS: 0.2, lastGoodS: 1.2, cooldownS: 0.2, retryS: 0.2 };
const authenticatorWith = (times: Partial<KeyTimes> = {}): Authenticator =>
  createAuthenticator({
    issuers: [{ issuer: idp.issuer, jwksUrl: idp.jwksUrl, tenantId: 'acme', keys: { ...TIMES, ...times } }],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: async () => Promise.resolve(null),
  });
const proof = async () => ({ human: await idp.token('delegated'), agent: await idp.token('agent') });

describe('an issuer that is cut off', () => {
  it('AARM-118: counts by its last good keys for a bounded time, then not at all, and again once it is back', async () => {
    const authenticator = authenticatorWith();
    const held = await proof();
    expect((await identify(authenticator, held)).verified).toBe(true);
    await idp.cutOff();
    await pause(400);
    // Tokens that were seen before and tokens that were not: both rest on the last good keys.
    expect((await identify(authenticator, held)).verified).toBe(true);
    expect((await identify(authenticator, await proof())).verified).toBe(true);
    await pause(1000);
    const failure = expect.stringMatching(/the keys of `https:\/\/idp.test` cannot be fetched/u);
    expect(await identify(authenticator, held)).toMatchObject({ verified: false, failure });
    expect(await identify(authenticator, await proof())).toMatchObject({ verified: false, failure });
    await idp.comeBack();
    await pause(250);
    expect((await identify(authenticator, held)).verified).toBe(true);
  });

  it('says in the evidence for how long its word counts', async () => {
    const { requester } = await identify(authenticatorWith({ lastGoodS: 30 }), await proof());
    expect(requester.evidence.map(({ max_age_s }) => max_age_s).every((age) => age <= 30)).toBe(true);
  });

  it('keeps nobody waiting while its last good keys count', async () => {
    const authenticator = authenticatorWith({ lastGoodS: 60, retryS: 0 });
    const held = await proof();
    await identify(authenticator, held);
    // From now on it takes the question and never answers.
    idp.answer('/keys', () => undefined);
    await pause(250);
    const first = identify(authenticator, await proof());
    await pause(50);
    await idp.cutOff();
    await first;
    await idp.comeBack();
    const before = performance.now();
    expect((await identify(authenticator, await proof())).verified).toBe(true);
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('does not take an answer that is no key set for one', async () => {
    const authenticator = authenticatorWith();
    await identify(authenticator, await proof());
    for (const text of ['<html>', '{"keys":7}', 'x'.repeat(300_000)]) {
      idp.spoil(text);
      await pause(250);
      expect((await identify(authenticator, await proof())).verified).toBe(true);
    }
  });
});

describe('how often an issuer is asked', () => {
  it('once for many at a time', async () => {
    const authenticator = authenticatorWith({ freshS: 60 });
    const proofs = await Promise.all(Array.from({ length: 50 }, proof));
    const all = await Promise.all(proofs.map(async (each) => identify(authenticator, each)));
    expect(all.every(({ verified }) => verified)).toBe(true);
    expect(idp.asked).toEqual(['/keys']);
  });

  it('not sooner than after the pause where it fails, however many come', async () => {
    idp.answer('/keys', (_, response) => response.writeHead(503).end());
    const authenticator = authenticatorWith({ retryS: 60 });
    for (let round = 0; round < 5; round++) {
      const proofs = await Promise.all(Array.from({ length: 10 }, proof));
      await Promise.all(proofs.map(async (each) => identify(authenticator, each)));
    }
    expect(idp.asked).toEqual(['/keys']);
  });

  it('once in a while for keys that are not in its set, and takes new ones up', async () => {
    const authenticator = authenticatorWith({ freshS: 60, lastGoodS: 60, cooldownS: 0.3 });
    const old = await proof();
    expect((await identify(authenticator, old)).verified).toBe(true);
    await idp.rotate();
    expect((await identify(authenticator, await proof())).verified).toBe(false);
    expect(idp.asked).toHaveLength(1);
    await pause(350);
    expect((await identify(authenticator, await proof())).verified).toBe(true);
    expect(idp.asked).toHaveLength(2);
    // What the withdrawn key signed was believed a moment ago, and is not any more.
    expect((await identify(authenticator, old)).verified).toBe(false);
  });

  it('never at the address that it sends elsewhere', async () => {
    idp.answer('/keys', (_, response) => response.writeHead(302, { location: `${idp.url}/elsewhere` }).end());
    expect((await identify(authenticatorWith(), await proof())).verified).toBe(false);
    expect(idp.asked).toEqual(['/keys']);
  });
});
