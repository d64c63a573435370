import { createEvidence, ESCALATED } from '@writ/engine';
import type { Deliveries, DeliveryRecord, Policies, Questions, Store } from '@writ/engine';
import { log } from '@writ/server';
import type { Closable, NotifySettings } from '@writ/server';
import { openDeliveries } from '@writ/store';
import { CLAIM, LOOK_EVERY_MS, MOST_ATTEMPTS, drain, lastly, pauseAfter } from './attempts.js';
import { startCallbacks } from './callbacks.js';
import type { Answering, Channel, Delivery } from './channels/channel.js';
import { channelsOf } from './channels/channels-of.js';
import { closingOf, forBackups, inquiryOf, noticeOf, together } from './channels/notice.js';
import type { Notice } from './channels/notice.js';
import { every } from './every.js';
import type { Repetition } from './every.js';

/** Options of {@link startNotifier}. */
export interface NotifierOptions {
  readonly deliveries: Pick<Deliveries, 'claim' | 'claimInquiries' | 'settle' | 'toldWithin' | 'claimStale' | 'settleStale'>;
  readonly evidence: Questions;
  /** Whose questions the channels tell. */
  readonly tenantId: string;
  readonly channels: readonly Channel[];
  readonly consoleUrl: string;
  /** Messages that a channel sends within an hour for one tenant before questions are told together. */
  readonly mostAnHour: number;
  /** How long a question waits for others then, at most; 5 minutes where left out. */
  readonly togetherMs?: number;
  /** How often to look for new questions; 1 s where left out. */
  readonly everyMs?: number;
  /** The wait after a first failure, doubled by each one that follows; 5 s where left out. */
  readonly retryMs?: number;
}

