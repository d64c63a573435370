import type { PolicySignoff } from '@writ/aarm';
import type { Catalogue, DeliveryRecord, RecentAction, VersionParts } from '@writ/engine';
import { openConnections } from './connections.js';
import type { Connections, Statement, TenantValues } from './connections.js';
import { DELIVERY_COLUMNS } from './postgres-deliveries.js';
import { toTransition, TRANSITION_COLUMNS } from './policy-rows.js';
import type { PolicyTransitionRow } from './policy-rows.js';
import { DECISIONS_WHERE, readable } from './listing-reads.js';
import { DECIDED_COLUMNS, RECEIPTS_COLUMNS, toDecided, toEntries, toReceipts } from './log-reads.js';
import type { DecidedRow, EntriesRow, ReceiptsRow } from './log-reads.js';
import { catchUp } from './projections.js';
import { SESSION_COLUMNS, toSummary } from './rows.js';
import type { SessionRow } from './rows.js';

/** Options of {@link openPostgresCatalogue}. */
export interface PostgresCatalogueOptions {
  /** Of any role that may read evidence. */
  readonly url: string;
}

const statement = (name: string, text: string): Statement => ({ name: `writ_catalogue_${name}`, text });

// The index is by the tenant's bytes (see the migration).
const SESSIONS = statement(
  'sessions',
  `SELECT ${SESSION_COLUMNS} FROM sessions
   WHERE tenant_id COLLATE "C" = $1 AND ($3::timestamptz IS NULL OR (opened_at, session_id) < ($3, $4))
   ORDER BY opened_at DESC, session_id DESC LIMIT $2`,
);
const SESSIONS_BY_ID = statement('sessions_by_id', `SELECT ${SESSION_COLUMNS} FROM sessions WHERE tenant_id = $1 AND session_id = ANY($2)`);
// Ids of decisions begin with their time.
const DECISIONS = statement(
  'decisions',
  `${DECISIONS_WHERE} d.tenant_id = $1 AND ($3::text IS NULL OR d.decision_id < $3) ORDER BY d.decision_id DESC LIMIT $2`,
);
const DECISIONS_OF = statement(
  'decisions_of',
  `SELECT ${DECIDED_COLUMNS} FROM unnest($2::text[]) s (id) CROSS JOIN LATERAL (
     SELECT tenant_id, session_id, seq FROM decisions
     WHERE session_id = s.id AND tenant_id IS NOT DISTINCT FROM $1 ORDER BY decision_id DESC LIMIT $3
   ) d JOIN log l ON l.tenant_id = d.tenant_id AND l.session_id = d.session_id AND l.seq = d.seq`,
);
const RECENT_ACTIONS = statement(
  'recent_actions',
  `SELECT p.agent_id AS agent, e.tenant_id, e.session_id, e.seq, e.first_receipt, e.entries FROM (
     SELECT tenant_id, session_id, pep_id FROM sessions WHERE tenant_id COLLATE "C" = $1 ORDER BY opened_at DESC, session_id DESC LIMIT $2
   ) s JOIN peps p ON p.tenant_id = s.tenant_id AND p.pep_id = s.pep_id
   CROSS JOIN LATERAL (
     SELECT tenant_id, session_id, seq, first_receipt, entries FROM log
     WHERE tenant_id = s.tenant_id AND session_id = s.session_id AND decision_id IS NOT NULL ORDER BY seq DESC LIMIT $3
   ) e`,
);
const RECEIPTS = statement(
  'receipts',
  `SELECT ${RECEIPTS_COLUMNS} FROM log l
   WHERE l.tenant_id = $1 AND l.session_id = $2 AND l.receipt_seq >= l.first_receipt AND l.receipt_seq > $4
   ORDER BY l.tenant_id, l.session_id, l.seq LIMIT $3`,
);
// The primary key is in this order.
const DELIVERIES = statement(
  'deliveries',
  `SELECT ${DELIVERY_COLUMNS.join(', ')} FROM deliveries
   WHERE tenant_id = $1 AND ($3::text IS NULL OR (decision_id, channel, action_digest) < ($3, $4, $5)) AND (NOT $6 OR state <> 'delivered')
   ORDER BY decision_id DESC, channel DESC, action_digest DESC LIMIT $2`,
);
const DELIVERIES_OF = statement(
  'deliveries_of',
  `SELECT ${DELIVERY_COLUMNS.join(', ')} FROM deliveries WHERE tenant_id = $1 AND decision_id = ANY($2)
   ORDER BY decision_id, changed_at, channel`,
);
const PARTS = statement('parts', 'SELECT hash, rules, terms, sources FROM policy_versions WHERE tenant_id = $1 AND hash = ANY($2)');
const SIGNOFFS = statement(
  'signoffs',
  `SELECT s.hash, s.approver, s.statement_digest, s.at FROM policy_signoffs s WHERE s.tenant_id = $1 AND s.hash = ANY($2)
   AND s.seq > COALESCE((SELECT max(t.seq) FROM policy_transitions t
     WHERE t.hash = s.hash AND t.tenant_id IS NOT DISTINCT FROM $1 AND t.event = 'publish'), -1)
   ORDER BY s.hash, s.seq`,
);
const REPORTS = statement(
  'reports',
  `SELECT DISTINCT ON (hash, event) ${TRANSITION_COLUMNS} FROM policy_transitions
   WHERE hash = ANY($2) AND tenant_id IS NOT DISTINCT FROM $1 AND event IN ('check', 'test')
   ORDER BY hash, event, seq DESC, index DESC`,
);

