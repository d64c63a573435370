import type { Entry } from '@writ/aarm';
import type { DecisionRecord, SessionRecord, Store } from '@writ/engine';
import type { Connections, Statement } from './connections.js';
import { opensKey } from './log-columns.js';
import {
  DECIDED_COLUMNS,
  ENTRIES_COLUMNS,
  LAST,
  RECEIPTS_COLUMNS,
  newestOf,
  sessionsWhere,
  toDecided,
  toEntries,
  toLoggedSession,
  toReceipts,
} from './log-reads.js';
import type { DecidedRow, EntriesRow, OpeningRow, ReceiptsRow } from './log-reads.js';
import { StoreError } from './store-error.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });

export const SESSION = statement('session', `${sessionsWhere(`log o ${LAST}`)} WHERE o.tenant_id = $1 AND o.session_id = $2 AND o.seq = 0`);
export const FIND_SESSION = statement(
  'find_session',
  sessionsWhere(`open_sessions c JOIN log o ON o.tenant_id = c.tenant_id AND o.session_id = c.session_id AND o.seq = 0 ${LAST}
   WHERE c.pep_id = $2 AND c.host_session_id = $3 AND c.tenant_id = $1`),
);
export const SESSIONS_OF = statement(
  'sessions_of',
  `${sessionsWhere(`log o ${LAST}`)} WHERE o.opens = $1 AND o.opened_at >= $2 ORDER BY o.opened_at DESC, o.session_id DESC LIMIT $3`,
);
// From the end, as far as there is something new: a session is long, and what is missing of it is short. OFFSET 0 keeps where that begins
// out of the condition: under a tenant's condition a subquery is not trusted, and could not be looked up by.
export const ENTRIES = statement(
  'entries',
  `SELECT ${ENTRIES_COLUMNS} FROM (
     SELECT CASE WHEN $3 < 0 THEN -1 ELSE COALESCE(
       (SELECT seq FROM log WHERE tenant_id = $1 AND session_id = $2 AND entry_seq <= $3 ORDER BY seq DESC LIMIT 1), -1) END AS last OFFSET 0
   ) known CROSS JOIN LATERAL (
     SELECT ${ENTRIES_COLUMNS} FROM log WHERE tenant_id = $1 AND session_id = $2 AND entry_seq > $3 AND seq > known.last ORDER BY seq OFFSET 0
   ) l ORDER BY seq`,
);

/** Sessions and what happened in them. */
export function sessionReads(db: Connections): Pick<Store, 'findSession' | 'session' | 'entries' | 'sessionsOf'> {
  const one = ([row]: readonly OpeningRow[]): SessionRecord | null => (row === undefined ? null : toLoggedSession(row));
  return {
    findSession: async (tenantId, pepId, hostSessionId) => {
      const found = one(await db.of(tenantId).query<OpeningRow>(FIND_SESSION, [tenantId, pepId, hostSessionId]));
      if (found === null) return null;
      if (found.status === 'closed' || found.pep_id !== pepId || found.host_session_id !== hostSessionId)
        throw new StoreError(
          'log_broken',
          `\`open_sessions\` names session \`${found.session_id}\` of tenant \`${tenantId}\` for another one`,
        );
      return found;
    },
    session: async (tenantId, sessionId) => one(await db.of(tenantId).query<OpeningRow>(SESSION, [tenantId, sessionId])),
    sessionsOf: async (tenantId, { principal, agent_type, since, limit }) => {
      const values = [opensKey({ tenant_id: tenantId, principal, agent_type }), since, limit];
      return (await db.of(tenantId).query<OpeningRow>(SESSIONS_OF, values)).map(toLoggedSession);
    },
    entries: async (tenantId, sessionId, afterSeq): Promise<readonly Entry[]> => {
      const rows = await db.of(tenantId).query<EntriesRow>(ENTRIES, [tenantId, sessionId, afterSeq]);
      return rows.flatMap(toEntries).filter(({ seq }) => seq > afterSeq);
    },
  };
}

