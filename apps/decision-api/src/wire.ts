import type { Decision, Json, GrantRecord, Release, StopRecord } from '@writ/aarm';
import { ProblemError } from '@writ/aarm';
import type { ApprovalRequest, ContextReport, ApprovalStats, DeferralStats, SessionRecord, SessionSummary } from '@writ/engine';
import type { Answered } from './answers.js';
import { BODY_LIMIT, OUTCOME_LIMIT, parseStrictJson } from '@writ/server';

/** A decoded message: members that were not sent are absent. */
export type Message = Readonly<Record<string, unknown>>;

/** A member of a message that is itself a message. */
const inner = (message: Message, name: string): Message | undefined => message[name] as Message | undefined;

/** Reads JSON text by the parser of REST bodies; a problem names the member of the message. */
function json(message: Message, name: string, path: string): { readonly [key: string]: Json } {
  const text = message[`${name}_json`];
  if (typeof text !== 'string') return {};
  const limit = name === 'output' ? OUTCOME_LIMIT : BODY_LIMIT;
  if (text.length > limit)
    throw new ProblemError('body_too_large', {
      detail: `\`${path}${name}\` is larger than \`${limit.toString()}\` bytes; send less`,
      field: `${path}${name}`,
    });
  try {
    return { [name]: parseStrictJson(text) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const below = error.field === undefined || error.field === 'body' ? '' : `.${error.field}`;
    throw new ProblemError(error.code, { detail: error.detail, field: `${path}${name}${below}` }, { cause: error });
  }
}

function picked(message: Message, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (message[name] === undefined ? [] : [[name, message[name]]])));
}

const userRequestIn = (message: Message | undefined): unknown =>
  message?.['unavailable_reason'] === undefined
    ? message && picked(message, ['text'])
    : { available: false, reason: message['unavailable_reason'] };

function identityIn(message: Message | undefined): unknown {
  if (message === undefined) return undefined;
  const delegation = message['delegation'] as readonly string[] | undefined;
  return {
    ...picked(message, ['human', 'service', 'agent']),
    ...(delegation === undefined || delegation.length === 0 ? {} : { delegation }),
  };
}

const factIn = (message: Message, path: string): unknown => ({
  ...picked(message, ['name', 'source', 'max_age_s']),
  ...json(message, 'value', path),
});
const labelsIn = (message: Message): unknown => ({ ...picked(message, ['level', 'source']), labels: message['labels'] ?? [] });
const annotationsIn = (message: Message): unknown =>
  picked(message, ['title', 'read_only_hint', 'destructive_hint', 'idempotent_hint', 'open_world_hint']);
const toolsIn = (message: Message | undefined): readonly unknown[] =>
  ((message?.['tools'] as readonly Message[] | undefined) ?? []).map((tool, index) => {
    const [path, annotations] = [`tools.${index.toString()}.`, inner(tool, 'annotations')];
    return {
      ...picked(tool, ['name', 'description']),
      ...json(tool, 'input_schema', path),
      ...json(tool, 'output_schema', path),
      ...(annotations === undefined ? {} : { annotations: annotationsIn(annotations) }),
    };
  });
const defined = (body: Record<string, unknown>): unknown => picked(body, Object.keys(body));

