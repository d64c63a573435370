import type { ComposedDecision, DecisionDraft } from '../journal/decision-draft.js';
import type { Evaluator } from '../journal/ports.js';

/** Has one draft decided by the version that it was drafted for. */
export async function evaluate(evaluator: Evaluator, draft: DecisionDraft): Promise<ComposedDecision> {
  const [decided] = await evaluator.decide([draft]);
  if (decided === undefined) throw new TypeError('the evaluator gave no answer');
  return decided;
}
