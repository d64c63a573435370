/** Every document that the console sends. */

const DECISION = 'id sessionId result initialResult reason { code message } policyId riskLevel confidence alignment deadline outcome';
const PAGE = 'pageInfo { hasNextPage endCursor }';

export const ME = 'query Me { me { id roles } }';

export const APPROVALS = `query Approvals { approvals {
  tool operation parameters submittedParameters actionDigest title sentence escalated presenceRequired
  facts { name text untrusted } decision { ${DECISION} } } }`;

export const DECISION_BY_ID = `query Decision($id: ID!) { decision(id: $id) { ${DECISION} } }`;

export const SESSIONS = `query Sessions($after: String) { sessions(first: 25, after: $after) {
  nodes { id agentType agentInstance principal status openedAt decisions pending receipts } ${PAGE} } }`;

export const SESSION = `query Session($id: ID!) { session(id: $id) {
  id agentType agentInstance principal status openedAt decisions pending receipts } }`;

export const RECEIPTS = `query Receipts($id: ID!, $after: String) { receipts(sessionId: $id, first: 200, after: $after) {
  nodes { payload protected signature } ${PAGE} } }`;

export const KEYS = 'query Keys { keys { kid x y validFrom validUntil status compromisedAt } }';

export const POLICY = `query Policy {
  policy { id version hash posture rules { id pack title class result priority reads } }
  policyPointer { active shadow changedAt } }`;

export const VERSIONS = `query Versions($after: String) { policyVersions(first: 20, after: $after) {
  nodes { hash version state stateSince author ruleCount missing } ${PAGE} } }`;

export const ANSWER = `mutation Answer($id: ID!, $input: ApprovalAnswerInput!) { answerApproval(decisionId: $id, input: $input) { ${DECISION} } }`;

const CEREMONY = 'origin rpId challenge credentials';

export const BEGIN_APPROVAL = `mutation BeginApproval($id: ID!, $input: ApprovalAnswerInput!) {
  beginApproval(decisionId: $id, input: $input) { ${CEREMONY} } }`;

export const PASSKEYS = 'query Passkeys($person: String!) { passkeys(person: $person) { id person label addedAt removedAt } }';

export const BEGIN_PASSKEY = `mutation BeginPasskey($remove: ID) { beginPasskey(remove: $remove) { ${CEREMONY} } }`;

export const ADD_PASSKEY = 'mutation AddPasskey($input: AddPasskeyInput!) { addPasskey(input: $input) { id } }';

export const REMOVE_PASSKEY = 'mutation RemovePasskey($input: RemovePasskeyInput!) { removePasskey(input: $input) { id } }';
