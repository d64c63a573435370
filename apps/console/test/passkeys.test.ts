import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { findChromium, startBrowser, visit } from './browser.js';
import { startWrit } from './service.js';
import type { TestService } from './service.js';

/** A tenant that asks every approver to be there: a real browser, its own authenticator, and the whole service. */
const chromium = findChromium();
const told = chromium === null ? describe.skip : describe;
const root = fileURLToPath(new URL('../../..', import.meta.url));

let writ: TestService;
let browser: Browser;
let origin: string;
let folder: string;
/** On a phone of his own, as long as the tests last. */
let bob: Somebody;
const complaints: string[] = [];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

/** The baseline with one line more. */
function packAskingForPresence(): string {
  const pack = join(folder, 'baseline');
  cpSync(join(root, 'policies/baseline'), pack, { recursive: true });
  const manifest = join(pack, 'pack.yaml');
  writeFileSync(manifest, `${readFileSync(manifest, 'utf8')}presence: required\n`);
  return pack;
}

interface Somebody {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly authenticator: string;
}

/** Somebody on a phone whose fingerprint is known to it. */
async function somebody(person: string, at = origin): Promise<Somebody> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId: authenticator } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  const link = new URL(await writ.link(person));
  await page.goto(`${at}${link.pathname}${link.hash}`);
  await page.getByRole('button', { name: `Continue as ${person}` }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  return { page, cdp, authenticator };
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
async function addPasskey(page: Page, name: string): Promise<void> {
  await visit(page, `${origin}/you`);
  await page.getByLabel('What you call the device').fill(name);
  await press(page, 'Add a passkey');
}
let asked = 0;
const destroy = async (): Promise<string> => {
  asked += 1;
  const parameters = { command: `terraform destroy -target=${asked.toString()}` };
  const decision = await writ.decide({ tool: 'shell', operation: 'execute', parameters });
  expect(decision).toMatchObject({ result: 'STEP_UP' });
  return String(decision['decision_id']);
};
const open = async (page: Page, id: string): Promise<void> => {
  await visit(page, `${origin}/approvals/${id}`);
  await page.getByRole('heading', { name: /asks to run/u }).waitFor();
};

told('the console of a tenant that asks approvers to be there', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'writ-presence-'));
    await promisify(execFile)('npm', ['run', '--silent', 'bundle', '-w', '@writ/console'], { cwd: root });
    const port = await freePort();
    origin = `http://localhost:${port.toString()}`;
    const environment = { WRIT_PASSKEY_ORIGIN: origin, WRIT_PACKS: packAskingForPresence() };
    const started = startWrit('remove the staging stack', environment, ['--control-port', port.toString()]);
    [writ, browser] = await Promise.all([started, startBrowser(chromium ?? '')]);
    bob = await somebody('bob');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await writ.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('AARM-60: adds a passkey, signs a yes with it, and shows receipts that prove it', async () => {
    const { page, cdp, authenticator } = bob;
    const id = await destroy();
    await open(page, id);
    await page.getByText('Approving takes your passkey').waitFor();
    await press(page, 'Approve');
    await page.getByRole('alert').getByText('This takes a passkey, and you have none.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    await addPasskey(page, 'My phone');
    await page.getByText('It is added.').waitFor();
    await page.getByText('My phone').waitFor();
    expect((await cdp.send('WebAuthn.getCredentials', { authenticatorId: authenticator })).credentials).toHaveLength(1);
    await open(page, id);
    await press(page, 'Approve');
    await page.getByRole('status').getByText('It may run.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'ALLOW', reason: { code: 'approved' } });
    await page.getByRole('link', { name: 'Its receipts', exact: true }).click();
    await page.getByText('Checked in your browser, not by us.').waitFor();
    await page.getByText('bob approved, signed with a passkey.').first().waitFor();
    expect(await page.locator('.event-bad').count()).toBe(0);
    const { text } = await writ.run('verify', String((await writ.decision(id))['session_id']));
    expect(text).toMatch(new RegExp(`^valid[\\s\\S]+signed by a passkey of bob at ${origin}: [\\w-]+\\n`, 'u'));
  }, 90_000);

  it('sends nothing where the device does not know the person, and a no takes none', async () => {
    const { page, cdp, authenticator } = bob;
    const id = await destroy();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: false });
    await open(page, id);
    await press(page, 'Approve');
    await page.getByRole('alert').getByText('No passkey was used.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    await press(page, 'Deny');
    await page.getByRole('status').getByText('It will not run.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'DENY' });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: true });
  }, 90_000);

  it('answers several questions, each with a signature of its own', async () => {
    const [first, second] = [await destroy(), await destroy()];
    const { page } = bob;
    await visit(page, `${origin}/`);
    await page.getByRole('checkbox').nth(1).waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await press(page, 'Answer together');
    await page.locator('.together').nth(1).waitFor();
    for (const choice of await page.getByText('Approve', { exact: true }).all()) await choice.click();
    await press(page, 'Answer 2');
    await page.getByText('Allowed answered').nth(1).waitFor();
    for (const id of [first, second]) expect(await writ.decision(id)).toMatchObject({ result: 'ALLOW' });
  }, 90_000);

  it('says where passkeys are used, where it is opened elsewhere', async () => {
    const elsewhere = origin.replace('localhost', '127.0.0.1');
    const { page } = await somebody('bob', elsewhere);
    const id = await destroy();
    await visit(page, `${elsewhere}/approvals/${id}`);
    await press(page, 'Approve');
    await page.getByRole('alert').getByText(`Open the console at ${origin}.`).waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
  }, 60_000);

  it('is where the command line sends people, which has no passkey; denying works there', async () => {
    const id = await destroy();
    const { text, code } = await writ.run('approvals', 'approve', id);
    expect({ code: code === 0, text }).toEqual({ code: false, text: expect.stringContaining(`/approvals/${id}`) as unknown });
    expect(text).toContain('takes a passkey');
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    expect(await writ.run('approvals', 'deny', id)).toMatchObject({ code: 0 });
    expect(await writ.decision(id)).toMatchObject({ result: 'DENY' });
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has labels, order and contrast that people need, %s',
    async (colorScheme) => {
      const { page } = bob;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await visit(page, `${origin}/you`);
      await page.getByRole('button', { name: 'Remove: My phone' }).click();
      await page.getByRole('button', { name: 'Remove for good: My phone' }).waitFor();
      await page.evaluate(axe.source);
      const violations = await page.evaluate<readonly unknown[]>(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect(violations).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    },
    60_000,
  );

  it('removes a passkey with a passkey, after a second press', async () => {
    const { page } = bob;
    await addPasskey(page, 'The same phone');
    await page.getByRole('alert').getByText('This device has a passkey of yours already.').waitFor();
    await press(page, 'Remove: My phone');
    await press(page, 'Remove for good: My phone');
    await page.getByText('You have none yet.').waitFor();
  }, 60_000);

  it('lets an operator remove the passkeys of who lost all of theirs, who then begins again', async () => {
    await addPasskey(bob.page, 'Lost phone');
    await bob.page.getByText('It is added.').waitFor();
    const { page } = await somebody('olga');
    await visit(page, `${origin}/you`);
    await page.getByLabel('Whose').fill('bob');
    await press(page, 'Show them');
    await press(page, 'Remove: Lost phone');
    await press(page, 'Remove for good: Lost phone');
    await page.getByText('There are none.').waitFor();
    const id = await destroy();
    await open(bob.page, id);
    await press(bob.page, 'Approve');
    await bob.page.getByRole('alert').getByText('you have none').waitFor();
    await addPasskey(bob.page, 'New phone');
    await bob.page.getByText('It is added.').waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);
});
