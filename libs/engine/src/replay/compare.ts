import { RESULTS } from '@writ/aarm';
import type { JsonObject, Result, Verdict } from '@writ/aarm';
import { actionDigest } from '@writ/receipt';
import type { ComposedDecision } from '../journal/decision-draft.js';
import type { RecordedDecision } from './read-recording.js';
import { STOPPED } from './replayed-draft.js';

/** What a replay said otherwise than the record, by name. */
export interface Difference {
  readonly session_id: string;
  readonly decision_id: string;
  readonly differs: Readonly<Record<string, { readonly recorded: string; readonly replayed: string }>>;
}

/** Holds a decision, decided again on its own version, against its receipt; null where every part is the same. */
export function differenceOf(recorded: RecordedDecision, again: ComposedDecision): Difference | null {
  const { decision, deferral, approval, issued_at } = recorded.payload;
  const { verdict } = again;
  const pairs: readonly (readonly [string, string | number | null, string | number | null])[] = [
    ['result', decision.result, verdict.result],
    ['rule', decision.policy.policy_id, verdict.policy_id],
    ['reason', decision.reason.code, verdict.reason.code],
    ['message', untimed(decision.reason.message), untimed(verdict.reason.message)],
    ['runs', decision.effective_digest, effectiveDigest(recorded, verdict)],
    ['input', decision.input_hash, again.input_hash],
    ['missing', deferral === null ? null : deferral.missing.join(' '), verdict.result === 'DEFER' ? verdict.missing.join(' ') : null],
    ['quorum', approval?.required ?? null, verdict.approval?.quorum ?? null],
    ['waits', decision.expires_at === null ? null : (Date.parse(decision.expires_at) - Date.parse(issued_at)) / 1000, verdict.timeout_s],
  ];
  const different = pairs.filter(([, was, is]) => was !== is);
  if (different.length === 0) return null;
  const { session_id } = recorded.session;
  const differs = Object.fromEntries(different.map(([name, was, is]) => [name, { recorded: said(was), replayed: said(is) }]));
  return { session_id, decision_id: decision.decision_id, differs };
}

/** The limit of a watchdog is no part of a policy. */
const untimed = (message: string): string => message.replace(STOPPED, 'the evaluation was stopped');

const said = (value: string | number | null): string => (value === null ? 'none' : value.toString());

/** The digest of what a verdict lets run, under the nonce of the recorded action. */
function effectiveDigest({ payload: { action }, parameters, action_nonce }: RecordedDecision, verdict: Verdict): string | null {
  if (!mayRun(verdict.result)) return null;
  const effective = verdict.effective_parameters;
  if (effective === null || effective === parameters) return action.action_digest;
  return actionDigest({ tool: action.tool, operation: action.operation, parameters: effective }, action_nonce);
}

const mayRun = (result: Result): boolean => result === 'ALLOW' || result === 'MODIFY' || result === 'STEP_UP';

/** A side of a flip. */
export interface FlipSide {
  readonly result: Result;
  readonly rule: string;
  readonly reason: string;
}

/** A recorded decision that a candidate would have taken otherwise. */
export interface Flip {
  readonly session_id: string;
  readonly decision_id: string;
  readonly at: string;
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject;
  readonly agent: string;
  readonly principal: string;
  readonly before: FlipSide;
  readonly after: FlipSide;
  /** `looser` is what a reviewer has to look at; `other` lets different parameters run under the same result. */
  readonly way: 'looser' | 'stricter' | 'other';
}

/** Null where the result and what may run are the same, by whichever rule. */
export function flipOf(recorded: RecordedDecision, verdict: Verdict): Flip | null {
  const { payload, session } = recorded;
  const { action, decision } = payload;
  const way = wayOf(decision.result, verdict.result);
  if (way === 'other' && decision.effective_digest === effectiveDigest(recorded, verdict)) return null;
  return {
    session_id: session.session_id,
    decision_id: decision.decision_id,
    at: payload.issued_at,
    tool: action.tool,
    operation: action.operation,
    parameters: recorded.parameters,
    agent: agentOf(recorded),
    principal: session.principal,
    before: { result: decision.result, rule: decision.policy.policy_id, reason: decision.reason.message },
    after: { result: verdict.result, rule: verdict.policy_id, reason: verdict.reason.message },
    way,
  };
}

/** By the order of strictness of the design. */
function wayOf(before: Result, after: Result): Flip['way'] {
  if (before === after) return 'other';
  return RESULTS.indexOf(after) > RESULTS.indexOf(before) ? 'looser' : 'stricter';
}

/** The agent that acted, and the host it ran in. */
export const agentOf = ({ payload, session }: RecordedDecision): string =>
  `${payload.action.requester_context.agent?.id ?? session.agent_instance} (${session.agent_type})`;