/** The REST body that a message stands for; the same schema checks both. */
export const bodyFrom = {
  openSession: (message: Message): unknown =>
    defined({
      ...picked(message, ['host_session_id', 'agent_type', 'parent_session_id']),
      user_request: userRequestIn(inner(message, 'user_request')),
      ...(toolsIn(message).length === 0 ? {} : { tools: toolsIn(message) }),
      identity: identityIn(inner(message, 'identity')),
    }),
  appendEntry: (message: Message): unknown => {
    const [request, fact, label] = [inner(message, 'user_request'), inner(message, 'fact'), inner(message, 'label')];
    const tools = inner(message, 'tools');
    const source = inner(message, 'source');
    if (source !== undefined)
      return { kind: 'source', source: { ...picked(source, ['kind', 'name', 'trust']), ...json(source, 'content', 'source.') } };
    if (tools !== undefined) return { kind: 'tools', tools: toolsIn(tools) };
    if (request !== undefined) return { kind: 'request', user_request: userRequestIn(request) };
    if (fact !== undefined) return { kind: 'fact', fact: factIn(fact, 'fact.') };
    return label === undefined ? {} : { kind: 'label', label: labelsIn(label) };
  },
  decide: (message: Message): unknown => {
    const action = inner(message, 'action');
    const needs = (action?.['depends_on'] as readonly string[] | undefined) ?? [];
    return defined({
      ...picked(message, ['session_id', 'wait_ms']),
      action: action && {
        ...picked(action, ['tool', 'operation', 'call_id', 'original_tool']),
        ...json(action, 'parameters', 'action.'),
        ...(needs.length === 0 ? {} : { depends_on: needs }),
      },
      identity: identityIn(inner(message, 'identity')),
    });
  },
  reportOutcome: (message: Message): unknown => {
    const classification = inner(message, 'classification');
    const length = message['output_length'];
    return defined({
      ...picked(message, ['status', 'started_at', 'completed_at', 'output_digest', 'error']),
      ...json(message, 'output', ''),
      output_length: length === undefined ? undefined : Number(length),
      classification: classification && labelsIn(classification),
    });
  },
  supplyContext: (message: Message): unknown => ({
    facts: ((message['facts'] as readonly Message[] | undefined) ?? []).map((fact, index) => factIn(fact, `facts.${index.toString()}.`)),
  }),
  answerApproval: (message: Message): unknown =>
    defined({
      ...picked(message, ['answer', 'action_digest', 'comment', 'dwell_ms']),
      ...json(message, 'modifications', ''),
      ...json(message, 'presence', ''),
    }),
  answerApprovals: (message: Message): unknown => ({
    answers: ((message['answers'] as readonly Message[] | undefined) ?? []).map((each) => ({
      ...picked(each, ['decision_id']),
      answer: bodyFrom.answerApproval(each),
    })),
  }),
  answerQuestion: (message: Message): unknown => defined({ ...picked(message, ['fact']), ...json(message, 'value', '') }),
  grant: (message: Message): unknown => ({
    ...picked(message, ['agent', 'tool', 'operation', 'expires_at', 'max_uses', 'reason']),
    ...json(message, 'parameters', ''),
  }),
  stop: (message: Message): unknown => picked(message, ['kind', 'id', 'reason']),
} as const;

/** Null is an absent member on this wire. */
function present(value: object): Message {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** A standing grant as a message. */
export const grantOut = ({ parameters, ...grant }: GrantRecord): Message => ({
  ...present(grant),
  parameters_json: JSON.stringify(parameters),
});

/** A stop as a message. */
export const stopOut = (stop: StopRecord): Message => present(stop);

/** Statistics as a message. */
export const statsOut = (stats: DeferralStats | ApprovalStats): Message => present(stats);

/** A session without what only the store needs. */
export const sessionOut = (session: SessionRecord | SessionSummary): Message => present(session);

const deferralOut = ({ questions, ...rest }: NonNullable<Decision['deferral']>): Message => ({
  ...rest,
  questions: questions.map(({ answers, ...question }) => ({ ...question, answers_json: JSON.stringify(answers) })),
});

/** The decision as a message. */
export function decisionOut(decision: Decision): Message {
  const { effective_parameters: effective, deferral, ...rest } = decision;
  return {
    ...present(rest),
    ...(effective === null ? {} : { effective_parameters_json: JSON.stringify(effective) }),
    ...(deferral === undefined ? {} : { deferral: deferralOut(deferral) }),
  };
}

/** What became of one of several answers as a message. */
export const answeredOut = (one: Answered): Message =>
  'decision' in one
    ? { decision_id: one.decision_id, decision: decisionOut(one.decision) }
    : { decision_id: one.decision_id, problem_json: JSON.stringify(one.problem) };

/** Whether an output is shown as a message. */
export const releaseOut = ({ decision, output, redactions }: Release): Message => ({
  decision: decisionOut(decision),
  ...(output === undefined ? {} : { output_json: JSON.stringify(output) }),
  redactions: redactions.map(present),
});

/** The state decided on as a message. */
export const contextOut = (report: ContextReport): Message => ({
  state_json: JSON.stringify(report.state),
  head_seq: report.head.seq,
  head_hash: report.head.hash,
  prior_actions_json: JSON.stringify(report.prior_actions),
});

/** What an approver must see, as a message. */
export const approvalOut = (request: ApprovalRequest): Message => ({
  decision: decisionOut(request.decision),
  action_digest: request.action_digest,
  tool: request.tool,
  operation: request.operation,
  parameters_json: JSON.stringify(request.parameters),
  original_request_json: JSON.stringify(request.original_request),
  requester_json: JSON.stringify(request.requester),
  context_json: JSON.stringify(request.context),
  asked_at: request.asked_at,
  submitted_parameters_json: JSON.stringify(request.submitted_parameters),
  prior_actions_json: JSON.stringify(request.prior_actions),
  signals_json: JSON.stringify(request.signals),
  presence_required: request.presence_required,
});
