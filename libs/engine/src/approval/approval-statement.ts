import type { ApprovalAnswer } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';

/** What a person says with an answer: it binds the exact effective parameters, the policy, the decision and its deadline. */
export interface ApprovalStatement {
  /** Of what would run: of the narrower form where the approver narrows. */
  readonly action_digest: string;
  readonly answer: ApprovalAnswer['answer'];
  readonly approver: string;
  readonly deadline: string | null;
  readonly decision_id: string;
  readonly policy_hash: string;
}

/** The digest that receipts carry as `statement_digest`, and that a passkey signs where presence is proven. */
export function approvalStatementDigest(statement: ApprovalStatement): string {
  const { action_digest, answer, approver, deadline, decision_id, policy_hash } = statement;
  // Member by member: whatever else the object carries is no part of what was said.
  return sha256(canonicalize({ action_digest, answer, approver, deadline, decision_id, policy_hash }));
}
