import { decide } from '@writ/aarm';
import type { PolicySet, PolicyTerms, Rule, RuleOutcome } from '@writ/aarm';
import { composeDecision } from '@writ/engine';
import type { Evaluator } from '@writ/engine';
import { sha256 } from '@writ/receipt';

const termsOf = (id: string): PolicyTerms => ({
  id,
  version: '1',
  hash: sha256(id),
  posture: { pack: id, result: 'DENY', overridable: false },
  on_uncertain: 'keep',
  thresholds: { confidence: null, risk: null, misaligned: 0, aligned: 1 },
  // However slow the machine is: what is to run out says so itself.
  defer_timeout_s: 60,
  step_up_timeout_s: 60,
  approvers: ['approver'],
  tools: [],
});

/** A rule about one tool: an ALLOW where nothing else is said. */
export const rule = (id: string, tool: string, fields: Partial<Rule>): Rule => ({
  id,
  pack: 'edge',
  title: id,
  class: 'standard_allow',
  result: 'ALLOW',
  priority: 100,
  applies_to: [{ tool, operation: '*' }],
  severity: 'LOW',
  overridable: false,
  on_aligned: 'STEP_UP',
  reads: [],
  parameters: {},
  approvers: [],
  quorum: 1,
  timeout_s: null,
  references: [],
  ...fields,
});

/** One rule for each result that the wire must carry. */
const rules: readonly Rule[] = [
  rule('reads', 'files', {}),
  rule('shows', 'output', {}),
  rule('no_shell', 'shell', { class: 'forbidden', result: 'DENY', priority: 1000 }),
  rule('asks', 'pay', { result: 'STEP_UP', approvers: ['approver'], timeout_s: 60 }),
  rule('asks_briefly', 'pay_soon', { result: 'STEP_UP', approvers: ['approver'], timeout_s: 1 }),
  rule('asks_two', 'wire', { result: 'STEP_UP', approvers: ['approver'], quorum: 2, timeout_s: 60 }),
  rule('in_window', 'deploy', { reads: ['facts.change_window'], timeout_s: 60 }),
];

/** The decision and the composition as they are, over rules written in TypeScript: nothing to compile, nothing to wait for. */
export function evaluatorOver(id: string, rules: readonly Rule[], more: Partial<PolicyTerms> = {}): Evaluator {
  const terms = { ...termsOf(id), ...more };
  const policy: PolicySet = {
    terms,
    applicable: ({ tool }) => rules.filter(({ applies_to: [to] }) => to !== undefined && 'tool' in to && to.tool === tool),
    evaluate: (_action, _context, asked) =>
      asked.map((each): RuleOutcome => ({ rule: each.id, kind: 'spoke', voice: { reason: `rule ${each.id} speaks` } })),
  };
  return {
    terms,
    rules,
    decide: (drafts) =>
      Promise.resolve(
        drafts.map((draft) => composeDecision(draft, decide(draft.action, { identity: draft.identity, view: draft.view }, policy), terms)),
      ),
    close: () => Promise.resolve(),
  };
}

export const evaluator = evaluatorOver('edge', rules);
