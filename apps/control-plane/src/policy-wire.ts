import type { PolicySettings, Rule, ToolDeclaration } from '@writ/aarm';
import type { PolicyPointer, PolicyTransition, PolicyVersionSummary } from '@writ/engine';
import { canonicalize } from '@writ/receipt';
import type { CheckedTest, Finding } from '@writ/policy';
import type {
  FindingType,
  PolicyPointerType,
  PolicySettingsType,
  PolicyTestType,
  PolicyTransitionType,
  PolicyVersionType,
  ToolType,
} from './policy-types.js';
import type { RuleType } from './types.js';

/** A version as GraphQL shows it. */
export const versionOut = (row: PolicyVersionSummary): PolicyVersionType => ({
  hash: row.hash,
  policyId: row.policy_id,
  version: row.version,
  packs: row.packs,
  author: row.author,
  createdAt: row.created_at,
  state: row.state,
  stateSince: row.state_since,
  everActive: row.ever_active,
  ruleCount: row.rules,
  intentRead: row.intent_read,
});

/** A transition as GraphQL shows it; its report stays in the store. */
export const transitionOut = (row: PolicyTransition): PolicyTransitionType => ({
  event: row.event,
  hash: row.hash,
  from: row.from,
  to: row.to,
  by: row.by.id,
  roles: row.by.roles,
  reason: row.reason,
  at: row.at,
  generation: row.generation,
  replaced: row.replaced,
  overrides: row.overrides,
  receiptId: row.receipt_id,
  // A report may be long: it is written only where it is asked for.
  get detail() {
    return row.detail === null ? null : canonicalize(row.detail);
  },
});

/** A pointer as GraphQL shows it. */
export const pointerOut = ({ active, shadow, generation, changed_at }: PolicyPointer): PolicyPointerType => ({
  active,
  shadow,
  generation,
  changedAt: changed_at,
});

/** Settings as GraphQL shows them. */
export const settingsOut = ({ approvals, blast_radius }: PolicySettings): PolicySettingsType => ({ approvals, blastRadius: blast_radius });

/** A rule as GraphQL shows it. */
export const ruleOut = ({ id, pack, title, class: ruleClass, result, priority, reads }: Rule): RuleType => ({
  id,
  pack,
  title,
  class: ruleClass,
  result,
  priority,
  reads,
});

/** A tool as GraphQL shows it. */
export const toolOut = (declared: ToolDeclaration): ToolType => ({
  id: `${declared.tool}.${declared.operation}`,
  tool: declared.tool,
  operation: declared.operation,
  declaration: JSON.stringify(declared),
});

/** A finding as GraphQL shows it. */
export const findingOut = ({ severity, code, file, line, what, remedy }: Finding): FindingType => ({
  severity,
  code,
  file,
  line,
  what,
  remedy,
});

/** A test as GraphQL shows it. */
export const testOut = ({ kind, name, file, line, outcome, why }: CheckedTest): PolicyTestType => ({
  kind,
  name,
  file,
  line,
  outcome,
  why,
});
