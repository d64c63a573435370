import { fold, openingState } from '@writ/aarm';
import type { ContextState, ContextView, Entry, EntryBody, JsonObject } from '@writ/aarm';
import { GENESIS, entryHash, openDisclosures, receiptDigest } from '@writ/receipt';
import type { Invalid, ReceiptPayload } from '@writ/receipt';
import type { ReceiptRow, SessionRecord } from '../journal/ports.js';
import type { SessionRecording } from './ports.js';

/** A decision with everything it was taken on, each part held against the signed digests. */
export interface RecordedDecision {
  readonly session: SessionRecord;
  readonly payload: ReceiptPayload & {
    readonly action: NonNullable<ReceiptPayload['action']>;
    readonly decision: NonNullable<ReceiptPayload['decision']>;
  };
  readonly parameters: JsonObject;
  /** The context as it was decided on: what the rules of then could read. */
  readonly view: ContextView;
  readonly action_nonce: string;
  /** The session as the entries before this decision tell it. */
  readonly state: ContextState;
  /** The session that it is of, the same object for all its decisions. */
  readonly history: SessionHistory;
  readonly entry: Extract<EntryBody, { kind: 'action' }>;
}

/** What a session went through, for whoever must go through it again. */
export interface SessionHistory {
  readonly session: SessionRecord;
  readonly entries: readonly Entry[];
  /** The parameters of its actions by the `seq` of their entries; those of an action that was erased are not there. */
  readonly parameters: ReadonlyMap<number, JsonObject>;
}

/** Why a recorded decision cannot be replayed. */
export interface NotReplayable {
  readonly session_id: string;
  readonly decision_id: string | null;
  readonly receipt_id: string | null;
  /** `erased`: what it was decided on is gone by right. `altered`: something is not what was signed. */
  readonly why: 'erased' | 'altered' | 'version_missing';
  readonly detail: string;
}

/** A session, read. */
export interface ReadRecording {
  readonly decisions: readonly RecordedDecision[];
  readonly refused: readonly NotReplayable[];
  /** Every decision on record, replayable or not. */
  readonly recorded: number;
  /** Ends of waits: people, facts and deadlines brought them about, not the policy alone. */
  readonly resolutions: number;
}

/**
 * Reads one session for replay. A replay proves something only about what was signed, so first the chains of entries and
 * receipts and every disclosure are held against the receipts; what does not fit is named and left out, never guessed.
 */
export function readRecording({ session, entries, receipts }: SessionRecording): ReadRecording {
  const refuse = refusalOf(session);
  const payloads = receipts.map(({ payload }) => JSON.parse(payload) as ReceiptPayload);
  const broken = brokenChain({ session, entries, receipts }, payloads);
  const of = (wanted: ReceiptRow['kind']): number => receipts.filter(({ kind }) => kind === wanted).length;
  const counts = { recorded: of('decision'), resolutions: of('resolution') };
  if (broken !== null) return { decisions: [], refused: [refuse('altered', broken)], ...counts };
  const decisions: RecordedDecision[] = [];
  const refused: NotReplayable[] = [];
  const parameters = new Map<number, JsonObject>();
  const history: SessionHistory = { session, entries, parameters };
  const states = new States(session, entries);
  for (const [index, receipt] of receipts.entries()) {
    const payload = payloads[index];
    if (receipt.kind !== 'decision' || payload === undefined) continue;
    const read = readDecision({ receipt, payload, history }, states);
    if ('why' in read) refused.push(refuse(read.why, read.detail, receipt));
    else {
      decisions.push(read);
      parameters.set(read.payload.context.head_seq - 1, read.parameters);
    }
  }
  return { decisions, refused, ...counts };
}

const refusalOf =
  ({ session_id }: SessionRecord) =>
  (why: NotReplayable['why'], detail: string, receipt?: ReceiptRow): NotReplayable => ({
    session_id,
    decision_id: receipt?.decision_id ?? null,
    receipt_id: receipt?.receipt_id ?? null,
    why,
    detail,
  });

