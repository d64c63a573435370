import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { findChromium, startBrowser, visit } from './browser.js';
import { startWrit } from './service.js';
import type { Body, TestService } from './service.js';

/** The whole way: `writ up` in a process of its own, a real database, a real browser, an agent that asks. */
const chromium = findChromium();
if (chromium === null) {
  // Where everything has to run, nothing is left out for want of a program.
  if (process.env['CI'] !== undefined || process.env['ALL_TOOLS'] !== undefined)
    throw new Error('there is no Chromium; install it with `apt-get install chromium`');
  console.warn('the console is not tested: there is no Chromium on this machine');
}
const told = chromium === null ? describe.skip : describe;

const HOSTILE = 'terraform destroy # \u202egnp.elif\u202c <script>document.title="owned"</script> \u200bp\u0430ypal.com';

let writ: TestService;
let browser: Browser;
const complaints: string[] = [];

const phone = async (): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 40')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname)) complaints.push(`asked another host: ${request.url()}`);
  });
  return page;
};

/** As somebody signs in: the link of the command line, one press of a button. */
const signedIn = async (person: string): Promise<Page> => {
  const page = await phone();
  await page.goto(await writ.link(person));
  await page.getByRole('button', { name: `Continue as ${person}` }).click();
  await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
  return page;
};

const ask = async (tool: string, operation: string, parameters: Body): Promise<string> => {
  const decision = await writ.decide({ tool, operation, parameters });
  expect(decision).toMatchObject({ result: 'STEP_UP' });
  return String(decision['decision_id']);
};
const DESTROY = { tool: 'shell', operation: 'execute', parameters: { command: 'terraform -chdir=prod destroy' } };
const destroy = (command = DESTROY.parameters.command): Promise<string> => ask('shell', 'execute', { command });
const open = async (page: Page, id: string): Promise<void> => {
  await visit(page, `${writ.console}approvals/${id}`);
  await page.getByRole('heading', { name: /asks to run/u }).waitFor();
};
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

