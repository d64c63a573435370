import { ANSWERERS, POLICY_PEOPLE, READERS, ROLES } from '../roles.js';
import type { Role } from '../roles.js';
import { CALLS } from './calls.js';

const READ = {
  'Query.me': ROLES,
  'Query.sessions': CALLS.listSessions.roles,
  'Query.session': CALLS.listSessions.roles,
  'Query.decisions': CALLS.getDecision.roles,
  'Query.decision': CALLS.getDecision.roles,
  'Query.receipts': CALLS.listSessionReceipts.roles,
  'Query.approvals': CALLS.listApprovals.roles,
  'Query.deliveries': READERS,
  'Query.keys': READERS,
  'Query.passkeys': READERS,
  'Query.packs': READERS,
  'Query.policy': READERS,
  'Query.policyPointer': READERS,
  'Query.policySettings': READERS,
  'Query.policyTransitions': READERS,
  'Query.policyVersion': READERS,
  'Query.policyVersions': READERS,
  'Query.toolReport': READERS,
  'Query.tools': READERS,
  'Subscription.decisionChanged': CALLS.watchDecision.roles,
  'Subscription.policyActivated': READERS,
  'Subscription.policyTransitioned': READERS,
} as const;

const CHANGE = {
  'Mutation.answerApproval': CALLS.answerApproval.roles,
  'Mutation.beginApproval': CALLS.answerApproval.roles,
  'Mutation.addPasskey': ANSWERERS,
  'Mutation.beginPasskey': ANSWERERS,
  'Mutation.removePasskey': ANSWERERS,
  'Mutation.acceptTool': ['operator'],
  'Mutation.createVersion': ['author'],
  'Mutation.checkVersion': ['author'],
  'Mutation.testVersion': ['author'],
  // The life of a version says which of them each move takes, and refuses the others as it refuses a move out of turn.
  'Mutation.signVersion': POLICY_PEOPLE,
  'Mutation.shadowVersion': POLICY_PEOPLE,
  'Mutation.unshadowVersion': POLICY_PEOPLE,
  'Mutation.activateVersion': POLICY_PEOPLE,
  'Mutation.rollbackVersion': POLICY_PEOPLE,
  'Mutation.retireVersion': POLICY_PEOPLE,
  'Mutation.configurePolicy': POLICY_PEOPLE,
} as const;

/** Which people may ask for each field at the root of GraphQL: the same rows as those of the calls that do the same. */
export const GRAPHQL_CALLS: Readonly<Record<string, readonly Role[]>> = { ...READ, ...CHANGE };
