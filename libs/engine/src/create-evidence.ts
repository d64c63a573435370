import { availableStore } from './available-store.js';
import { decisionOf } from './core.js';
import type { Reading } from './core.js';
import type { ApprovalRequest, Engine } from './engine.js';
import { approvals, question, sessionReceipts, sessions, standing } from './evidence.js';
import type { StandingDecision } from './evidence.js';
import type { Policies } from './policies/ports.js';
import type { Store } from './ports.js';
import { presenceDemand } from './presence/demand.js';
import { cachedSessions } from './sessions.js';

/** The part of the engine that shows what was decided. */
export type Evidence = Pick<Engine, 'sessions' | 'decision' | 'sessionReceipts' | 'approvals'>;

/** For those who tell people what waits for them. */
export interface Questions {
  /** Null where the decision does not wait for people, or not any more. */
  question(tenantId: string, decisionId: string): Promise<ApprovalRequest | null>;
  /** A decision as it stands, whatever it waits for; null where there is none. */
  standing(tenantId: string, decisionId: string): Promise<StandingDecision | null>;
}

/**
 * Evidence alone, for processes that decide nothing: they need no signer, and cannot write. Without the policies it is not known
 * whether a yes takes a passkey.
 */
export function createEvidence(reads: Store, policies?: Pick<Policies, 'active' | 'pinned'>): Evidence & Questions {
  const store = availableStore(reads);
  const core: Reading = {
    store,
    sessions: cachedSessions(store),
    asksPresence: policies === undefined ? async () => Promise.resolve(false) : presenceDemand(policies),
  };
  return {
    sessions: async (caller, limit) => sessions(core, caller, limit),
    decision: async (caller, decisionId) => (await decisionOf(core, caller, decisionId)).answer,
    sessionReceipts: async (caller, sessionId) => sessionReceipts(core, caller, sessionId),
    approvals: async (caller) => approvals(core, caller),
    question: async (tenantId, decisionId) => question(core, tenantId, decisionId),
    standing: async (tenantId, decisionId) => standing(core, tenantId, decisionId),
  };
}
