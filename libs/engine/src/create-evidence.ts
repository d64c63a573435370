import { availableStore } from './available-store.js';
import { decisionOf } from './core.js';
import type { Engine } from './engine.js';
import { approvals, sessionReceipts, sessions } from './evidence.js';
import type { Store } from './ports.js';
import { cachedSessions } from './sessions.js';

/** The part of the engine that shows what was decided. */
export type Evidence = Pick<Engine, 'sessions' | 'decision' | 'sessionReceipts' | 'approvals'>;

/** Evidence alone, for processes that decide nothing: they need neither signer nor policy, and cannot write. */
export function createEvidence(reads: Store): Evidence {
  const store = availableStore(reads);
  const core = { store, sessions: cachedSessions(store) };
  return {
    sessions: async (caller, limit) => sessions(core, caller, limit),
    decision: async (caller, decisionId) => (await decisionOf(core, caller, decisionId)).answer,
    sessionReceipts: async (caller, sessionId) => sessionReceipts(core, caller, sessionId),
    approvals: async (caller) => approvals(core, caller),
  };
}