told('the console', () => {
  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', '--silent', 'bundle', '-w', '@writ/console'], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    });
    [writ, browser] = await Promise.all([startWrit('remove the staging stack'), startBrowser(chromium ?? '')]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await writ.close();
  }, 60_000);

  it('asks who is there before it shows anything, and refuses a code that was used', async () => {
    const page = await phone();
    const id = await destroy('terraform destroy -target=link');
    await page.goto(`${writ.console}approvals/${id}`);
    await press(page, 'Sign in');
    await page.getByLabel('Code from your terminal').fill('nobody-gave-me-this');
    await press(page, 'Sign in');
    await page.getByRole('alert').getByText('Print a new one').waitFor();
    const link = await writ.link('bob');
    await page.getByLabel('Code from your terminal').fill(new URL(link).hash.slice(1));
    await press(page, 'Sign in');
    // Back where the link of a notification led, with nothing decided by it.
    await page.getByRole('heading', { name: /asks to run/u }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/approvals/${id}`);
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    const other = await phone();
    await other.goto(link);
    await other.getByRole('alert').getByText('Print a new one').waitFor();
  }, 60_000);

  it('AARM-60: shows a question that waits, takes the answer, and only then it may run, once', async () => {
    const id = await destroy();
    const page = await signedIn('bob');
    await page.getByRole('link', { name: /terraform -chdir=prod destroy/u }).click();
    const facts = await page.locator('.facts').innerText();
    for (const word of [
      'The user asked',
      'remove the staging stack',
      'alice',
      'Risk',
      'Confidence',
      'Fits the request',
      'Digest',
      '1 of approver',
    ])
      expect(facts).toContain(word);
    expect(await page.locator('.fact-untrusted').first().innerText()).toContain('unverified');
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    await expect(writ.redeem(id, DESTROY)).rejects.toThrow('409');
    await press(page, 'Approve');
    await page.getByRole('status').getByText('It may run.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'ALLOW', reason: { code: 'approved' } });
    await redeemed(id);
    await page.getByRole('link', { name: 'Its receipts', exact: true }).click();
    await page.getByText('Checked in your browser, not by us.').waitFor();
    await page.getByText('bob approved.').first().waitFor();
    const shown = await page.locator('.event').count();
    expect(shown).toBeGreaterThan(1);
    await page.getByRole('link', { name: 'Show the whole session' }).click();
    await page.getByText('Session opened').waitFor();
    expect(await page.locator('.event').count()).toBeGreaterThan(shown);
    expect(await page.locator('.event-bad').count()).toBe(0);
  }, 60_000);

  it('opens a question by its link and decides nothing by that; a denial is a denial', async () => {
    const id = await destroy();
    const page = await signedIn('bob');
    await open(page, id);
    // Loaded anew, as from a notification, it asks who is there first.
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.evaluate('Object.keys(sessionStorage).length + Object.keys(localStorage).length')).toBe(0);
    expect(await writ.decision(id)).toMatchObject({ result: 'STEP_UP' });
    await page.close();
    const again = await signedIn('bob');
    await open(again, id);
    await press(again, 'Deny');
    await again.getByRole('status').getByText('It will not run.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'DENY', reason: { code: 'approval_denied' } });
  }, 60_000);

  it('spells out what cannot be seen or would mislead, and folds what is long without cutting it', async () => {
    const long = `${HOSTILE}\n${'y'.repeat(5_000)}END`;
    const page = await signedIn('bob');
    const before = await page.title();
    await open(page, await destroy(long));
    const shown = page.locator('.param').first();
    const text = await shown.innerText();
    for (const spelled of ['\\u{202e}', '\\u{202c}', '\\u{200b}', 'p\\u{430}ypal.com', '<script>']) expect(text).toContain(spelled);
    expect(text).not.toMatch(/[\u202e\u202c\u200b\u0430]/u);
    expect(text).not.toContain('END');
    expect(text).toContain(`Show all ${long.length.toLocaleString('en')} characters`);
    await shown.getByRole('button', { name: /Show all/u }).click();
    expect(await shown.innerText()).toContain('yEND');
    expect(await page.title()).not.toBe('owned');
    expect(before).toContain('Writ');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  }, 60_000);

  it('approves less than was asked, with the difference shown before, and that is what runs', async () => {
    const page = await signedIn('bob');
    const id = await ask('database', 'query', { sql: 'DELETE FROM orders WHERE true', limit: 500 });
    await open(page, id);
    await press(page, 'Comment, or approve with changes');
    const editor = page.getByLabel('Parameters, narrowed');
    await editor.fill('{"sql": "DELETE FROM orders WHERE true", "limit": 900}');
    await page.getByText('can only be lowered').waitFor();
    await expect(page.getByRole('button', { name: 'Approve less' }).isDisabled()).resolves.toBe(true);
    await editor.fill('{"sql": "DELETE FROM orders WHERE true", "limit": 5}');
    expect(await page.locator('.changes .param-changed').innerText()).toMatch(/Was asked\s+500[\s\S]+Will run\s+5/u);
    await press(page, 'Approve less');
    await page.getByRole('status').getByText('It may run, narrowed.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'MODIFY', effective_parameters: { limit: 5 } });
  }, 60_000);

  it('answers several on one page, each with its own choice', async () => {
    const [first, second, third] = [
      await destroy('terraform destroy -target=a'),
      await destroy('terraform destroy -target=b'),
      await destroy('terraform destroy -target=c'),
    ];
    const page = await signedIn('bob');
    for (const target of ['=a', '=b', '=c'])
      await page
        .locator('.ask')
        .filter({ hasText: `-target${target}` })
        .getByRole('checkbox')
        .check();
    await press(page, 'Answer together');
    const choose = (target: string, choice: string): Promise<void> =>
      page
        .locator('.together')
        .filter({ hasText: `-target${target}` })
        .getByText(choice, { exact: true })
        .click();
    await choose('=a', 'Approve');
    await choose('=b', 'Deny');
    await press(page, 'Answer 2');
    await page.getByText('Allowed answered').waitFor();
    await page.getByText('Denied answered').waitFor();
    expect(await Promise.all([first, second, third].map(async (id) => (await writ.decision(id))['result']))).toEqual([
      'ALLOW',
      'DENY',
      'STEP_UP',
    ]);
  }, 60_000);

  it('finds a receipt that was changed on its way, and says which', async () => {
    const id = await destroy('terraform destroy -target=forged');
    const page = await signedIn('carol');
    await page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replaceAll(`${id}\\",\\"effective`, `dec_${'0'.repeat(26)}\\",\\"effective`),
      });
    });
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.locator('.row-link').first().click();
    await page.getByText('This evidence does not hold at receipt').waitFor();
    expect(await page.locator('.event-bad').count()).toBe(1);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }, 60_000);

  it('goes by the clock of the service, renews the token, and takes no answer once the time is over', async () => {
    const id = await destroy('terraform destroy -target=clock');
    const page = await phone();
    const tokens: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/token')) tokens.push(new URLSearchParams(request.postData() ?? '').get('grant_type') ?? '');
    });
    await page.clock.install({ time: Date.now() + 30 * 60_000 });
    await page.goto(await writ.link('bob'));
    await press(page, 'Continue as bob');
    await page
      .locator('.ask')
      .filter({ hasText: '=clock' })
      .getByText(/^(59|58) min/u)
      .waitFor();
    await page.clock.fastForward(20 * 60_000);
    await page
      .locator('.ask')
      .filter({ hasText: '=clock' })
      .getByText(/^(59|58) min/u)
      .waitFor();
    expect(tokens).toEqual(['authorization_code', 'refresh_token']);
    await page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const past = new Date(Date.now() - 5_000).toISOString();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/"deadline":"[^"]+"/gu, `"deadline":"${past}"`) });
    });
    await open(page, id);
    await page.getByText('The time is over').waitFor();
    expect(await page.getByRole('button', { name: 'Approve', exact: true }).isDisabled()).toBe(true);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }, 60_000);

  it('works by the keyboard alone', async () => {
    const id = await destroy('terraform destroy -target=keys');
    const page = await signedIn('bob');
    const reach = async (name: RegExp): Promise<void> => {
      for (let at = 0; at < 60; at += 1) {
        await page.keyboard.press('Tab');
        if (name.test(await page.evaluate<string>('document.activeElement?.textContent ?? ""'))) return;
      }
      throw new Error(`Tab never reaches ${String(name)}`);
    };
    await reach(/-target=keys/u);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /asks to run/u }).waitFor();
    await reach(/^Approve$/u);
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText('It may run.').waitFor();
    expect(await writ.decision(id)).toMatchObject({ result: 'ALLOW' });
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has labels, order and contrast that people need, %s',
    async (colorScheme) => {
      const id = await destroy(`${HOSTILE} ${colorScheme}`);
      const page = await signedIn('bob');
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [path, shown] of [
        ['', '.ask'],
        [`approvals/${id}`, '.facts'],
        ['sessions', '.row-link'],
        ['policy', '.rule'],
        ['you', '.facts'],
      ] as const) {
        await visit(page, `${writ.console}${path}`);
        await page.locator(shown).first().waitFor();
        expect(await unfit(page)).toEqual([]);
      }
      await visit(page, `${writ.console}approvals/${id}`);
      await press(page, 'Comment, or approve with changes');
      expect(await unfit(page)).toEqual([]);
      await page.getByRole('link', { name: '← Approvals' }).click();
      await page.getByRole('checkbox').first().check();
      await press(page, 'Answer together');
      await page.locator('.together').first().waitFor();
      expect(await unfit(page)).toEqual([]);
      await visit(page, `${writ.console}sessions`);
      await page.locator('.row-link').first().click();
      await page.getByText('Checked in your browser').waitFor();
      expect(await unfit(page)).toEqual([]);
    },
    90_000,
  );

  it('says what is wrong and what to do: an unknown question, no role, a service that is gone', async () => {
    const page = await signedIn('bob');
    await visit(page, `${writ.console}approvals/dec_01ARZ3NDEKTSV4RRFFQ69G5FAV`);
    await page.getByRole('alert').getByText('decision_not_found').waitFor();
    const developer = await phone();
    await developer.goto(await writ.link('dana'));
    await press(developer, 'Continue as dana');
    await developer.getByRole('alert').getByText('needs one of the roles').waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('link', { name: '← Approvals' }).click();
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.close();
    complaints.splice(0);
  }, 60_000);

  it('shows the rules that decide and their version', async () => {
    const page = await signedIn('carol');
    await page.getByRole('link', { name: 'Policy' }).click();
    await page.getByLabel('Find a rule').fill('infrastructure');
    await page.getByText('baseline/approve_infrastructure').waitFor();
    await page.locator('.badge', { hasText: 'active' }).waitFor();
  }, 60_000);

  it('gives its page a policy that runs nothing from elsewhere, and asks nobody else', async () => {
    const page = await fetch(`${writ.console}sessions`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https:|\*/u);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const text = await page.text();
    expect(text).not.toContain('__CSP_NONCE__');
    expect(text).not.toMatch(/<script(?![^>]*src="\/assets\/)/u);
    const script = /src="(\/assets\/[^"]+)"/u.exec(text)?.[1] ?? '';
    expect((await fetch(new URL(script, writ.console))).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(new URL('/assets/..%2f..%2fpackage.json', writ.console))).status).toBe(404);
    expect((await fetch(new URL('/graphql', writ.console))).status).toBe(401);
    expect(complaints).toEqual([]);
  });
});

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds wrong for people who cannot see well, or use no pointer. */
async function unfit(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ readonly passes: number; readonly violations: readonly Finding[] }>(
    'axe.run().then(({ passes, violations }) => ({ passes: passes.length, violations }))',
  );
  expect(found.passes).toBeGreaterThan(15);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** The agent takes what it was allowed, once. */
async function redeemed(id: string): Promise<void> {
  await expect(writ.redeem(id, DESTROY)).resolves.toMatchObject({ result: 'ALLOW' });
  await expect(writ.redeem(id, DESTROY)).rejects.toThrow('409');
}
