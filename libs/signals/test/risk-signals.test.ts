import { describe, expect, it } from '@jest/globals';
import { openingState } from '@writ/aarm';
import type { ContextState, Effect } from '@writ/aarm';
import { findingsOf } from '../src/lineage/findings.js';
import { riskSignals } from '../src/risk-signals.js';

const at = '2026-01-01T00:00:00.000Z';
const now = Date.parse(at) + 60_000;
const asked: ContextState = {
  ...openingState({ session_id: 'ses_1', started_at: at }),
  request: { available: true, text: 'Send the figures of May to ann@corp.example', reason: null },
  tools_used: ['mail', 'crm'],
  effects_used: ['send', 'read'],
};
const elsewhere: ContextState['earlier'] = {
  ...{ sessions: 1, complete: true, actions: 1, denied: 0, tracked: {} },
  classification: { level: 'CONFIDENTIAL', labels: ['PII'] },
};
const secret: ContextState = { ...asked, classification: { level: 'CONFIDENTIAL', labels: ['PII'] } };

function signals(
  state: ContextState,
  more: { tool?: string; effect?: Effect; to?: readonly string[]; drift?: 'signal' } = {},
): readonly string[] {
  const { tool = 'mail', effect = 'send', to = ['ann@corp.example'] } = more;
  const action = { tool, operation: 'call', parameters: { to: [...to] } };
  const findings = findingsOf({ action, effect, params: {}, state });
  return riskSignals({
    action,
    effect,
    destinations: to.map((name) => name.split('@')[1] ?? name),
    findings,
    alignment: 0.5,
    drift: { response: more.drift ?? null },
    state,
    now,
  });
}

describe('AARM-31: what is remarkable about an action', () => {
  const seen = { destinations_seen: ['corp.example'] };

  it.each<[string, readonly string[], ContextState, Parameters<typeof signals>[1]]>([
    ['nothing', [], { ...asked, ...seen }, {}],
    ['a place that was never used', ['new_destination'], asked, {}],
    ['what another session may have read', ['new_destination', 'staged'], { ...asked, earlier: elsewhere }, {}],
    [
      'what another session read no more of than this one',
      [],
      { ...secret, ...seen, level_at_request: 'CONFIDENTIAL', earlier: elsewhere },
      {},
    ],
    ['an effect that nobody asked for', ['scope_expansion'], asked, { tool: 'vault', effect: 'grant', to: [] }],
    ['a rise of the classification', ['classification_escalation'], { ...secret, ...seen }, {}],
    ['no rise since the latest request', [], { ...secret, ...seen, level_at_request: 'CONFIDENTIAL' }, {}],
    [
      'sensitive data, then somebody new',
      ['classification_escalation', 'unusual_sequence', 'new_destination'],
      secret,
      { to: ['zoe@else.example'] },
    ],
    ['two targets where one was asked for', ['new_destination', 'two_targets'], asked, { to: ['ann@corp.example', 'zoe@else.example'] }],
    ['a session that drifted', ['drift'], { ...asked, ...seen }, { drift: 'signal' }],
    ['thirty actions on one request', ['chain_length'], { ...asked, ...seen, since_request: 30 }, {}],
    [
      'sixty actions in six seconds',
      ['velocity_anomaly'],
      { ...asked, ...seen, recent: Array.from({ length: 60 }, (_, i) => now - 100 * (60 - i)) },
      {},
    ],
    [
      'sixty actions in a minute are no rush',
      [],
      { ...asked, ...seen, recent: Array.from({ length: 60 }, (_, i) => now - 1000 * (60 - i)) },
      {},
    ],
  ])('%s', (_, expected, state, action) => {
    expect(signals(state, action)).toEqual(expected);
  });
});
