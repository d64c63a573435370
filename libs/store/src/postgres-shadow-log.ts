import type { ShadowCount, ShadowLog, ShadowLoss } from '@writ/engine';
import { byTenant } from './by-tenant.js';
import { openConnections } from './connections.js';
import type { Statement } from './connections.js';
import { shadowKey } from './shadow-key.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_shadow_${name}`, text });
const COLUMNS = 'tenant_id, shadow, active, tool, operation, result, rule, shadow_result, shadow_rule, count, decision_id, at';

// Sorted, so that two replicas meet on their rows in the same order.
const ADD = statement(
  'add',
  `INSERT INTO policy_shadow (key, ${COLUMNS})
   SELECT key, ${COLUMNS} FROM json_to_recordset($1::json) AS r (key text, tenant_id text, shadow text, active text, tool text, operation text,
     result text, rule text, shadow_result text, shadow_rule text, count bigint, decision_id text, at timestamptz)
   ORDER BY tenant_id, shadow, key
   ON CONFLICT (tenant_id, shadow, key) DO UPDATE SET count = policy_shadow.count + excluded.count, decision_id = excluded.decision_id, at = excluded.at`,
);
const LOSE = statement(
  'lose',
  `INSERT INTO policy_shadow_losses (tenant_id, shadow, dropped, failed) VALUES ($1, $2, $3, $4)
   ON CONFLICT (tenant_id, shadow) DO UPDATE SET dropped = policy_shadow_losses.dropped + excluded.dropped,
     failed = policy_shadow_losses.failed + excluded.failed`,
);
const COUNTS = statement(
  'counts',
  `SELECT ${COLUMNS.replace('count', 'count::text')} FROM policy_shadow WHERE tenant_id = $1 AND shadow = $2
   ORDER BY policy_shadow.count DESC, key LIMIT $3`,
);
const LOSS = statement('loss', 'SELECT dropped::text, failed::text FROM policy_shadow_losses WHERE tenant_id = $1 AND shadow = $2');

type CountRow = Omit<ShadowCount, 'count'> & { readonly count: string };

/** The shadow's counts in PostgreSQL. Opening does not connect. A crash loses what was not added yet, and no evidence. */
export function openPostgresShadowLog({ url }: { readonly url: string }): ShadowLog {
  const db = openConnections({ url, size: 1 });
  return {
    add: async (counts, losses) => {
      for (const [tenant, own] of byTenant(counts))
        await db.of(tenant).write(ADD, [JSON.stringify(own.map((each) => ({ ...each, key: shadowKey(each) })))]);
      for (const { tenant_id, shadow, dropped, failed } of losses) await db.of(tenant_id).write(LOSE, [tenant_id, shadow, dropped, failed]);
    },
    counts: async (tenantId, shadow, { limit }) =>
      (await db.of(tenantId).query<CountRow>(COUNTS, [tenantId, shadow, limit])).map((row) => ({ ...row, count: Number(row.count) })),
    loss: async (tenantId, shadow): Promise<ShadowLoss> => {
      const [row] = await db.of(tenantId).query<{ readonly dropped: string; readonly failed: string }>(LOSS, [tenantId, shadow]);
      return { tenant_id: tenantId, shadow, dropped: Number(row?.dropped ?? 0), failed: Number(row?.failed ?? 0) };
    },
    close: db.close,
  };
}
