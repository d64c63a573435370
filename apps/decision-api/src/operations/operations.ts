import { DECISION_OPERATIONS } from './decision-operations.js';
import type { Operations } from './operation.js';
import { PEOPLE_OPERATIONS } from './people-operations.js';
import { SESSION_OPERATIONS } from './session-operations.js';

/** What each call of the table does: one that has no operation here does not compile. */
export const OPERATIONS: Operations = { ...SESSION_OPERATIONS, ...DECISION_OPERATIONS, ...PEOPLE_OPERATIONS };