/** Gapless from the beginning to the head of the session row, each link by hash. */
function brokenChain({ session, entries, receipts }: SessionRecording, payloads: readonly ReceiptPayload[]): string | null {
  const { head, session_id, tenant_id } = session;
  let hash = GENESIS;
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index || entry.prev_hash !== hash || entryHash(entry) !== entry.hash)
      return `entry \`${String(index)}\` is not the one that was chained`;
    ({ hash } = entry);
  }
  if (entries.length !== head.entry_seq + 1 || hash !== head.entry_hash) return 'the entries do not end at the head of the session';
  let prev = GENESIS;
  for (const [index, { chain, context, tenant }] of payloads.entries()) {
    // What is signed says whose it is and where it stands.
    const here = chain.seq === index && chain.prev === prev && context.session_id === session_id && tenant === tenant_id;
    if (!here) return `receipt \`${String(index)}\` is not the one that was chained`;
    prev = receiptDigest(receipts[index]?.payload ?? '');
  }
  return receipts.length === head.receipt_seq + 1 && prev === head.receipt_hash
    ? null
    : 'the receipts do not end at the head of the session';
}

type Refused = Pick<NotReplayable, 'why' | 'detail'>;

interface Written {
  readonly receipt: ReceiptRow;
  readonly payload: ReceiptPayload;
  readonly history: SessionHistory;
}

function readDecision({ receipt, payload, history }: Written, states: States): RecordedDecision | Refused {
  const { action, decision, context } = payload;
  if (action === null || decision === null || payload.kind !== 'decision') return altered('it is the receipt of no decision');
  if (states.entry(context.head_seq)?.hash !== context.context_hash) return altered('its context is not that of the entries');
  const disclosed = openDisclosures(receipt, payload);
  if (isRefused(disclosed)) return altered(disclosed.detail);
  const missing = ['parameters', 'context', 'action_nonce'].filter((name) => !disclosed.has(name));
  if (missing.length > 0)
    return { why: 'erased', detail: `\`${missing.join('`, `')}\` ${missing.length === 1 ? 'is' : 'are'} not disclosed any more` };
  const entry = states.body(context.head_seq - 1);
  const decided = states.body(context.head_seq);
  if (entry?.kind !== 'action' || entry.action_digest !== action.action_digest)
    return altered('the entry of its action is about another one');
  if (decided?.kind !== 'decision' || decided.result !== decision.result || decided.policy_hash !== decision.policy.hash)
    return altered('the entry of its decision says something else');
  return {
    session: history.session,
    history,
    payload: { ...payload, action, decision },
    parameters: disclosed.get('parameters') as JsonObject,
    view: disclosed.get('context') as ContextView,
    action_nonce: disclosed.get('action_nonce') as string,
    state: states.before(context.head_seq - 1),
    entry,
  };
}

const isRefused = (disclosed: ReadonlyMap<string, unknown> | Invalid): disclosed is Invalid => !(disclosed instanceof Map);

const altered = (detail: string): Refused => ({ why: 'altered', detail });

/** The folded state before each entry, in the order that decisions ask for it: each entry is folded once. */
class States {
  readonly #session: SessionRecord;
  readonly #entries: readonly Entry[];
  #state: ContextState;

  constructor(session: SessionRecord, entries: readonly Entry[]) {
    this.#session = session;
    this.#entries = entries;
    this.#state = this.#opening();
  }

  entry(seq: number): Entry | undefined {
    return this.#entries[seq];
  }

  body(seq: number): EntryBody | null {
    const entry = this.#entries[seq];
    return entry === undefined ? null : (JSON.parse(entry.body) as EntryBody);
  }

  before(seq: number): ContextState {
    if (this.#state.head_seq >= seq) this.#state = this.#opening();
    for (const entry of this.#entries.slice(this.#state.head_seq + 1, seq)) this.#state = fold(this.#state, entry);
    return this.#state;
  }

  #opening(): ContextState {
    return openingState({ session_id: this.#session.session_id, started_at: this.#session.opened_at });
  }
}
