import type { Decision, JsonObject } from '@writ/aarm';
import { openDisclosures } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import { timeOfId } from '../journal/identifiers.js';
import type { DecisionRecord, Store } from '../journal/ports.js';

/** A question that people were asked, and what became of it. */
export interface AskedBefore {
  readonly decision_id: string;
  readonly at: string;
  readonly agent: string | null;
  readonly tool: string;
  readonly operation: string;
  readonly parameters: JsonObject;
  /** The rule that asked, and its priority. */
  readonly rule: string;
  readonly priority: number;
  /** `otherwise`: it ended without an answer of people, as by a stop or a grant. */
  readonly fate: 'approved' | 'denied' | 'timed_out' | 'waiting' | 'otherwise';
  /** Who answered. */
  readonly by: readonly string[];
}

/** Questions that are looked at: each costs a look at its receipt. */
const MOST = 500;

/** The newest questions of a tenant since then, out of their receipts. Those whose parameters were erased are left out, and said so. */
export async function askedBefore(
  store: Pick<Store, 'asked' | 'receiptsOfDecision'>,
  tenantId: string,
  since: number,
): Promise<{ readonly asked: readonly AskedBefore[]; readonly complete: boolean }> {
  const { records } = await store.asked(tenantId, { limit: MOST + 1 });
  const recent = records.filter(({ decision_id }) => timeOfId(decision_id) >= since);
  const read = await Promise.all(recent.slice(0, MOST).map(async (record) => readBack(store, record)));
  const asked = read.filter((each) => each !== null);
  return { asked, complete: recent.length <= MOST && asked.length === recent.length };
}

async function readBack(store: Pick<Store, 'receiptsOfDecision'>, record: DecisionRecord): Promise<AskedBefore | null> {
  const receipts = await store.receiptsOfDecision(record.tenant_id, record.decision_id);
  const [first] = receipts;
  if (first === undefined) return null;
  const payload = JSON.parse(first.payload) as ReceiptPayload;
  const disclosed = openDisclosures(first, payload);
  if (payload.action === null || !(disclosed instanceof Map) || !disclosed.has('parameters')) return null;
  const { answer } = record;
  const granted = receipts.some(({ kind, payload: text }) => kind === 'approval' && text.includes('"method":"grant:'));
  const { tool, operation, requester_context } = payload.action;
  return {
    ...{
      decision_id: record.decision_id,
      at: first.issued_at,
      tool,
      operation,
      rule: answer.policy.policy_id,
      priority: priorityOf(answer),
    },
    agent: requester_context.agent?.id ?? null,
    parameters: answer.effective_parameters ?? (disclosed.get('parameters') as JsonObject),
    // What a grant answered, nobody has looked at.
    fate: granted ? 'otherwise' : fateOf(answer),
    by: answer.resolution?.method === 'human_approval' ? answer.resolution.by : [],
  };
}

const priorityOf = ({ policy }: Decision): number =>
  policy.rules.find(({ pack, id }) => `${pack}/${id}` === policy.policy_id)?.priority ?? 0;

function fateOf({ pending, resolution, result }: Decision): AskedBefore['fate'] {
  if (pending !== null) return 'waiting';
  if (resolution?.method === 'timeout') return 'timed_out';
  if (resolution?.method !== 'human_approval') return 'otherwise';
  return result === 'DENY' ? 'denied' : 'approved';
}
