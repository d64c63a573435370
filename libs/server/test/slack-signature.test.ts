import { describe, expect, it } from '@jest/globals';
import { verifySlack } from '../src/slack-signature.js';

/** The example of Slack's own documentation: what we sign ourselves would agree with us whatever it covers. */
const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const timestamp = '1531420618';
const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
const body = Buffer.from(
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
    '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
);
const at = (seconds: number): number => (Number(timestamp) + seconds) * 1000;

describe("Slack's signature", () => {
  it.each([0, 300, -300])('counts %i seconds after it was made', (seconds) => {
    expect(verifySlack(body, { timestamp, signature }, { secret, now: at(seconds) })).toMatch(/^[0-9a-f]{64}$/u);
  });

  it.each([
    ['too late', { timestamp, signature }, 301, /more than `300` seconds/u],
    ['too early', { timestamp, signature }, -301, /more than `300` seconds/u],
    ['with another time', { timestamp: '1531420619', signature }, 0, /not that of the signing secret/u],
    ['with a short one', { timestamp, signature: 'v0=a2' }, 0, /not that of the signing secret/u],
    ['without one', { timestamp, signature: undefined }, 0, /not both there/u],
    ['with two times', { timestamp: ['1', '2'], signature }, 0, /not both there/u],
    ['with a time that is none', { timestamp: '1e9', signature }, 0, /not both there/u],
  ])('does not count %s', (_, headers, seconds, why) => {
    expect(() => verifySlack(body, headers, { secret, now: at(seconds) })).toThrow(why);
  });

  it('does not count for another body or of another secret', () => {
    expect(() => verifySlack(Buffer.concat([body, Buffer.from('x')]), { timestamp, signature }, { secret, now: at(0) })).toThrow(
      /signing secret/u,
    );
    expect(() => verifySlack(body, { timestamp, signature }, { secret: 'another', now: at(0) })).toThrow(/signing secret/u);
  });
});
