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

  it('reads issuers', () => {
    const issuers = JSON.stringify([{ issuer: 'https://idp.example', jwks_url: 'https://idp.example/jwks' }]);
    expect(readConfig({ WRIT_ISSUERS: issuers }).issuers).toEqual([
      { issuer: 'https://idp.example', jwksUrl: 'https://idp.example/jwks', tenantId: 'default' },
    ]);
  });

  it.each([
    ['a misspelt variable', { WRIT_AUDIENCES: 'x' }, /`WRIT_AUDIENCES` is set to `x` but unknown; remove it/u],
    ['an empty audience', { WRIT_AUDIENCE: '' }, /`WRIT_AUDIENCE` cannot be ``/u],
    ['a port that is none', { WRIT_REST_PORT: '70000' }, /`WRIT_REST_PORT` cannot be `70000`/u],
    ['a short secret', { WRIT_SIGNER_SECRET: 'abc' }, /`WRIT_SIGNER_SECRET` cannot be the value given; use at least 32 characters/u],
    [
      'keys over a wire anyone can change',
      { WRIT_ISSUERS: '[{"issuer":"i","jwks_url":"http://idp.example/jwks"}]' },
      /`WRIT_ISSUERS` .*at `0.jwks_url`; use an https URL/u,
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
});
