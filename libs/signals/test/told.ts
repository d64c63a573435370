import { fold, openingState } from '@writ/aarm';
import type { ContextSource, ContextState, Effect, EntryBody, Json, JsonObject, Standing, ToolDefinition } from '@writ/aarm';
import { createSignals } from '../src/index.js';
import { findingsOf } from '../src/lineage/findings.js';
import type { Findings } from '../src/lineage/findings.js';

export const signals = createSignals();

/** A session in which things were said and read. */
export class Told {
  state: ContextState;

  constructor(request: string | null) {
    this.state = openingState({ session_id: 'ses_1', started_at: '2026-11-23T00:00:00.000Z' });
    if (request !== null) this.put({ kind: 'request', available: true, text: request, reason: null });
  }

  put(body: EntryBody): this {
    const { head_seq, started_at } = this.state;
    this.state = fold(this.state, {
      seq: head_seq + 1,
      kind: body.kind,
      at: started_at,
      body: JSON.stringify(body),
      prev_hash: '',
      hash: '',
    });
    return this;
  }

  defines(...tools: readonly ToolDefinition[]): this {
    return this.put({
      kind: 'tools',
      tools: tools.map((tool) => ({ name: tool.name, digest: 'd', known: signals.knownTool(tool), changed: false })),
    });
  }

  /** A text that the host puts before the model by itself. */
  given(source: ContextSource): this {
    const { classification, lineage } = signals.readSource({ source, state: this.state });
    return this.put({ kind: 'source', source: `${source.kind} ${source.name}`, classification, content_digest: '', lineage });
  }

  /** An action that ran, with what it returned. */
  reads(tool: string, parameters: JsonObject, output: Json): this {
    const found = this.asks(tool, 'read', parameters);
    const id = `dec_${String(this.state.head_seq)}`;
    const standing: { standing?: Standing } = found.standing === 'none' ? {} : { standing: found.standing };
    this.put({
      ...{ kind: 'action', action_id: 'act', tool, operation: 'call', original_tool: null, effect: 'read', action_digest: '' },
      ...{ entities: [], destinations: [] },
      ...standing,
    });
    this.put({
      kind: 'decision',
      decision_id: id,
      action_id: 'act',
      result: 'ALLOW',
      rule: 'r',
      policy_hash: '',
      charge: null,
      signals: {},
    });
    const lineage = signals.readOutput({ tool, operation: 'call', output, state: this.state });
    return this.put({ kind: 'outcome', decision_id: id, status: 'completed', classification: null, output_digest: null, lineage });
  }

  asks(tool: string, effect: Effect, parameters: JsonObject): Findings {
    return findingsOf({ action: { tool, operation: 'call', parameters }, effect, params: {}, state: this.state });
  }
}

export const origins = ({ untrusted_values }: Findings): readonly string[] =>
  untrusted_values.map(({ parameter, origin }) => `${parameter}: ${origin}`);
