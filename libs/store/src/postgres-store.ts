import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '@writ/aarm';
import type { AppendResult, AppendUnit, Outbox, OutboxRow, PepRecord, Store } from '@writ/engine';
import { APPEND_DECISIONS, decisionTable, isNewDecision } from './append-decisions.js';
import { APPEND, appendTables } from './append-statement.js';
import { batchMessage } from './batch-message.js';
import type { table } from './batch-message.js';
import { checkUnit } from './check-unit.js';
import { openConnections } from './connections.js';
import type { Connections, Statement } from './connections.js';
import { deferralReads } from './deferral-reads.js';
import { receiptReads } from './receipt-reads.js';
import { DECISION_COLUMNS, SESSION_COLUMNS, toDecision, toKey, toSession, toSummary } from './rows.js';
import type { DecisionRow, KeyRow, SessionRow } from './rows.js';

export interface PostgresStoreOptions {
  /** The `appUrl` that `provision` returns. */
  readonly url: string;
  /** Connections at most. */
  readonly pool?: number;
}

/**
 * The ports on PostgreSQL. Opening does not connect: a database that is down, now or later, makes every call reject
 * within seconds, and one that comes back is used again.
 */
export async function openPostgresStore({ url, pool = 6 }: PostgresStoreOptions): Promise<Store & Outbox> {
  const db = openConnections({ url, size: pool });
  const store = {
    ...writes(db),
    ...registry(db),
    ...sessionReads(db),
    ...decisionReads(db),
    ...deferralReads(db),
    ...receiptReads(db),
    close: db.close,
  };
  return Promise.resolve(store);
}

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });
// `IS NOT DISTINCT FROM` keeps a tenant's condition away from the primary key where another index is meant (see the migration).
const APPEND_ANY = statement('append', APPEND);
const APPEND_NEW = statement('append_decisions', APPEND_DECISIONS);
const TAKE = statement(
  'take',
  // Materialized: a rescan of the subquery would take more than the limit.
  `WITH t AS MATERIALIZED (SELECT tenant_id, decision_id FROM outbox LIMIT $1 FOR UPDATE SKIP LOCKED)
   DELETE FROM outbox o USING t WHERE o.tenant_id = t.tenant_id AND o.decision_id = t.decision_id RETURNING o.tenant_id, o.decision_id, o.due_at`,
);
const HEARTBEAT = statement(
  'heartbeat',
  'INSERT INTO heartbeat (at) VALUES (clock_timestamp()) ON CONFLICT (tenant_id) DO UPDATE SET at = excluded.at',
);
const NOW = statement('now', 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS ms');

function writes(db: Connections): Pick<Store & Outbox, 'append' | 'take' | 'ready' | 'now'> {
  return {
    append: async (units) => append(db, units),
    // A taker that dies after the commit loses its wake-ups; the sweeper finds their decisions by deadline.
    take: async (limit) => db.write<OutboxRow>(TAKE, [limit]),
    ready: async () => {
      await db.write(HEARTBEAT);
    },
    now: async () => Number((await db.query<{ ms: string }>(NOW))[0]?.ms),
  };
}

async function append(db: Connections, units: readonly AppendUnit[]): Promise<readonly AppendResult[]> {
  if (units.length === 0) return [];
  units.forEach(checkUnit);
  // Sorted, so that two batches meet on their sessions in the same order; of two units of one session, or one passkey, the later loses.
  const batch = [...firstOfEach(units).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, unit]) => unit);
  const [decisions, others] = [batch.filter(isNewDecision), batch.filter((unit) => !isNewDecision(unit))];
  const won = new Set((await Promise.all([appendDecisions(db, decisions), appendAny(db, others)])).flat());
  return units.map((unit) => (won.has(unit) ? 'committed' : 'lost_race'));
}

const UNIQUE_VIOLATION = '23505';

/** The units that won. */
async function appendDecisions(db: Connections, units: Parameters<typeof decisionTable>[0]): Promise<readonly AppendUnit[]> {
  try {
    return await run(db, APPEND_NEW, { units, tables: [decisionTable(units)] });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== UNIQUE_VIOLATION) throw error;
    return appendAny(db, units);
  }
}

const appendAny = async (db: Connections, units: readonly AppendUnit[]): Promise<readonly AppendUnit[]> =>
  run(db, APPEND_ANY, { units, tables: appendTables(units) });

async function run(
  db: Connections,
  prepared: Statement,
  { units, tables }: { readonly units: readonly AppendUnit[]; readonly tables: readonly ReturnType<typeof table>[] },
): Promise<readonly AppendUnit[]> {
  if (units.length === 0) return [];
  return retryDeadlock(async () => {
    const message = batchMessage(prepared.name, tables);
    const [ids] = await db.writeBatch(prepared, message);
    message.release();
    return placesIn(ids ?? '{}').flatMap((place) => units[place - 1] ?? []);
  });
}

/** `{1,3}` */
const placesIn = (array: string): readonly number[] =>
  array
    .slice(1, -1)
    .split(',')
    .filter((place) => place !== '')
    .map(Number);

function firstOfEach(units: readonly AppendUnit[]): ReadonlyMap<string, AppendUnit> {
  const first = new Map<string, AppendUnit>();
  const used = new Set<string>();
  for (const unit of units) {
    const key = `${unit.tenant_id}\0${unit.session_id}`;
    const passkey = unit.presence === undefined ? null : `${unit.tenant_id}\0${unit.presence.credential_id}`;
    // One statement moves a counter once: whoever comes second with the same passkey loses too.
    if (first.has(key) || (passkey !== null && used.has(passkey))) continue;
    first.set(key, unit);
    if (passkey !== null) used.add(passkey);
  }
  return first;
}

