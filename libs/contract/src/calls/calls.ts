import { DECISION_CALLS } from './decision-calls.js';
import { PEOPLE_CALLS } from './people-calls.js';
import { PUBLIC_CALLS } from './public-calls.js';
import { SESSION_CALLS } from './session-calls.js';
import type { Call } from './call.js';

/** What both protocols serve to callers with a credential, in the order of the documentation. */
export const CALLS = { ...SESSION_CALLS, ...DECISION_CALLS, ...PEOPLE_CALLS };

/** The name of a call that both protocols serve. */
export type CallName = keyof typeof CALLS;

/** A call under its name. */
export interface NamedCall extends Call {
  readonly name: string;
}

/** Every call of REST, in the order of the documentation. */
export const REST_CALLS: readonly NamedCall[] = Object.entries<Call>({ ...CALLS, ...PUBLIC_CALLS }).map(([name, call]) => ({
  name,
  ...call,
}));
