import type {
  AppendResult,
  AppendUnit,
  DecisionRecord,
  DeferredPlace,
  Outbox,
  OutboxRow,
  PepRecord,
  ReceiptRow,
  SessionRecord,
  SessionSummary,
  Store,
} from '@writ/engine';
import { executes } from '@writ/aarm';
import type { Entry } from '@writ/aarm';
import type { KeyRecord } from '@writ/receipt';
import { checkUnit } from './check-unit.js';
import { MemoryPasskeys, rememberPasskeys } from './memory-passkeys.js';
import { memorySessionUses } from './memory-session-uses.js';
import { memoryWaitCounts } from './memory-wait-counts.js';
import type { Projections } from './projections.js';

interface Session {
  record: SessionRecord;
  readonly entries: Entry[];
  readonly receipts: ReceiptRow[];
  readonly decisions: string[];
}

interface Tables {
  /** By tenant and session id. */
  readonly sessions: Map<string, Session>;
  /** By tenant and decision id. */
  readonly decisions: Map<string, DecisionRecord>;
  readonly peps: Map<string, PepRecord>;
  readonly keys: Map<string, KeyRecord>;
  readonly outbox: OutboxRow[];
  readonly passkeys: MemoryPasskeys;
}

const rowKey = (tenantId: string, id: string): string => JSON.stringify([tenantId, id]);

/** The ports in memory, with the semantics of PostgreSQL: for tests, and to hold the contract against. Nothing is durable. */
export function createMemoryStore(): Store & Outbox & Projections {
  const passkeys = new MemoryPasskeys();
  const tables: Tables = { sessions: new Map(), decisions: new Map(), peps: new Map(), keys: new Map(), outbox: [], passkeys };
  const others = { ...memorySessionUses((of) => headOf(tables, of)), ...memoryWaitCounts(tables.decisions) };
  const reads = { ...sessionReads(tables), ...decisionReads(tables), ...receiptReads(tables) };
  return rememberPasskeys({ ...writes(tables), ...reads, ...others }, passkeys);
}

function writes(
  tables: Tables,
): Pick<
  Store & Outbox & Projections,
  'append' | 'take' | 'project' | 'lag' | 'enrolPep' | 'putKeys' | 'pep' | 'keys' | 'now' | 'ready' | 'close'
> {
  return {
    append: async (units) => {
      units.forEach(checkUnit);
      return Promise.resolve(appendBatch(tables, units));
    },
    take: async (limit) => Promise.resolve(tables.outbox.splice(0, limit)),
    // There is nothing beside the tables.
    project: async () => Promise.resolve(0),
    lag: async () => Promise.resolve({ rows: 0, seconds: 0 }),
    enrolPep: async (pep) => {
      tables.peps.set(rowKey(pep.tenant_id, pep.pep_id), pep);
      return Promise.resolve();
    },
    pep: async (tenantId, pepId) => Promise.resolve(tables.peps.get(rowKey(tenantId, pepId)) ?? null),
    putKeys: async (keys) => {
      for (const key of keys) tables.keys.set(key.kid, key);
      return Promise.resolve();
    },
    keys: async () =>
      Promise.resolve([...tables.keys.values()].sort((a, b) => compare(a.valid_from, b.valid_from) || compare(a.kid, b.kid))),
    now: async () => Promise.resolve(Date.now()),
    ready: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  };
}

function appendBatch(tables: Tables, units: readonly AppendUnit[]): readonly AppendResult[] {
  const seen = new Set<string>();
  return units.map((unit) => {
    const key = rowKey(unit.tenant_id, unit.session_id);
    const repeated = seen.has(key);
    seen.add(key);
    if (repeated || !wins(tables, unit)) return 'lost_race';
    apply(tables, unit);
    return 'committed';
  });
}

function wins(tables: Tables, unit: AppendUnit): boolean {
  const session = tables.sessions.get(rowKey(unit.tenant_id, unit.session_id));
  if (unit.open !== null) {
    if (session !== undefined || openSession(tables, unit.open) !== null) return false;
  } else if (session === undefined || !atHead(session, unit)) return false;
  if (unit.decision !== null && !isNew(tables, unit.decision)) return false;
  return tables.passkeys.mayUse(unit) && (unit.change === null || mayChange(tables, unit.change));
}

function atHead(session: Session, { expected }: AppendUnit): boolean {
  const { head } = session.record;
  return (
    expected !== null &&
    head.entry_seq === expected.entry_seq &&
    head.entry_hash === expected.entry_hash &&
    head.receipt_seq === expected.receipt_seq &&
    head.receipt_hash === expected.receipt_hash
  );
}

