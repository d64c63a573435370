import { DEPENDENCIES, ProblemError, executes } from '@writ/aarm';
import type { Json, JsonObject } from '@writ/aarm';
import { actionDigest, canonicalize, openDisclosures, sha256 } from '@writ/receipt';
import type { DigestedAction, ReceiptPayload, StoredReceipt } from '@writ/receipt';
import type { Head } from './head.js';
import type { Journal } from './journal.js';
import type { DecisionRecord, Store, SuspendedDecision } from './ports.js';
import { findBrokenEntry } from './session-evidence.js';
import type { Snapshot } from './sessions.js';

/** What the receipts of one decision say, each opened, the first first. */
interface Story {
  readonly first: DecisionPayload;
  /** The newest receipt that says how it was decided. */
  readonly newest: DecisionPayload;
  readonly all: readonly DecisionPayload[];
  /** What the first receipt discloses; nothing where that was erased. */
  readonly disclosed: ReadonlyMap<string, Json>;
}

type DecisionPayload = ReceiptPayload & {
  readonly action: NonNullable<ReceiptPayload['action']>;
  readonly decision: NonNullable<ReceiptPayload['decision']>;
};

/** What proving a record works with. */
export type RecordEvidenceServices = Pick<Journal, 'evidence' | 'sessions' | 'store'>;

/** How often the session may change while its evidence is read. */
const MOST_READS = 16;

/**
 * Reads a decision with its evidence. INVARIANT: the row counts only where it says what the signed receipts of that decision say, and
 * where the session's own chain agrees with its state. Null where there is no such decision; rejects with `evidence_broken`.
 */
export async function readProvenRecord(
  services: RecordEvidenceServices,
  { tenant_id, session_id, decision_id }: Pick<DecisionRecord, 'tenant_id' | 'session_id' | 'decision_id'>,
): Promise<DecisionRecord | null> {
  const { evidence, sessions, store } = services;
  const place = { tenant_id, session_id, row: `decisions ${decision_id}` };
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const before = await sessions.reload(tenant_id, session_id);
    const record = await store.decision(tenant_id, decision_id);
    if (before === null || record === null) return null;
    // INVARIANT: a decision of another session looks like one that is not there.
    if (record.session_id !== session_id) return null;
    const story = await storyOf(services, record);
    const after = await store.session(tenant_id, session_id);
    // Another process may write between two reads: only what was read of one head is held against itself.
    if (after === null || !isSameHead(before.head, after.head)) continue;
    const why =
      story === null
        ? 'no receipt vouches for it'
        : (findContradiction(record, story, before) ?? (await findWrongUse(store, record, { story, before })));
    if (why !== null) throw evidence.refuse(place, why);
    return record;
  }
  throw new ProblemError('contention', { detail: 'the session is too busy: try again' });
}

const isSameHead = (a: Head, b: Head): boolean => a.entry_hash === b.entry_hash && a.receipt_hash === b.receipt_hash;

async function storyOf({ evidence, store }: Pick<Journal, 'evidence' | 'store'>, record: DecisionRecord): Promise<Story | null> {
  const { tenant_id, session_id, decision_id } = record;
  const receipts = await store.receiptsOfDecision(tenant_id, decision_id);
  const all: DecisionPayload[] = [];
  for (const receipt of receipts) {
    const place = { tenant_id, session_id, row: `receipts ${receipt.receipt_id}` };
    const payload = await evidence.open(receipt, place);
    const own = payload.tenant === tenant_id && payload.context.session_id === session_id && payload.decision?.decision_id === decision_id;
    if (!own || !isAboutDecision(payload)) throw evidence.refuse(place, `it is not of decision \`${decision_id}\``);
    all.push(payload);
  }
  const [first] = all;
  const newest = all.findLast(({ kind }) => kind === 'decision' || kind === 'resolution');
  const [original] = receipts;
  if (first?.kind !== 'decision' || newest === undefined || original === undefined) return null;
  const disclosed = openDisclosures(original, first);
  return { first, newest, all, disclosed: disclosed instanceof Map ? disclosed : new Map<string, Json>() };
}

const isAboutDecision = (payload: ReceiptPayload): payload is DecisionPayload => payload.action !== null && payload.decision !== null;

function findContradiction(record: DecisionRecord, story: Story, snapshot: Snapshot): string | null {
  return (
    findWrongAnswer(record, story) ??
    findWrongState(record, story, snapshot) ??
    findWrongParameters(record, story) ??
    (record.suspended === null ? null : findWrongInput(record.suspended, story))
  );
}

function findWrongAnswer({ answer, session_id, decision_id }: DecisionRecord, { first, newest }: Story): string | null {
  const { decision, action } = newest;
  const { policy, receipt } = answer;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['session_id', answer.session_id, session_id],
    ['decision_id', answer.decision_id, decision_id],
    ['action_id', answer.action_id, action.action_id],
    ['initial_result', answer.initial_result, first.decision.result],
    ['result', answer.result, decision.result],
    ['policy', `${policy.policy_id} ${policy.version} ${policy.hash}`, policyText(first)],
    ['receipt', `${receipt.receipt_id} ${receipt.seq.toString()}`, `${newest.receipt_id} ${newest.chain.seq.toString()}`],
  ];
  return differing(pairs, 'its answer');
}

const policyText = ({ decision: { policy } }: DecisionPayload): string => `${policy.policy_id} ${policy.version} ${policy.hash}`;

