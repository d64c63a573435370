import type { DeliveryRecord } from '@writ/engine';
import type { Delivery } from './channels/channel.js';

const MOST_RETRY_S = 300;
/** After so many attempts nobody waits for another. */
export const MOST_ATTEMPTS = 12;
const BATCH = 10;
/** Longer than the most patient receiver: who claimed a message and died is followed after this. */
const PATIENCE_S = 60;
/** How many messages are taken at once, and for how long. */
export const CLAIM = { limit: BATCH, patience_s: PATIENCE_S };
/** How often to look for something new to tell. */
export const LOOK_EVERY_MS = 1000;
const RETRY_MS = 5_000;

/** Takes and does until nothing is left to take. */
export async function drain(
  claim: () => Promise<readonly DeliveryRecord[]>,
  work: (records: readonly DeliveryRecord[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const claimed = await claim();
    await work(claimed);
    if (claimed.length < BATCH) return;
  }
}

/** Seconds until the next attempt, doubled by each that failed; `retryMs` after the first. */
export const pauseAfter = ({ retryMs = RETRY_MS }: { readonly retryMs?: number }, attempts: number): number =>
  Math.min(MOST_RETRY_S, (retryMs / 1000) * 2 ** (attempts - 1));

/** How an attempt went, given up where it was the last. */
export const lastly = (delivery: Delivery, { attempts }: DeliveryRecord): Delivery =>
  delivery.state === 'failed' && attempts >= MOST_ATTEMPTS ? { state: 'rejected', error: `${delivery.error} (given up)` } : delivery;
