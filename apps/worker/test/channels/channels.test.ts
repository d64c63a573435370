import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createVerifier, httpbis } from 'http-message-signatures';
import { SMTPServer } from 'smtp-server';
import { email } from '../../src/channels/email.js';
import { plainText } from '../../src/channels/notice.js';
import { slack } from '../../src/channels/slack.js';
import { teams } from '../../src/channels/teams.js';
import { webhook } from '../../src/channels/webhook.js';
import { notice, receiver } from './notices.js';
import type { Received } from './notices.js';

const LOCAL = ['127.0.0.0/8'];
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (each) => each.close()));
});

const listening = async (...given: Parameters<typeof receiver>) => {
  const found = await receiver(...given);
  opened.push(found);
  return found;
};
const ok = () => ({ status: 200, body: '{"ok":true}' });
const first = (received: readonly Received[]): Received => {
  const [only] = received;
  if (only === undefined) throw new Error('nothing arrived');
  return only;
};

describe('a notice', () => {
  it('spells out what an agent hides, and cuts nothing', () => {
    const long = 'x'.repeat(20_000);
    const { facts } = notice({ to: 'p\u0430ypal.com', note: `see\u202e ${long}` });
    expect(facts.find(({ name }) => name === 'to')).toEqual({ name: 'to', text: 'p\\u{430}ypal.com', untrusted: true });
    expect(facts.find(({ name }) => name === 'note')?.text).toBe(`see\\u{202e} ${long}`);
  });

  it('says what will happen, who asks for whom, and what nobody vouches for', () => {
    const text = plainText(notice());
    for (const part of [
      'coder asks to run bank.pay',
      'for eve',
      'amount: 12  [from the agent, not verified]',
      'CONFIDENTIAL PII',
      '2 of finance',
    ])
      expect(text).toContain(part);
  });
});

describe('a webhook', () => {
  const options = (url: string) => ({ url, secret: 'a secret of the receiver', keyId: 'k1', allow: LOCAL });

  it('is signed as RFC 9421 says, over its body too', async () => {
    const there = await listening(ok);
    expect(await webhook(options(`${there.url}hook?x=1`)).deliver(notice())).toEqual({ state: 'delivered' });
    const { headers, body, path, method } = first(there.received);
    expect(headers['content-digest']).toBe(`sha-256=:${createHash('sha256').update(body).digest('base64')}:`);
    const verify = async (url: string) =>
      httpbis.verifyMessage(
        {
          keyLookup: async () =>
            Promise.resolve({
              id: 'k1',
              algs: ['hmac-sha256' as const],
              verify: createVerifier('a secret of the receiver', 'hmac-sha256'),
            }),
          requiredFields: ['@method', '@target-uri', 'content-digest'],
          requiredParams: ['created', 'expires', 'nonce', 'keyid'],
        },
        { method, url, headers: headers as Record<string, string> },
      );
    expect(await verify(new URL(path, there.url).href)).toBe(true);
    expect(await verify('http://elsewhere.example/hook').catch(() => false)).toBe(false);
  });

  it.each([
    [500, 'failed'],
    [429, 'failed'],
    [404, 'rejected'],
    [302, 'rejected'],
  ])('that is answered with %i has %s', async (status, state) => {
    const trap = await listening(ok);
    const there = await listening(() => ({ status, location: trap.url }));
    expect(await webhook(options(there.url)).deliver(notice())).toMatchObject({ state });
    expect(trap.received).toHaveLength(0);
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost:9/',
    'http://169.254.169.254/latest/',
    'http://[::1]:9/',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://0x7f.1/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'https://user:pass@example.com/',
    'nonsense',
  ])('never goes to `%s`', async (url) => {
    expect(await webhook({ ...options(url), allow: [] }).deliver(notice())).toMatchObject({ state: 'rejected' });
  });

  it('gives up on a receiver that does not answer', async () => {
    const there = await listening(() => ({ status: 0 }));
    expect(await webhook(options(there.url)).deliver(notice())).toMatchObject({ state: 'failed' });
  }, 15_000);
});

