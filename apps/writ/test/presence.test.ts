import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAtTerminal } from './at-terminal.js';
import type { AtTerminal } from './at-terminal.js';
import { PROGRAM, runNode } from './run-program.js';

const PASSPHRASE = 'harbour violin under snow';
const root = mkdtempSync(join(tmpdir(), 'writ-presence-'));
const data = join(root, 'data');
const project = join(root, 'project');
let up: AtTerminal;
let issuer: string;
let rest: string;

const start = (): AtTerminal => runAtTerminal('up', '--port', '0', '--data', data);
const serviceRecord = (): { readonly issuer_url: string; readonly rest_url: string } =>
  JSON.parse(readFileSync(join(data, 'service.json'), 'utf8')) as { readonly issuer_url: string; readonly rest_url: string };
const learnAddresses = (): void => {
  ({ issuer_url: issuer, rest_url: rest } = serviceRecord());
};
const form = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${issuer}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const json = (path: string, body: unknown, token = ''): Promise<Response> =>
  fetch(`${issuer}${path}`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${token}` } });
/** What somebody who sits at a terminal types there. */
const typed = async (passphrase: string, ...args: readonly string[]): Promise<{ readonly code: number | null; readonly shown: string }> => {
  const command = runAtTerminal(...args, '--data', data);
  await command.see(/passphrase of \S+: /u);
  command.type(passphrase);
  const code = await command.ended;
  return { code, shown: command.shown() };
};
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

beforeAll(async () => {
  chmodSync(root, 0o711);
  up = start();
  const [, link = ''] = await up.see(/works once:\s+(http:\S+)/u);
  learnAddresses();
  const invitation = new URL(link).searchParams.get('invitation') ?? '';
  const fields = { invitation, person: 'alice', passphrase: PASSPHRASE, again: PASSPHRASE };
  for (const [wrong, told] of [
    [{ person: 'Alice!' }, /name will not do/u],
    [{ passphrase: 'short', again: 'short' }, /at least 12/u],
    [{ passphrase: 'aaaaaaaaaaaaaaaa', again: 'aaaaaaaaaaaaaaaa' }, /repeats/u],
    [{ again: 'something else' }, /differ/u],
  ] as const)
    expect(await (await form('/join', { ...fields, ...wrong })).text()).toMatch(told);
  expect(await (await form('/join', fields)).text()).toContain('Welcome, alice');
}, 120_000);
afterAll(async () => {
  up.interrupt();
  await up.ended;
  rmSync(root, { recursive: true, force: true });
}, 60_000);

describe('a person is there', () => {
  it('the link of the owner works once', async () => {
    const [, link = ''] = /works once:\s+(http:\S+)/u.exec(up.shown()) ?? [];
    const invitation = new URL(link).searchParams.get('invitation') ?? '';
    const fields = { invitation, person: 'mallory', passphrase: PASSPHRASE, again: PASSPHRASE };
    expect((await form('/join', fields)).status).toBe(400);
  });

  it('by a passphrase that is typed at a terminal, and shown nowhere', async () => {
    const listed = await typed(PASSPHRASE, 'sessions', '--json');
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.shown).toContain('"sessions"');
    expect(listed.shown).not.toContain(PASSPHRASE);
    expect(await typed('not the passphrase', 'sessions')).toMatchObject({
      code: 2,
      shown: expect.stringContaining('do not belong together'),
    });
  }, 60_000);

  it('and not by whoever has no terminal', async () => {
    const { code, stderr } = await runNode(PROGRAM, ['sessions', '--data', data], PASSPHRASE);
    // A test runner that has a terminal of its own would be asked there.
    expect([code, /takes a passphrase|nothing was typed/u.test(stderr)]).toEqual([2, true]);
  }, 30_000);

  it('connects an agent, and what the connection holds is nobody', async () => {
    const connected = await typed(PASSPHRASE, 'connect', 'claude-code', '--yes', '--project', project);
    expect(connected).toMatchObject({ code: 0 });
    const { pep_id, refresh_secret } = JSON.parse(readFileSync(join(project, '.writ/claude-code/connection.json'), 'utf8')) as Record<
      string,
      string
    >;
    const issued = await json('/token', { grant_type: 'client_credentials', client_id: pep_id, client_secret: refresh_secret });
    const { human_token: human = '' } = (await issued.json()) as Record<string, string>;
    for (const path of ['/v1/approvals', '/v1/sessions', '/v1/stops'])
      expect((await fetch(`${rest}${path}`, { headers: { authorization: `Bearer ${human}` } })).status).toBe(401);
    expect((await json('/invitations', { roles: ['approver'] }, human)).status).toBe(401);
    expect((await json('/enrolments', { host: 'claude-code' }, human)).status).toBe(401);
    expect((await json('/token', { person: 'alice' }, refresh_secret)).status).toBe(401);
  }, 60_000);

  it.each([
    ['no authority', ''],
    ['the key beside the files', 'vault.json'],
    ['a secret file', 'signer/key.json'],
  ])('nobody is minted or let in by %s', async (_, file) => {
    const text = file === '' ? '' : readFileSync(join(data, file), 'utf8').replaceAll(/[^\w.-]/gu, '');
    for (const [path, body] of [
      ['/token', { person: 'alice' }],
      ['/sign-in-codes', { person: 'alice' }],
      ['/enrolments', { host: 'claude-code', human: 'alice' }],
      ['/enrolments/revoke', { pep_id: 'pep_x' }],
      ['/invitations', { roles: ['approver'] }],
      ['/people/remove', { person: 'alice' }],
    ] as const)
      expect([path, (await json(path, body, text)).status]).toEqual([path, 401]);
  });

  it('the data folder holds no secret in clear, and nobody else reads it', () => {
    const secrets = ['signer', 'issuer'].flatMap((folder) => filesIn(join(data, folder)));
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    for (const file of secrets) {
      expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
      expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual(['sealed', 'iv', 'tag', 'text']);
    }
    expect(readFileSync(join(data, 'vault.json'), 'utf8')).not.toContain('"key":"');
  });

  it('invites a second person, who is taken out again', async () => {
    const invited = await typed(PASSPHRASE, 'people', 'invite', '--roles', 'approver', '--json');
    const [, link = ''] = /within an hour\s+(http:\S+)/u.exec(invited.shown) ?? [];
    const other = 'quiet meadow of tin';
    const fields = { invitation: new URL(link).searchParams.get('invitation') ?? '', person: 'bob', passphrase: other, again: other };
    expect(await (await form('/join', fields)).text()).toContain('Welcome, bob');
    expect(await typed(other, 'approvals', '--as', 'bob')).toMatchObject({ code: 0, shown: expect.stringContaining('nothing waits') });
    expect(await typed(other, 'people', 'invite', '--as', 'bob')).toMatchObject({
      code: 2,
      shown: expect.stringContaining('no administrator'),
    });
    expect(await typed(PASSPHRASE, 'people', 'remove', 'bob')).toMatchObject({ code: 0 });
    expect(await typed(other, 'approvals', '--as', 'bob')).toMatchObject({
      code: 2,
      shown: expect.stringContaining('do not belong together'),
    });
  }, 120_000);

  it('shows the passphrase to nobody who answers in the place of the service, and what they are shown is of no use', async () => {
    // Somebody who passes on what the service says, and keeps what the person says.
    const heard: Record<string, string>[] = [];
    const between = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const body = Buffer.concat(chunks).toString();
        response.setHeader('content-type', 'application/json');
        if (request.url === '/healthz') return response.end('{"status":"ok"}');
        if (body !== '') heard.push(JSON.parse(body) as Record<string, string>);
        const passedOn = await fetch(`${issuer}${request.url ?? ''}`, {
          method: request.method ?? 'GET',
          ...(body === '' ? {} : { body }),
        });
        return response.writeHead(passedOn.status).end(await passedOn.text());
      })();
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((between.address() as AddressInfo).port)}`;
    const trap = join(root, 'trap');
    mkdirSync(trap);
    writeFileSync(join(trap, 'service.json'), JSON.stringify({ pid: process.pid, rest_url: url, issuer_url: url, realm: 'people' }));
    try {
      const command = runAtTerminal('sessions', '--data', trap);
      await command.see(/passphrase of alice: /u);
      command.type(PASSPHRASE);
      expect(await command.ended).toBe(2);
    } finally {
      between.close();
      between.closeAllConnections();
    }
    expect(heard.map((body) => Object.keys(body))).toEqual([['person'], ['grant_type', 'person', 'nonce', 'proof']]);
    expect(JSON.stringify(heard)).not.toContain(PASSPHRASE);
    // The very proof, at the service itself.
    expect((await json('/token', heard[1])).status).toBe(401);
  }, 60_000);

  it('nobody else can be what `localhost` leads to', async () => {
    const taken = await new Promise<string>((resolve) => {
      const other = createServer();
      other.once('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code ?? '');
      });
      other.listen(Number(new URL(issuer).port), '::1', () => {
        other.close(() => {
          resolve('it was free');
        });
      });
    });
    // A machine without IPv6 has no other address.
    expect(['EADDRINUSE', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(taken);
  });

  it.each(['http://127.0.0.1:9/signed-in', 'http://localhost:9/signed-in', 'http://evil.example/signed-in'])(
    'sends nobody who signs in to %s',
    async (redirect_uri) => {
      const asked = {
        ...{ response_type: 'code', client_id: 'writ-console', state: 'state-of-the-console', code_challenge_method: 'S256' },
        code_challenge: 'x'.repeat(43),
        redirect_uri,
      };
      expect((await fetch(`${issuer}/authorize?${new URLSearchParams(asked).toString()}`)).status).toBe(400);
      const passed = await form('/authorize', { ...asked, person: 'alice', passphrase: PASSPHRASE });
      expect([passed.status, passed.headers.get('location')]).toEqual([400, null]);
    },
  );

  it('left a signed receipt of everybody who became known, and of everybody who no longer is', async () => {
    const exported = join(root, 'control.json');
    expect(await typed(PASSPHRASE, 'log', 'ses_policy_default', '--export', exported)).toMatchObject({ code: 0 });
    const { receipts } = JSON.parse(readFileSync(exported, 'utf8')) as { readonly receipts: readonly { readonly payload: string }[] };
    const events = receipts
      .map(
        ({ payload }) =>
          (JSON.parse(payload) as { readonly policy_event?: { readonly event: string; readonly by: { readonly id: string } } })
            .policy_event,
      )
      .flatMap((event) => (event === undefined ? [] : [`${event.event} by ${event.by.id}`]));
    expect(events.filter((event) => /person|pep/u.test(event))).toEqual([
      'add_person by alice',
      'enrol_pep by alice',
      'invite_person by alice',
      'add_person by bob',
      'remove_person by alice',
    ]);
    expect(await runNode(PROGRAM, ['verify', exported, '--keys', join(data, 'keys.json')])).toMatchObject({ code: 0 });
  }, 60_000);

  it('guesses are counted, slowed, and told at the terminal of the service', async () => {
    const guess = async (): Promise<string> => {
      const { nonce } = (await (await json('/proofs', { person: 'alice' })).json()) as { readonly nonce: string };
      const said = await json('/token', { grant_type: 'urn:writ:passphrase-proof', person: 'alice', nonce, proof: 'a guess of mine' });
      return ((await said.json()) as { readonly detail: string }).detail;
    };
    // The typed one above was the first.
    const told: string[] = [];
    for (let i = 0; i < 6; i += 1) told.push(await guess());
    expect(told.some((text) => /Try again in \d+ s/u.test(text))).toBe(true);
    await up.see(/wrong passphrases for `alice`/u);
  }, 60_000);

  it('is asked again at the next start, and only the passphrase opens it', async () => {
    up.interrupt();
    await up.ended;
    const before = readFileSync(join(data, 'keys.json'), 'utf8');
    const unattended = await runNode(PROGRAM, ['up', '--port', '0', '--data', data, '--json']);
    expect(unattended.code).toBe(2);
    up = start();
    await up.see(/passphrase of alice, to unlock/u);
    up.type('not this one, no');
    await up.see(/passphrase of alice, to unlock/u);
    up.type(PASSPHRASE);
    await up.see(/Writ is ready/u);
    learnAddresses();
    expect(readFileSync(join(data, 'keys.json'), 'utf8')).toBe(before);
    expect(up.shown()).not.toContain('works once');
  }, 120_000);

  it.each([
    ['a signing key of somebody else', 'signer/key.json', '{"kty":"EC"}', /not written by this service|key_file|damaged/u],
    [
      'people of somebody else',
      'issuer/people.json',
      '[{"id":"mallory","roles":["administrator"]}]',
      /not written by this service|damaged/u,
    ],
    ['another sealed file in its place', 'issuer/people.json', 'issuer/enrolments.json', /not written by this service|damaged/u],
    ['people who were taken away', 'issuer/people.json', null, /is gone/u],
    ['a signing key that was taken away', 'signer/key.json', null, /is gone/u],
    ['a key history that was taken away', 'signer/writ-keys.json', null, /is gone/u],
  ])(
    'does not start on %s',
    async (_, file, text, told) => {
      const copy = mkdtempSync(join(root, 'copy-'));
      for (const part of ['vault.json', 'signer', 'issuer']) cpSync(join(data, part), join(copy, part), { recursive: true });
      if (text === null) rmSync(join(copy, file));
      else writeFileSync(join(copy, file), text.startsWith('issuer/') ? readFileSync(join(copy, text), 'utf8') : text, { mode: 0o600 });
      const begun = runAtTerminal('up', '--port', '0', '--data', copy);
      await begun.see(/passphrase of alice, to unlock/u);
      begun.type(PASSPHRASE);
      expect(await begun.ended).toBe(2);
      expect(begun.shown()).toMatch(told);
    },
    120_000,
  );

  it.each<[string, readonly string[], RegExp]>([
    ['a demonstration where people answer', ['--demonstration', '--data', join(root, 'served')], /is no demonstration/u],
    ['people where a demonstration was', ['--data', join(root, 'played')], /anybody may be anybody/u],
    ['a vault that others can read', ['--data', join(root, 'brought')], /can be read by others/u],
    ['keys without their vault', ['--data', join(root, 'orphan')], /its keys lay open, or the vault was taken away/u],
    ['a vault whose key lies open and that was made elsewhere', ['--data', join(root, 'copied')], /made in another folder/u],
  ])(
    'refuses %s',
    async (_, args, told) => {
      for (const folder of ['served/issuer', 'played/demonstration', 'orphan/issuer', 'copied'])
        mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, 'orphan/issuer/key.pem'), 'a key of somebody else');
      const open = { version: 1, key: Buffer.alloc(32).toString('base64url'), made_in: '1:2' };
      writeFileSync(join(root, 'copied/vault.json'), JSON.stringify(open), { mode: 0o600 });
      cpSync(join(data, 'vault.json'), join(root, 'brought', 'vault.json'), { recursive: true });
      chmodSync(join(root, 'brought', 'vault.json'), 0o644);
      const { code, stderr } = await runNode(PROGRAM, ['up', '--port', '0', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(told)]);
    },
    30_000,
  );
});
