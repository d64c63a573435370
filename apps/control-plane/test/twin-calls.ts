import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '@writ/contract';
import type { Call } from '@writ/contract';
import { buildSchema, getNamedType, isLeafType, isNonNullType, isObjectType } from 'graphql';
import type { GraphQLOutputType } from 'graphql';
import type { Ids, Twins } from './twins.js';

/** What a call is given beside its credential. */
export interface Given {
  readonly id?: string;
  readonly body?: object;
  readonly query?: string;
}

const DIGEST = `sha256:${'1'.repeat(64)}`;
const approve = { answer: 'approve', action_digest: DIGEST };
const action = { tool: 'pay', operation: 'run', parameters: {} };
const granted = {
  agent: 'coder',
  tool: 'mail',
  operation: 'send',
  parameters: {},
  max_uses: 1,
  expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  reason: 'x',
};

/** Every call of REST and gRPC, with what is the other tenant's wherever a call names anything. */
export const WIRE_ROWS: Readonly<Record<string, (ids: Ids, twins: Twins) => Given>> = {
  openSession: ({ session }, { other }) => ({
    body: {
      host_session_id: 'twin-child',
      agent_type: 'unknown',
      parent_session_id: session,
      user_request: { text: 'x' },
      identity: other.identity,
    },
  }),
  listSessions: () => ({ query: '?limit=1000' }),
  appendEntry: ({ session }) => ({ id: session, body: { kind: 'request', user_request: { text: 'mine now' } } }),
  closeSession: ({ session }) => ({ id: session }),
  listSessionReceipts: ({ session }) => ({ id: session }),
  decide: ({ session }, { other }) => ({ body: { session_id: session, action, identity: other.identity } }),
  getDecision: ({ allowed }) => ({ id: allowed, query: '?wait_ms=1000' }),
  watchDecision: ({ asked }) => ({ id: asked }),
  redeem: ({ allowed }, { other, otherSession }) => ({ id: allowed, body: { session_id: otherSession, action, identity: other.identity } }),
  reportOutcome: ({ allowed }) => ({ id: allowed, body: { status: 'completed' } }),
  releaseOutput: ({ allowed }) => ({ id: allowed, body: { status: 'completed', output: 'mine now' } }),
  supplyContext: ({ deferred }) => ({ id: deferred, body: { facts: [{ name: 'change_window', value: 'open', source: 'ticket' }] } }),
  getContext: ({ asked }) => ({ id: asked }),
  getBundle: ({ allowed }) => ({ id: allowed }),
  getReceipt: ({ receipt }) => ({ id: receipt }),
  listApprovals: () => ({}),
  answerApproval: ({ asked }) => ({ id: asked, body: approve }),
  answerApprovals: ({ asked }) => ({ body: { answers: [{ decision_id: asked, answer: approve }] } }),
  listStops: () => ({}),
  stop: ({ session }) => ({ body: { kind: 'session', id: session, reason: 'x' } }),
  lift: ({ stop }) => ({ id: stop }),
  listGrants: () => ({}),
  previewGrant: () => ({ body: granted }),
  listProposals: () => ({}),
  grant: () => ({ body: granted }),
  revokeGrant: ({ grant }) => ({ id: grant }),
  listDeferrals: () => ({}),
  answerQuestion: ({ deferred }) => ({ id: deferred, body: { fact: 'change_window', value: true } }),
  stats: () => ({}),
};

const AS_TEXT = ['parameters', 'value', 'output'];

/** The same as a message: what is any JSON goes as text, and an answer is beside what it answers. */
export function messageOf(call: Call, { id, body = {}, query = '' }: Given): object {
  const { kind, ...rest } = asMessage(body) as { readonly kind?: unknown };
  const asked = Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, Number(value)]));
  return { ...(call.id === undefined ? {} : { [call.id]: id }), ...(call.body === 'SubmittedEntry' ? rest : { kind, ...rest }), ...asked };
}

