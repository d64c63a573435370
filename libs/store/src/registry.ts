import type { PepRecord, Store } from '@writ/engine';
import type { Connections, Statement } from './connections.js';
import { toKey } from './rows.js';
import type { KeyRow } from './rows.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });

const ENROL = statement(
  'enrol_pep',
  `INSERT INTO peps (tenant_id, pep_id, secret_hash, agent_id, agent_instance, host, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
   ON CONFLICT (tenant_id, pep_id) DO UPDATE SET secret_hash = excluded.secret_hash, agent_id = excluded.agent_id,
     agent_instance = excluded.agent_instance, host = excluded.host, created_at = excluded.created_at, revoked_at = excluded.revoked_at`,
);
const PEP = statement(
  'pep',
  'SELECT tenant_id, pep_id, secret_hash, agent_id, agent_instance, host, created_at, revoked_at FROM peps WHERE tenant_id = $1 AND pep_id = $2',
);
const PUT_KEY = statement(
  'put_key',
  `INSERT INTO keys (kid, jwk, valid_from, valid_until, status, compromised_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (tenant_id, kid) DO UPDATE SET valid_from = excluded.valid_from, valid_until = excluded.valid_until, status = excluded.status,
     compromised_at = excluded.compromised_at`,
);
const KEYS = statement(
  'keys',
  "SELECT kid, jwk, valid_from, valid_until, status, compromised_at FROM keys WHERE tenant_id = '*' ORDER BY valid_from, kid",
);

/** Enforcement points, and the public keys of signers. */
export function registry(db: Connections): Pick<Store, 'enrolPep' | 'pep' | 'putKeys' | 'keys'> {
  return {
    enrolPep: async (pep) => {
      await db
        .of(pep.tenant_id)
        .write(ENROL, [
          pep.tenant_id,
          pep.pep_id,
          pep.secret_hash,
          pep.agent_id,
          pep.agent_instance,
          pep.host,
          pep.created_at,
          pep.revoked_at,
        ]);
    },
    pep: async (tenantId, pepId) => (await db.of(tenantId).query<PepRecord>(PEP, [tenantId, pepId]))[0] ?? null,
    putKeys: async (keys) => {
      for (const key of keys) {
        await db.deployment.write(PUT_KEY, [
          key.kid,
          JSON.stringify(key.jwk),
          key.valid_from,
          key.valid_until,
          key.status,
          key.compromised_at,
        ]);
      }
    },
    keys: async () => (await db.deployment.query<KeyRow>(KEYS)).map(toKey),
  };
}
