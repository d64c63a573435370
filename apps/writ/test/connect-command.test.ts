import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PepRecord } from '@writ/engine';
import { Key } from '../../../libs/pep/test/signed-answer.js';
import type { DevelopmentIssuer } from '../src/issuer/issuer.js';
import { startIssuerAlone } from './demonstration.js';
import type { Run } from './run-program.js';
import { PROGRAM, runNode } from './run-program.js';

const data = mkdtempSync(join(tmpdir(), 'writ-data-'));
const enrolled: Omit<PepRecord, 'created_at' | 'revoked_at'>[] = [];
let issuer: DevelopmentIssuer;
let health: Server;
let project: string;
let settings: string;

/** Enforcement points whose credential was ended. */
const revoked: string[] = [];
const writ = (...args: readonly string[]): Promise<Run> => runNode(PROGRAM, [...args, '--project', project, '--data', data, '--json']);

beforeAll(async () => {
  issuer = await startIssuerAlone({
    peps: {
      enrol: (_, pep) => {
        enrolled.push(pep);
        return Promise.resolve();
      },
      revoke: (_, { pep_id }) => {
        revoked.push(pep_id);
        return Promise.resolve(true);
      },
    },
  });
  const { record } = new Key();
  health = createServer(({ url }, response) => {
    const said = url === '/.well-known/writ-keys.json' ? { keys: [record] } : { status: 'ok' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => health.listen(0, '127.0.0.1', resolve));
  mkdirSync(join(data, 'demonstration'));
  writeFileSync(join(data, 'demonstration', 'secret'), issuer.demonstrationSecret ?? '');
  const rest = `http://127.0.0.1:${String((health.address() as AddressInfo).port)}`;
  writeFileSync(
    join(data, 'service.json'),
    JSON.stringify({ pid: process.pid, rest_url: rest, grpc_port: 1, issuer_url: issuer.url, realm: 'demonstration', started_at: '' }),
  );
});
afterAll(async () => {
  health.close();
  health.closeAllConnections();
  await issuer.close();
  rmSync(data, { recursive: true, force: true });
});
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "writ project's $HOME-"));
  settings = join(project, '.claude', 'settings.json');
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

describe('writ connect claude-code', () => {
  it.each<[string, string | null]>([
    ['no file', null],
    ['an empty file', ''],
    ['tabs and no last line break', '{\n\t"model": "x",\n\t"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "a"}]}]}\n}'],
    ['one line', '{"permissions":{"deny":["Read(./.env)"]}}\n'],
  ])('and disconnect leave %s byte for byte as it was', async (_, before) => {
    if (before !== null) {
      mkdirSync(dirname(settings));
      writeFileSync(settings, before);
    }
    const connected = await writ('connect', 'claude-code', '--yes');
    expect(connected).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toMatchObject({ hooks: { PreToolUse: [{ hooks: [{ onFailure: 'block' }] }] } });
    expect(statSync(join(project, '.writ/claude-code/connection.json')).mode & 0o077).toBe(0);
    expect((await writ('connect', 'claude-code', '--yes')).stdout).toContain('"changed": false');
    expect(await writ('disconnect', 'claude-code', '--yes')).toMatchObject({ code: 0 });
    expect(existsSync(settings) ? readFileSync(settings, 'utf8') : null).toBe(before);
    expect(existsSync(join(project, '.writ/claude-code'))).toBe(false);
  });

  it('enrols once, however often it connects, and each enrolment gets tokens of its own human and agent', async () => {
    const already = enrolled.length;
    await writ('connect', 'claude-code', '--yes');
    await writ('connect', 'claude-code', '--yes');
    expect(enrolled.length - already).toBe(1);
    expect(revoked).not.toContain(enrolled.at(-1)?.pep_id);
    await writ('disconnect', 'claude-code', '--yes');
    expect(revoked).toContain(enrolled.at(-1)?.pep_id);
    expect(JSON.stringify(enrolled.at(-1))).not.toContain('writ_pep');
  });

  it('pins the keys of the service, which prove its answers', async () => {
    await writ('connect', 'claude-code', '--yes');
    const { keys } = JSON.parse(readFileSync(join(project, '.writ/claude-code/connection.json'), 'utf8')) as { readonly keys: unknown };
    expect(keys).toEqual([expect.objectContaining({ status: 'active' })]);
  });

  it('takes out only its own when the settings were changed meanwhile', async () => {
    await writ('connect', 'claude-code', '--yes');
    const now = JSON.parse(readFileSync(settings, 'utf8')) as object;
    writeFileSync(settings, JSON.stringify({ ...now, model: 'y' }, null, 2));
    await writ('disconnect', 'claude-code', '--yes');
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({ model: 'y' });
  });

  it.each([
    ['not json', '{"hooks":'],
    ['a list', '[]'],
  ])('does not touch settings that are %s', async (_, text) => {
    mkdirSync(dirname(settings));
    writeFileSync(settings, text);
    expect(await writ('connect', 'claude-code', '--yes')).toMatchObject({ code: 2 });
    expect(readFileSync(settings, 'utf8')).toBe(text);
  });

  it('changes nothing where nobody agreed', async () => {
    expect(await writ('connect', 'claude-code')).toMatchObject({ code: 2 });
    expect(existsSync(settings)).toBe(false);
  });
});

describe('the issuer of a demonstration', () => {
  const post = async (body: unknown, authorization = ''): Promise<number> =>
    (await fetch(`${issuer.url}/token`, { method: 'POST', body: JSON.stringify(body), headers: { authorization } })).status;

  it('mints people only for its secret, and hosts only for their own secret', async () => {
    const admin = `Bearer ${issuer.demonstrationSecret ?? ''}`;
    expect(await post({ person: 'bob' })).toBe(401);
    expect(await post({ person: 'bob' }, 'Bearer x')).toBe(401);
    expect(await post({ person: 'mallory' }, admin)).toBe(404);
    expect(await post({ person: 'bob' }, admin)).toBe(200);
    expect(await post({ grant_type: 'client_credentials', client_id: enrolled[0]?.pep_id, client_secret: 'x' })).toBe(401);
    expect(await post('x')).toBe(400);
  });
});
