import { ALLOW_LIFETIME_S, ProblemError, executes } from '@writ/aarm';
import type { Decision, DecisionRequest, PepCaller, VerifiedIdentity } from '@writ/aarm';
import type { Authority } from '../authority/authority.js';
import { timeOfId } from '../journal/identifiers.js';
import type { DecisionRecord, ReceiptRow } from '../journal/ports.js';
import { proveStored } from '../journal/proof.js';
import { isAbout, readProvenRecord } from '../journal/record-evidence.js';
import type { RecordEvidenceServices } from '../journal/record-evidence.js';
import type { Snapshot } from '../journal/sessions.js';
import { isStillEntitled } from './gather.js';

/** What this works with. */
export type KnownServices = RecordEvidenceServices & Pick<Authority, 'revocations' | 'stops'>;

/** A request, with the key and digest that tell a retry from a conflict. */
export interface KeyedRequest {
  readonly caller: PepCaller;
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string;
  readonly digest: string | null;
  readonly snapshot: Snapshot;
  readonly attempt: number;
  readonly now: number;
}

/** What is known of a request's key: nothing, its answer, or an answer that does not hold any more. */
export type Known = { readonly kind: 'new' } | { readonly kind: 'expired' } | { readonly kind: 'answer'; readonly answer: Decision };

/**
 * The decision that the same request got before. INVARIANT: a stored ALLOW is answered again only while it is fresh and its caller
 * still has the authority that it rested on; otherwise the request is decided anew.
 */
export async function findKnown(services: KnownServices, keyed: KeyedRequest): Promise<Known> {
  const { caller, request, snapshot, attempt, digest, key } = keyed;
  // The store refuses a key it knows, so only a lost race or a closed session makes it worth asking.
  if (digest === null || (attempt === 0 && snapshot.session.status !== 'closed')) return { kind: 'new' };
  const record = await services.store.decisionByKey(caller.tenant_id, request.session_id, key);
  if (record === null) return { kind: 'new' };
  if (record.request_digest !== digest)
    throw new ProblemError('idempotency_conflict', {
      detail: `the key \`${key}\` was used for another action: use a new key for a new action`,
      field: 'Idempotency-Key',
    });
  if (!executes(record.answer.result)) return { kind: 'answer', answer: record.answer };
  const { proven, receipts } = await requireOwnEvidence(services, record, keyed);
  return holds(services, proven, keyed) ? { kind: 'answer', answer: proveStored(proven.answer, receipts) } : { kind: 'expired' };
}

/** INVARIANT: an ALLOW is answered again only with the signed receipt for exactly this action. */
async function requireOwnEvidence(
  services: KnownServices,
  record: DecisionRecord,
  { request }: KeyedRequest,
): Promise<{ readonly proven: DecisionRecord; readonly receipts: readonly ReceiptRow[] }> {
  const { tenant_id, session_id, decision_id } = record;
  const refuse = (why: string): Error => services.evidence.refuse({ tenant_id, session_id, row: `decisions ${decision_id}` }, why);
  const proven = await readProvenRecord(services, { ...record, session_id: request.session_id });
  if (proven === null) throw refuse('it was there and is gone');
  const receipts = await services.store.receiptsOfDecision(tenant_id, decision_id);
  const [first] = receipts;
  if (first === undefined || !isAbout(first, request.action)) throw refuse('its receipt is of another action');
  return { proven, receipts };
}

/** What lets nothing run holds for ever, and so does what has run. */
function holds(
  services: KnownServices,
  { answer, outcome, decision_id }: DecisionRecord,
  { snapshot, identity, now, request: { action } }: KeyedRequest,
): boolean {
  if (!executes(answer.result) || outcome !== 'awaited' || snapshot.session.status === 'closed') return true;
  const since = answer.resolution === null ? timeOfId(decision_id) : Date.parse(answer.resolution.at);
  return now - since <= ALLOW_LIFETIME_S * 1000 && isStillEntitled(services, snapshot, { identity, action });
}
