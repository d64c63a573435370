import { answerEach } from './answer-each.js';
import type { Operations } from './operation.js';

/** Entries of one page of approvals. */
const MOST_IN_PAGE = 100;

/** What only people call. */
export const PEOPLE_OPERATIONS = {
  listApprovals: ({ engine }, { caller, query: { limit = MOST_IN_PAGE, after = null } }) =>
    engine.approvalsPage(caller, { limit: Math.max(1, Math.min(MOST_IN_PAGE, limit)), after }),
  answerApproval: ({ engine }, { caller, id, body }) => engine.settleApproval(caller, id, body),
  answerApprovals: ({ engine }, { caller, body }) => answerEach(engine, caller, body),
  listStops: async ({ engine }, { caller }) => ({ stops: await engine.stops(caller) }),
  stop: ({ engine }, { caller, body }) => engine.stop(caller, body),
  lift: ({ engine }, { caller, id }) => engine.lift(caller, id),
  listGrants: async ({ engine }, { caller }) => ({ grants: await engine.grants(caller) }),
  previewGrant: ({ engine }, { caller, body }) => engine.previewGrant(caller, body),
  listProposals: async ({ engine }, { caller }) => ({ proposals: await engine.proposals(caller) }),
  grant: ({ engine }, { caller, body }) => engine.grant(caller, body),
  revokeGrant: ({ engine }, { caller, id }) => engine.revokeGrant(caller, id),
  listDeferrals: async ({ engine }, { caller }) => ({ deferrals: await engine.deferrals(caller) }),
  answerQuestion: ({ engine }, { caller, id, body }) => engine.answerQuestion(caller, id, body),
  stats: async ({ engine }, { caller }) => {
    const [deferrals, approvals] = await Promise.all([engine.deferralStats(caller), engine.approvalStats(caller)]);
    return { deferrals, approvals };
  },
} satisfies Partial<Operations>;