/** The catalogue in PostgreSQL. Opening does not connect; nothing is written. */
export function openPostgresCatalogue({ url }: PostgresCatalogueOptions): Catalogue {
  const db = openConnections({ url, size: 2 });
  return { ...evidence(db), ...told(db), ...versions(db), close: db.close };
}

const evidence = (
  db: Connections,
): Pick<Catalogue, 'sessions' | 'sessionsById' | 'decisions' | 'decisionsOf' | 'recentActions' | 'receipts'> => {
  const fresh = async <Row>(prepared: Statement, [tenantId, ...values]: TenantValues): Promise<readonly Row[]> => {
    await catchUp(db);
    return db.of(tenantId).query<Row>(prepared, [tenantId, ...values]);
  };
  return {
    sessions: async (tenantId, { limit, before }) =>
      (await fresh<SessionRow>(SESSIONS, [tenantId, limit, before?.opened_at ?? null, before?.session_id ?? null])).map(toSummary),
    sessionsById: async (tenantId, ids) => (await fresh<SessionRow>(SESSIONS_BY_ID, [tenantId, ids])).map(toSummary),
    decisions: async (tenantId, { limit, before }) =>
      readable(await fresh<DecidedRow>(DECISIONS, [tenantId, limit, before ?? null]), toDecided),
    decisionsOf: async (tenantId, ids, limit) => readable(await fresh<DecidedRow>(DECISIONS_OF, [tenantId, ids, limit]), toDecided),
    recentActions: async (tenantId, { sessions, each }) =>
      (await fresh<EntriesRow & { readonly agent: string }>(RECENT_ACTIONS, [tenantId, sessions, each])).flatMap(actionsOf),
    receipts: async (tenantId, { sessionId, limit, after = -1 }) => {
      const rows = await db.of(tenantId).query<ReceiptsRow>(RECEIPTS, [tenantId, sessionId, limit, after]);
      return rows
        .flatMap(toReceipts)
        .filter(({ seq }) => seq > after)
        .slice(0, limit);
    },
  };
};

const actionsOf = (row: EntriesRow & { readonly agent: string }): readonly RecentAction[] =>
  toEntries(row)
    .filter(({ kind }) => kind === 'action')
    .map(({ body }) => {
      const { tool, operation, effect } = JSON.parse(body) as RecentAction;
      return { agent: row.agent, tool, operation, effect };
    });

const told = (db: Connections): Pick<Catalogue, 'deliveries' | 'deliveriesOf'> => ({
  deliveries: async (tenantId, { limit, before, undelivered = false }) =>
    db
      .of(tenantId)
      .query<DeliveryRecord>(DELIVERIES, [
        tenantId,
        limit,
        before?.decision_id ?? null,
        before?.channel ?? null,
        before?.action_digest ?? null,
        undelivered,
      ]),
  deliveriesOf: async (tenantId, ids) => db.of(tenantId).query<DeliveryRecord>(DELIVERIES_OF, [tenantId, ids]),
});

interface PartsRow {
  readonly hash: string;
  readonly rules: string;
  readonly terms: string;
  readonly sources: string;
}

const versions = (db: Connections): Pick<Catalogue, 'versionParts' | 'signoffsOf' | 'reportsOf'> => ({
  versionParts: async (tenantId, hashes) => (await db.of(tenantId).query<PartsRow>(PARTS, [tenantId, hashes])).map(toParts),
  signoffsOf: async (tenantId, hashes) => db.of(tenantId).query<PolicySignoff>(SIGNOFFS, [tenantId, hashes]),
  reportsOf: async (tenantId, hashes) => (await db.of(tenantId).query<PolicyTransitionRow>(REPORTS, [tenantId, hashes])).map(toTransition),
});

const toParts = ({ hash, rules, terms, sources }: PartsRow): VersionParts => ({
  hash,
  rules: JSON.parse(rules) as VersionParts['rules'],
  terms: JSON.parse(terms) as VersionParts['terms'],
  sources: JSON.parse(sources) as VersionParts['sources'],
});
