import { createHash } from 'node:crypto';
import type { Decision } from '@writ/aarm';
import type { Deliveries, DeliveryRecord, Questions } from '@writ/engine';
import { log } from '@writ/server';
import type { Callback, NotifySettings } from '@writ/server';
import { CLAIM, LOOK_EVERY_MS, drain, lastly, pauseAfter } from './attempts.js';
import { deliverSigned } from './channels/signed.js';
import { every } from './every.js';
import type { Repetition } from './every.js';

/** Options of {@link startCallbacks}. */
export interface CallbackOptions extends Pick<NotifySettings, 'callbacks' | 'allow'> {
  readonly deliveries: Pick<Deliveries, 'claimSettled' | 'settle'>;
  readonly evidence: Pick<Questions, 'current'>;
  /** How often to look for what was settled; 1 s where left out. */
  readonly everyMs?: number;
  /** The wait after a first failure, doubled by each one that follows; 5 s where left out. */
  readonly retryMs?: number;
}

/**
 * Tells enforcement points that a decision of theirs no longer waits, at least once, within about a second. It is a wake-up: it
 * carries no parameters and permits nothing. Whoever gets it redeems the decision, as after a long poll.
 */
export function startCallbacks(options: CallbackOptions): Repetition {
  const { everyMs = LOOK_EVERY_MS } = options;
  const runs = options.callbacks.map((callback) =>
    every(everyMs, `telling of ${channelOf(callback)}`, async () => tellSettled(options, callback)),
  );
  return {
    stop: async () => {
      await Promise.all(runs.map(async (run) => run.stop()));
    },
  };
}

/** What names the receiver in the table of deliveries. */
const channelOf = ({ agent_id }: Callback): string => `pep:${agent_id}`;

async function tellSettled(options: CallbackOptions, callback: Callback): Promise<void> {
  const { tenant_id, agent_id } = callback;
  await drain(
    () => options.deliveries.claimSettled(channelOf(callback), { ...CLAIM, tenant_id, agent_id }),
    async (records) => {
      await Promise.all(records.map(async (record) => tell(options, callback, record)));
    },
  );
}

async function tell({ evidence, deliveries, allow, retryMs }: CallbackOptions, callback: Callback, record: DeliveryRecord): Promise<void> {
  const found = await evidence.current(record.tenant_id, record.decision_id);
  if (found === null) return;
  const { url, secret, key_id: keyId } = callback;
  const outcome = lastly(
    await deliverSigned({ url, secret, keyId, allow }, messageOf(record.tenant_id, found.decision), nonceOf(record)),
    record,
  );
  const error = outcome.state === 'delivered' ? null : outcome.error;
  const { channel, decision_id, attempts } = record;
  if (error !== null)
    log('warn', 'an enforcement point was not told', { channel, decision_id, attempt: attempts, state: outcome.state, error });
  await deliveries.settle(record, { state: outcome.state, error, retry_s: pauseAfter(retryMs === undefined ? {} : { retryMs }, attempts) });
}

const messageOf = (tenant_id: string, decision: Decision): object => {
  const { decision_id, session_id, action_id, call_id, result, initial_result, reason, resolution } = decision;
  return { type: 'decision.settled', tenant_id, decision_id, session_id, action_id, call_id, result, initial_result, reason, resolution };
};

const nonceOf = ({ decision_id, action_digest }: DeliveryRecord): string =>
  createHash('sha256').update(`${decision_id} ${action_digest}`).digest('base64url').slice(0, 22);