/** The notifier of a process, with the channels that its settings name. */
export function openNotifier({
  settings,
  url,
  store,
  policies,
}: {
  readonly settings: NotifySettings;
  readonly url: string;
  readonly store: Store;
  /** They say whether a yes takes more than a press of a button. */
  readonly policies: Pick<Policies, 'active' | 'pinned'>;
}): Closable {
  const deliveries = openDeliveries({ url });
  const evidence = createEvidence(store, policies);
  const running = startNotifier({
    deliveries,
    evidence,
    tenantId: settings.tenant_id,
    channels: channelsOf(settings),
    consoleUrl: settings.console_url.replace(/\/*$/u, '/'),
    mostAnHour: settings.most_an_hour,
  });
  const calling = startCallbacks({ deliveries, evidence, callbacks: settings.callbacks, allow: settings.allow });
  return {
    close: async () => {
      await Promise.all([running.stop(), calling.stop()]);
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
  const { deliveries } = options;
  const { answers } = channel;
  const claim = { ...CLAIM, tenant_id: options.tenantId };
  await drain(
    () => deliveries.claim(channel.name, claim),
    async (records) => tellQuestions(options, channel, records),
  );
  if (answers === undefined) return;
  await drain(
    () => deliveries.claimInquiries(channel.name, claim),
    async (records) => eachOf(records, async (record) => tell(options, record, async () => askOn(options, answers, record))),
  );
  await drain(
    () => deliveries.claimStale(channel.name, claim),
    async (records) => eachOf(records, async (record) => closeOn(options, answers, record)),
  );
}

const eachOf = async (records: readonly DeliveryRecord[], work: (record: DeliveryRecord) => Promise<void>): Promise<void> => {
  await Promise.all(records.map(work));
};

/** One by one up to the quota of an hour; what comes beyond waits for others, and is told with them. */
async function tellQuestions(options: NotifierOptions, channel: Channel, records: readonly DeliveryRecord[]): Promise<void> {
  for (const tenant of new Set(records.map(({ tenant_id }) => tenant_id))) {
    const own = records.filter(({ tenant_id }) => tenant_id === tenant);
    const room = Math.max(0, options.mostAnHour - (await options.deliveries.toldWithin(channel.name, tenant, HOUR_S)));
    await eachOf(own.slice(0, room), async (record) => tell(options, record, async () => deliverTo(options, channel, record)));
    const beyond = own.slice(room);
    await eachOf(
      beyond.filter(({ attempts }) => attempts === 1),
      async (record) => hold(options, record),
    );
    await tellTogether(
      options,
      channel,
      beyond.filter(({ attempts }) => attempts > 1),
    );
  }
}

const HOUR_S = 3600;
const TOGETHER_MS = 300_000;
/** Of the time that a question has, the share that it may wait for others. */
const PATIENT = 1 / 3;

/** Leaves a question for later, but early enough for whoever answers. */
async function hold(options: NotifierOptions, record: DeliveryRecord): Promise<void> {
  const notice = await noticeFor(options, record);
  const { togetherMs = TOGETHER_MS } = options;
  const now = Date.now();
  const left = notice === null ? 0 : Date.parse(notice.deadline) - now;
  // At the same moments for all of them, or they would not meet.
  const retry_s = Math.max(0, Math.min(togetherMs - (now % togetherMs), left * PATIENT)) / 1000;
  await options.deliveries.settle(record, { state: 'failed', error: 'so many were told within an hour that it waits for others', retry_s });
}

/** One message for all of them; the first stands for it in the count of the hour. */
async function tellTogether(options: NotifierOptions, channel: Channel, records: readonly DeliveryRecord[]): Promise<void> {
  const found = await Promise.all(records.map(async (record) => ({ record, notice: await noticeFor(options, record) })));
  const notices = found.flatMap(({ notice }) => (notice === null ? [] : [notice]));
  const [first, second, ...more] = notices;
  if (first === undefined || second === undefined) {
    // Nothing to tell it with: it is a message like any other.
    await eachOf(records, async (record) => tell(options, record, async () => deliverTo(options, channel, record)));
    return;
  }
  // Without a tenant no channel puts buttons into it that would answer.
  const outcome = await channel.deliver(together([first, second, ...more], options.consoleUrl));
  if (outcome.state !== 'delivered') {
    log('warn', 'questions were not delivered together', { channel: channel.name, count: notices.length, error: outcome.error });
  }
  await Promise.all(
    found.map(async ({ record, notice }) => {
      const { state, ...rest } = lastly(notice === null ? GONE : outcome, record);
      const beside = state === 'delivered' && notice !== first ? `told together with \`${first.decision_id}\`` : null;
      const error = 'error' in rest ? rest.error : beside;
      await options.deliveries.settle(record, { state, error, retry_s: pauseAfter(options, record.attempts) });
    }),
  );
}

/** The question of a record, as it stands; null where it is asked no more, or otherwise. */
async function noticeFor({ evidence, consoleUrl }: NotifierOptions, record: DeliveryRecord): Promise<Notice | null> {
  const request = await evidence.question(record.tenant_id, record.decision_id);
  const same = request !== null && [request.action_digest, `${request.action_digest}${ESCALATED}`].includes(record.action_digest);
  const notice = same ? noticeOf(request, consoleUrl) : null;
  return notice !== null && request !== null && record.action_digest.endsWith(ESCALATED) ? forBackups(notice, request) : notice;
}

async function deliverTo(options: NotifierOptions, channel: Channel, record: DeliveryRecord): Promise<Delivery> {
  const notice = await noticeFor(options, record);
  return notice === null ? GONE : channel.deliver(notice, record.tenant_id);
}

async function askOn({ evidence }: NotifierOptions, answers: Answering, record: DeliveryRecord): Promise<Delivery> {
  const found = await evidence.current(record.tenant_id, record.decision_id);
  const inquiry = found === null ? null : inquiryOf(record.tenant_id, found);
  return inquiry === null ? GONE : answers.ask(inquiry);
}

async function tell(options: NotifierOptions, record: DeliveryRecord, attempt: () => Promise<Delivery>): Promise<void> {
  const outcome = lastly(await attempt(), record);
  const error = outcome.state === 'delivered' ? null : outcome.error;
  if (error !== null && outcome !== GONE) {
    log('warn', 'a question was not delivered', {
      channel: record.channel,
      decision_id: record.decision_id,
      attempt: record.attempts,
      state: outcome.state,
      error,
    });
  }
  const message = outcome.state === 'delivered' ? outcome.message : undefined;
  await options.deliveries.settle(record, { state: outcome.state, error, message, retry_s: pauseAfter(options, record.attempts) });
}

/** Shows in the message how it ended, whoever answered and wherever: what can be pressed must still count. */
async function closeOn(options: NotifierOptions, answers: Answering, record: DeliveryRecord): Promise<void> {
  const found = await options.evidence.current(record.tenant_id, record.decision_id);
  if (found === null || record.message === null) return;
  const outcome = await answers.close(record.message, closingOf(found.decision, options.consoleUrl));
  const given = outcome.state === 'rejected' || record.update_attempts >= MOST_ATTEMPTS ? 'stuck' : null;
  if (outcome.state !== 'delivered') {
    const { decision_id, channel, update_attempts: attempt } = record;
    log('warn', 'a message does not show how its question ended', { channel, decision_id, attempt, error: outcome.error });
  }
  await options.deliveries.settleStale(record, {
    shows: outcome.state === 'delivered' ? 'closed' : given,
    retry_s: pauseAfter(options, record.update_attempts),
  });
}

const GONE: Delivery = { state: 'rejected', error: 'it was answered before it could be told' };
