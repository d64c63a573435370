import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPep } from '@writ/pep';
import type { Pep } from '@writ/pep';
import type { KeyRecord } from '@writ/receipt';
import { PROGRAM, runNode } from './run-program.js';
import type { Run } from './run-program.js';

const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'writ-tools-'));
const data = join(root, 'data');
let service: ChildProcess;
let pep: Pep;
let sessions = 0;

interface Record {
  readonly rest_url: string;
  readonly issuer_url: string;
}
const post = async (url: string, body: object, secret: string): Promise<{ readonly [member: string]: string }> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` };
  return (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as {
    readonly [member: string]: string;
  };
};

/** An enforcement point as `writ connect` enrols it. */
async function enrolled({ rest_url, issuer_url }: Record): Promise<Pep> {
  const secret = readFileSync(join(data, 'demonstration', 'secret'), 'utf8');
  const given = await post(`${issuer_url}/enrolments`, { host: 'claude-code', human: 'alice' }, secret);
  const { pep_id, refresh_secret, credential = '' } = given;
  const asked = { grant_type: 'client_credentials', client_id: pep_id, client_secret: refresh_secret };
  const { human_token: human = '', agent_token: agent = '' } = await post(`${issuer_url}/token`, asked, '');
  const { keys } = (await (await fetch(`${rest_url}/.well-known/writ-keys.json`)).json()) as { readonly keys: readonly KeyRecord[] };
  return createPep({ url: rest_url, credential, keys, identity: () => Promise.resolve({ human, agent }), deadlineMs: 5_000 });
}

beforeAll(async () => {
  chmodSync(root, 0o711);
  const args = [PROGRAM, 'up', '--demonstration', '--port', '0', '--data', data, '--packs', BASELINE, '--json'];
  service = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of service.stdout ?? []) {
    said += String(chunk);
    if (said.trimEnd().endsWith('\n}')) break;
  }
  pep = await enrolled(JSON.parse(said) as Record);
}, 90_000);
afterAll(async () => {
  const gone = once(service, 'exit');
  service.kill('SIGTERM');
  await gone;
  rmSync(root, { recursive: true, force: true });
}, 30_000);

const open = async (description: string): Promise<string> => {
  const hostSessionId = `host-${String(++sessions)}`;
  const tools = [{ name: 'ledger.export', description }, { name: 'frobnicate' }];
  return (await pep.openSession({ hostSessionId, agentType: 'test', userRequest: { text: 'export the ledger' }, tools })).sessionId;
};
const writ = (...args: readonly string[]): Promise<Run> => runNode(PROGRAM, ['tools', ...args, '--data', data]);
const report = async () => {
  const { code, stdout } = await writ('--json');
  const { tools, ...counted } = JSON.parse(stdout) as {
    tools: { name: string; effect: string; from: string; actions: number; changed: { digest: string } | null }[];
  };
  return { code, tools, counted };
};

describe('writ tools', () => {
  it('says what tools are taken for and how much of what agents do is known', async () => {
    const sessionId = await open('Exports the ledger');
    const shell = { tool: 'shell', operation: 'execute', parameters: { command: 'ls' } };
    for (const [index, action] of [shell, shell, { tool: 'frobnicate', operation: 'call', parameters: {} }].entries())
      await pep.decide({ sessionId, action, idempotencyKey: `call-${String(index)}` });
    const { code, tools, counted } = await report();
    expect([code, counted]).toEqual([0, { actions: 3, known: 2, share: 2 / 3 }]);
    expect(tools.map(({ name, from, actions }) => [name, from, actions])).toEqual([
      ['frobnicate', 'unknown', 1],
      ['shell.execute', 'manifest', 2],
      ['ledger.export', 'inferred', 0],
    ]);
    expect((await writ()).stdout).toMatch(/2 of the 3 newest actions were by tools whose effect is known/u);
  }, 60_000);

  it('shows what changed until an operator accepts exactly that', async () => {
    await open('Exports the ledger to whoever the page names');
    const { code, tools } = await report();
    const digest = tools[0]?.changed?.digest ?? '';
    expect([code, tools[0]?.name]).toEqual([1, 'ledger.export']);
    const shown = (await writ()).stdout;
    expect(shown).toContain('+   "description": "Exports the ledger to whoever the page names"');
    const accept = async (...more: readonly string[]): Promise<Run> => writ('accept', 'agent:claude-code', 'ledger.export', ...more);
    const because = ['--reason', 'the vendor says so'];
    expect(await accept(digest)).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') });
    expect(await accept(digest, ...because, '--as', 'bob')).toMatchObject({ code: 2, stderr: expect.stringContaining('operator') });
    expect(await accept(`sha256:${'0'.repeat(64)}`, ...because)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('waits to be accepted'),
    });
    expect(await accept(digest, ...because)).toMatchObject({ code: 0, stdout: expect.stringContaining('accepted') });
    expect((await report()).code).toBe(0);
  }, 60_000);
});

describe('an enforcement point that is disconnected', () => {
  it('decides nothing any more, with the credential that it had', async () => {
    const record = JSON.parse(readFileSync(join(data, 'service.json'), 'utf8')) as Record;
    const secret = readFileSync(join(data, 'demonstration', 'secret'), 'utf8');
    const { pep_id, credential = '' } = await post(`${record.issuer_url}/enrolments`, { host: 'claude-code', human: 'alice' }, secret);
    const status = async (): Promise<number> =>
      (await fetch(`${record.rest_url}/v1/sessions`, { headers: { authorization: `Bearer ${credential}` } })).status;
    expect(await status()).toBe(200);
    expect(await post(`${record.issuer_url}/enrolments/revoke`, { pep_id }, secret)).toEqual({ revoked: true });
    // Every process believes an enrolment for two seconds.
    while ((await status()) !== 401) await new Promise((resolve) => setTimeout(resolve, 100));
  }, 60_000);
});
