import { fold, openingState } from '@writ/aarm';
import type { ContextState, Entry, EntryBody, PolicyTerms } from '@writ/aarm';
import type { Signals } from '../journal/ports.js';
import type { RecordedDecision, SessionHistory } from './read-recording.js';

/**
 * Recorded sessions as a version with trackers would have kept them: each action is marked by its trackers, from the
 * parameters on record. An action whose parameters were erased is marked by nobody, so what is tracked is not
 * populated from there on: never guessed. For the decisions of a session in their order, each entry is folded once.
 */
export class RetoldSessions {
  readonly #terms: PolicyTerms;
  readonly #signals: Pick<Signals, 'gather'>;
  readonly #states = new WeakMap<SessionHistory, ContextState>();

  constructor(terms: PolicyTerms, signals: Pick<Signals, 'gather'>) {
    this.#terms = terms;
    this.#signals = signals;
  }

  /** The session before a decision. */
  before({ history, state, payload }: Pick<RecordedDecision, 'history' | 'state' | 'payload'>): ContextState {
    if (this.#terms.trackers === undefined) return state;
    const { session_id, opened_at: started_at } = history.session;
    const until = payload.context.head_seq - 1;
    let told = this.#states.get(history) ?? openingState({ session_id, started_at });
    for (const entry of history.entries.slice(told.head_seq + 1, until)) told = fold(told, this.#marked(entry, { history, told }));
    this.#states.set(history, told);
    return told;
  }

  #marked(entry: Entry, { history, told }: { readonly history: SessionHistory; readonly told: ContextState }): Entry {
    if (entry.kind !== 'action') return entry;
    const { tracking: _then, ...body } = JSON.parse(entry.body) as Extract<EntryBody, { kind: 'action' }>;
    const parameters = history.parameters.get(entry.seq);
    if (parameters === undefined) return { ...entry, body: JSON.stringify(body) };
    const { tool, operation } = body;
    const action = { tool, operation, parameters };
    const { tracking } = this.#signals.gather({
      action,
      state: told,
      terms: this.#terms,
      now: Date.parse(entry.at),
      agent_type: history.session.agent_type,
      measured: null,
    });
    return { ...entry, body: JSON.stringify(tracking === undefined ? body : { ...body, tracking }) };
  }
}
