import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { runAtTerminal } from '../../writ/test/at-terminal.js';
import type { AtTerminal } from '../../writ/test/at-terminal.js';
import { findChromium, startBrowser } from './browser.js';

/** Somebody who starts Writ for the first time: terminal, phone, agent. Nothing is handed in that they would not type or press. */
const chromium = findChromium();
const told = chromium === null ? describe.skip : describe;
const root = fileURLToPath(new URL('../../..', import.meta.url));
const PASSPHRASE = 'harbour violin under snow';

let folder: string;
let up: AtTerminal;
let browser: Browser;
let page: Page;
let link: string;

const data = (): string => join(folder, 'data');
const project = (): string => join(folder, 'project');

/** What the host runs at an event, and what comes of it. */
const hook = (event: object): Promise<{ readonly code: number | null; readonly stderr: string }> =>
  new Promise((resolve) => {
    const settings = JSON.parse(readFileSync(join(project(), '.claude/settings.json'), 'utf8')) as {
      readonly hooks: { readonly PreToolUse: readonly { readonly hooks: readonly { readonly command: string }[] }[] };
    };
    const child = spawn(settings.hooks.PreToolUse[0]?.hooks[0]?.command ?? '', { shell: true, stdio: ['pipe', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('close', (code) => {
      resolve({ code, stderr });
    });
    child.stdin.end(JSON.stringify({ session_id: 's1', cwd: project(), ...event }));
  });

const accessible = async (): Promise<void> => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: here } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await here.run()).violations.map(({ id }) => id);
  });
  expect(found).toEqual([]);
};
const fitsThePhone = async (): Promise<void> => {
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
};

told('a newcomer', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'writ-newcomer-'));
    await promisify(execFile)('npm', ['run', '--silent', 'bundle', '-w', '@writ/console'], { cwd: root });
    up = runAtTerminal('up', '--port', '0', '--data', data());
    browser = await startBrowser(chromium ?? '');
    [, link = ''] = await up.see(/works once:\s+(http:\S+)/u);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    });
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    up.interrupt();
    await up.ended;
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('sets themselves up on a phone, with a passphrase and a passkey', async () => {
    await page.goto(link);
    await accessible();
    await fitsThePhone();
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Passphrase').fill(PASSPHRASE);
    await page.getByLabel('The same again').fill('something else');
    await page.getByRole('button', { name: 'Set up' }).click();
    expect(await page.getByRole('alert').textContent()).toMatch(/differ/u);
    await page.getByLabel('Passphrase').fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('heading', { name: 'Welcome, alice' }).waitFor();
    await accessible();
    await fitsThePhone();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Your passkey is added').waitFor();
  }, 120_000);

  it('signs in to the console with the passkey', async () => {
    await page.getByRole('link', { name: 'Open the console' }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Passphrase').waitFor();
    await accessible();
    await fitsThePhone();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  }, 120_000);

  it('connects an agent at the terminal, and approves its first question on the phone', async () => {
    const connect = runAtTerminal('connect', 'claude-code', '--yes', '--project', project(), '--data', data());
    await connect.see(/passphrase of alice: /u);
    connect.type(PASSPHRASE);
    expect(await connect.ended).toBe(0);
    await hook({ hook_event_name: 'UserPromptSubmit', prompt: 'force push my branch' });
    const call = {
      hook_event_name: 'PreToolUse',
      tool_name: 'Bash',
      tool_use_id: 't1',
      tool_input: { command: 'git push --force origin topic' },
    };
    const held = hook(call);
    await page.getByText('git push --force').first().click();
    await page.getByRole('heading', { name: /asks to run/u }).waitFor();
    await fitsThePhone();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    expect(await held).toMatchObject({ code: 0 });
    // Once: the same again is another question.
    const again = hook({ ...call, tool_use_id: 't2' });
    await page.getByRole('link', { name: 'Approvals' }).first().click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await page.getByText('git push --force').first().click();
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    expect(await again).toMatchObject({ code: 2 });
  }, 180_000);

  it('signs in with the passphrase where there is no passkey', async () => {
    const other = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
    await other.goto(new URL('/', page.url()).href);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByLabel('Passphrase').fill('not my passphrase');
    await other.getByRole('button', { name: 'Sign in' }).click();
    expect(await other.getByRole('alert').textContent()).toMatch(/do not belong together/u);
    await other.getByLabel('Passphrase').fill(PASSPHRASE);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  }, 120_000);
});