export const DECISION = statement('decision', `SELECT ${DECIDED_COLUMNS} FROM (${newestOf('$2', '$1')}) l`);
export const BY_KEY = statement(
  'decision_by_key',
  `SELECT ${DECIDED_COLUMNS} FROM idempotency_keys k CROSS JOIN LATERAL (${newestOf('k.decision_id', 'k.tenant_id')}) l
   WHERE k.session_id = $2 AND k.key = $3 AND k.tenant_id = $1`,
);
const newestInSession = (where: string): string =>
  `SELECT ${DECIDED_COLUMNS} FROM log m CROSS JOIN LATERAL (${newestOf('m.decision_id', 'm.tenant_id')}) l
   WHERE m.tenant_id = $1 AND m.session_id = $2 AND m.decision_id IS NOT NULL ${where} ORDER BY m.seq`;
export const DECISIONS = statement('decisions', newestInSession(''));
const OF_ACTION = statement('decision_of_action', newestInSession('AND strpos(m.record, $3) > 0'));

/** Decisions as they stand. */
export function decisionReads(db: Connections): Pick<Store, 'decision' | 'decisionByKey' | 'decisions' | 'decisionOfAction'> {
  const one = ([row]: readonly DecidedRow[]): DecisionRecord | null => (row === undefined ? null : toDecided(row));
  return {
    decision: async (tenantId, decisionId) => one(await db.of(tenantId).query<DecidedRow>(DECISION, [tenantId, decisionId])),
    decisionByKey: async (tenantId, sessionId, key) => {
      const found = one(await db.of(tenantId).query<DecidedRow>(BY_KEY, [tenantId, sessionId, key]));
      if (found !== null && (found.session_id !== sessionId || found.idempotency_key !== key))
        throw new StoreError(
          'log_broken',
          `\`idempotency_keys\` names decision \`${found.decision_id}\` of tenant \`${tenantId}\` for another key`,
        );
      return found;
    },
    decisions: async (tenantId, sessionId) => (await db.of(tenantId).query<DecidedRow>(DECISIONS, [tenantId, sessionId])).map(toDecided),
    decisionOfAction: async (tenantId, sessionId, actionId) => {
      const rows = await db.of(tenantId).query<DecidedRow>(OF_ACTION, [tenantId, sessionId, `"action_id":${JSON.stringify(actionId)}`]);
      return rows.map(toDecided).find(({ answer }) => answer.action_id === actionId) ?? null;
    },
  };
}

// A row without receipts ends where the one before it did.
export const RECEIPTS = statement(
  'receipts',
  `SELECT ${RECEIPTS_COLUMNS} FROM log l
   WHERE l.tenant_id = $1 AND l.session_id = $2 AND l.receipt_seq >= l.first_receipt AND l.receipt_seq > $3 ORDER BY l.seq`,
);
// From the end: who asks for one receipt asks for one of the last.
export const RECEIPT_AT = statement(
  'receipt_at',
  `SELECT ${RECEIPTS_COLUMNS} FROM log l
   WHERE l.tenant_id = $1 AND l.session_id = $2 AND l.first_receipt <= $3 AND l.receipt_seq >= $3 ORDER BY l.seq DESC LIMIT 1`,
);
export const OF_DECISION = statement(
  'receipts_of_decision',
  `SELECT * FROM (
     (SELECT ${RECEIPTS_COLUMNS} FROM log l WHERE l.decision_id = $2 AND l.tenant_id IS NOT DISTINCT FROM $1)
     UNION ALL
     (SELECT ${RECEIPTS_COLUMNS} FROM log l WHERE l.changes = $2 AND l.tenant_id IS NOT DISTINCT FROM $1)
   ) about ORDER BY seq`,
);

/** Receipts in the order of their chain. */
export function receiptReads(db: Connections): Pick<Store, 'receipts' | 'receiptAt' | 'receiptsOfDecision'> {
  return {
    receiptAt: async (tenantId, sessionId, seq) => {
      const rows = await db.of(tenantId).query<ReceiptsRow>(RECEIPT_AT, [tenantId, sessionId, seq]);
      return rows.flatMap(toReceipts).find((receipt) => receipt.seq === seq) ?? null;
    },
    receipts: async (tenantId, sessionId, after = -1) =>
      (await db.of(tenantId).query<ReceiptsRow>(RECEIPTS, [tenantId, sessionId, after]))
        .flatMap(toReceipts)
        .filter(({ seq }) => seq > after),
    receiptsOfDecision: async (tenantId, decisionId) => {
      const all = (await db.of(tenantId).query<ReceiptsRow>(OF_DECISION, [tenantId, decisionId])).flatMap(toReceipts);
      return all.filter((receipt) => receipt.decision_id === decisionId);
    },
  };
}
