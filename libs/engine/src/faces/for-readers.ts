import type { Caller, Decision, GrantRequest, PersonCaller } from '@writ/aarm';
import type { SessionExport, StoredReceipt } from '@writ/receipt';
import { decisionOf } from '../journal/access.js';
import { timestamp } from '../journal/clock.js';
import type { Journal } from '../journal/journal.js';
import type { SessionSummary } from '../journal/ports.js';
import { approvalStats } from '../reading/approval-stats.js';
import type { ApprovalStats } from '../reading/approval-stats.js';
import { approvals, approvalsPage } from '../reading/approvals.js';
import type { ApprovalRequest, ApprovalsPage, ApprovalsQuery, ApprovalsServices } from '../reading/approvals.js';
import { askedBefore } from '../reading/asked-before.js';
import { awaitDecision } from '../reading/await-decision.js';
import type { AwaitDecisionServices } from '../reading/await-decision.js';
import { deferralStats } from '../reading/deferral-stats.js';
import type { DeferralStats } from '../reading/deferral-stats.js';
import { bundle, contextOf, receipt, sessionReceipts, sessions } from '../reading/evidence.js';
import type { ContextReport, DecisionBundle } from '../reading/evidence.js';
import { previewOf } from '../reading/grant-preview.js';
import type { GrantPreview } from '../reading/grant-preview.js';
import { proposalsFrom } from '../reading/proposals.js';
import type { Proposal } from '../reading/proposals.js';

/** For all who look: what was decided, what is pending, and how it goes. Nothing here can write. */
export interface ForReaders {
  decision(caller: Caller, decisionId: string): Promise<Decision>;
  /** The decision once it is no longer pending, or as it stands after `waitMs`. */
  awaitDecision(caller: Caller, decisionId: string, waitMs: number, signal?: AbortSignal): Promise<Decision>;
  contextOf(caller: Caller, decisionId: string): Promise<ContextReport>;
  sessions(caller: Caller, limit: number): Promise<readonly SessionSummary[]>;
  sessionReceipts(caller: Caller, sessionId: string): Promise<SessionExport>;
  receipt(caller: Caller, receiptId: string): Promise<StoredReceipt>;
  bundle(caller: Caller, decisionId: string): Promise<DecisionBundle>;
  approvals(caller: PersonCaller): Promise<readonly ApprovalRequest[]>;
  /** The same, page by page. Throws `invalid_field` where `after` is no place in the list. */
  approvalsPage(caller: PersonCaller, query: ApprovalsQuery): Promise<ApprovalsPage>;
  /** The pending deferrals of a tenant, the first deadline first. */
  deferrals(caller: PersonCaller): Promise<readonly Decision[]>;
  /** How the newest deferrals of a tenant went. */
  deferralStats(caller: PersonCaller): Promise<DeferralStats>;
  /** How often people are asked, and what they say. */
  approvalStats(caller: PersonCaller): Promise<ApprovalStats>;
  /** What a grant would have answered in the past week, before anybody gives it. */
  previewGrant(caller: PersonCaller, request: GrantRequest): Promise<GrantPreview>;
  /** Changes that the answers of the past month suggest: questions that people always answered alike. */
  proposals(caller: PersonCaller): Promise<readonly Proposal[]>;
}

/** Decisions that statistics are made of, and deferrals that are listed. */
const MOST_COUNTED = 5000;
const MOST_LISTED = 500;
/** The week that a grant is held against, and the month that habits are looked for in. */
const WEEK_MS = 7 * 86_400_000;
const MONTH_MS = 30 * 86_400_000;

type Services = Pick<Journal, 'clock' | 'store'> & ApprovalsServices & AwaitDecisionServices;

/** The operations of all who look. */
export const forReaders = (services: Services): ForReaders => ({
  decision: async (caller, decisionId) => (await decisionOf(services, caller, decisionId)).answer,
  awaitDecision: async (caller, decisionId, waitMs, signal) => awaitDecision(services, caller, { decisionId, waitMs, signal }),
  contextOf: async (caller, decisionId) => contextOf(services, caller, decisionId),
  sessions: async (caller, limit) => sessions(services, caller, limit),
  sessionReceipts: async (caller, sessionId) => sessionReceipts(services, caller, sessionId),
  receipt: async (caller, receiptId) => receipt(services, caller, receiptId),
  bundle: async (caller, decisionId) => bundle(services, caller, decisionId),
  approvals: async (caller) => approvals(services, caller),
  approvalsPage: async (caller, query) => approvalsPage(services, caller, query),
  ...habits(services),
});

/** What is read of many decisions together. */
const habits = ({
  clock,
  store,
}: Pick<Journal, 'clock' | 'store'>): Pick<ForReaders, 'approvalStats' | 'deferralStats' | 'deferrals' | 'previewGrant' | 'proposals'> => ({
  deferrals: async ({ tenant_id }) => {
    const pending = await store.pending(tenant_id, { limit: MOST_LISTED });
    return pending.flatMap(({ answer }) => (answer.pending?.kind === 'DEFER' ? [answer] : []));
  },
  deferralStats: async ({ tenant_id }) => deferralStats(await store.deferrals(tenant_id, { limit: MOST_COUNTED })),
  approvalStats: async ({ tenant_id }) => {
    const { records, of } = await store.asked(tenant_id, { limit: MOST_COUNTED });
    return approvalStats({ asked: records.map(({ answer }) => answer), decisions: of });
  },
  previewGrant: async ({ tenant_id }, request) => {
    const since = (await clock.now()) - WEEK_MS;
    return previewOf(request, { ...(await askedBefore(store, tenant_id, since)), since: timestamp(since) });
  },
  proposals: async ({ tenant_id }) => proposalsFrom((await askedBefore(store, tenant_id, (await clock.now()) - MONTH_MS)).asked),
});
