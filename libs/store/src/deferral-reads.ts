import type { DeferredRow, Store } from '@writ/engine';
import type { Connections, Statement } from './connections.js';
import { jsonOf } from './json-of.js';
import { DECISION_COLUMNS, toDecision } from './rows.js';
import type { DecisionRow } from './rows.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });
const OF_D = DECISION_COLUMNS.split(', ')
  .map((column) => `d.${column}`)
  .join(', ');

// Only ever what is pending, by the sweeper's index; `answer` is looked into for those few rows.
const DEFERRED = statement(
  'deferred',
  `SELECT ${OF_D}, s.entry_seq FROM decisions d JOIN sessions s ON s.tenant_id = d.tenant_id AND s.session_id = d.session_id
   WHERE d.state = 'pending' AND ${jsonOf('d.answer')} #>> '{pending,kind}' = 'DEFER'
     AND ($1::timestamptz IS NULL OR (d.deadline, d.decision_id) > ($1::timestamptz, $2::text))
   ORDER BY d.deadline, d.decision_id LIMIT $3`,
);
// Newest first along the primary key, so that a long history costs no more than a short one. Text of an answer that looks like
// this is text only where its quotes are escaped.
const DEFERRALS = statement(
  'deferrals',
  `SELECT ${DECISION_COLUMNS} FROM (SELECT * FROM decisions WHERE tenant_id = $1 ORDER BY decision_id DESC LIMIT 20000) newest
   WHERE strpos(answer, '"initial_result":"DEFER"') > 0 ORDER BY decision_id DESC LIMIT $2`,
);
const ASKED = statement(
  'asked',
  `SELECT ${DECISION_COLUMNS} FROM (SELECT * FROM decisions WHERE tenant_id = $1 ORDER BY decision_id DESC LIMIT 20000) newest
   WHERE strpos(answer, '"initial_result":"STEP_UP"') > 0 ORDER BY decision_id DESC LIMIT $2`,
);
const COUNTED = statement('counted', 'SELECT count(*)::int AS of FROM (SELECT 1 FROM decisions WHERE tenant_id = $1 LIMIT 20000) newest');
const OF_ACTION = statement(
  'decision_of_action',
  `SELECT ${DECISION_COLUMNS} FROM decisions WHERE tenant_id IS NOT DISTINCT FROM $1 AND session_id = $2 AND strpos(answer, $3) > 0`,
);

const PENDING = statement(
  'pending',
  `SELECT ${DECISION_COLUMNS} FROM decisions WHERE tenant_id COLLATE "C" = $1 AND state = 'pending'
   AND ($3::timestamptz IS NULL OR (deadline, decision_id COLLATE "C") > ($3, $4)) ORDER BY deadline, decision_id COLLATE "C" LIMIT $2`,
);

/** What waits, and what the resolving of deferrals reads. */
export function deferralReads(db: Connections): Pick<Store, 'pending' | 'deferred' | 'deferrals' | 'asked' | 'decisionOfAction'> {
  return {
    pending: async (tenantId, { limit, after = null }) =>
      (await db.query<DecisionRow>(PENDING, [tenantId, limit, after?.deadline ?? null, after?.decision_id ?? null])).map(toDecision),
    deferred: async ({ after, limit }) => {
      const rows = await db.query<DecisionRow & { readonly entry_seq: number }>(DEFERRED, [
        after?.deadline ?? null,
        after?.decision_id ?? null,
        limit,
      ]);
      return rows.map(({ entry_seq, ...row }): DeferredRow => ({ record: toDecision(row), entry_seq }));
    },
    deferrals: async (tenantId, { limit }) => (await db.query<DecisionRow>(DEFERRALS, [tenantId, limit])).map(toDecision),
    asked: async (tenantId, { limit }) => {
      const [rows, [counted]] = await Promise.all([
        db.query<DecisionRow>(ASKED, [tenantId, limit]),
        db.query<{ readonly of: number }>(COUNTED, [tenantId]),
      ]);
      return { records: rows.map(toDecision), of: counted?.of ?? 0 };
    },
    decisionOfAction: async (tenantId, sessionId, actionId) => {
      const [row] = await db.query<DecisionRow>(OF_ACTION, [tenantId, sessionId, `"action_id":${JSON.stringify(actionId)}`]);
      return row === undefined ? null : toDecision(row);
    },
  };
}