function openSession(tables: Tables, wanted: Pick<SessionRecord, 'tenant_id' | 'pep_id' | 'host_session_id'>): SessionRecord | null {
  for (const { record } of tables.sessions.values()) {
    if (
      record.status === 'open' &&
      record.tenant_id === wanted.tenant_id &&
      record.pep_id === wanted.pep_id &&
      record.host_session_id === wanted.host_session_id
    )
      return record;
  }
  return null;
}

function isNew(tables: Tables, record: DecisionRecord): boolean {
  return (
    !tables.decisions.has(rowKey(record.tenant_id, record.decision_id)) && (record.request_digest === '' || byKey(tables, record) === null)
  );
}

function byKey(tables: Tables, wanted: Pick<DecisionRecord, 'tenant_id' | 'session_id' | 'idempotency_key'>): DecisionRecord | null {
  const given = decisionsOf(tables, wanted.tenant_id, wanted.session_id).filter(({ request_digest }) => request_digest !== '');
  return given.find((record) => record.idempotency_key === wanted.idempotency_key) ?? null;
}

function mayChange(tables: Tables, { record, from }: NonNullable<AppendUnit['change']>): boolean {
  const current = tables.decisions.get(rowKey(record.tenant_id, record.decision_id));
  if (current?.session_id !== record.session_id || current.state !== from.state || current.outcome !== from.outcome) return false;
  // INVARIANT: past its deadline a pending decision can only end in DENY, by the store's clock.
  const late = current.state === 'pending' && current.deadline !== null && Date.parse(current.deadline) <= Date.now();
  return !(late && record.state === 'final' && executes(record.answer.result));
}

function apply(tables: Tables, unit: AppendUnit): void {
  const key = rowKey(unit.tenant_id, unit.session_id);
  const session = tables.sessions.get(key) ?? begin(unit);
  const record = unit.decision ?? unit.change?.record ?? null;
  session.record = { ...session.record, head: unit.head, status: unit.close ? 'closed' : session.record.status };
  session.entries.push(...unit.entries);
  session.receipts.push(...unit.receipts);
  if (unit.decision !== null) session.decisions.push(unit.decision.decision_id);
  tables.sessions.set(key, session);
  tables.passkeys.use(unit);
  if (record !== null) tables.decisions.set(rowKey(record.tenant_id, record.decision_id), record);
  if (unit.decision?.state === 'pending' && unit.decision.deadline !== null) {
    tables.outbox.push({ tenant_id: unit.tenant_id, decision_id: unit.decision.decision_id, due_at: unit.decision.deadline });
  }
}

function begin({ open }: AppendUnit): Session {
  if (open === null) throw new TypeError('a session is begun only by a unit that opens it');
  return { record: open, entries: [], receipts: [], decisions: [] };
}

function sessionReads(tables: Tables): Pick<Store, 'findSession' | 'session' | 'entries' | 'sessions' | 'sessionsOf'> {
  return {
    sessionsOf: async (tenantId, { principal, agent_type, since, limit }) => {
      const own = [...tables.sessions.values()]
        .map(({ record }) => record)
        .filter(
          (one) => one.tenant_id === tenantId && one.principal === principal && one.agent_type === agent_type && one.opened_at >= since,
        );
      return Promise.resolve(newestFirst(own).slice(0, limit));
    },
    findSession: async (tenantId, pepId, hostSessionId) =>
      Promise.resolve(openSession(tables, { tenant_id: tenantId, pep_id: pepId, host_session_id: hostSessionId })),
    session: async (tenantId, sessionId) => Promise.resolve(tables.sessions.get(rowKey(tenantId, sessionId))?.record ?? null),
    entries: async (tenantId, sessionId, afterSeq) =>
      Promise.resolve(tables.sessions.get(rowKey(tenantId, sessionId))?.entries.slice(afterSeq + 1) ?? []),
    sessions: async (tenantId, { limit }) => {
      const own = [...tables.sessions.values()].map(({ record }) => record).filter((one) => one.tenant_id === tenantId);
      const newest = newestFirst(own).slice(0, limit);
      return Promise.resolve(newest.map((record) => summary(tables, record)));
    },
  };
}

const newestFirst = (records: readonly SessionRecord[]): readonly SessionRecord[] =>
  records.toSorted((a, b) => compare(b.opened_at, a.opened_at) || compare(b.session_id, a.session_id));

function summary(tables: Tables, record: SessionRecord): SessionSummary {
  const decisions = decisionsOf(tables, record.tenant_id, record.session_id);
  return { ...record, decisions: decisions.length, pending: decisions.filter(({ state }) => state === 'pending').length };
}

function decisionsOf(tables: Tables, tenantId: string, sessionId: string): readonly DecisionRecord[] {
  const ids = tables.sessions.get(rowKey(tenantId, sessionId))?.decisions ?? [];
  return ids.map((id) => tables.decisions.get(rowKey(tenantId, id))).filter((record) => record !== undefined);
}

