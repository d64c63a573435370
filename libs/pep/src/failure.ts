/** Why the enforcement point refuses on its own: there is no decision that it may rely on. */
export const FAILURE_CODES = [
  'unreachable',
  'no_answer_in_time',
  'redirected',
  'unreadable_answer',
  'refused_by_service',
  'answer_mismatch',
  'unproven_answer',
  'not_understood',
  'identity_unavailable',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** The error class of this package; every one of them is a DENY at the enforcement point. */
export class PepError extends Error {
  readonly code: FailureCode;
  /** What the agent may do now. INVARIANT: it names no command, address or file of Writ's, because the agent reads it. */
  readonly remedy: string;
  /** The code of the service's problem (RFC 9457), where it answered with one. */
  readonly problem: string | null;

  constructor(
    code: FailureCode,
    message: string,
    options: { readonly remedy: string; readonly problem?: string; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'PepError';
    this.code = code;
    this.remedy = options.remedy;
    this.problem = options.problem ?? null;
  }
}

const TELL = 'tell the user that Writ does not answer here; until somebody has seen to it, only work without tools is possible';

export const unreachable = (cause: unknown): PepError => new PepError('unreachable', 'writ cannot be reached', { remedy: TELL, cause });

export const late = (ms: number): PepError =>
  new PepError('no_answer_in_time', `writ did not answer within ${String(Math.round(ms))} ms`, { remedy: TELL });

export const unreadable = (what: string, cause?: unknown): PepError =>
  new PepError('unreadable_answer', `the answer is not one of writ's: ${what}`, {
    remedy: 'tell the user that something else answers in the place of Writ',
    cause,
  });

export const mismatch = (what: string): PepError =>
  new PepError('answer_mismatch', `the answer is for something else: ${what}`, {
    remedy: 'try the action again; if it goes on, tell the user that Writ answers wrongly',
  });

export const unproven = (what: string): PepError =>
  new PepError('unproven_answer', `nothing proves that writ gave this answer: ${what}`, {
    remedy: 'tell the user that this agent has to be connected to Writ again',
  });

export const notUnderstood = (what: string): PepError =>
  new PepError('not_understood', `the decision asks for something this enforcement point cannot do: ${what}`, {
    remedy: 'tell the user that the enforcement point is older than Writ; go on with other work',
  });
