import { ProblemError } from '@writ/aarm';
import type { ApprovalAnswers, Decision, PersonCaller } from '@writ/aarm';
import { problemOf } from '@writ/server';
import type { DecisionApiParts } from '../parts.js';

/** What became of one of several answers: the decision, or the problem that one has. */
type Answered =
  | { readonly decision_id: string; readonly decision: Decision }
  | { readonly decision_id: string; readonly problem: ReturnType<typeof problemOf> };

/** Settles several answers of one person, one after the other, each by itself: one that is refused stops no other. */
export async function answerEach(
  engine: DecisionApiParts['engine'],
  caller: PersonCaller,
  { answers }: ApprovalAnswers,
): Promise<{ readonly results: readonly Answered[] }> {
  const results: Answered[] = [];
  for (const { decision_id, answer } of answers) {
    try {
      results.push({ decision_id, decision: await engine.settleApproval(caller, decision_id, answer) });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      results.push({ decision_id, problem: problemOf(error) });
    }
  }
  return { results };
}
