import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoverageReport, ReplayReport } from '@writ/engine';
import { resolveOpa } from '@writ/policy';
import { openDatabase, openPostgresShadowLog } from '@writ/store';
import { openHouse, record, TENANT } from '../../../tools/replay/record.mjs';
import { PROGRAM } from './run-program.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'writ-replay-cli-'));
const candidate = join(folder, 'candidate');
const SESSIONS = 24;

let house: Awaited<ReturnType<typeof openHouse>>;
let decisions = 0;

beforeAll(async () => {
  house = await openHouse({ opa: resolveOpa });
  decisions = await record(house.engine, { sessions: SESSIONS });
  cpSync(join(ROOT, 'policies/baseline'), candidate, { recursive: true });
  const rule = join(candidate, 'rules/allow_development.rego');
  writeFileSync(rule, readFileSync(rule, 'utf8').replace('result: ALLOW', 'result: STEP_UP'));
}, 120_000);
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As an auditor would: with nothing but the address of the database. */
const run = async (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_OPTIONS: '', WRIT_DATABASE_URL: house.appUrl };
    const child = spawn(process.execPath, [PROGRAM, 'policy', ...args, '--tenant', TENANT], { cwd: ROOT, env });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...said });
    });
  });

describe('writ policy replay', () => {
  it('proves the record and shows what a candidate flips, as JSON and as a page', async () => {
    const page = join(folder, 'report.html');
    const { code, stdout } = await run('replay', '--since', '1d', '--pack', candidate, '--html', page, '--json');
    const report = JSON.parse(stdout) as ReplayReport;
    expect(code).toBe(0);
    expect(report.scope).toMatchObject({ tenant: TENANT, sessions: SESSIONS, decisions });
    expect(report.recorded).toMatchObject({ replayed: decisions, reproduced: decisions, differing: 0, context: {} });
    expect(report.candidate?.loosened).toBe(0);
    const flipped = report.candidate?.by.result.filter(({ from, to }) => from === 'ALLOW' && (to === 'STEP_UP' || to === 'DEFER'));
    expect(flipped?.reduce((sum, { count }) => sum + count, 0)).toBe(report.candidate?.flipped);
    expect(report.candidate?.flipped).toBeGreaterThan(0);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('ALLOW');
    // One page, and private: it needs nothing else and runs nothing.
    // What sessions said is text between its tags, whatever it names.
    const markup = html.replaceAll(/>[^<]*(?=<\/?(?!style))/gu, '>');
    expect(markup).not.toMatch(/<script|https?:\/\/|src=|@import|url\(/u);
    expect(statSync(page).mode & 0o077).toBe(0);
  }, 60_000);

  it('fails where more flips than a gate allows, and says so in words', async () => {
    const { code, stdout } = await run('replay', '--pack', candidate, '--max-flips', '0.01');
    expect(code).toBe(1);
    expect(stdout).toContain(`reproduced: ${decisions.toString()} of ${decisions.toString()}`);
    expect(stdout).toContain('ALLOW → STEP_UP');
  }, 60_000);

  it('counts what was erased, and names what was altered', async () => {
    const owner = await openDatabase({ url: house.ownerUrl });
    const gone = '(SELECT tenant_id, session_id, receipt_seq FROM disclosures ORDER BY session_id, receipt_seq LIMIT 1)';
    await owner.query(`DELETE FROM disclosures WHERE (tenant_id, session_id, receipt_seq) IN ${gone}`);
    const [changed] = await owner.query(
      `UPDATE disclosures SET body = translate(body, 'ab', 'ba') WHERE (tenant_id, session_id, receipt_seq) IN ${gone} RETURNING session_id, receipt_seq`,
    );
    await owner.close();
    const { code, stdout } = await run('replay', '--json');
    const { recorded, not_replayable: not } = JSON.parse(stdout) as ReplayReport;
    expect(code).toBe(1);
    expect(recorded).toMatchObject({ replayed: decisions - 2, differing: 0 });
    expect(not).toMatchObject({ erased: 1, altered: 1, version_missing: 0 });
    expect(not.examples.map(({ why, session_id }) => [why, session_id])).toContainEqual(['altered', changed?.['session_id']]);
  }, 60_000);

  it.each([
    [['--since', 'yesterday'], '--since'],
    [['--max-flips', '2'], '--max-flips'],
    [['--hash', `sha256:${'0'.repeat(64)}`], 'is not stored'],
    [['--pack', 'nowhere'], 'is no pack'],
    [['--pack', 'policies/baseline', '--hash', 'x'], 'leave one of them out'],
  ])('refuses %j and names the fix', async (args, said) => {
    const { code, stderr } = await run('replay', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('writ policy coverage', () => {
  it('tells tools without rules, and rules that did nothing', async () => {
    const { code, stdout } = await run('coverage', '--pack', 'policies/baseline', '--json');
    const report = JSON.parse(stdout) as CoverageReport;
    const bare = report.tools.filter(({ rules }) => rules === 0);
    expect(code).toBe(bare.length > 0 ? 1 : 0);
    for (const { results } of bare) expect(Object.keys(results)).toEqual(['DENY']);
    expect(report.rules.find(({ id }) => id === 'allow_development')?.state).toBe('used');
    for (const { state, spoke } of report.rules) expect(state === 'used').toBe(spoke > 0);
  }, 60_000);
});

describe('writ policy shadow', () => {
  it('says that nothing is in shadow', async () => {
    const { code, stderr } = await run('shadow');
    expect(code).toBe(2);
    expect(stderr).toContain('is in shadow');
  });

  it('adds up what a version in shadow said', async () => {
    const log = openPostgresShadowLog({ url: house.appUrl });
    const shadow = `sha256:${'1'.repeat(64)}`;
    const counted = { tenant_id: TENANT, shadow, active: 'a', tool: 'pay', operation: 'run', result: 'STEP_UP', rule: 'a/b' } as const;
    const at = { decision_id: 'dec_1', at: '2026-11-01T00:00:00.000Z' };
    await log.add(
      [
        { ...counted, ...at, shadow_result: 'ALLOW', shadow_rule: 'a/c', count: 3 },
        { ...counted, ...at, shadow_result: 'STEP_UP', shadow_rule: 'a/b', count: 7 },
      ],
      [{ tenant_id: TENANT, shadow, dropped: 2, failed: 0 }],
    );
    await log.close();
    const { code, stdout } = await run('shadow', '--hash', shadow);
    expect(code).toBe(1);
    expect(stdout).toContain('10 decisions compared, 3 flip (30.0 %)');
    expect(stdout).toContain('2 not compared');
    expect(stdout).toMatch(/STEP_UP → ALLOW\s+pay\.run\s+3/u);
  });
});
