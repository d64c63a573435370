import type { Statement } from './connections.js';
import { TRANSITION_COLUMNS, VERSION_COLUMNS } from './policy-rows.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_policy_${name}`, text });
const places = (count: number): string => Array.from({ length: count }, (_, index) => `$${(index + 1).toString()}`).join(', ');

export const INSERT_VERSION = statement(
  'add_version',
  `INSERT INTO policy_versions (tenant_id, hash, policy_id, version, packs, author, created_at, content_digest, rule_count, sources, terms,
     rules, files, opa_version, wasm, wasm_digest)
   VALUES (${places(16)})`,
);
export const INSERT_TRANSITION = statement(
  'add_transition',
  `INSERT INTO policy_transitions (${TRANSITION_COLUMNS}) VALUES (${places(16)})`,
);
export const INSERT_SIGNOFF = statement(
  'add_signoff',
  `INSERT INTO policy_signoffs (tenant_id, hash, approver, seq, statement_digest, at) VALUES (${places(6)})`,
);
export const PUT_POINTER = statement(
  'put_pointer',
  `INSERT INTO policy_active (tenant_id, active, shadow, generation, changed_at) VALUES (${places(5)})
   ON CONFLICT (tenant_id) DO UPDATE SET active = excluded.active, shadow = excluded.shadow, generation = excluded.generation,
     changed_at = excluded.changed_at`,
);
export const PUT_SETTINGS = statement(
  'put_settings',
  'INSERT INTO policy_settings (tenant_id, settings) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET settings = excluded.settings',
);

export const VERSION = statement('version', `SELECT ${VERSION_COLUMNS} FROM policy_versions WHERE tenant_id = $1 AND hash = $2`);

/** A version's state is where its last transition led. */
const SUMMARY = `SELECT v.tenant_id, v.hash, v.policy_id, v.version, v.packs, v.author, v.created_at, v.content_digest, v.rule_count AS rules,
    s.to_state AS state, s.at AS state_since,
    (SELECT true FROM policy_transitions a WHERE a.hash = v.hash AND a.tenant_id IS NOT DISTINCT FROM v.tenant_id AND a.to_state = 'active' LIMIT 1) IS NOT NULL AS ever_active,
    (SELECT (c.detail::jsonb ->> 'intent_read')::boolean FROM policy_transitions c
      WHERE c.hash = v.hash AND c.tenant_id IS NOT DISTINCT FROM v.tenant_id AND c.event IN ('check', 'bootstrap') ORDER BY c.seq DESC LIMIT 1) AS intent_read
  FROM policy_versions v CROSS JOIN LATERAL (
    SELECT t.to_state, t.at FROM policy_transitions t
    WHERE t.hash = v.hash AND t.tenant_id IS NOT DISTINCT FROM v.tenant_id AND t.to_state IS NOT NULL ORDER BY t.seq DESC, t.index DESC LIMIT 1
  ) s`;
export const ONE_SUMMARY = statement('summary', `${SUMMARY} WHERE v.tenant_id = $1 AND v.hash = $2`);
export const SUMMARIES = statement(
  'summaries',
  `${SUMMARY} WHERE v.tenant_id COLLATE "C" = $1 AND ($3::timestamptz IS NULL OR (v.created_at, v.hash) < ($3, $4))
   ORDER BY v.created_at DESC, v.hash DESC LIMIT $2`,
);

