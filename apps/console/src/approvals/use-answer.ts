import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { ask } from '../api/graphql.js';
import { ANSWER, BEGIN_APPROVAL } from '../api/queries.js';
import type { Approval, Ceremony, Decision } from '../api/types.js';
import { signWith } from '../passkeys/ceremony.js';
import type { Edit } from './narrowing.js';

/** One person's answer to one question. */
export interface Answer {
  readonly approval: Approval;
  readonly answer: 'approve' | 'deny';
  readonly comment: string;
  readonly edits?: readonly Edit[];
  /** How long the person saw the question, in milliseconds. */
  readonly dwell: number;
}

/** Sends an answer, bound by digest to what was shown: had it changed since, the service refuses it. */
export async function send({ approval, answer, comment, dwell, edits = [] }: Answer): Promise<Decision> {
  const input = {
    answer,
    actionDigest: approval.actionDigest,
    dwellMs: dwell,
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
    ...(edits.length === 0 ? {} : { modifications: JSON.stringify(edits) }),
  };
  const { id } = approval.decision;
  const presence = answer === 'approve' && approval.presenceRequired ? { presence: await signed(id, input) } : {};
  const { answerApproval } = await ask<{ readonly answerApproval: Decision }>(ANSWER, { id, input: { ...input, ...presence } });
  return answerApproval;
}

/** What a passkey signs is this very answer: with another comment it would do, with another action or other changes it would not. */
async function signed(id: string, input: object): Promise<string> {
  const { beginApproval } = await ask<{ readonly beginApproval: Ceremony }>(BEGIN_APPROVAL, { id, input });
  return signWith(beginApproval);
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
