import type { Escalation, PolicyTerms, Rule } from '../policy/policy.js';
import type { Speaker } from './combine.js';
import type { ApprovalTerms, RuleTrace, Verdict } from './decision.js';
import type { Hearing } from './hear.js';
import type { ReasonCode, Result } from './result.js';

/** The parts of a verdict that a step of the order knows; the rest follows from them. */
export interface Ending {
  readonly result: Result;
  readonly code: ReasonCode;
  readonly message: string;
  readonly terms: PolicyTerms;
  readonly hearing?: Hearing;
  readonly decider?: Rule | undefined;
  /** The rules that decided together: whose approvers and deadlines count. */
  readonly speakers?: readonly Speaker[];
  readonly missing?: readonly string[];
}

/** Writes a verdict: who decided, which rules had a voice, what a STEP_UP asks and how long a wait lasts. */
export function verdict({ result, code, message, terms, hearing, decider, speakers = [], missing = [] }: Ending): Verdict {
  const approval = result === 'STEP_UP' ? approvalTerms(speakers, terms) : null;
  return {
    result,
    reason: { code, message },
    classification: decider?.class ?? null,
    policy_id: policyId(code, decider, terms),
    rules: hearing === undefined ? [] : trace(hearing),
    missing,
    effective_parameters: null,
    modifications: [],
    approval,
    timeout_s: approval?.timeout_s ?? (result === 'DEFER' ? deferTimeout(speakers, terms) : null),
  };
}

/** What becomes of a base; where no rule made it, the posture did. */
const OF_THE_POSTURE: ReadonlySet<ReasonCode> = new Set(['posture', 'misaligned', 'aligned_exception']);

function policyId(code: ReasonCode, decider: Rule | undefined, terms: PolicyTerms): string {
  if (decider !== undefined) return `${decider.pack}/${decider.id}`;
  return OF_THE_POSTURE.has(code) ? `posture:${terms.posture.pack}` : `builtin:${code}`;
}

/** Every rule that spoke, was mute or failed, highest priority first. */
function trace({ rules, mute, speakers, errors }: Hearing): readonly RuleTrace[] {
  return rules.flatMap((rule) => {
    const voice = voiceOf();
    return voice === null ? [] : [{ id: rule.id, pack: rule.pack, voice, result: rule.result, priority: rule.priority }];
    function voiceOf(): RuleTrace['voice'] | null {
      if (errors.some((error) => error.rule === rule)) return 'error';
      if (mute.includes(rule)) return 'mute';
      return speakers.some((speaker) => speaker.rule === rule) ? 'spoke' : null;
    }
  });
}

/** Whoever had a voice in any round of a MODIFY, as last heard. */
export const traceOfAll = (rounds: readonly Hearing[]): readonly RuleTrace[] =>
  [...new Map(rounds.flatMap(trace).map((each) => [each.id, each])).values()].sort(
    (a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1),
  );

/** A rule that asks people, and what it says of whom. */
interface Asking {
  readonly rule: Pick<Rule, 'approvers' | 'quorum' | 'timeout_s' | 'escalation'>;
  readonly voice: Pick<Speaker['voice'], 'approvers' | 'timeout_s'>;
}

/** Whom rules ask that could not speak: as if each of them had. */
export const approvalTermsOf = (rules: readonly Asking['rule'][], terms: PolicyTerms): ApprovalTerms =>
  approvalTerms(
    rules.map((rule) => ({ rule, voice: {} })),
    terms,
  );

/** What a rule calls the human principal of the session among its approvers. */
export const PRINCIPAL = 'principal';

/**
 * STEP_UPs unite approvers, take the larger quorum and the earlier deadline; a rule that names nobody means the pack's. The human
 * principal may confirm only what every one of the rules lets them confirm.
 */
function approvalTerms(speakers: readonly Asking[], terms: PolicyTerms): ApprovalTerms {
  const lists = speakers.map(({ rule, voice }) => {
    const own = voice.approvers ?? rule.approvers;
    return own.length === 0 ? terms.approvers : own;
  });
  const confirms = lists.every((list) => list.includes(PRINCIPAL));
  const named = lists.flat().filter((name) => name !== PRINCIPAL || confirms);
  const waits = speakers.map(({ rule, voice }) => voice.timeout_s ?? rule.timeout_s ?? terms.step_up_timeout_s);
  return {
    approvers: [...new Set(speakers.length === 0 ? terms.approvers : named)].sort(),
    quorum: Math.max(1, ...speakers.map(({ rule }) => rule.quorum)),
    timeout_s: waits.length === 0 ? terms.step_up_timeout_s : Math.min(...waits),
    ...escalated(speakers.flatMap(({ rule }) => rule.escalation ?? [])),
  };
}

/** Backups unite, and come in as soon as the first of the rules wants them. */
const escalated = (all: readonly Escalation[]): Pick<ApprovalTerms, 'escalation'> =>
  all.length === 0
    ? {}
    : { escalation: { after_s: Math.min(...all.map(({ after_s }) => after_s)), to: [...new Set(all.flatMap(({ to }) => to))].sort() } };

const deferTimeout = (speakers: readonly Speaker[], terms: PolicyTerms): number =>
  Math.min(terms.defer_timeout_s, ...speakers.map(({ rule, voice }) => voice.timeout_s ?? rule.timeout_s ?? terms.defer_timeout_s));
