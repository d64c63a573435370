import type { PasskeyRecord } from '@writ/aarm';
import type { PasskeyChange, PolicyStore } from '@writ/engine';
import type { Connections, Statement } from './connections.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_policy_${name}`, text });

const COLUMNS = 'tenant_id, credential_id, person, public_key, counter, label, added_at, removed_at, removed_by';
const PASSKEYS = statement(
  'passkeys',
  `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND person = $2 ORDER BY added_at DESC, credential_id`,
);
const PASSKEY = statement('passkey', `SELECT ${COLUMNS} FROM passkeys WHERE tenant_id = $1 AND credential_id = $2`);
/** A credential that was ever there is not taken again: who adds it loses to whoever did first. */
const ADD = statement(
  'add_passkey',
  `INSERT INTO passkeys (tenant_id, credential_id, person, public_key, counter, label, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
   RETURNING credential_id`,
);
const REMOVE = statement(
  'remove_passkey',
  `UPDATE passkeys SET removed_at = $3, removed_by = $4 WHERE tenant_id = $1 AND credential_id = $2 AND removed_at IS NULL
   RETURNING credential_id`,
);

/** What a change runs: it comes to nothing where no row comes back. */
export function passkeyStatement(tenantId: string, change: PasskeyChange): readonly [Statement, readonly unknown[]] {
  if (change.kind === 'remove') return [REMOVE, [tenantId, change.credential_id, change.at, change.by]];
  const { credential_id, person, public_key, counter, label, added_at } = change.passkey;
  return [ADD, [tenantId, credential_id, person, public_key, counter, label, added_at]];
}

/** A counter has 32 bits without a sign, and arrives as text. */
type Row = Omit<PasskeyRecord, 'counter'> & { readonly counter: string };
const toPasskey = (row: Row): PasskeyRecord => ({ ...row, counter: Number(row.counter) });

/** The passkeys of people, on a database. */
export const passkeyReads = (db: Pick<Connections, 'of'>): Pick<PolicyStore, 'passkeys' | 'passkey'> => ({
  passkeys: async (tenantId, person) => (await db.of(tenantId).query<Row>(PASSKEYS, [tenantId, person])).map(toPasskey),
  passkey: async (tenantId, credentialId) =>
    (await db.of(tenantId).query<Row>(PASSKEY, [tenantId, credentialId])).map(toPasskey)[0] ?? null,
});
