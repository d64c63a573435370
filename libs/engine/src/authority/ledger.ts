import type { Json, JsonObject, PolicyEvent, TokenRevocation } from '@writ/aarm';
import { canonicalize, receiptDigest, sha256 } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import { EMPTY_HEAD } from '../journal/chain.js';
import type { Evidence } from '../journal/evidence.js';
import type { Head } from '../journal/head.js';
import type { Store } from '../journal/ports.js';
import { controlSessionId } from './control-session.js';
import type { PolicyStore } from './policies.js';
import { revocationIn, revocationKey } from './revocation-control.js';
import { KEPT_MS } from './revocations.js';

/** What the signed events of a tenant say is in force: rows count only where they say the same. */
export interface Ledger {
  /** The version that decides; null before the first. */
  readonly active: { readonly hash: string; readonly generation: number } | null;
  /** By their id: who is stopped, and nobody has lifted it. */
  readonly stops: ReadonlyMap<string, JsonObject>;
  /** By their id: what was granted and not revoked, and by whom. */
  readonly grants: ReadonlyMap<string, { readonly detail: JsonObject; readonly by: PolicyEvent['by'] }>;
  /** By their credential: whose passkey it is and its public key. */
  readonly passkeys: ReadonlyMap<string, JsonObject>;
  /** By their id: which enforcement points were enrolled and not revoked. */
  readonly peps: ReadonlyMap<string, JsonObject>;
  /** By issuer and id: what issuers took back of late, the oldest first. */
  readonly revocations: ReadonlyMap<string, TokenRevocation>;
}

/** What a ledger is read from. */
export interface LedgerOptions {
  readonly store: Pick<Store, 'session' | 'receipts'>;
  readonly policies: Pick<PolicyStore, 'transitions'>;
  readonly evidence: Evidence;
}

const EMPTY: Ledger = { active: null, stops: new Map(), grants: new Map(), passkeys: new Map(), peps: new Map(), revocations: new Map() };
/** Transitions that are read at once. */
const PAGE = 500;

/**
 * Reads ledgers; what was read is kept until the head moves. Rejects with `evidence_broken` where the control session is not the gapless
 * chain that was signed, or is shorter than it was when this process last looked.
 */
export function openLedgers(options: LedgerOptions): (tenantId: string) => Promise<Ledger> {
  const known = new Map<string, { readonly head: Head; readonly ledger: Ledger }>();
  return async (tenantId) => {
    const session = await options.store.session(tenantId, controlSessionId(tenantId));
    const before = known.get(tenantId);
    if (session === null && before === undefined) return EMPTY;
    const place = { tenant_id: tenantId, session_id: controlSessionId(tenantId), row: `sessions ${controlSessionId(tenantId)}` };
    if (session === null || session.head.receipt_seq < (before?.head.receipt_seq ?? -1))
      throw options.evidence.refuse(place, 'events that were there are gone');
    const { head } = session;
    if (before?.head.receipt_hash === head.receipt_hash) return before.ledger;
    const events = await readEvents(options, tenantId, { head, after: before?.head ?? EMPTY_HEAD });
    const applied = events.reduce(apply, before?.ledger ?? EMPTY);
    const ledger = { ...applied, revocations: withRevocations(applied.revocations, tenantId, events) };
    known.set(tenantId, { head, ledger });
    return ledger;
  };
}

interface SignedEvent {
  readonly event: PolicyEvent;
  readonly detail: Json | null;
}

/** The events behind a head that is believed, each opened, in a chain without a gap up to the newest head. */
async function readEvents(
  { store, policies, evidence }: LedgerOptions,
  tenantId: string,
  { head, after }: { readonly head: Head; readonly after: Head },
): Promise<readonly SignedEvent[]> {
  const session_id = controlSessionId(tenantId);
  const rows = (await store.receipts(tenantId, session_id, after.receipt_seq)).filter(({ seq }) => seq <= head.receipt_seq);
  const details = await detailsOf(policies, tenantId, after.receipt_seq);
  const events: SignedEvent[] = [];
  let prev = after.receipt_hash;
  for (const [i, row] of rows.entries()) {
    const seq = after.receipt_seq + 1 + i;
    const place = { tenant_id: tenantId, session_id, row: `receipts ${session_id} ${seq.toString()}` };
    const payload = await evidence.open(row, place);
    if (!follows(payload, { tenantId, session_id, seq, prev })) throw evidence.refuse(place, 'it does not follow the receipt before it');
    prev = receiptDigest(row.payload);
    if (payload.policy_event === undefined) continue;
    const signed = signedEvent(payload.policy_event, details.get(row.seq) ?? null);
    if (signed === null)
      throw evidence.refuse({ ...place, row: `policy_transitions ${row.receipt_id}` }, 'its detail is not what was signed');
    events.push(signed);
  }
  const whole = rows.length === head.receipt_seq - after.receipt_seq && prev === head.receipt_hash;
  if (!whole)
    throw evidence.refuse({ tenant_id: tenantId, session_id, row: `sessions ${session_id}` }, 'its head is not its newest receipt');
  return events;
}

