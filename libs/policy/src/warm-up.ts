import { GENESIS } from '@writ/receipt';
import type { Classification, JsonObject, Rule } from '@writ/aarm';
import type { DecisionDraft } from '@writ/engine';
import { OPENING_VIEW } from './opening-view.js';

/** How often everything runs before the first decision: after this, more gains little. */
export const WARM_ROUNDS = 3;

/** Something that reads like code of each kind, for the rules that read it; under the names that it has by convention. */
const CODE: JsonObject = { command: 'ls -l ~/src | sort > /tmp/list.txt', sql: 'select name from people where id = 1', code: 'import os' };

/** A value of each type that a rule may declare for a parameter. */
const VALUES: JsonObject = {
  string: 'https://example.org/a?b=c',
  number: 1.5,
  integer: 1,
  boolean: true,
  array: ['a'],
  object: { a: 'b' },
  any: 'ann@example.org',
};

/**
 * An action that leads into every rule as far as an action without a meaning can: with all parameters that the rules read. What is
 * decided of it is of no matter; it has been run once, so that an agent's first action takes no longer than its later ones.
 */
export function sampleDraft(rules: readonly Rule[]): DecisionDraft {
  const declared = rules.flatMap(({ parameters }) => Object.entries(parameters));
  const parameters = Object.fromEntries(declared.flatMap(([name, { type }]) => (name === '*' ? [] : [[name, VALUES[type] ?? null]])));
  const nothing: Classification = { level: 'PUBLIC', labels: [] };
  const now = new Date(0).toISOString();
  return {
    ...{ tenant_id: '', issuer: '', session_id: '', now, decision_id: '', receipt_id: '', requester: '{}' },
    head: { entry_seq: -1, entry_hash: GENESIS, receipt_seq: -1, receipt_hash: GENESIS },
    classification: nothing,
    action: {
      ...{ action_id: '', timestamp: now, tool: 'sample', operation: 'run', original_tool: null, call_id: null },
      parameters: { ...parameters, ...CODE },
    },
    identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] },
    view: { ...OPENING_VIEW, effect: 'unknown', destinations: [] },
    charge: nothing,
    effect: 'unknown',
    entities: [],
    destinations: [],
    stopped: false,
  };
}
