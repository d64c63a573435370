import { ProblemError } from '@writ/aarm';
import type { EvidenceAlarm } from './evidence.js';
import type { Store } from './ports.js';
import type { UseStore } from './session-use.js';
import type { WaitStore } from './wait-store.js';

type Reads = Omit<Store, 'append' | 'close' | keyof (UseStore & WaitStore)>;
/** A call with its failures told as problems. */
type Guard = <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) => (...args: A) => Promise<R>;

/**
 * The store with every failed look-up told as `not_ready`: a caller learns that nothing can be decided, and no more. A row of the log
 * that contradicts itself is broken evidence.
 * Appends keep their own errors, for the pipeline tells a bad row from a lost database.
 */
export function availableStore(store: Store, alarm: (alarm: EvidenceAlarm) => void = () => undefined): Store {
  const guarded: Guard =
    (call) =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (cause) {
        if (isBrokenLog(cause)) throw brokenLog(cause, { alarm, tenant: tenantIn(args[0]) });
        throw new ProblemError('not_ready', { detail: 'what was decided so far cannot be read right now: try again' }, { cause });
      }
    };
  const reads: Reads = {
    findSession: guarded((...of) => store.findSession(...of)),
    session: guarded((...of) => store.session(...of)),
    entries: guarded((...of) => store.entries(...of)),
    sessions: guarded((...of) => store.sessions(...of)),
    sessionsOf: guarded((...of) => store.sessionsOf(...of)),
    decision: guarded((...of) => store.decision(...of)),
    decisionByKey: guarded((...of) => store.decisionByKey(...of)),
    pending: guarded((...of) => store.pending(...of)),
    decisions: guarded((...of) => store.decisions(...of)),
    receipts: guarded((...of) => store.receipts(...of)),
    receiptAt: guarded((...of) => store.receiptAt(...of)),
    receipt: guarded((...of) => store.receipt(...of)),
    receiptsOfDecision: guarded((...of) => store.receiptsOfDecision(...of)),
    overdue: guarded((...of) => store.overdue(...of)),
    deferred: guarded((...of) => store.deferred(...of)),
    deferrals: guarded((...of) => store.deferrals(...of)),
    asked: guarded((...of) => store.asked(...of)),
    decisionOfAction: guarded((...of) => store.decisionOfAction(...of)),
    enrolPep: guarded((...of) => store.enrolPep(...of)),
    pep: guarded((...of) => store.pep(...of)),
    putKeys: guarded((...of) => store.putKeys(...of)),
    keys: guarded(() => store.keys()),
    now: guarded(() => store.now()),
    ready: guarded(() => store.ready()),
  };
  return { ...reads, ...othersOf(store, guarded), append: async (units) => store.append(units), close: async () => store.close() };
}

const othersOf = (store: UseStore & WaitStore, guarded: Guard): UseStore & WaitStore => ({
  noteUse: guarded((...of) => store.noteUse(...of)),
  usedSessions: guarded((...of) => store.usedSessions(...of)),
  countWaiting: guarded((...of) => store.countWaiting(...of)),
});

/** The first argument is the tenant, or names it. */
function tenantIn(first: unknown): string {
  if (typeof first === 'object' && first !== null && 'tenant_id' in first) return String(first.tenant_id);
  return typeof first === 'string' ? first : '';
}

/** What a store rejects with where a row of its log contradicts itself; the message names the row. */
const isBrokenLog = (error: unknown): error is Error =>
  error instanceof Error && (error as { readonly code?: unknown }).code === 'log_broken';

function brokenLog(
  cause: Error,
  { alarm, tenant }: { readonly alarm: (alarm: EvidenceAlarm) => void; readonly tenant: string },
): ProblemError {
  alarm({ tenant_id: tenant, session_id: '', row: 'log', why: cause.message });
  return new ProblemError('evidence_broken', { detail: 'what is stored does not agree with its signed evidence' }, { cause });
}