function asMessage(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asMessage);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) =>
    AS_TEXT.includes(name) ? [`${name}_json`, JSON.stringify(inner)] : [name, asMessage(inner)],
  );
  const { answer, ...rest } = Object.fromEntries(members) as { readonly answer?: unknown };
  return typeof answer === 'object' ? { ...rest, ...answer } : { ...rest, ...(answer === undefined ? {} : { answer }) };
}

const text = (value: string): string => JSON.stringify(value);
const hash = ({ version }: Ids): string => `hash: ${text(version)}`;
const because = (ids: Ids): string => `${hash(ids)}, reason: "x"`;
const answer = ({ asked }: Ids): string => `decisionId: ${text(asked)}, input: { answer: "approve", actionDigest: "${DIGEST}" }`;
const nothing = (): string => '';
const page = (): string => 'first: 200';

/** Every field at the root of GraphQL with its arguments, as above. */
export const GRAPHQL_ROWS: Readonly<Record<string, (ids: Ids) => string>> = {
  'Query.me': nothing,
  'Query.sessions': page,
  'Query.session': ({ session }) => `id: ${text(session)}`,
  'Query.decisions': page,
  'Query.decision': ({ allowed }) => `id: ${text(allowed)}`,
  'Query.receipts': ({ session }) => `sessionId: ${text(session)}`,
  'Query.approvals': nothing,
  'Query.deliveries': page,
  'Query.keys': nothing,
  'Query.passkeys': () => 'person: "bob"',
  'Query.packs': page,
  'Query.policy': nothing,
  'Query.policyPointer': nothing,
  'Query.policySettings': nothing,
  'Query.policyTransitions': hash,
  'Query.policyVersion': hash,
  'Query.policyVersions': page,
  'Query.toolReport': nothing,
  'Query.tools': page,
  'Subscription.decisionChanged': nothing,
  'Subscription.policyActivated': nothing,
  'Subscription.policyTransitioned': nothing,
  'Mutation.answerApproval': answer,
  'Mutation.beginApproval': answer,
  'Mutation.addPasskey': () => 'input: { label: "x", attestation: "{}" }',
  'Mutation.beginPasskey': ({ passkey }) => `remove: ${text(passkey)}`,
  'Mutation.removePasskey': ({ passkey }) => `input: { id: ${text(passkey)}, person: "bob", reason: "x" }`,
  'Mutation.acceptTool': ({ tool, definition }) =>
    `input: { agent: "coder", name: ${text(tool)}, digest: ${text(definition)}, reason: "x" }`,
  'Mutation.createVersion': () => 'input: { packs: [] }',
  'Mutation.checkVersion': hash,
  'Mutation.testVersion': hash,
  'Mutation.signVersion': because,
  'Mutation.shadowVersion': because,
  'Mutation.unshadowVersion': because,
  'Mutation.activateVersion': because,
  'Mutation.rollbackVersion': because,
  'Mutation.retireVersion': because,
  'Mutation.configurePolicy': () => 'settings: { approvals: 1 }, reason: "x"',
};

const schema = buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));

/** A field at the root with what can be asked of it without more arguments. */
export function queryOf(name: string, ids: Ids): string {
  const [root = '', field = ''] = name.split('.');
  const type = schema.getType(root);
  const found = isObjectType(type) ? type.getFields()[field] : undefined;
  if (found === undefined) throw new Error(`the schema has no ${name}`);
  const given = GRAPHQL_ROWS[name]?.(ids) ?? '';
  return `${root.toLowerCase()} { ${field}${given === '' ? '' : `(${given})`} ${selectionOf(found.type, 3)} }`;
}

function selectionOf(output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (!isObjectType(type)) return membersOf(type.name);
  const fields = Object.values(type.getFields()).filter(({ args }) =>
    args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined),
  );
  const asked = fields.filter((field) => depth > 0 && (depth > 1 || isLeafType(getNamedType(field.type))));
  return `{ __typename ${asked.map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`).join(' ')} }`;
}

const membersOf = (name: string): string =>
  name === 'PolicyChange' ? '{ __typename ... on PolicyRefused { code message } }' : '{ __typename }';
