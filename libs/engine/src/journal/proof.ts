import { executes } from '@writ/aarm';
import type { Decision, DecisionRequest, PepCaller } from '@writ/aarm';
import type { ReceiptPayload } from '@writ/receipt';
import type { ReceiptRequest } from './decision-draft.js';
import type { ReceiptRow } from './ports.js';
import { actionNonceIn } from './record-evidence.js';

/** Who asks, for which call: what the receipt of the answer repeats, where the request has a nonce. */
export const receiptRequest = (
  { pep_id }: PepCaller,
  { action, nonce }: Pick<DecisionRequest, 'action' | 'nonce'>,
): ReceiptRequest | undefined => (nonce === undefined ? undefined : { pep_id, call_id: action.call_id ?? null, nonce });

/** The answer with the receipt that lets its action run: whoever asked can check it with the keys alone. */
export function proveAnswer(answer: Decision, receipts: readonly ReceiptRow[], action_nonce: string): Decision {
  const receipt = receipts.findLast(({ kind }) => kind === 'decision' || kind === 'redemption');
  if (receipt === undefined) return answer;
  const { payload, protected: header, signature } = receipt;
  return { ...answer, proof: { payload, protected: header, signature, action_nonce } };
}

/** The stored answer with the proof that its receipts hold; as it is where it lets nothing run, or where nobody asked for a proof. */
export function proveStored(answer: Decision, receipts: readonly ReceiptRow[]): Decision {
  const [first] = receipts;
  const nonce = first === undefined ? null : actionNonceIn(first);
  if (nonce === null || !executes(answer.result)) return answer;
  const asked = receipts.filter(({ payload }) => (JSON.parse(payload) as ReceiptPayload).request !== undefined);
  return proveAnswer(answer, asked, nonce);
}
