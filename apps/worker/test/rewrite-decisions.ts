import type { Database } from '@writ/store';

/** Changes decisions behind the back of everybody, as only the owner of the tables can: in the log, and in what is filled from it. */
export async function rewriteDecisions(
  owner: Database,
  ids: readonly string[],
  change: { readonly deadline?: string; readonly outcome_deadline?: string; readonly suspended?: object },
): Promise<void> {
  await owner.query('ALTER TABLE log DISABLE TRIGGER log_append_only');
  await owner.query(
    `UPDATE log SET record = jsonb_set(record::jsonb, '{decision}', record::jsonb -> 'decision' || $2::jsonb)::text,
       deadline = COALESCE($3::timestamptz, deadline) WHERE decision_id = ANY($1)`,
    [ids, JSON.stringify(change), change.deadline ?? null],
  );
  await owner.query('ALTER TABLE log ENABLE ALWAYS TRIGGER log_append_only');
  await owner.query(
    `UPDATE decisions SET deadline = COALESCE($2::timestamptz, deadline), outcome_deadline = COALESCE($3::timestamptz, outcome_deadline)
     WHERE decision_id = ANY($1)`,
    [ids, change.deadline ?? null, change.outcome_deadline ?? null],
  );
}
