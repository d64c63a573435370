import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { ask } from '../api/graphql.js';
import { ANSWER } from '../api/queries.js';
import type { Approval, Decision } from '../api/types.js';
import type { Edit } from './narrowing.js';

/** One person's answer to one question. */
export interface Answer {
  readonly approval: Approval;
  readonly answer: 'approve' | 'deny';
  readonly comment: string;
  readonly edits?: readonly Edit[];
}

/** Sends an answer, bound by digest to what was shown: had it changed since, the service refuses it. */
export async function send({ approval, answer, comment, edits = [] }: Answer): Promise<Decision> {
  const input = {
    answer,
    actionDigest: approval.actionDigest,
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    ...(edits.length === 0 ? {} : { modifications: JSON.stringify(edits) }),
  };
  const { answerApproval } = await ask<{ readonly answerApproval: Decision }>(ANSWER, { id: approval.decision.id, input });
  return answerApproval;
}

export function useAnswer(): UseMutationResult<Decision, Error, Answer> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['approvals'] }), queries.invalidateQueries({ queryKey: ['decision'] })]);
    },
  });
}