/** By deadline, after a place. */
function behind(records: readonly DecisionRecord[], after: DeferredPlace | null): readonly DecisionRecord[] {
  const place = (record: DecisionRecord): string => `${dueAt(record)} ${record.decision_id}`;
  const from = after === null ? '' : `${after.deadline} ${after.decision_id}`;
  return records.filter((record) => place(record) > from).sort((a, b) => compare(place(a), place(b)));
}

function decisionReads(
  tables: Tables,
): Pick<
  Store,
  'decision' | 'decisionByKey' | 'decisionOfAction' | 'pending' | 'decisions' | 'overdue' | 'deferred' | 'deferrals' | 'asked'
> {
  const all = (keep: (record: DecisionRecord) => boolean): DecisionRecord[] => [...tables.decisions.values()].filter(keep);
  return {
    decision: async (tenantId, decisionId) => Promise.resolve(tables.decisions.get(rowKey(tenantId, decisionId)) ?? null),
    decisionByKey: async (tenantId, sessionId, key) =>
      Promise.resolve(byKey(tables, { tenant_id: tenantId, session_id: sessionId, idempotency_key: key })),
    decisions: async (tenantId, sessionId) => Promise.resolve(decisionsOf(tables, tenantId, sessionId)),
    pending: async (tenantId, { limit, after = null }) => {
      const own = all((record) => record.tenant_id === tenantId && record.state === 'pending');
      return Promise.resolve(behind(own, after).slice(0, limit));
    },
    decisionOfAction: async (tenantId, sessionId, actionId) =>
      Promise.resolve(decisionsOf(tables, tenantId, sessionId).find(({ answer }) => answer.action_id === actionId) ?? null),
    deferred: async ({ after, limit }) => {
      const waiting = all((record) => record.answer.pending?.kind === 'DEFER');
      const rows = behind(waiting, after).slice(0, limit);
      return Promise.resolve(rows.map((record) => ({ record, entry_seq: headOf(tables, record) })));
    },
    deferrals: async (tenantId, { limit }) => {
      const ever = all((record) => record.tenant_id === tenantId && record.answer.initial_result === 'DEFER');
      return Promise.resolve(ever.reverse().slice(0, limit));
    },
    asked: async (tenantId, { limit }) => {
      const own = all((record) => record.tenant_id === tenantId).reverse();
      return Promise.resolve({ records: own.filter(({ answer }) => answer.initial_result === 'STEP_UP').slice(0, limit), of: own.length });
    },
    overdue: async (limit) => {
      const now = new Date().toISOString();
      const due = all((record) => (record.state === 'pending' || record.outcome === 'awaited') && dueAt(record) <= now);
      return Promise.resolve(due.sort((a, b) => compare(dueAt(a), dueAt(b))).slice(0, limit));
    },
  };
}

const headOf = (tables: Tables, { tenant_id, session_id }: Pick<SessionRecord, 'tenant_id' | 'session_id'>): number =>
  tables.sessions.get(rowKey(tenant_id, session_id))?.record.head.entry_seq ?? -1;

/** When the sweeper must look at a decision; never (`~` sorts last) where nothing is awaited. */
function dueAt(record: DecisionRecord): string {
  return (record.state === 'pending' ? record.deadline : record.outcome_deadline) ?? '~';
}

function receiptReads(tables: Tables): Pick<Store, 'receipts' | 'receiptAt' | 'receipt' | 'receiptsOfDecision'> {
  const rows = (tenantId: string): (ReceiptRow & { readonly session_id: string })[] =>
    [...tables.sessions.values()]
      .filter(({ record }) => record.tenant_id === tenantId)
      .flatMap(({ record, receipts }) => receipts.map((receipt) => ({ ...receipt, session_id: record.session_id })));
  const of = (tenantId: string, sessionId: string): readonly ReceiptRow[] =>
    tables.sessions.get(rowKey(tenantId, sessionId))?.receipts ?? [];
  return {
    receiptAt: async (tenantId, sessionId, seq) => Promise.resolve(of(tenantId, sessionId).find((receipt) => receipt.seq === seq) ?? null),
    receipts: async (tenantId, sessionId, after = -1) => Promise.resolve(of(tenantId, sessionId).filter(({ seq }) => seq > after)),
    receipt: async (tenantId, receiptId) => Promise.resolve(rows(tenantId).find(({ receipt_id: id }) => id === receiptId) ?? null),
    receiptsOfDecision: async (tenantId, decisionId) => {
      const found = rows(tenantId).filter(({ decision_id: id }) => id === decisionId);
      return Promise.resolve(found.map(({ session_id: _session, ...receipt }) => receipt));
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
