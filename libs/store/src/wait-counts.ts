import { sha256 } from '@writ/receipt';
import type { AppendUnit, WaitStore } from '@writ/engine';
import { text } from './batch-message.js';
import type { Column } from './batch-message.js';
import type { Connections, Statement } from './connections.js';
import { recordOf } from './log-columns.js';

/** A digest, as names may be longer than an index takes. */
const askerKey = (tenantId: string, agent: string, human: string): string => sha256(JSON.stringify([tenantId, agent, human]));

/** The wait that a unit begins or keeps up; null where it does neither. */
function waitOf(unit: AppendUnit): { readonly asker: string; readonly approvers: string } | null {
  const record = recordOf(unit);
  if (record?.state !== 'pending' || record.suspended === null) return null;
  const { agent, human } = record.suspended.requester;
  return {
    asker: askerKey(record.tenant_id, agent?.id ?? '', human?.id ?? ''),
    approvers: JSON.stringify(record.answer.pending?.approvers ?? []),
  };
}

/** Of a batch of any units. */
export const WAIT: readonly Column<AppendUnit>[] = [
  text('asker', (unit) => waitOf(unit)?.asker ?? null),
  text('asks', (unit) => waitOf(unit)?.approvers ?? null),
];

/** Parts of the statement that appends `unit`; `won` is the condition on those that were appended. */
export const keepWaits = (won: string): string => `waits AS (
  INSERT INTO waiting (tenant_id, decision_id, asker, approvers, deadline)
  SELECT tenant_id, COALESCE(decision_id, changes), asker, asks::jsonb, deadline
  FROM unit WHERE asker IS NOT NULL AND i = ${won}
  ON CONFLICT (decision_id, tenant_id) DO UPDATE SET approvers = excluded.approvers, deadline = excluded.deadline
), waited AS (
  DELETE FROM waiting w USING unit u
  WHERE u.from_state = 'pending' AND u.asker IS NULL AND u.i = ${won} AND w.decision_id = u.changes AND w.tenant_id = u.tenant_id
)`;

// Past its deadline nothing waits, whether the sweeper has come by yet or not.
export const COUNT_WAITING: Statement = {
  name: 'writ_count_waiting',
  text: `SELECT (
     SELECT count(*) FROM (
       SELECT FROM waiting w WHERE w.asker = $2 AND w.deadline > clock_timestamp() LIMIT $4
     ) a
   )::int AS agent, COALESCE((
     SELECT jsonb_object_agg(n.name, (
       SELECT count(*) FROM (
         SELECT FROM waiting w WHERE w.tenant_id COLLATE "C" = $1 AND w.approvers ? n.name AND w.deadline > clock_timestamp() LIMIT $5
       ) q
     )) FROM unnest($3::text[]) AS n(name)
   ), '{}') AS approvers`,
};

type Counts = Readonly<Record<string, number>>;

/** Counts by what was committed. */
export const waitCounts = (db: Connections): WaitStore => ({
  countWaiting: async ({ tenant_id, agent, human, approvers }, most) => {
    const values = [tenant_id, askerKey(tenant_id, agent, human), approvers, most.agent, most.approver];
    const [row] = await db.of(tenant_id).query<{ readonly agent: number; readonly approvers: Counts }>(COUNT_WAITING, values);
    if (row === undefined) throw new TypeError('a count came without a row');
    return { agent: row.agent, approvers: row.approvers };
  },
});
