import type { ReceiptPayload } from '@writ/receipt';

/** Every result that the receipts name, in their order; an answer and the resolution that it leads to say the same one twice. */
export const resultsIn = (payloads: readonly ReceiptPayload[]): readonly string[] => {
  const results = decisionsIn(payloads).map(({ result }) => result);
  return results.filter((result, index) => result !== results[index - 1]);
};

type Decided = NonNullable<ReceiptPayload['decision']>;

const decisionsIn = (payloads: readonly ReceiptPayload[]): readonly Decided[] =>
  payloads.flatMap(({ kind, decision }) => (decision === null || kind === 'outcome' ? [] : [decision]));

/** Why the last of them was decided so. */
export const reasonIn = (payloads: readonly ReceiptPayload[]): string => {
  const last = decisionsIn(payloads).at(-1);
  return last === undefined ? '' : tellDecision(last);
};

const tellDecision = ({ reason, policy }: Decided): string => `${reason.message} (${policy.policy_id})`;

/** How a wait ended and what became of the run, by the receipts alone. */
export const endingIn = (payloads: readonly ReceiptPayload[]): readonly string[] => {
  const approvals = payloads.findLast(({ approval }) => approval !== null)?.approval?.approvals;
  const answers = approvals?.map(({ approver, decision }) => `${decision === 'approve' ? 'approved' : 'denied'} by ${approver}`);
  const method = payloads.findLast(({ deferral }) => deferral !== null)?.deferral?.resolution_method;
  const execution = payloads.findLast((payload) => payload.execution !== null)?.execution;
  return [
    ...(answers?.length === 0 ? ['nobody answered'] : (answers ?? [])),
    ...(approvals !== undefined || method === undefined ? [] : [tellMethod(method)]),
    ...(execution === undefined || execution === null ? [] : [`outcome ${execution.status}`]),
  ];
};

const tellMethod = (method: string | null): string => {
  if (method === null) return 'still deferred';
  return method === 'timeout' ? 'nobody resolved it in time' : `resolved: ${method}`;
};

/** What of the decisions is not as it must be, with the words of the first that is wrong. */
export const faultsIn = (payloads: readonly ReceiptPayload[], expected: readonly string[]): readonly string[] => {
  const results = resultsIn(payloads);
  // A rule that breaks down denies too, which proves nothing about the rule.
  const broken = decisionsIn(payloads).find(({ reason }) => reason.code === 'rule_error');
  const wanted = expected.join(' → ');
  if (results.join() === expected.join()) return broken === undefined ? [] : [`a rule broke down: ${tellDecision(broken)}`];
  const at = results.findIndex((result, index) => result !== expected[index]);
  const wrong = decisionsIn(payloads).find(({ result }) => result === results[at]);
  const why = wrong === undefined ? '' : `: ${tellDecision(wrong)}`;
  return [`expected ${wanted}, got ${results.join(' → ') || 'no decision'}${why}`];
};
