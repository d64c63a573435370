import { setTimeout as sleep } from 'node:timers/promises';
import { connectSigner } from '@writ/server';

/** Half a minute and more: a slow machine starts slowly. */
const ATTEMPTS = 600;
const PAUSE_MS = 50;

/**
 * The signer of another process, once it answers.
 *
 * @param {{ url: string, secret: string }} to
 */
export async function connectWhenUp(to) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const client = await connectSigner(to);
      await client.keys();
      return client;
    } catch (error) {
      if (attempt > ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
