import type { ContextView, JsonObject } from '@writ/aarm';
import type { DecisionDraft } from '@writ/engine';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const PERSON = { id: 'ada', roles: ['engineer'], scope: ['mail'] };

/** An action of a verified agent, ready to decide. */
export function draft(tool: string, parameters: JsonObject = {}, view: ContextView = {}): DecisionDraft {
  return {
    tenant_id: 'ten_test',
    issuer: 'https://writ.test/ten_test',
    session_id: 'ses_test',
    head: { entry_seq: 0, entry_hash: DIGEST, receipt_seq: 0, receipt_hash: DIGEST },
    classification: { level: 'PUBLIC', labels: [] },
    now: '2026-01-02T03:04:05.678Z',
    decision_id: 'dec_test',
    receipt_id: 'rct_test',
    action: {
      action_id: 'act_test',
      timestamp: '2026-01-02T03:04:05.000Z',
      tool,
      operation: 'run',
      original_tool: null,
      call_id: null,
      parameters,
    },
    identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] },
    requester: JSON.stringify({
      human: PERSON,
      service: { ...PERSON, id: 'mailer' },
      agent: { ...PERSON, id: 'agent', instance: 'agent-1', jkt: null },
      session: 'ses_test',
      effective_scope: ['*'],
      delegation_chain: [],
      evidence: [],
    }),
    view: { confidence: 1, composite_risk: 0, alignment: 0.5, ...view },
    charge: { level: 'PUBLIC', labels: [] },
    effect: 'send',
    entities: [],
    destinations: [],
    stopped: false,
  };
}
