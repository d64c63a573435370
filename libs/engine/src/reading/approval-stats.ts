import type { Decision } from '@writ/aarm';
import { timeOfId } from '../journal/identifiers.js';

/** How often people are asked, and what they say: a rule that everybody always approves is a rule to change. */
export interface ApprovalStats {
  /** The newest decisions that were looked at, and those of them that asked people. */
  readonly decisions: number;
  readonly asked: number;
  /** Share of the decisions that interrupted somebody, 0 to 1; null where there were none. */
  readonly interruption_rate: number | null;
  readonly waiting: number;
  readonly approved: number;
  readonly denied: number;
  readonly timed_out: number;
  /** Share of the answered that were approved; null where none was answered. */
  readonly approval_rate: number | null;
  /** From the question to its answer; null where none was answered. */
  readonly median_time_to_answer_ms: number | null;
  /** How long people looked at a question before they answered, where their clients counted; null where none did. */
  readonly median_dwell_ms: number | null;
  /** By the rule that asked, the busiest first. */
  readonly rules: readonly RuleStats[];
}

/** What came of the questions of one rule. */
export interface RuleStats {
  readonly rule: string;
  readonly asked: number;
  readonly approved: number;
  readonly denied: number;
  readonly timed_out: number;
  /** Asked often, and nearly always approved: a standing grant, or a narrower rule, would ask less. */
  readonly nearly_always_approved: boolean;
}

/** From how many answers on a habit is one, and how many of them must be a yes. */
const HABIT = 10;
const NEARLY_ALWAYS = 0.95;

/** What the newest decisions say about asking people; pure. */
export function approvalStats({ asked, decisions }: { readonly asked: readonly Decision[]; readonly decisions: number }): ApprovalStats {
  const all = tally(asked);
  const answered = asked.filter(isAnswered);
  const rules = new Map<string, Decision[]>();
  for (const decision of asked) rules.set(decision.policy.policy_id, [...(rules.get(decision.policy.policy_id) ?? []), decision]);
  return {
    decisions,
    asked: asked.length,
    interruption_rate: decisions === 0 ? null : asked.length / decisions,
    waiting: asked.filter(({ pending }) => pending !== null).length,
    ...all,
    approval_rate: answered.length === 0 ? null : all.approved / answered.length,
    median_time_to_answer_ms: median(answered.map(timeToAnswer)),
    median_dwell_ms: median(answered.flatMap(({ resolution }) => resolution?.dwell_ms ?? [])),
    rules: [...rules].map(([rule, some]) => ruleStats(rule, some)).sort((a, b) => b.asked - a.asked || (a.rule < b.rule ? -1 : 1)),
  };
}

function ruleStats(rule: string, asked: readonly Decision[]): RuleStats {
  const counts = tally(asked);
  const answered = counts.approved + counts.denied;
  return { rule, asked: asked.length, ...counts, nearly_always_approved: answered >= HABIT && counts.approved / answered >= NEARLY_ALWAYS };
}

function tally(asked: readonly Decision[]): Pick<ApprovalStats, 'approved' | 'denied' | 'timed_out'> {
  const answered = asked.filter(isAnswered);
  return {
    approved: answered.filter(({ result }) => result !== 'DENY').length,
    denied: answered.filter(({ result }) => result === 'DENY').length,
    timed_out: asked.filter(({ resolution }) => resolution?.method === 'timeout').length,
  };
}

const isAnswered = ({ resolution }: Decision): boolean => resolution?.method === 'human_approval';

const timeToAnswer = ({ decision_id, resolution }: Decision): number => Date.parse(resolution?.at ?? '') - timeOfId(decision_id);

function median(times: readonly number[]): number | null {
  const sorted = [...times].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
