import { ESCALATED } from '@writ/engine';
import type { Deliveries, DeliveryRecord } from '@writ/engine';
import { openConnections } from './connections.js';

const COLUMNS = 'tenant_id, decision_id, channel, action_digest, state, attempts, next_at, error, changed_at';

/**
 * A STEP_UP that still has time, and the digest of what it asks, marked once backups may answer: then it is told again. Few
 * rows are pending, so their text is read.
 */
const QUESTIONS = `SELECT d.tenant_id, d.decision_id, (d.suspended::jsonb ->> 'effective_digest')
    || CASE WHEN (d.answer::jsonb #>> '{pending,escalation,at}')::timestamptz <= clock_timestamp() THEN '${ESCALATED}' ELSE '' END AS action_digest
  FROM decisions d
  WHERE d.state = 'pending' AND d.deadline > clock_timestamp() AND d.answer::jsonb -> 'pending' ->> 'kind' = 'STEP_UP'`;

const CLAIM = {
  name: 'writ_claim_deliveries',
  text: `WITH due AS (
    SELECT q.tenant_id, q.decision_id, q.action_digest FROM (${QUESTIONS}) q
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
  RETURNING ${COLUMNS}`,
};
const SETTLE = {
  name: 'writ_settle_delivery',
  text: `UPDATE deliveries SET state = $5, error = $6, next_at = clock_timestamp() + make_interval(secs => $7), changed_at = clock_timestamp()
    WHERE tenant_id = $1 AND decision_id = $2 AND channel = $3 AND action_digest = $4 AND attempts = $8 AND state = 'waiting'`,
};
const OF_DECISION = {
  name: 'writ_deliveries',
  text: `SELECT ${COLUMNS} FROM deliveries WHERE tenant_id = $1 AND decision_id = $2 ORDER BY changed_at, channel`,
};

/** What was told to whom, on PostgreSQL. Opening does not connect. */
export function openDeliveries({ url }: { readonly url: string }): Deliveries {
  const db = openConnections({ url, size: 2 });
  return {
    claim: async (channel, { limit, patience_s }) => db.write<DeliveryRecord>(CLAIM, [channel, limit, patience_s]),
    settle: async ({ tenant_id, decision_id, channel, action_digest, attempts }, { state, error, retry_s }) => {
      await db.write(SETTLE, [tenant_id, decision_id, channel, action_digest, state, error, retry_s, attempts]);
    },
    deliveries: async (tenantId, decisionId) => db.query<DeliveryRecord>(OF_DECISION, [tenantId, decisionId]),
    close: db.close,
  };
}
