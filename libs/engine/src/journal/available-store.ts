import { ProblemError } from '@writ/aarm';
import type { Store } from './ports.js';

type Reads = Omit<Store, 'append' | 'close'>;

/**
 * The store with every failed look-up told as `not_ready`: a caller learns that nothing can be decided, and no more.
 * Appends keep their own errors, for the pipeline tells a bad row from a lost database.
 */
export function availableStore(store: Store): Store {
  const guarded =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await call(...args);
      } catch (cause) {
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
  return { ...reads, append: async (units) => store.append(units), close: async () => store.close() };
}
