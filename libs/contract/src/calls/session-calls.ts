import { ALWAYS, APPEND } from './call.js';
import { READERS } from '../roles.js';
import type { Call } from './call.js';

/** Sessions, their entries and their receipts. */
export const SESSION_CALLS = {
  openSession: {
    method: 'post',
    path: '/v1/sessions',
    summary: 'open a session, or find it again',
    caller: 'pep',
    body: 'OpenSession',
    answer: 'Session',
    answeredAs: 'session',
    status: [200, 201],
    problems: [...APPEND, 'session_foreign'],
  },
  listSessions: {
    method: 'get',
    path: '/v1/sessions',
    summary: 'sessions, latest first',
    caller: 'any',
    roles: READERS,
    query: ['limit'],
    answer: 'Sessions',
    problems: [...ALWAYS, 'invalid_field'],
  },
  appendEntry: {
    method: 'post',
    path: '/v1/sessions/{id}/entries',
    summary: 'append a user request, a fact, a label, what the tools are, or a text that the model is given',
    caller: 'pep',
    id: 'session_id',
    body: 'SubmittedEntry',
    answer: 'Appended',
    status: [200, 201],
    problems: APPEND,
  },
  closeSession: {
    method: 'post',
    path: '/v1/sessions/{id}/close',
    summary: 'close a session; what is pending in it is denied',
    caller: 'pep',
    id: 'session_id',
    answer: 'Session',
    problems: [...ALWAYS, 'session_not_found', 'contention'],
  },
  listSessionReceipts: {
    method: 'get',
    path: '/v1/sessions/{id}/receipts',
    summary: 'all receipts of a session, for `writ verify`',
    caller: 'any',
    roles: READERS,
    id: 'session_id',
    answer: 'SessionExport',
    problems: [...ALWAYS, 'session_not_found'],
  },
} as const satisfies Readonly<Record<string, Call>>;