const follows = (
  { tenant, context, chain }: ReceiptPayload,
  at: { readonly tenantId: string; readonly session_id: string; readonly seq: number; readonly prev: string },
): boolean => tenant === at.tenantId && context.session_id === at.session_id && chain.seq === at.seq && chain.prev === at.prev;

/** Null where the detail is not the one that the event commits to. */
const signedEvent = (event: PolicyEvent, detail: Json | null): SignedEvent | null =>
  (detail === null ? null : sha256(canonicalize(detail))) === event.detail_digest ? { event, detail } : null;

/** Of the events behind a place: there may be many before it. */
async function detailsOf(policies: LedgerOptions['policies'], tenantId: string, after: number): Promise<ReadonlyMap<number, Json | null>> {
  const details = new Map<number, Json | null>();
  let before: { readonly seq: number; readonly index: number } | undefined;
  for (;;) {
    const page = await policies.transitions(tenantId, { limit: PAGE, before });
    for (const { seq, index, detail } of page) if (index === 0) details.set(seq, detail);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined || last.seq <= after) return details;
    before = { seq: last.seq, index: last.index };
  }
}

function apply(ledger: Ledger, { event, detail }: SignedEvent): Ledger {
  const said = objectOf(detail);
  const generation = Math.max(event.generation, ledger.active?.generation ?? 0);
  const active = event.to === 'active' && event.policy !== null ? event.policy.hash : ledger.active?.hash;
  const next: Ledger = { ...ledger, active: active === undefined ? null : { hash: active, generation } };
  switch (event.event) {
    case 'stop':
      return { ...next, stops: withMember(ledger.stops, said['stop_id'], said) };
    case 'lift':
      return { ...next, stops: withoutMember(ledger.stops, said['stop_id']) };
    case 'grant':
      return { ...next, grants: withMember(ledger.grants, said['grant_id'], { detail: said, by: event.by }) };
    case 'revoke_grant':
      return { ...next, grants: withoutMember(ledger.grants, said['grant_id']) };
    case 'add_passkey':
      return { ...next, passkeys: withMember(ledger.passkeys, said['credential_id'], said) };
    case 'remove_passkey':
      return { ...next, passkeys: withoutMember(ledger.passkeys, said['credential_id']) };
    case 'enrol_pep':
      return { ...next, peps: withMember(ledger.peps, said['pep_id'], said) };
    case 'revoke_pep':
      return { ...next, peps: withoutMember(ledger.peps, said['pep_id']) };
    default:
      return next;
  }
}

/** What no longer revokes anything is left out: there may be many, and each is soon without effect. */
function withRevocations(known: Ledger['revocations'], tenantId: string, events: readonly SignedEvent[]): Ledger['revocations'] {
  const added = events.flatMap(({ event, detail }) => (event.event === 'revoke_tokens' ? [revocationIn(tenantId, objectOf(detail))] : []));
  const newest = added.at(-1);
  if (newest === undefined) return known;
  const limit = Date.parse(newest.at) - KEPT_MS;
  const all = [...known.values(), ...added].filter(({ at }) => Date.parse(at) >= limit);
  return new Map(all.map((revocation) => [revocationKey(revocation), revocation]));
}

const objectOf = (detail: Json | null): JsonObject =>
  typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? (detail as JsonObject) : {};

const withMember = <T>(map: ReadonlyMap<string, T>, id: Json | undefined, value: T): ReadonlyMap<string, T> =>
  typeof id === 'string' ? new Map(map).set(id, value) : map;

function withoutMember<T>(map: ReadonlyMap<string, T>, id: Json | undefined): ReadonlyMap<string, T> {
  const left = new Map(map);
  if (typeof id === 'string') left.delete(id);
  return left;
}
