import { executes } from '@writ/aarm';
import type { Decision, DecisionRequest, Json, PepCaller } from '@writ/aarm';
import { openDisclosures } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import type { ReceiptRequest } from './decision-draft.js';
import type { DecisionRecord, ReceiptRow, Store } from './ports.js';

/** Who asks, for which call: what the receipt of the answer repeats, where the request has a nonce. */
export const askedBy = ({ pep_id }: PepCaller, { action, nonce }: Pick<DecisionRequest, 'action' | 'nonce'>): ReceiptRequest | undefined =>
  nonce === undefined ? undefined : { pep_id, call_id: action.call_id ?? null, nonce };

/** The answer with the receipt that lets its action run: whoever asked can check it with the keys alone. */
export function proveAnswer(answer: Decision, receipts: readonly ReceiptRow[], action_nonce: string): Decision {
  const receipt = receipts.findLast(({ kind }) => kind === 'decision' || kind === 'redemption');
  if (receipt === undefined) return answer;
  const { payload, protected: header, signature } = receipt;
  return { ...answer, proof: { payload, protected: header, signature, action_nonce } };
}

/** The stored answer with the proof that it had; as it is where it lets nothing run, or where nobody asked for a proof. */
export async function proveStored(
  store: Pick<Store, 'receiptsOfDecision'>,
  { tenant_id, decision_id, suspended }: DecisionRecord,
  answer: Decision,
): Promise<Decision> {
  if (!executes(answer.result)) return answer;
  const receipts = await store.receiptsOfDecision(tenant_id, decision_id);
  const asked = receipts.filter(({ payload }) => (JSON.parse(payload) as ReceiptPayload).request !== undefined);
  const nonce = suspended?.action_nonce ?? nonceIn(receipts[0]);
  return nonce === null ? answer : proveAnswer(answer, asked, nonce);
}

/** What gives the action's digest; null where it was erased. */
function nonceIn(first: ReceiptRow | undefined): string | null {
  if (first === undefined) return null;
  const disclosed = openDisclosures(first, JSON.parse(first.payload) as ReceiptPayload);
  const nonce = disclosed instanceof Map ? (disclosed as ReadonlyMap<string, Json>).get('action_nonce') : undefined;
  return typeof nonce === 'string' ? nonce : null;
}
