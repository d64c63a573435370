import { DEFAULT_MOST_QUESTIONS, QUEUES, PRINCIPAL, withinQuota } from '@writ/aarm';
import type { RequesterContext } from '@writ/aarm';
import type { ComposedDecision, DecisionDraft } from '../journal/decision-draft.js';
import type { Journal } from '../journal/journal.js';
import type { Evaluator } from '../journal/ports.js';
import { evaluate } from './evaluate.js';

/** What this works with. */
export type QueuesServices = Pick<Journal, 'store'>;

/** A decision that is not on record yet, and what it was taken on. */
interface Verdicted {
  readonly draft: DecisionDraft;
  readonly composed: ComposedDecision;
}

/**
 * What would wait counts what waits already, whatever session that is in. Where a queue is full, it is decided again with that count as
 * data, so that the record of the decision says why and a replay gives it again.
 */
export async function withinQueues({ store }: QueuesServices, evaluator: Evaluator, decided: Verdicted): Promise<Verdicted> {
  const { draft, composed } = decided;
  const { result, approval } = composed.verdict;
  if (result !== 'STEP_UP' && result !== 'DEFER') return decided;
  const { agent, human } = JSON.parse(draft.requester) as RequesterContext;
  const waiter = {
    tenant_id: draft.tenant_id,
    agent: agent?.id ?? '',
    human: human?.id ?? '',
    // What the person themselves may confirm is in the queue of their agent.
    approvers: (approval?.approvers ?? []).filter((name) => name !== PRINCIPAL),
  };
  const queues = await store.countWaiting(waiter, { ...DEFAULT_MOST_QUESTIONS, ...evaluator.terms.most_questions_of });
  const view = { ...draft.view, [QUEUES]: queues };
  if (withinQuota(composed.verdict, view, evaluator.terms) === composed.verdict) return decided;
  const counted = { ...draft, view };
  return { draft: counted, composed: await evaluate(evaluator, counted) };
}