/** A deadlock's victim has written nothing, so it may simply go again. */
async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { readonly code?: string };
      if (attempt === 5 || (code !== '40P01' && code !== '40001')) throw error;
      await sleep(attempt * 2);
    }
  }
}

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

function registry(db: Connections): Pick<Store, 'enrolPep' | 'pep' | 'putKeys' | 'keys'> {
  return {
    enrolPep: async (pep) => {
      await db.write(ENROL, [
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
    pep: async (tenantId, pepId) => (await db.query<PepRecord>(PEP, [tenantId, pepId]))[0] ?? null,
    putKeys: async (keys) => {
      for (const key of keys) {
        await db.write(PUT_KEY, [key.kid, JSON.stringify(key.jwk), key.valid_from, key.valid_until, key.status, key.compromised_at]);
      }
    },
    keys: async () => (await db.query<KeyRow>(KEYS)).map(toKey),
  };
}

const FIND_SESSION = statement(
  'find_session',
  `SELECT ${SESSION_COLUMNS} FROM sessions WHERE tenant_id IS NOT DISTINCT FROM $1 AND pep_id = $2 AND host_session_id = $3 AND status = 'open'`,
);
const SESSION = statement('session', `SELECT ${SESSION_COLUMNS} FROM sessions WHERE tenant_id = $1 AND session_id = $2`);
const ENTRIES = statement(
  'entries',
  'SELECT seq, kind, at, body, prev_hash, hash FROM entries WHERE tenant_id = $1 AND session_id = $2 AND seq > $3 ORDER BY seq',
);
const SESSIONS = statement(
  'sessions',
  `SELECT ${SESSION_COLUMNS}, decisions, pending FROM sessions WHERE tenant_id COLLATE "C" = $1 ORDER BY opened_at DESC, session_id DESC LIMIT $2`,
);

const SESSIONS_OF = statement(
  'sessions_of',
  `SELECT ${SESSION_COLUMNS} FROM sessions WHERE tenant_id COLLATE "C" = $1 AND principal = $2 AND agent_type = $3 AND opened_at >= $4
   ORDER BY opened_at DESC, session_id DESC LIMIT $5`,
);

function sessionReads(db: Connections): Pick<Store, 'findSession' | 'session' | 'entries' | 'sessions' | 'sessionsOf'> {
  const one = ([row]: readonly SessionRow[]): ReturnType<typeof toSession> | null => (row === undefined ? null : toSession(row));
  return {
    findSession: async (tenantId, pepId, hostSessionId) => one(await db.query<SessionRow>(FIND_SESSION, [tenantId, pepId, hostSessionId])),
    session: async (tenantId, sessionId) => one(await db.query<SessionRow>(SESSION, [tenantId, sessionId])),
    sessionsOf: async (tenantId, { principal, agent_type, since, limit }) =>
      (await db.query<SessionRow>(SESSIONS_OF, [tenantId, principal, agent_type, since, limit])).map(toSession),
    entries: async (tenantId, sessionId, afterSeq) => db.query<Entry>(ENTRIES, [tenantId, sessionId, afterSeq]),
    sessions: async (tenantId, { limit }) => (await db.query<Parameters<typeof toSummary>[0]>(SESSIONS, [tenantId, limit])).map(toSummary),
  };
}

const DECISION = statement('decision', `SELECT ${DECISION_COLUMNS} FROM decisions WHERE tenant_id = $1 AND decision_id = $2`);
const BY_KEY = statement(
  'decision_by_key',
  `SELECT ${DECISION_COLUMNS} FROM decisions WHERE tenant_id IS NOT DISTINCT FROM $1 AND session_id = $2 AND idempotency_key = $3`,
);
const DECISIONS = statement(
  'decisions',
  `SELECT ${DECISION_COLUMNS} FROM decisions WHERE tenant_id IS NOT DISTINCT FROM $1 AND session_id = $2 ORDER BY receipt_seq`,
);
const OVERDUE = statement(
  'overdue',
  `(SELECT ${DECISION_COLUMNS} FROM decisions WHERE state = 'pending' AND deadline <= statement_timestamp() ORDER BY deadline LIMIT $1)
   UNION ALL
   (SELECT ${DECISION_COLUMNS} FROM decisions WHERE outcome = 'awaited' AND state = 'final' AND outcome_deadline <= statement_timestamp() ORDER BY outcome_deadline LIMIT $1)
   LIMIT $1`,
);

function decisionReads(db: Connections): Pick<Store, 'decision' | 'decisionByKey' | 'decisions' | 'overdue'> {
  const one = ([row]: readonly DecisionRow[]): ReturnType<typeof toDecision> | null => (row === undefined ? null : toDecision(row));
  return {
    decision: async (tenantId, decisionId) => one(await db.query<DecisionRow>(DECISION, [tenantId, decisionId])),
    decisionByKey: async (tenantId, sessionId, key) => one(await db.query<DecisionRow>(BY_KEY, [tenantId, sessionId, key])),
    decisions: async (tenantId, sessionId) => (await db.query<DecisionRow>(DECISIONS, [tenantId, sessionId])).map(toDecision),
    overdue: async (limit) => (await db.query<DecisionRow>(OVERDUE, [limit])).map(toDecision),
  };
}