describe('slack', () => {
  const options = (apiUrl: string) => ({ token: 'xoxb-1', channel: 'C1', apiUrl, allow: LOCAL });

  it('is shown plain text and a button that leads there', async () => {
    const there = await listening(ok);
    expect(await slack(options(there.url)).deliver(notice({ note: '*bold* <!channel>' }))).toEqual({ state: 'delivered' });
    const { path, headers, body } = first(there.received);
    expect(path).toBe('/chat.postMessage');
    expect(headers.authorization).toBe('Bearer xoxb-1');
    const message = JSON.parse(body) as { channel: string; blocks: { type: string; text?: { type: string; text: string } }[] };
    expect(message.channel).toBe('C1');
    expect(message.blocks.flatMap(({ text }) => (text === undefined ? [] : [text.type]))).not.toContain('mrkdwn');
    expect(body).toContain('*bold* <!channel>');
    expect(body).toContain('https://writ.example/console/approvals/dec_1');
  });

  it('names what is too long for it instead of cutting it', async () => {
    const there = await listening(ok);
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`p${i.toString()}`, i]));
    await slack(options(there.url)).deliver(notice({ note: 'x'.repeat(5000), ...many }));
    const { blocks } = JSON.parse(first(there.received).body) as { blocks: { text?: { text: string } }[] };
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks.every(({ text }) => (text?.text.length ?? 0) <= 3000)).toBe(true);
    expect(first(there.received).body).toContain('too long for this message (5000 characters)');
    expect(first(there.received).body).toMatch(/\d+ more lines are only in the question itself/u);
  });

  it.each([
    ['{"ok":false,"error":"invalid_auth"}', 'rejected'],
    ['{"ok":false,"error":"ratelimited"}', 'failed'],
    ['<html>', 'failed'],
  ])('that answers %s has it %s', async (body, state) => {
    const there = await listening(() => ({ status: 200, body }));
    expect(await slack(options(there.url)).deliver(notice())).toMatchObject({ state });
  });
});

describe('teams', () => {
  it('is shown a card whose parameters are not rendered', async () => {
    const there = await listening(() => ({ status: 202 }));
    expect(await teams({ url: there.url, allow: LOCAL }).deliver(notice({ note: '[click](https://evil.example)' }))).toEqual({
      state: 'delivered',
    });
    const { attachments } = JSON.parse(first(there.received).body) as {
      attachments: [{ content: { body: { type: string; text?: string }[]; actions: { type: string; url: string }[] } }];
    };
    const [{ content }] = attachments;
    expect(content.actions).toEqual([
      expect.objectContaining({ type: 'Action.OpenUrl', url: 'https://writ.example/console/approvals/dec_1' }),
    ]);
    expect(content.body.filter(({ text }) => text?.includes('evil.example') === true)).toEqual([]);
    expect(JSON.stringify(content.body)).toContain('evil.example');
  });

  it('is not sent more than it takes', async () => {
    const there = await listening(() => ({ status: 202 }));
    await teams({ url: there.url, allow: LOCAL }).deliver(notice({ note: 'x'.repeat(60_000) }));
    const { body } = first(there.received);
    expect(Buffer.byteLength(body)).toBeLessThan(28_000);
    expect(body).toContain('too long for this message (60000 characters)');
  });
});

describe('mail', () => {
  const mailbox = async (refuse?: number) => {
    const mails: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          mails.push(text);
          done(refuse === undefined ? null : Object.assign(new Error('no'), { responseCode: refuse }));
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push({ close: async () => new Promise((resolve) => server.close(() => resolve())) });
    const { port } = server.server.address() as AddressInfo;
    return { smtpUrl: `smtp://127.0.0.1:${port.toString()}`, mails };
  };
  const people = { from: 'writ@corp.example', to: ['approver@corp.example'] };

  it('is plain text with the whole question', async () => {
    const { smtpUrl, mails } = await mailbox();
    expect(await email({ smtpUrl, ...people, allowPlain: true }).deliver(notice())).toEqual({ state: 'delivered' });
    expect(mails[0]).toMatch(/^Subject: coder asks to run bank\.pay$/mu);
    expect(mails[0]).toMatch(/^Content-Type: text\/plain/mu);
    expect(mails[0]).toContain('amount: 12');
  });

  it('is not sent without encryption unless the server is meant to be local', async () => {
    const { smtpUrl, mails } = await mailbox();
    expect((await email({ smtpUrl, ...people }).deliver(notice())).state).not.toBe('delivered');
    expect(mails).toEqual([]);
  });

  it.each([
    [550, 'rejected'],
    [451, 'failed'],
  ])('refused with %i is %s', async (code, state) => {
    const { smtpUrl } = await mailbox(code);
    expect(await email({ smtpUrl, ...people, allowPlain: true }).deliver(notice())).toMatchObject({ state });
  });
});
