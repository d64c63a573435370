import { ESCALATED, INQUIRY, SETTLED } from '@writ/engine';
import type { Deliveries, DeliveryRecord } from '@writ/engine';
import { openConnections } from './connections.js';
import type { Statement } from './connections.js';
import { catchUp } from './projections.js';

/** The columns of a delivery as a {@link DeliveryRecord}. */
export const DELIVERY_COLUMNS = [
  'tenant_id',
  'decision_id',
  'channel',
  'action_digest',
  'state',
  'attempts',
  'next_at',
  'error',
  'changed_at',
  'message',
  'shows',
  'update_attempts',
];
const COLUMNS = DELIVERY_COLUMNS.slice(0, 9).join(', ');
const RETURNED = DELIVERY_COLUMNS.map((name) => `v.${name}`).join(', ');

/** A STEP_UP that still has time, and the digest of what it asks, marked once backups may answer: then it is told again. */
const QUESTIONS = `SELECT d.tenant_id, d.decision_id, d.asks || CASE WHEN d.escalates_at <= clock_timestamp() THEN '${ESCALATED}' ELSE '' END AS action_digest
  FROM decisions d WHERE d.state = 'pending' AND d.deadline > clock_timestamp() AND d.waits_for = 'STEP_UP' AND d.tenant_id = $4 AND d.asks IS NOT NULL`;

/** What a deferral asks its human principal: another set of questions is another message. */
const INQUIRIES = `SELECT d.tenant_id, d.decision_id, d.asks AS action_digest
  FROM decisions d WHERE d.state = 'pending' AND d.deadline > clock_timestamp() AND d.tenant_id = $4 AND d.waits_for = 'DEFER' AND d.asks IS NOT NULL`;

const SETTLEMENTS = `SELECT d.tenant_id, d.decision_id, '${SETTLED}' AS action_digest
  FROM decisions d
  JOIN sessions s ON s.tenant_id = d.tenant_id AND s.session_id = d.session_id
  JOIN peps p ON p.tenant_id = s.tenant_id AND p.pep_id = s.pep_id AND p.revoked_at IS NULL
  WHERE d.tenant_id = $4 AND p.agent_id = $5 AND d.state = 'final' AND d.settled_at > clock_timestamp() - interval '2 hours'`;

