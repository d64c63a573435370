import { QuestionAnswerSchema } from '@writ/aarm';
import { ALWAYS, BODY } from './route.js';
import type { Route } from './route.js';

const ANSWER = { name: 'QuestionAnswer', schema: QuestionAnswerSchema };

/** What people see of deferrals, and what they can tell. */
export const DEFERRAL_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/deferrals',
    operationId: 'listDeferrals',
    summary: 'what waits for context, with what was tried so far',
    caller: 'person',
    answer: 'Deferrals',
    problems: ALWAYS,
  },
  {
    method: 'post',
    path: '/v1/decisions/{id}/answers',
    operationId: 'answerQuestion',
    summary: 'what the human principal says to a question of a deferral: a fact, not an approval',
    caller: 'person',
    body: ANSWER,
    answer: 'Decision',
    problems: [...BODY, 'decision_not_found', 'not_pending', 'contention'],
  },
  {
    method: 'get',
    path: '/v1/stats',
    operationId: 'stats',
    summary: 'how the newest deferrals went',
    caller: 'person',
    answer: 'Stats',
    problems: ALWAYS,
  },
];
