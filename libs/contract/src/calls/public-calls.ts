import type { Call } from './call.js';

/** What needs no credential. */
export const PUBLIC_CALLS = {
  keys: {
    method: 'get',
    path: '/.well-known/writ-keys.json',
    summary: 'public keys with their validity',
    caller: 'none',
    answer: 'Keys',
    problems: ['not_ready'],
  },
  health: { method: 'get', path: '/healthz', summary: 'the process runs', caller: 'none', answer: 'Health', problems: [] },
  readiness: {
    method: 'get',
    path: '/readyz',
    summary: 'a signed receipt can be written',
    caller: 'none',
    answer: 'Readiness',
    status: [200, 503],
    problems: [],
  },
  metrics: {
    method: 'get',
    path: '/metrics',
    summary: 'counters in the Prometheus text format',
    caller: 'none',
    answer: 'text/plain',
    problems: [],
  },
  openapi: { method: 'get', path: '/openapi.json', summary: 'this document', caller: 'none', answer: 'Document', problems: [] },
} as const satisfies Readonly<Record<string, Call>>;