const claimOf = (name: string, open: string) => ({
  name,
  text: `WITH due AS (
    SELECT q.tenant_id, q.decision_id, q.action_digest FROM (${open}) q
    LEFT JOIN deliveries v ON v.tenant_id = q.tenant_id AND v.decision_id = q.decision_id AND v.channel = $1 AND v.action_digest = q.action_digest
    WHERE v.state IS NULL OR (v.state IN ('waiting', 'failed') AND v.next_at <= clock_timestamp())
    LIMIT $2
  )
  INSERT INTO deliveries AS v (${COLUMNS})
  SELECT tenant_id, decision_id, $1, action_digest, 'waiting', 1, clock_timestamp() + make_interval(secs => $3), NULL, clock_timestamp() FROM due
  ON CONFLICT (tenant_id, decision_id, channel, action_digest) DO UPDATE
    SET state = 'waiting', attempts = v.attempts + 1, next_at = excluded.next_at, changed_at = excluded.changed_at
    -- Another taker may have been quicker: only a row that is still due is taken.
    WHERE v.state IN ('waiting', 'failed') AND v.next_at <= clock_timestamp()
  RETURNING ${RETURNED}`,
});
const CLAIM = claimOf('writ_claim_deliveries', QUESTIONS);
const CLAIM_INQUIRIES = claimOf('writ_claim_inquiries', INQUIRIES);
const CLAIM_SETTLED = claimOf('writ_claim_settled', SETTLEMENTS);
const SETTLE = {
  name: 'writ_settle_delivery',
  text: `UPDATE deliveries SET state = $5, error = $6, next_at = clock_timestamp() + make_interval(secs => $7), changed_at = clock_timestamp(),
      message = $9, shows = CASE WHEN $9::text IS NULL THEN NULL ELSE 'open' END, update_at = clock_timestamp()
    WHERE tenant_id = $1 AND decision_id = $2 AND channel = $3 AND action_digest = $4 AND attempts = $8 AND state = 'waiting'`,
};
const TOLD_WITHIN = {
  name: 'writ_told_within',
  text: `SELECT count(*)::int AS told FROM deliveries WHERE channel = $1 AND tenant_id = $2 AND state = 'delivered' AND error IS NULL
    AND changed_at > clock_timestamp() - make_interval(secs => $3) AND action_digest NOT LIKE '${INQUIRY}%'`,
};
const CLAIM_STALE = {
  name: 'writ_claim_stale_messages',
  text: `WITH stale AS (
    SELECT v.tenant_id, v.decision_id, v.channel, v.action_digest FROM deliveries v
    JOIN decisions d ON d.tenant_id = v.tenant_id AND d.decision_id = v.decision_id
    WHERE v.channel = $1 AND v.tenant_id = $4 AND v.shows = 'open' AND v.update_at <= clock_timestamp()
      AND (d.state <> 'pending' OR replace(v.action_digest, '${ESCALATED}', '') IS DISTINCT FROM d.asks)
    LIMIT $2
  )
  UPDATE deliveries v SET update_attempts = v.update_attempts + 1, update_at = clock_timestamp() + make_interval(secs => $3)
  FROM stale s
  WHERE v.tenant_id = s.tenant_id AND v.decision_id = s.decision_id AND v.channel = s.channel AND v.action_digest = s.action_digest
    AND v.shows = 'open' AND v.update_at <= clock_timestamp()
  RETURNING ${RETURNED}`,
};
const SETTLE_STALE = {
  name: 'writ_settle_stale_message',
  text: `UPDATE deliveries SET shows = COALESCE($5, shows), update_at = clock_timestamp() + make_interval(secs => $6), changed_at = clock_timestamp()
    WHERE tenant_id = $1 AND decision_id = $2 AND channel = $3 AND action_digest = $4 AND shows = 'open' AND update_attempts = $7`,
};
const FIRST_CLICK = {
  name: 'writ_first_click',
  text: `INSERT INTO channel_clicks (channel, click_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING click_id`,
};
const OF_DECISION = {
  name: 'writ_deliveries',
  text: `SELECT ${RETURNED} FROM deliveries v WHERE v.tenant_id = $1 AND v.decision_id = $2 ORDER BY v.changed_at, v.channel`,
};

const keyOf = ({ tenant_id, decision_id, channel, action_digest }: DeliveryRecord): readonly string[] => [
  tenant_id,
  decision_id,
  channel,
  action_digest,
];

/** What was told to whom, on PostgreSQL. Opening does not connect. */
export function openDeliveries({ url }: { readonly url: string }): Deliveries {
  const db = openConnections({ url, size: 2 });
  const claim = async (
    prepared: Statement,
    channel: string,
    { tenant_id, limit, patience_s }: Parameters<Deliveries['claim']>[1],
    ...more: readonly string[]
  ): Promise<readonly DeliveryRecord[]> => {
    await catchUp(db);
    return db.of(tenant_id).write<DeliveryRecord>(prepared, [channel, limit, patience_s, tenant_id, ...more]);
  };
  return {
    claim: async (channel, options) => claim(CLAIM, channel, options),
    claimInquiries: async (channel, options) => claim(CLAIM_INQUIRIES, channel, options),
    claimSettled: async (channel, options) => claim(CLAIM_SETTLED, channel, options, options.agent_id),
    settle: async (claimed, { state, error, retry_s, message = null }) => {
      await db.of(claimed.tenant_id).write(SETTLE, [...keyOf(claimed), state, error, retry_s, claimed.attempts, message]);
    },
    toldWithin: async (channel, tenantId, seconds) =>
      (await db.of(tenantId).query<{ readonly told: number }>(TOLD_WITHIN, [channel, tenantId, seconds]))[0]?.told ?? 0,
    claimStale: async (channel, options) => claim(CLAIM_STALE, channel, options),
    settleStale: async (claimed, { shows, retry_s }) => {
      await db.of(claimed.tenant_id).write(SETTLE_STALE, [...keyOf(claimed), shows, retry_s, claimed.update_attempts]);
    },
    firstClick: async (channel, clickId) => (await db.deployment.write<object>(FIRST_CLICK, [channel, clickId])).length > 0,
    deliveries: async (tenantId, decisionId) => db.of(tenantId).query<DeliveryRecord>(OF_DECISION, [tenantId, decisionId]),
    close: db.close,
  };
}