export const TRANSITIONS = statement(
  'transitions',
  `SELECT ${TRANSITION_COLUMNS} FROM policy_transitions
   WHERE tenant_id = $1 AND ($3::int IS NULL OR (seq, index) < ($3, $4::int)) ORDER BY seq DESC, index DESC LIMIT $2`,
);
export const TRANSITIONS_OF = statement(
  'transitions_of',
  `SELECT ${TRANSITION_COLUMNS} FROM policy_transitions
   WHERE tenant_id IS NOT DISTINCT FROM $1 AND hash = $5 AND ($3::int IS NULL OR (seq, index) < ($3, $4::int))
   ORDER BY seq DESC, index DESC LIMIT $2`,
);
export const SIGNOFFS = statement(
  'signoffs',
  `SELECT s.hash, s.approver, s.statement_digest, s.at FROM policy_signoffs s WHERE s.tenant_id = $1 AND s.hash = $2
   AND s.seq > COALESCE((SELECT max(t.seq) FROM policy_transitions t
     WHERE t.hash = $2 AND t.tenant_id IS NOT DISTINCT FROM $1 AND t.event = 'publish'), -1)
   ORDER BY s.seq`,
);
const POINTER_COLUMNS = 'tenant_id, active, shadow, generation, changed_at';
export const POINTER = statement('pointer', `SELECT ${POINTER_COLUMNS} FROM policy_active WHERE tenant_id = $1`);
export const POINTERS = statement('pointers', `SELECT ${POINTER_COLUMNS} FROM policy_active ORDER BY tenant_id`);
export const SETTINGS = statement('settings', 'SELECT settings FROM policy_settings WHERE tenant_id = $1');
const STOP_COLUMNS = 'tenant_id, stop_id, kind, id, reason, by_id AS by, at, lifted_at, lifted_by';
export const PUT_STOP = statement(
  'put_stop',
  `INSERT INTO stops (tenant_id, stop_id, kind, id, reason, by_id, at, lifted_at, lifted_by) VALUES (${places(9)})
   ON CONFLICT (tenant_id, stop_id) DO UPDATE SET lifted_at = excluded.lifted_at, lifted_by = excluded.lifted_by`,
);
// Every tenant's events are in a session of their own, found by the index of open sessions.
export const TENANTS = statement(
  'tenants',
  "SELECT tenant_id FROM sessions WHERE pep_id = 'writ:control' AND host_session_id = 'policy' AND status = 'open'",
);
export const ACTIVE_STOPS = statement('active_stops', `SELECT ${STOP_COLUMNS} FROM stops WHERE lifted_at IS NULL ORDER BY at, stop_id`);
export const STOPS = statement('stops', `SELECT ${STOP_COLUMNS} FROM stops WHERE tenant_id = $1 ORDER BY at DESC, stop_id DESC LIMIT 500`);
const REVOCATION_COLUMNS = 'tenant_id, issuer, jti, subject, person, before, reason, at';
export const ADD_REVOCATION = statement('add_revocation', `INSERT INTO revocations (${REVOCATION_COLUMNS}) VALUES (${places(8)})`);
export const REVOCATIONS = statement(
  'revocations',
  `SELECT ${REVOCATION_COLUMNS} FROM revocations WHERE at >= $1 ORDER BY at, tenant_id, issuer, jti`,
);
const GRANT_COLUMNS =
  'tenant_id, grant_id, agent, tool, operation, parameters, expires_at, max_uses, uses, reason, by_id AS by, by_roles AS roles, at, revoked_at, revoked_by';
export const PUT_GRANT = statement(
  'put_grant',
  `INSERT INTO grants (tenant_id, grant_id, agent, tool, operation, parameters, expires_at, max_uses, reason, by_id, by_roles, at, revoked_at, revoked_by)
   VALUES (${places(14)})
   ON CONFLICT (tenant_id, grant_id) DO UPDATE SET revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by`,
);
export const GRANTS = statement(
  'grants',
  `SELECT ${GRANT_COLUMNS} FROM grants WHERE tenant_id = $1 ORDER BY at DESC, grant_id DESC LIMIT 1000`,
);
export const USE_GRANT = statement(
  'use_grant',
  `UPDATE grants SET uses = uses + 1 WHERE tenant_id = $1 AND grant_id = $2 AND revoked_at IS NULL AND uses < max_uses
   AND expires_at > clock_timestamp() RETURNING grant_id`,
);
