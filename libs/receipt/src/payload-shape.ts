import type { Evidence, Json, Level, PolicyEventName, PolicyState, Result } from '@writ/aarm';
import { RECEIPT_KINDS } from './receipt.js';
import {
  anyObject,
  count,
  digest,
  flag,
  isObject,
  list,
  matching,
  name,
  nullable,
  oneOf,
  position,
  record,
  text,
  timestamp,
} from './shape.js';
import type { Shape } from './shape.js';

// The vocabularies are restated, and held to the types of `@writ/aarm`, so that a verifier runs without a schema library.
const RESULTS = ['DENY', 'DEFER', 'STEP_UP', 'MODIFY', 'ALLOW'] as const satisfies readonly Result[];
const LEVELS = ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED'] as const satisfies readonly Level[];
const CLAIMS = ['human', 'service', 'agent', 'session', 'scope', 'delegation'] as const satisfies readonly Evidence['claim'][];
const POLICY_STATES = ['draft', 'checked', 'tested', 'signed', 'shadow', 'active', 'retired'] as const satisfies readonly PolicyState[];
const POLICY_EVENTS = [
  'bootstrap',
  'publish',
  'check',
  'test',
  'sign',
  'shadow',
  'unshadow',
  'activate',
  'rollback',
  'retire',
  'settings',
  'stop',
  'lift',
  'grant',
  'revoke_grant',
  'accept_tool',
  'add_passkey',
  'remove_passkey',
  'invite_person',
  'add_person',
  'remove_person',
  'enrol_pep',
  'revoke_pep',
  'revoke_tokens',
] as const satisfies readonly PolicyEventName[];

const names = list(name);
const party = { id: name, roles: names, scope: names };

/** An object with members that are left out where there is nothing to say. */
const partly =
  (members: Readonly<Record<string, Shape>>, sometimes: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const given = isObject(value) ? Object.entries(sometimes).filter(([name]) => Object.hasOwn(value, name)) : [];
    return record({ ...members, ...Object.fromEntries(given) })(value, path);
  };

const delegationHop = record({
  delegator: name,
  delegatee: name,
  jkt: nullable(name),
  scope: names,
  issued_at: timestamp,
  expires_at: timestamp,
  depth: count,
  max_depth: count,
  token_digest: digest,
  par_hash: nullable(name),
  verified_by: name,
  checked_at: timestamp,
});

const evidence = record({
  claim: oneOf(CLAIMS),
  source: name,
  checked_at: timestamp,
  max_age_s: count,
  revocation: name,
  token_digest: nullable(digest),
});

const requesterContext = record({
  human: nullable(partly(party, { issuer: name, groups: names })),
  service: nullable(record(party)),
  agent: nullable(record({ ...party, instance: name, jkt: nullable(name) })),
  session: name,
  effective_scope: names,
  delegation_chain: list(delegationHop),
  evidence: list(evidence),
});

const action = record({
  action_id: name,
  timestamp,
  tool: name,
  operation: name,
  original_tool: nullable(name),
  parameters: anyObject,
  action_digest: digest,
  requester_context: requesterContext,
});

const decision = record({
  decision_id: name,
  result: oneOf(RESULTS),
  policy: record({ policy_id: name, version: name, hash: digest }),
  reason: record({ code: name, message: text }),
  input_hash: digest,
  effective_digest: nullable(digest),
  expires_at: nullable(timestamp),
});

const approved = {
  approver: name,
  method: name,
  statement_digest: digest,
  decision: oneOf(['approve', 'deny']),
  at: timestamp,
  self_confirmation: flag,
};
const presence = record({
  credential_id: name,
  public_key: name,
  client_data: name,
  authenticator_data: name,
  signature: name,
  action_digest: digest,
  deadline: nullable(timestamp),
});
const approvalRecord = partly(approved, { presence, dwell_ms: count });

const deferral = record({
  reason: text,
  missing: list(text),
  deferred_at: timestamp,
  timeout_at: timestamp,
  resolution_method: nullable(name),
  resolution_timestamp: nullable(timestamp),
  resolver: nullable(name),
});

const execution = record({
  status: oneOf(['completed', 'failed', 'lost_confirmation']),
  started_at: nullable(timestamp),
  completed_at: nullable(timestamp),
  success: nullable(flag),
  output_hash: nullable(digest),
  error: nullable(text),
  attested_by: name,
});

const policyEvent = record({
  event: oneOf(POLICY_EVENTS),
  policy: nullable(record({ id: name, version: name, hash: digest, content_digest: digest })),
  from: nullable(oneOf(POLICY_STATES)),
  to: nullable(oneOf(POLICY_STATES)),
  by: record({ id: name, roles: names }),
  reason: text,
  replaced: nullable(digest),
  generation: count,
  overrides: list(record({ refusal: name, reason: name })),
  detail_digest: nullable(digest),
});

const members = {
  receipt_id: name,
  version: oneOf(['1.0']),
  canon: oneOf(['jcs']),
  kind: oneOf(RECEIPT_KINDS),
  issuer: name,
  tenant: name,
  issued_at: timestamp,
  action: nullable(action),
  requester_context: nullable(requesterContext),
  context: record({ session_id: name, context_hash: digest, head_seq: position, level: oneOf(LEVELS), labels: names }),
  decision: nullable(decision),
  approval: nullable(record({ approvals: list(approvalRecord), required: count, quorum_met: flag })),
  deferral: nullable(deferral),
  execution: nullable(execution),
  chain: record({ seq: count, prev: digest }),
  _sd: list(matching(/^[A-Za-z0-9_-]{43}$/)),
  _sd_alg: oneOf(['sha-256']),
};

const request = record({ pep_id: name, call_id: nullable(text), nonce: matching(/^[A-Za-z0-9_-]{22,86}$/) });

const plain = record(members);
const ofPolicyEvent = record({ ...members, policy_event: policyEvent });
const ofAnswer = record({ ...members, request });

/** The whole payload: every member of its kind present, absent is null, unknown members refused (trust model §1.3). */
export const payloadShape: Shape = (value, path) => shapeOf(value)(value, path);

function shapeOf(value: Json | undefined): Shape {
  if (!isObject(value)) return plain;
  const { kind } = value;
  if (kind === 'policy_event') return ofPolicyEvent;
  return (kind === 'decision' || kind === 'redemption') && Object.hasOwn(value, 'request') ? ofAnswer : plain;
}
