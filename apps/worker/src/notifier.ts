import { createEvidence, ESCALATED } from '@writ/engine';
import type { Deliveries, DeliveryRecord, Questions, Store } from '@writ/engine';
import { log } from '@writ/server';
import type { Closable, NotifySettings } from '@writ/server';
import { openDeliveries } from '@writ/store';
import type { Channel, Delivery } from './channels/channel.js';
import { channelsOf } from './channels/channels-of.js';
import { noticeOf } from './channels/notice.js';
import { every } from './every.js';
import type { Repetition } from './every.js';

/** Options of {@link startNotifier}. */
export interface NotifierOptions {
  readonly deliveries: Pick<Deliveries, 'claim' | 'settle'>;
  readonly evidence: Questions;
  readonly channels: readonly Channel[];
  readonly consoleUrl: string;
  /** How often to look for new questions; 1 s where left out. */
  readonly everyMs?: number;
  /** The wait after a first failure, doubled by each one that follows; 5 s where left out. */
  readonly retryMs?: number;
}

const LOOK_EVERY_MS = 1000;
const RETRY_MS = 5_000;
const MOST_RETRY_S = 300;
const MOST_ATTEMPTS = 12;
const BATCH = 10;
/** Longer than the most patient channel: who claimed a question and died is followed after this. */
const PATIENCE_S = 60;

/** The notifier of a process, with the channels that its settings name. */
export function openNotifier({
  settings,
  url,
  store,
}: {
  readonly settings: NotifySettings;
  readonly url: string;
  readonly store: Store;
}): Closable {
  const deliveries = openDeliveries({ url });
  const running = startNotifier({
    deliveries,
    evidence: createEvidence(store),
    channels: channelsOf(settings),
    consoleUrl: settings.console_url.replace(/\/*$/u, '/'),
  });
  return {
    close: async () => {
      await running.stop();
      await deliveries.close();
    },
  };
}

/**
 * Tells people what waits for them, over every channel, at least once. A question is in the database before anybody is
 * told, so nothing here can lose it: a channel that is down only delays the telling.
 */
export function startNotifier(options: NotifierOptions): Repetition {
  const { channels, everyMs = LOOK_EVERY_MS } = options;
  const runs = channels.map((channel) => every(everyMs, `telling over ${channel.name}`, async () => tellAll(options, channel)));
  return {
    stop: async () => {
      await Promise.all(runs.map(async (run) => run.stop()));
    },
  };
}

async function tellAll(options: NotifierOptions, channel: Channel): Promise<void> {
  for (;;) {
    const claimed = await options.deliveries.claim(channel.name, { limit: BATCH, patience_s: PATIENCE_S });
    await Promise.all(claimed.map(async (record) => tell(options, channel, record)));
    if (claimed.length < BATCH) return;
  }
}

async function tell(
  { deliveries, evidence, consoleUrl, retryMs = RETRY_MS }: NotifierOptions,
  channel: Channel,
  record: DeliveryRecord,
): Promise<void> {
  const request = await evidence.question(record.tenant_id, record.decision_id);
  const notice =
    request !== null && [request.action_digest, `${request.action_digest}${ESCALATED}`].includes(record.action_digest)
      ? noticeOf(request, consoleUrl)
      : null;
  const outcome = notice === null ? GONE : lastly(await channel.deliver(notice), record);
  const error = outcome.state === 'delivered' ? null : outcome.error;
  if (error !== null && outcome !== GONE) {
    log('warn', 'a question was not delivered', {
      channel: channel.name,
      decision_id: record.decision_id,
      attempt: record.attempts,
      state: outcome.state,
      error,
    });
  }
  const retry_s = Math.min(MOST_RETRY_S, (retryMs / 1000) * 2 ** (record.attempts - 1));
  await deliveries.settle(record, { state: outcome.state, error, retry_s });
}

const GONE: Delivery = { state: 'rejected', error: 'it was answered before it could be told' };

/** After so many attempts nobody waits for another. */
const lastly = (delivery: Delivery, { attempts }: DeliveryRecord): Delivery =>
  delivery.state === 'failed' && attempts >= MOST_ATTEMPTS ? { state: 'rejected', error: `${delivery.error} (given up)` } : delivery;
