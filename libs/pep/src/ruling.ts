import type { Decision, JsonObject } from '@writ/aarm';
import { notUnderstood, PepError } from './failure.js';
import { permittedParameters } from './read-decision.js';

/** What the enforcement point makes of a decision, or of the lack of one. */
export type Ruling =
  | { readonly kind: 'run'; readonly decision: Decision; readonly parameters: JsonObject }
  | { readonly kind: 'hold'; readonly decision: Decision }
  | Refusal;

/** Nothing runs. */
export interface Refusal {
  readonly kind: 'refuse';
  /** The decision's reason code, or this package's failure code. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  /** The decision that says so; null where the enforcement point refuses on its own. */
  readonly decision: Decision | null;
  /** The code of the service's problem, where it answered with one instead of a decision. */
  readonly problem?: string;
}

/** Starts from refusal; only an executing result with nothing left open becomes `run`. */
export const ruleOn = (decision: Decision, submitted: JsonObject): Ruling => {
  switch (decision.result) {
    case 'ALLOW':
    case 'MODIFY': {
      const parameters = permittedParameters(decision, submitted);
      if (typeof parameters === 'string') return refusalOf(notUnderstood(parameters), decision);
      return { kind: 'run', decision, parameters };
    }
    case 'STEP_UP':
    case 'DEFER':
      if (decision.pending === null) return refusalOf(notUnderstood('a wait without a deadline'), decision);
      return { kind: 'hold', decision };
    case 'DENY':
      return { kind: 'refuse', code: decision.reason.code, message: decision.reason.message, remedy: null, decision };
    default:
      return refusalOf(notUnderstood(`result \`${String(decision.result satisfies never)}\``), decision);
  }
};

/** A failure as what it is at an enforcement point: a refusal. */
export const refusalOf = (error: unknown, decision: Decision | null = null): Refusal => {
  if (error instanceof PepError) {
    const problem = error.problem === null ? {} : { problem: error.problem };
    return { kind: 'refuse', code: error.code, message: error.message, remedy: error.remedy, decision, ...problem };
  }
  return {
    kind: 'refuse',
    code: 'internal',
    message: `the enforcement point failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 2000),
    remedy: 'tell the user that the enforcement point of Writ failed',
    decision,
  };
};

/**
 * The refusal of a decision that is still open when time is up. INVARIANT: the agent reads this, so it says who was asked and never
 * how an answer is given: no command, address or handle.
 */
export const stillOpen = (decision: Decision): Refusal => {
  const waits = decision.result === 'STEP_UP' ? waitForPeople(decision) : waitForContext(decision);
  return {
    kind: 'refuse',
    code: 'still_pending',
    message: `${decision.reason.message}; ${waits} until ${decision.pending?.deadline ?? 'its deadline'}`,
    remedy: `${askedWhom(decision)} Until then go on with other work, ask the user in words, or try something narrower. Once it is settled, exactly the same action runs when you try it again`,
    decision,
  };
};

const askedWhom = (decision: Decision): string => {
  if (decision.result === 'STEP_UP') return 'they have been asked through a channel of their own, where you cannot answer for them.';
  const asks = (decision.deferral?.questions.length ?? 0) > 0;
  return asks
    ? 'the user has been asked through a channel of their own, where you cannot answer for them.'
    : 'what is missing is looked for without you.';
};

const waitForPeople = ({ pending }: Decision): string => {
  const who = pending?.approvers.map(personIn).join(' or ') ?? '';
  const several = (pending?.quorum ?? 1) > 1 ? `${String(pending?.quorum)} of ` : '';
  return `it waits for approval${who === '' ? '' : ` by ${several}${who}`}`;
};

const personIn = (approver: string): string => (approver === 'principal' ? 'the user' : approver);

const waitForContext = ({ missing }: Decision): string => `it waits for ${missing.length === 0 ? 'more context' : missing.join(', ')}`;
