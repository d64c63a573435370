import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../src/config.js';

describe('readConfig', () => {
  it('has defaults for one machine', () => {
    expect(readConfig({ PATH: '/bin' })).toMatchObject({
      host: '127.0.0.1',
      restPort: 7420,
      grpcPort: 7421,
      controlPort: 7430,
      audience: 'writ',
      issuers: [],
    });
  });

  it('takes the packs that come with it, and not those of the folder it is started in', () => {
    const [packs = ''] = readConfig({}).packs;
    expect(isAbsolute(packs)).toBe(true);
    expect(existsSync(join(packs, 'pack.yaml'))).toBe(true);
    expect(readConfig({ WRIT_PACKS: 'a, b' }).packs).toEqual(['a', 'b']);
  });

  it('wants a long credential for the series that name tenants', () => {
    expect(() => readConfig({ WRIT_METRICS_CREDENTIAL: 'short' })).toThrow(
      /`WRIT_METRICS_CREDENTIAL` cannot be the value given; use at least 32/u,
    );
  });

  it('reads issuers', () => {
    const issuers = JSON.stringify([{ issuer: 'https://idp.example', jwks_url: 'https://idp.example/jwks' }]);
    expect(readConfig({ WRIT_ISSUERS: issuers }).issuers).toEqual([
      { issuer: 'https://idp.example', jwksUrl: 'https://idp.example/jwks', tenantId: 'default' },
    ]);
  });

  it('reads whose people an issuer names', () => {
    const issuerWith = (people: string) =>
      JSON.stringify([{ issuer: 'https://idp.example', jwks_url: 'https://idp.example/jwks', people }]);
    expect(readConfig({ WRIT_ISSUERS: issuerWith('shared') }).issuers).toMatchObject([{ people: 'shared' }]);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith('all') })).toThrow(/`0.people`/u);
  });

  it('reads the audiences of an issuer, each another', () => {
    const issuerWith = (people: string) =>
      JSON.stringify([
        { issuer: 'https://idp.example', jwks_url: 'https://idp.example/jwks', audiences: { people, agents: 'a', machines: 'm' } },
      ]);
    expect(readConfig({ WRIT_ISSUERS: issuerWith('p') }).issuers).toMatchObject([
      { audiences: { people: 'p', agents: 'a', machines: 'm' } },
    ]);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith('a') })).toThrow(/`0.audiences`; use three audiences, each another/u);
  });

  it('reads how people sign in to the console', () => {
    const signIn = { client_id: 'c', authorize_url: 'https://idp.example/authorize', token_url: 'https://idp.example/token' };
    const issuers = [{ issuer: 'https://idp.example', jwks_url: 'https://idp.example/jwks', sign_in: signIn }];
    expect(readConfig({ WRIT_ISSUERS: JSON.stringify(issuers) }).issuers).toMatchObject([
      { signIn: { clientId: 'c', authorizeUrl: signIn.authorize_url, tokenUrl: signIn.token_url, scope: 'openid offline_access' } },
    ]);
    const plain = [{ ...issuers[0], sign_in: { ...signIn, token_url: 'http://idp.example/token' } }];
    expect(() => readConfig({ WRIT_ISSUERS: JSON.stringify(plain) })).toThrow(
      /`WRIT_ISSUERS` .*at `0.sign_in.token_url`; use an https URL/u,
    );
  });

  it('reads how long the keys of an issuer count', () => {
    const issuerWith = (keys: object) => JSON.stringify([{ issuer: 'https://i', jwks_url: 'https://i/jwks', keys }]);
    expect(readConfig({ WRIT_ISSUERS: issuerWith({ last_good_s: 900 }) }).issuers).toMatchObject([
      { keys: { freshS: 600, lastGoodS: 900 } },
    ]);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith({ last_good_s: 100_000 }) })).toThrow(/`0.keys.last_good_s`; use at most 86400/u);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith({ last_good_s: 60 }) })).toThrow(/`0.keys`; use a `last_good_s` that is not less/u);
  });

  it('reads how an issuer is asked whether a token was revoked, and never repeats a secret of it', () => {
    const issuerWith = (more: object) => JSON.stringify([{ issuer: 'https://i', jwks_url: 'https://i/jwks', ...more }]);
    const introspection = { url: 'https://i/introspect', client_id: 'writ', client_secret: 'a-secret-of-writ' };
    expect(readConfig({ WRIT_ISSUERS: issuerWith({ status_lists: { origins: ['https://i'] }, introspection }) }).issuers).toMatchObject([
      {
        statusLists: { origins: ['https://i'], maxTtlS: 300 },
        introspection: { url: 'https://i/introspect', clientId: 'writ', clientSecret: 'a-secret-of-writ', cacheS: 5 },
      },
    ]);
    const refused = (more: object) => () => readConfig({ WRIT_ISSUERS: issuerWith(more) });
    expect(refused({ status_lists: { origins: ['https://i/lists'] } })).toThrow(
      /`0.status_lists.origins.0`; use an origin without a path/u,
    );
    expect(refused({ status_lists: { origins: ['http://i'] } })).toThrow(/`0.status_lists.origins.0`; use an https URL/u);
    expect(refused({ introspection: { ...introspection, cache_s: 600 } })).toThrow(/`0.introspection.cache_s`; use at most 60/u);
    expect(refused({ introspection: { ...introspection, cache_s: 600 } })).not.toThrow(/a-secret-of-writ/u);
  });

  it('reads who sends security events about the subjects of an issuer', () => {
    const issuerWith = (events: object) => JSON.stringify([{ issuer: 'https://i', jwks_url: 'https://i/jwks', events }]);
    const [audience, jwks_url] = ['https://writ.example', 'https://hub/jwks'];
    expect(readConfig({ WRIT_ISSUERS: issuerWith({ audience }) }).issuers).toMatchObject([{ events: { audience } }]);
    expect(readConfig({ WRIT_ISSUERS: issuerWith({ audience, transmitter: 'https://hub', jwks_url }) }).issuers).toMatchObject([
      { events: { audience, transmitter: 'https://hub', jwksUrl: jwks_url } },
    ]);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith({}) })).toThrow(/`0.events.audience`/u);
    expect(() => readConfig({ WRIT_ISSUERS: issuerWith({ audience, transmitter: 'https://hub' }) })).toThrow(
      /`0.events`; use a `jwks_url`/u,
    );
  });

  it('reads where passkeys are used: at no place, at the host of the console, or for a domain that it is in', () => {
    expect(readConfig({}).passkeys).toBeUndefined();
    const at = (origin: string, rpId?: string) =>
      readConfig({ WRIT_PASSKEY_ORIGIN: origin, ...(rpId === undefined ? {} : { WRIT_PASSKEY_RP_ID: rpId }) }).passkeys;
    expect(at('https://writ.example.com:8443')).toEqual({ origin: 'https://writ.example.com:8443', rp_id: 'writ.example.com' });
    expect(at('https://writ.example.com', 'example.com')).toEqual({ origin: 'https://writ.example.com', rp_id: 'example.com' });
    expect(at('http://localhost:7430')).toEqual({ origin: 'http://localhost:7430', rp_id: 'localhost' });
    for (const origin of ['http://writ.example', 'https://writ.example/', 'https://127.0.0.1:7430', 'https://[::1]', 'writ.example', '*'])
      expect(() => at(origin)).toThrow(/`WRIT_PASSKEY_ORIGIN` cannot be `.*`; use an origin without a path/u);
    for (const rpId of ['other.example', 'ample.com', 'com', 'x.writ.example.com'])
      expect(() => at('https://writ.example.com', rpId)).toThrow(/`WRIT_PASSKEY_RP_ID` cannot be `.*`; use `writ.example.com`/u);
    expect(() => readConfig({ WRIT_PASSKEY_RP_ID: 'example.com' })).toThrow(/alone; set `WRIT_PASSKEY_ORIGIN` too/u);
  });

  it.each([
    ['a misspelt variable', { WRIT_AUDIENCES: 'x' }, /`WRIT_AUDIENCES` is set to `x` but unknown; remove it/u],
    ['an empty audience', { WRIT_AUDIENCE: '' }, /`WRIT_AUDIENCE` cannot be ``/u],
    ['a port that is none', { WRIT_REST_PORT: '70000' }, /`WRIT_REST_PORT` cannot be `70000`/u],
    ['a short secret', { WRIT_SIGNER_SECRET: 'abc' }, /`WRIT_SIGNER_SECRET` cannot be the value given; use at least 32 characters/u],
    [
      'keys over a wire anyone can change',
      { WRIT_ISSUERS: '[{"issuer":"https://i","jwks_url":"http://idp.example/jwks"}]' },
      /`WRIT_ISSUERS` .*at `0.jwks_url`; use an https URL/u,
    ],
    [
      'an issuer by whose name people could be mistaken',
      { WRIT_ISSUERS: '[{"issuer":"https://i#a","jwks_url":"https://i/jwks"}]' },
      /`WRIT_ISSUERS` .*at `0.issuer`; use a URL without a fragment/u,
    ],
    ['issuers that are not JSON', { WRIT_ISSUERS: 'https://idp' }, /`WRIT_ISSUERS` .*JSON array/u],
    ['a sweep that leaves deadlines waiting', { WRIT_SWEEP_MS: '3600000' }, /`WRIT_SWEEP_MS` cannot be `3600000`/u],
    ['another database', { WRIT_DATABASE_URL: 'mysql://u:secret@h/d' }, /^(?!.*secret).*`WRIT_DATABASE_URL`/u],
  ])('stops the boot for %s', (_, env, told) => {
    expect(() => readConfig(env)).toThrow(told);
  });

  it('reads where people are told, and never repeats a secret of it', () => {
    const notify = { console_url: 'https://writ.example', slack: { token: 'xoxb-secret', channel: 'C1' } };
    expect(readConfig({ WRIT_NOTIFY: JSON.stringify(notify) }).notify).toMatchObject({ ...notify, allow: [] });
    for (const broken of ['{', JSON.stringify({ ...notify, slack: { token: 'xoxb-secret' } }), JSON.stringify({ slack: notify.slack })]) {
      expect(() => readConfig({ WRIT_NOTIFY: broken })).toThrow(/`WRIT_NOTIFY`/u);
      expect(() => readConfig({ WRIT_NOTIFY: broken })).not.toThrow(/xoxb-secret/u);
    }
  });

  const answers = { signing_secret: 'signing-secret-of-the-app', team_id: 'T0TEAM', people: { U0BOB: { id: 'bob' } } };
  type Env = Readonly<Record<string, string>>;
  const notify = (channels: object): Env => ({ WRIT_NOTIFY: JSON.stringify({ console_url: 'https://writ.example', ...channels }) });
  const slack = (change: object): Env => notify({ slack: { token: 'xoxb-secret', channel: 'C1', answers: { ...answers, ...change } } });
  const callback = { agent_id: 'coder', url: 'https://agents.example/', secret: 'xoxb-secret of at least 32 characters', key_id: 'k1' };
  const GUID = '11111111-2222-3333-4444-555555555555';
  const bot = { app_id: GUID, app_password: 'client-secret-of-the-bot', directory_id: GUID, conversation: '19:c', people: {} };

  it('reads who may answer in Slack and Teams; nobody may where that is left out', () => {
    expect(readConfig(slack({})).notify?.slack?.answers).toMatchObject({
      tenant_id: 'default',
      approve: true,
      people: { U0BOB: { roles: [] } },
    });
    expect(readConfig(notify({ slack: { token: 'x', channel: 'C1' } })).notify?.slack?.answers).toBeUndefined();
    const acme = notify({ tenant_id: 'acme', teams: { bot: { ...bot, tenant_id: 'acme' } } });
    expect(readConfig(acme).notify?.tenant_id).toBe('acme');
    expect(readConfig(notify({ teams: { bot } })).notify?.teams?.bot).toMatchObject({
      service_url: 'https://smba.trafficmanager.net/teams/',
      keys_url: 'https://login.botframework.com/v1/.well-known/keys',
    });
  });

  it('reads where enforcement points are told, one address for each agent of a tenant', () => {
    const other = { ...callback, tenant_id: 'acme' };
    expect(readConfig(notify({ callbacks: [callback, other] })).notify?.callbacks).toEqual([{ ...callback, tenant_id: 'default' }, other]);
    expect(readConfig(notify({})).notify?.callbacks).toEqual([]);
  });

  it.each([
    ['two addresses for one agent', notify({ callbacks: [callback, callback] }), /at `callbacks`; use one for each agent/u],
    ['a secret that can be guessed', notify({ callbacks: [{ ...callback, secret: 'x' }] }), /at `callbacks.0.secret`/u],
    ['no signing secret', slack({ signing_secret: '' }), /at `slack.answers.signing_secret`; use the signing secret of the app/u],
    ['a workspace that is none', slack({ team_id: 'acme' }), /at `slack.answers.team_id`; use the id of the workspace/u],
    ['a name instead of an id', slack({ people: { bob: { id: 'bob' } } }), /at `slack.answers.people/u],
    ['a person without a name', slack({ people: { U0BOB: { id: '' } } }), /at `slack.answers.people.U0BOB.id`/u],
    ['answers of a tenant that is told nothing', slack({ tenant_id: 'acme' }), /at `slack.answers.tenant_id`; use `default`/u],
    ['a misspelt setting', slack({ aprove: false }), /at `slack.answers`/u],
    ['two ways to Teams', notify({ teams: { url: 'https://x.example', bot } }), /at `teams`; use either `url`/u],
    ['no way to Teams', notify({ teams: {} }), /at `teams`; use either `url`/u],
    [
      'keys over a wire anyone can change',
      notify({ teams: { bot: { ...bot, keys_url: 'http://keys.example/' } } }),
      /at `teams.bot.keys_url`; use an https URL/u,
    ],
  ])('stops the boot for %s, by its name', (_, env, told) => {
    expect(() => readConfig(env)).toThrow(told);
    expect(() => readConfig(env)).not.toThrow(/xoxb-secret|client-secret|signing-secret/u);
  });
});