/** Whether it waits, until when, and what became of it: by its receipts and by the session's chain, which both must say the same. */
function findWrongState(
  { answer, state, deadline, outcome, decision_id }: DecisionRecord,
  { newest, all }: Story,
  { state: context }: Snapshot,
): string | null {
  const { result, expires_at } = newest.decision;
  const waits = (result === 'STEP_UP' || result === 'DEFER') && expires_at !== null;
  const executed = all.findLast(({ kind }) => kind === 'outcome')?.execution?.status ?? null;
  const awaited = executes(result) ? 'awaited' : null;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['state', state, waits ? 'pending' : 'final'],
    ['deadline', deadline, waits ? expires_at : null],
    ['answer.pending', answer.pending?.deadline ?? null, waits ? expires_at : null],
    ['outcome', outcome, outcome === null && executed === null ? null : (executed ?? awaited)],
    ['answer.outcome', answer.outcome, outcome],
    ['the chain of its session', context.pending.includes(decision_id), waits],
  ];
  return differing(pairs, 'its row');
}

/** Whether a receipt that was opened before is of exactly this action. */
export function isAbout(
  receipt: StoredReceipt,
  { tool, operation, parameters }: DigestedAction & { readonly parameters: JsonObject },
): boolean {
  const payload = JSON.parse(receipt.payload) as ReceiptPayload;
  const nonce = actionNonceIn(receipt);
  return nonce !== null && actionDigest({ tool, operation, parameters }, nonce) === payload.action?.action_digest;
}

/** What gives the digests of an action, as its first receipt discloses it; null where that was erased. */
export function actionNonceIn(receipt: StoredReceipt): string | null {
  const disclosed = openDisclosures(receipt, JSON.parse(receipt.payload) as ReceiptPayload);
  const nonce = disclosed instanceof Map ? (disclosed as ReadonlyMap<string, Json>).get('action_nonce') : undefined;
  return typeof nonce === 'string' ? nonce : null;
}

/** INVARIANT: an approval is used once. Its use is an entry of the chain, which the row can neither add nor take away. */
async function findWrongUse(
  store: Pick<Store, 'entries'>,
  { tenant_id, session_id, decision_id, outcome, suspended }: DecisionRecord,
  { story, before }: { readonly story: Story; readonly before: Snapshot },
): Promise<string | null> {
  if (suspended === null || outcome !== 'awaited') return null;
  const { head_seq, context_hash } = story.newest.context;
  const entries = (await store.entries(tenant_id, session_id, head_seq)).filter(({ seq }) => seq <= before.head.entry_seq);
  const from = { ...before.head, entry_seq: head_seq, entry_hash: context_hash };
  if (findBrokenEntry({ session: before.session, from, entries }) !== null)
    return 'the entries after its receipt are not those of the chain';
  const used = entries.some(
    ({ kind, body }) => kind === 'redemption' && (JSON.parse(body) as { decision_id?: unknown }).decision_id === decision_id,
  );
  return used === (suspended.redeemed_by !== undefined) ? null : 'its row says otherwise than the chain whether it was used';
}

/** INVARIANT: what may run is what was signed, to the byte. Without its nonce that cannot be known, so it is not believed. */
function findWrongParameters({ answer, suspended }: DecisionRecord, { first, newest, disclosed }: Story): string | null {
  const { effective_digest, result } = newest.decision;
  if (!executes(result) && result !== 'STEP_UP') return null;
  const nonce = suspended?.action_nonce ?? disclosed.get('action_nonce');
  const submitted = suspended?.action.parameters ?? disclosed.get('parameters');
  if (typeof nonce !== 'string' || !isParameters(submitted)) return 'what it was decided on is not there any more';
  const { tool, operation, action_digest } = first.action;
  if (actionDigest({ tool, operation, parameters: submitted }, nonce) !== action_digest) return 'its action is not the one that was signed';
  const effective = answer.effective_parameters ?? submitted;
  return actionDigest({ tool, operation, parameters: effective }, nonce) === effective_digest
    ? null
    : 'its effective parameters are not those that were signed';
}

const isParameters = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What deciding again starts from. */
function findWrongInput(suspended: SuspendedDecision, { first, newest, all }: Story): string | null {
  const { action, view, requester, policy_hash, approvals } = suspended;
  const signed = all.findLast(({ approval }) => approval !== null)?.approval?.approvals ?? [];
  const { tool, operation, parameters } = action;
  const input = { action: { operation, parameters, tool }, context: view, identity: { verified: true }, policy: policy_hash };
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['action', actionText(action), actionText(first.action)],
    ['action_digest', suspended.action_digest, first.action.action_digest],
    ['effective_digest', suspended.effective_digest, newest.decision.effective_digest ?? first.action.action_digest],
    ['requester', canonicalize(requester), canonicalize(first.action.requester_context)],
    ['policy_hash', policy_hash, first.decision.policy.hash],
    ['view', sha256(canonicalize(input)), first.decision.input_hash],
    ['depends_on', action.depends_on !== undefined, DEPENDENCIES in view],
    ['deferred_at', suspended.deferred_at, first.issued_at],
    ['approvals', canonicalize(approvals), canonicalize(signed)],
  ];
  return differing(pairs, 'what it keeps');
}

const actionText = ({
  action_id,
  timestamp,
  tool,
  operation,
  original_tool,
}: SuspendedDecision['action'] | DecisionPayload['action']): string =>
  canonicalize({ action_id, timestamp, tool, operation, original_tool });

function differing(pairs: readonly (readonly [string, unknown, unknown])[], where: string): string | null {
  const found = pairs.find(([, stored, signed]) => stored !== signed);
  return found === undefined ? null : `\`${found[0]}\` of ${where} is not what was signed`;
}
