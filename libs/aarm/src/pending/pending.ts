import type { Result } from '../decision/result.js';

/**
 * How a decision that waits goes on (AARM R4.4, R4.5, R4.9 to R4.11). STEP_UP waits for people, DEFER for what is
 * missing; ALLOW, MODIFY and DENY end the wait, once and for all.
 */
export type PendingState = 'DEFER' | 'STEP_UP';

/** What can happen to it. What `decide` said again is part of the event: a resolution never decides by itself. */
export const PENDING_EVENTS = [
  /** What was missing arrived, and `decide` now says so. */
  'context_allows',
  'context_narrows',
  'context_denies',
  'context_asks',
  'context_defers',
  /** All attempts are used up: it goes on to people, or, where it has been on to people already, ends. */
  'attempts_exhausted',
  'cascade_limit',
  /** A person's yes that is not the last one needed, and a person's no. */
  'yes',
  'no',
  /** The last yes needed, after which `decide` still lets the approved digest run, lets something else run, or nothing. */
  'approved_allows',
  'approved_narrows',
  'approved_changed',
  'approved_refused',
  /** The deadline passed, an operator stopped it, or its session was closed. */
  'timeout',
  'kill_switch',
  'session_closed',
] as const;
export type PendingEvent = (typeof PENDING_EVENTS)[number];

/** One line of the table. */
export interface Transition {
  readonly from: PendingState;
  readonly on: PendingEvent;
  readonly to: Result;
}

/**
 * Every transition there is; what is not here cannot happen. No line leads from STEP_UP back to DEFER, none leaves a
 * terminal state, and only approval or an answer of `decide` leads to execution.
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'DEFER', on: 'context_allows', to: 'ALLOW' },
  { from: 'DEFER', on: 'context_narrows', to: 'MODIFY' },
  { from: 'DEFER', on: 'context_denies', to: 'DENY' },
  { from: 'DEFER', on: 'context_asks', to: 'STEP_UP' },
  { from: 'DEFER', on: 'context_defers', to: 'DEFER' },
  { from: 'DEFER', on: 'attempts_exhausted', to: 'STEP_UP' },
  { from: 'DEFER', on: 'cascade_limit', to: 'DENY' },
  { from: 'DEFER', on: 'timeout', to: 'DENY' },
  { from: 'DEFER', on: 'kill_switch', to: 'DENY' },
  { from: 'DEFER', on: 'session_closed', to: 'DENY' },
  { from: 'STEP_UP', on: 'yes', to: 'STEP_UP' },
  { from: 'STEP_UP', on: 'no', to: 'DENY' },
  { from: 'STEP_UP', on: 'approved_allows', to: 'ALLOW' },
  { from: 'STEP_UP', on: 'approved_narrows', to: 'MODIFY' },
  { from: 'STEP_UP', on: 'approved_changed', to: 'STEP_UP' },
  { from: 'STEP_UP', on: 'approved_refused', to: 'DENY' },
  { from: 'STEP_UP', on: 'timeout', to: 'DENY' },
  { from: 'STEP_UP', on: 'kill_switch', to: 'DENY' },
  { from: 'STEP_UP', on: 'session_closed', to: 'DENY' },
];

const TABLE: ReadonlyMap<string, Result> = new Map(TRANSITIONS.map(({ from, on, to }) => [`${from} ${on}`, to]));

/** Where an event leads; null where it has no place in that state, for example an approval of what has ended. */
export function nextState(from: Result, on: PendingEvent): Result | null {
  return TABLE.get(`${from} ${on}`) ?? null;
}

/** Whether a result still waits for something. */
export const isPending = (result: Result): result is PendingState => result === 'DEFER' || result === 'STEP_UP';
