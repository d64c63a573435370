import type { Caller, Decision, PersonCaller } from '@writ/aarm';
import type { SessionExport } from '@writ/receipt';
import type { Policies } from '../authority/policies.js';
import { presenceRule } from '../authority/presence.js';
import { decisionOf } from '../journal/access.js';
import { availableStore } from '../journal/available-store.js';
import type { SessionSummary, Store } from '../journal/ports.js';
import { cachedSessions } from '../journal/sessions.js';
import { approvals, currentDecision, question } from './approvals.js';
import type { ApprovalRequest, ApprovalsServices, CurrentDecision } from './approvals.js';
import { sessionReceipts, sessions } from './evidence.js';

/** The part of the engine that shows what was decided. */
export interface Evidence {
  sessions(caller: Caller, limit: number): Promise<readonly SessionSummary[]>;
  decision(caller: Caller, decisionId: string): Promise<Decision>;
  sessionReceipts(caller: Caller, sessionId: string): Promise<SessionExport>;
  approvals(caller: PersonCaller): Promise<readonly ApprovalRequest[]>;
}

/** For those who notify people of what is pending. */
export interface Questions {
  /** Null where no approval of the decision is pending, or not any more. */
  question(tenantId: string, decisionId: string): Promise<ApprovalRequest | null>;
  /** A decision as it is now, whatever it waits for; null where there is none. */
  current(tenantId: string, decisionId: string): Promise<CurrentDecision | null>;
}

/**
 * Evidence alone, for processes that decide nothing: they need no signer, and cannot write. Without the policies it is not known
 * whether a yes takes a passkey.
 */
export function createEvidence(reads: Store, policies?: Pick<Policies, 'active' | 'pinned'>): Evidence & Questions {
  const store = availableStore(reads);
  const services: ApprovalsServices = {
    store,
    sessions: cachedSessions({ store, evidence: null }),
    requiresPresence: policies === undefined ? async () => Promise.resolve(false) : presenceRule(policies),
  };
  return {
    sessions: async (caller, limit) => sessions(services, caller, limit),
    decision: async (caller, decisionId) => (await decisionOf(services, caller, decisionId)).answer,
    sessionReceipts: async (caller, sessionId) => sessionReceipts(services, caller, sessionId),
    approvals: async (caller) => approvals(services, caller),
    question: async (tenantId, decisionId) => question(services, tenantId, decisionId),
    current: async (tenantId, decisionId) => currentDecision(services, tenantId, decisionId),
  };
}
