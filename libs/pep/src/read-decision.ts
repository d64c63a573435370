import type { Decision, JsonObject, Obligation } from '@writ/aarm';
import { mismatch, unreadable } from './failure.js';
import { DECISION_SHAPE } from './generated/decision-shape.js';
import { faultsIn, hasShape } from './shape.js';

/** What the decision must be about, or it is not an answer to this question. */
export interface Expected {
  readonly sessionId: string;
  /** The call id that was sent; null where none was; left out where it is not known here. */
  readonly callId?: string | null;
  readonly decisionId?: string;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads an answer strictly: a member that is missing, wrong or unknown, or another subject, throws. */
export const readDecision = (value: unknown, expected: Expected): Decision => {
  if (!isObject(value)) throw unreadable('it is not an object');
  const wrong = faultsIn(value, DECISION_SHAPE);
  if (wrong.length > 0) throw unreadable(`wrong or unknown: ${wrong.map((key) => `\`${key.slice(0, 64)}\``).join(', ')}`);
  const decision = value as unknown as Decision;
  if (decision.session_id !== expected.sessionId) throw mismatch('another session');
  if (expected.callId !== undefined && decision.call_id !== expected.callId) throw mismatch('another call');
  if (expected.decisionId !== undefined && decision.decision_id !== expected.decisionId) throw mismatch('another decision');
  return decision;
};

/** Whether this enforcement point knows the obligation and every member of it. */
export const understands = (obligation: Obligation): boolean => {
  const { type, ...rest } = obligation;
  if (type === 'replace_parameters') return Object.keys(rest).length === 0;
  return (type as string) === 'report_outcome' && hasShape(rest, { members: { within_s: 'integer' } });
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
