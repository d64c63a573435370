import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** Where Debian and others put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS =
  '--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync --no-first-run';

/** The Chromium of this machine, or null. */
export const findChromium = (): string | null => PLACES.find((path) => existsSync(path)) ?? null;

/**
 * Opens a page of the console as a link in it does, from another page, so that it begins anew. Loading it would ask whoever is signed in to
 * do so again, because who they are is in the memory of the page alone.
 */
export async function visit(page: Page, url: string): Promise<void> {
  for (const path of ['/nowhere', new URL(url).pathname])
    await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`);
}

/** Starts it; it reaches nothing but this machine. */
export const startBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGUMENTS.split(' '), headless: true });
