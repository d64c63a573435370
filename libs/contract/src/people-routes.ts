import { ApprovalAnswerSchema, GrantRequestSchema, StopRequestSchema } from '@writ/aarm';
import { ALWAYS, BODY } from './route.js';
import type { Route } from './route.js';

const STOP = { name: 'StopRequest', schema: StopRequestSchema };
const GRANT = { name: 'GrantRequest', schema: GrantRequestSchema };
const ANSWER = { name: 'ApprovalAnswer', schema: ApprovalAnswerSchema };

/** What only people call. */
export const PEOPLE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/approvals',
    operationId: 'listApprovals',
    summary: 'what waits for people',
    caller: 'person',
    answer: 'Approvals',
    problems: ALWAYS,
  },
  {
    method: 'post',
    path: '/v1/approvals/{id}',
    operationId: 'answerApproval',
    summary: "one person's answer to one decision",
    caller: 'person',
    body: ANSWER,
    answer: 'Decision',
    problems: [
      ...BODY,
      'decision_not_found',
      'not_pending',
      'approval_ineligible',
      'approval_self',
      'approval_duplicate',
      'approval_digest_mismatch',
      'approval_not_narrowing',
      'approval_expired',
      'presence_required',
      'presence_refused',
      'presence_unavailable',
      'contention',
    ],
  },
  {
    method: 'get',
    path: '/v1/stops',
    operationId: 'listStops',
    summary: 'whose authority was withdrawn, and given back',
    caller: 'person',
    answer: 'Stops',
    problems: ALWAYS,
  },
  {
    method: 'post',
    path: '/v1/stops',
    operationId: 'stop',
    summary: 'the kill switch: pending work ends in DENY, new work is denied',
    caller: 'person',
    body: STOP,
    answer: 'Stop',
    problems: [...BODY, 'contention'],
  },
  {
    method: 'post',
    path: '/v1/stops/{id}/lift',
    operationId: 'lift',
    summary: 'gives authority back',
    caller: 'person',
    answer: 'Stop',
    problems: [...ALWAYS, 'stop_not_found', 'contention'],
  },
  {
    method: 'get',
    path: '/v1/grants',
    operationId: 'listGrants',
    summary: 'what was approved beforehand, and what became of it',
    caller: 'person',
    answer: 'Grants',
    problems: ALWAYS,
  },
  {
    method: 'post',
    path: '/v1/grants',
    operationId: 'grant',
    summary: 'approves beforehand what one agent asks for, within limits, so often and so long',
    caller: 'person',
    body: GRANT,
    answer: 'Grant',
    problems: [...BODY, 'contention'],
  },
  {
    method: 'post',
    path: '/v1/grants/{id}/revoke',
    operationId: 'revokeGrant',
    summary: 'takes a grant back',
    caller: 'person',
    answer: 'Grant',
    problems: [...ALWAYS, 'grant_not_found', 'forbidden_caller', 'contention'],
  },
];
