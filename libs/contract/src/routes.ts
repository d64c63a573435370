import { DecisionRequestSchema, OpenSessionSchema, OutcomeReportSchema, SubmittedEntrySchema, SuppliedContextSchema } from '@writ/aarm';
import type { ProblemCode } from '@writ/aarm';
import { PEOPLE_ROUTES } from './people-routes.js';
import { ALWAYS, BODY } from './route.js';
import type { Route } from './route.js';

const OPEN = { name: 'OpenSession', schema: OpenSessionSchema };
const ENTRY = { name: 'SubmittedEntry', schema: SubmittedEntrySchema };
const DECISION = { name: 'DecisionRequest', schema: DecisionRequestSchema };
const OUTCOME = { name: 'OutcomeReport', schema: OutcomeReportSchema };
const CONTEXT = { name: 'SuppliedContext', schema: SuppliedContextSchema };

/** What any call that appends to a session may meet. */
const APPEND: readonly ProblemCode[] = [...BODY, 'session_not_found', 'session_foreign', 'session_closed', 'overloaded', 'contention'];
const DECIDED: readonly ProblemCode[] = [...ALWAYS, 'decision_not_found'];

/** Every REST route, in the order of the documentation. */
export const ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/sessions',
    operationId: 'openSession',
    summary: 'open a session, or find it again',
    caller: 'pep',
    body: OPEN,
    answer: 'Session',
    created: true,
    problems: APPEND,
  },
  {
    method: 'get',
    path: '/v1/sessions',
    operationId: 'listSessions',
    summary: 'sessions, latest first',
    caller: 'any',
    query: ['limit'],
    answer: 'Sessions',
    problems: [...ALWAYS, 'invalid_field'],
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/entries',
    operationId: 'appendEntry',
    summary: 'append a user request, a fact or a label',
    caller: 'pep',
    body: ENTRY,
    answer: 'Appended',
    created: true,
    problems: APPEND,
  },
  {
    method: 'post',
    path: '/v1/sessions/{id}/close',
    operationId: 'closeSession',
    summary: 'close a session; what is pending in it is denied',
    caller: 'pep',
    answer: 'Session',
    problems: [...ALWAYS, 'session_not_found', 'session_foreign', 'contention'],
  },
  {
    method: 'get',
    path: '/v1/sessions/{id}/receipts',
    operationId: 'listSessionReceipts',
    summary: 'all receipts of a session, for `writ verify`',
    caller: 'any',
    answer: 'SessionExport',
    problems: [...ALWAYS, 'session_not_found', 'session_foreign'],
  },
  {
    method: 'post',
    path: '/v1/decisions',
    operationId: 'decide',
    summary: 'decide one action; a denial is an answer, not a problem',
    caller: 'pep',
    body: DECISION,
    headers: ['idempotency-key'],
    answer: 'Decision',
    problems: [...APPEND, 'idempotency_conflict'],
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}',
    operationId: 'getDecision',
    summary: 'a decision as it stands; waits while it is pending',
    caller: 'any',
    query: ['wait_ms'],
    answer: 'Decision',
    problems: [...DECIDED, 'invalid_field'],
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}/events',
    operationId: 'watchDecision',
    summary: 'a decision as it changes, until it is no longer pending',
    caller: 'any',
    answer: 'text/event-stream',
    problems: DECIDED,
  },
  {
    method: 'post',
    path: '/v1/decisions/{id}/outcome',
    operationId: 'reportOutcome',
    summary: 'what execution did',
    caller: 'pep',
    body: OUTCOME,
    answer: 'Decision',
    problems: [...APPEND, 'decision_not_found', 'outcome_conflict', 'outcome_unexpected'],
  },
  {
    method: 'post',
    path: '/v1/decisions/{id}/context',
    operationId: 'supplyContext',
    summary: 'the facts that a deferred decision asked for',
    caller: 'pep',
    body: CONTEXT,
    answer: 'Decision',
    problems: [...APPEND, 'decision_not_found', 'not_pending'],
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}/context',
    operationId: 'getContext',
    summary: 'the state decided on, with every prior action',
    caller: 'any',
    answer: 'ContextReport',
    problems: DECIDED,
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}/bundle',
    operationId: 'getBundle',
    summary: 'all receipts of a decision',
    caller: 'any',
    answer: 'Bundle',
    problems: DECIDED,
  },
  {
    method: 'get',
    path: '/v1/receipts/{id}',
    operationId: 'getReceipt',
    summary: 'one receipt',
    caller: 'any',
    answer: 'Receipt',
    problems: [...ALWAYS, 'receipt_not_found'],
  },
  ...PEOPLE_ROUTES,
  {
    method: 'get',
    path: '/.well-known/writ-keys.json',
    operationId: 'keys',
    summary: 'public keys with their validity',
    caller: 'none',
    answer: 'Keys',
    problems: ['not_ready'],
  },
  { method: 'get', path: '/healthz', operationId: 'health', summary: 'the process runs', caller: 'none', answer: 'Health', problems: [] },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'readiness',
    summary: 'a signed receipt can be written',
    caller: 'none',
    answer: 'Readiness',
    problems: [],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    summary: 'counters in the Prometheus text format',
    caller: 'none',
    answer: 'text/plain',
    problems: [],
  },
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'openapi',
    summary: 'this document',
    caller: 'none',
    answer: 'Document',
    problems: [],
  },
];
