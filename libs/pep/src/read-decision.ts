import type { Decision, JsonObject, Obligation } from '@writ/aarm';
import { mismatch, unreadable } from './failure.js';

/** What the decision must be about, or it is not an answer to this question. */
export interface Expected {
  readonly sessionId: string;
  /** The call id that was sent; null where none was; left out where it is not known here. */
  readonly callId?: string | null;
  readonly decisionId?: string;
}

type Check = (value: unknown) => boolean;

const RESULTS: readonly unknown[] = ['ALLOW', 'DENY', 'MODIFY', 'STEP_UP', 'DEFER'];
const text: Check = (value) => typeof value === 'string';
const name: Check = (value) => typeof value === 'string' && value.length > 0;
const integer: Check = (value) => Number.isSafeInteger(value);
const number: Check = (value) => typeof value === 'number';
const result: Check = (value) => RESULTS.includes(value);
const time: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shape =
  (members: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (!isObject(value)) return false;
    const given = Object.entries(optional).filter(([key]) => Object.hasOwn(value, key));
    return faults(value, { ...members, ...Object.fromEntries(given) }).length === 0;
  };

/** The members that are missing, wrong or unknown. */
const faults = (value: Record<string, unknown>, members: Readonly<Record<string, Check>>): readonly string[] => [
  ...Object.keys(members).filter((key) => !Object.hasOwn(value, key) || members[key]?.(value[key]) !== true),
  ...Object.keys(value).filter((key) => !Object.hasOwn(members, key)),
];

// Written by hand because zod costs a hook more time than everything else it does; a test holds it to the schema.
const DECISION: Readonly<Record<Exclude<keyof Decision, 'deferral'>, Check>> = {
  decision_id: name,
  session_id: name,
  action_id: name,
  call_id: nullable(text),
  result,
  initial_result: result,
  classification: nullable(name),
  reason: shape({ code: name, message: text }),
  policy: shape({
    policy_id: name,
    version: text,
    hash: name,
    rules: list(shape({ id: name, pack: name, voice: name, result, priority: integer })),
  }),
  risk_level: nullable(name),
  confidence: nullable(number),
  alignment: nullable(number),
  missing: list(text),
  effective_parameters: nullable(isObject),
  obligations: list((value) => isObject(value) && name(value['type'])),
  pending: nullable(
    shape(
      { kind: (value) => value === 'STEP_UP' || value === 'DEFER', deadline: time, approvers: list(text), quorum: integer },
      { escalation: shape({ at: time, to: list(text) }) },
    ),
  ),
  resolution: nullable(shape({ method: name, at: time, by: list(text) })),
  outcome: nullable(name),
  receipt: shape({ receipt_id: name, seq: integer }),
};

const DEFERRAL = shape(
  {
    deferred_at: time,
    attempts: list(shape({ at: time, method: name, by: text, ended: name, detail: text })),
    questions: list(shape({ fact: name, ask: text, answers: list((value) => ['string', 'number', 'boolean'].includes(typeof value)) })),
  },
  { escalated_at: time },
);

/** Reads an answer strictly: a member that is missing, wrong or unknown, or another subject, throws. */
export const readDecision = (value: unknown, expected: Expected): Decision => {
  if (!isObject(value)) throw unreadable('it is not an object');
  const wrong = faults(value, Object.hasOwn(value, 'deferral') ? { ...DECISION, deferral: DEFERRAL } : DECISION);
  if (wrong.length > 0) throw unreadable(`wrong or unknown: ${wrong.map((key) => `\`${key.slice(0, 64)}\``).join(', ')}`);
  const decision = value as Decision;
  if (decision.session_id !== expected.sessionId) throw mismatch('another session');
  if (expected.callId !== undefined && decision.call_id !== expected.callId) throw mismatch('another call');
  if (expected.decisionId !== undefined && decision.decision_id !== expected.decisionId) throw mismatch('another decision');
  return decision;
};

/** Whether this enforcement point knows the obligation and every member of it. */
export const understands = (obligation: Obligation): boolean => {
  const { type, ...rest } = obligation;
  if (type === 'replace_parameters') return Object.keys(rest).length === 0;
  return (type as string) === 'report_outcome' && shape({ within_s: integer })(rest);
};

/** What may run under an executing decision, or a sentence that says why nothing may. */
export const permittedParameters = (decision: Decision, submitted: JsonObject): JsonObject | string => {
  const unknown = decision.obligations.find((obligation) => !understands(obligation));
  if (unknown !== undefined) return `obligation \`${unknown.type.slice(0, 64)}\``;
  if (decision.pending !== null) return 'an executing result that is still pending';
  const replace = decision.obligations.some((obligation) => obligation.type === 'replace_parameters');
  if (decision.effective_parameters !== null)
    return replace ? decision.effective_parameters : 'other parameters without an obligation to use them';
  if (replace || decision.result === 'MODIFY') return 'a modification without its parameters';
  return submitted;
};
