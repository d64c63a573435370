import { decide } from '@writ/aarm';
import type { PolicySet, PolicyTerms, Rule, RuleOutcome } from '@writ/aarm';
import { composeDecision } from '@writ/engine';
import type { Evaluator } from '@writ/engine';

const terms: PolicyTerms = {
  id: 'deadlines',
  version: '1',
  hash: `sha256:${'2'.repeat(64)}`,
  posture: { pack: 'deadlines', result: 'DENY', overridable: false },
  on_uncertain: 'keep',
  thresholds: { confidence: null, risk: null, misaligned: 0, aligned: 1 },
  defer_timeout_s: 1,
  step_up_timeout_s: 1,
  approvers: ['approver'],
  tools: [],
};

const base: Rule = {
  id: 'reads',
  pack: 'deadlines',
  title: 'reads',
  class: 'standard_allow',
  result: 'ALLOW',
  priority: 100,
  applies_to: [{ tool: 'files', operation: '*' }],
  severity: 'LOW',
  overridable: false,
  on_aligned: 'STEP_UP',
  reads: [],
  parameters: {},
  approvers: [],
  quorum: 1,
  timeout_s: null,
  references: [],
};
const rules: readonly Rule[] = [
  base,
  { ...base, id: 'asks', result: 'STEP_UP', applies_to: [{ tool: 'pay', operation: '*' }], approvers: ['approver'], timeout_s: 1 },
  { ...base, id: 'in_window', applies_to: [{ tool: 'deploy', operation: '*' }], reads: ['facts.change_window'], timeout_s: 1 },
];

const policy: PolicySet = {
  terms,
  applicable: ({ tool }) => rules.filter(({ applies_to: [to] }) => to !== undefined && 'tool' in to && to.tool === tool),
  evaluate: (_action, _context, asked) =>
    asked.map(({ id }): RuleOutcome => ({ rule: id, kind: 'spoke', voice: { reason: `rule ${id} speaks` } })),
};

/** The decision and the composition as they are, over rules written in TypeScript, with deadlines of a second. */
export const evaluator: Evaluator = {
  terms,
  rules,
  decide: (drafts) =>
    Promise.resolve(
      drafts.map((draft) => composeDecision(draft, decide(draft.action, { identity: draft.identity, view: draft.view }, policy), terms)),
    ),
  close: () => Promise.resolve(),
};
