import type { ContextView } from '../context/context-fields.js';
import { findExcess } from '../identity/mandate.js';
import type { PolicySet, PolicyTerms, Rule } from '../policy/policy.js';
import { FORBIDDEN_PRIORITY } from '../policy/policy.js';
import { toolDeclaration } from '../policy/tool-declaration.js';
import { combine } from './combine.js';
import type { Combined, Speaker } from './combine.js';
import type { Decidable, DecisionContext, Verdict } from './decision.js';
import { afterDependencies } from './dependencies.js';
import { hear, isPopulated } from './hear.js';
import type { Hearing } from './hear.js';
import { modify } from './modify.js';
import type { Modification } from './obligation.js';
import { invalidParameter } from './parameters.js';
import { withinQuota } from './quota.js';
import { stricter } from './result.js';
import type { ReasonCode, Result } from './result.js';
import { traceOfAll, verdict } from './verdict.js';
import type { Ending } from './verdict.js';

/** How often a MODIFY may change what an earlier one made before it counts as unstable. */
const MOST_ROUNDS = 10;

/** Steps 1 to 4: either the end, or a base that no context can change. */
type Base = { readonly end: Verdict } | { readonly base: Agreed; readonly lift: boolean };

/** Voices without a conflict. */
type Agreed = Combined & { readonly result: Result };

/**
 * Decides one action: the whole order of the design, top to bottom. Synchronous, total, deterministic, no clock, no
 * random, no I/O: everything uncertain is data in `context`, and the same input gives the same verdict.
 *
 * Begin denied: each step can end the decision, and ALLOW is what is left when none did.
 */
export function decide(action: Decidable, context: DecisionContext, policy: PolicySet): Verdict {
  const { view } = context;
  return withinQuota(afterDependencies(byRules(action, context, policy), view, policy.terms), view, policy.terms);
}

/** Everything but the waiting for other actions, and for people who have much to answer. */
function byRules(action: Decidable, context: DecisionContext, policy: PolicySet): Verdict {
  const terms = policy.terms;
  if (!context.identity.verified) {
    return verdict({
      result: 'DENY',
      code: 'identity_unverified',
      message: context.identity.failure ?? 'the identity could not be verified',
      terms,
    });
  }
  // Nothing that is said after this lets an action run which is beyond the scope: no rule, no approval, no grant.
  const excess = findExcess(action, context.identity);
  if (excess !== null) return verdict({ result: 'DENY', code: 'outside_scope', message: excess, terms });
  const hearing = hear(action, context.view, policy);
  const first = baseOf(hearing, { action, view: context.view, terms, silence: null });
  if ('end' in first) return first.end;
  const aligned = align(first, hearing, { view: context.view, terms });
  if (aligned.end !== null) return aligned.end;
  if (first.base.result !== 'MODIFY') return ofBase(first.base, hearing, terms);
  const narrowed = narrow(action, { base: first.base, hearing, context, policy });
  return aligned.raise === null ? narrowed : raised(narrowed, aligned.raise, { hearing, terms });
}

/** What {@link baseOf} needs beside the hearing; `silence` is what no voice at all means for an action already narrowed. */
interface Setting {
  readonly action: Decidable;
  readonly view: ContextView;
  readonly terms: PolicyTerms;
  readonly silence: 'MODIFY' | null;
}

/** Steps 1 to 4 of the order. */
function baseOf(hearing: Hearing, setting: Setting): Base {
  const limit = hardLimit(hearing, setting);
  if (limit !== null) return { end: limit };
  const { view, terms } = setting;
  const { base, lift, top } = voices(hearing.speakers, terms, setting.silence);

  // 4a context that is missing and could change the result
  const silenced = hearing.mute.filter((rule) => rule.priority >= top && rule.result !== base.result);
  if (silenced.length > 0) {
    const missing = [...new Set(silenced.flatMap((rule) => rule.reads.filter((field) => !isPopulated(view, field))))].sort();
    const message = `${quoted(missing)} must be known before this can be decided`;
    return { end: verdict({ result: 'DEFER', code: 'insufficient_context', message, missing, decider: silenced[0], terms, hearing }) };
  }
  // 4b rules that contradict each other
  if (base.result === 'CONFLICT') {
    const message = `rules of equal priority disagree: ${quoted(base.speakers.map(({ rule }) => rule.id))}`;
    return { end: verdict({ result: 'DEFER', code: 'conflicting_policies', message, terms, hearing }) };
  }
  // 4c signals too weak to rely on
  const firm = base.result === 'DENY' && !lift;
  const weak = firm ? [] : weakSignals(view, terms);
  if (weak.length > 0) {
    return {
      end: verdict({
        result: 'DEFER',
        code: 'low_confidence',
        message: `${quoted(weak)} is too low or unknown`,
        missing: weak,
        terms,
        hearing,
      }),
    };
  }
  return { base: { ...base, result: base.result }, lift };
}

/** Steps 1 to 3: what no other voice and no alignment can lift. */
function hardLimit(hearing: Hearing, { action, view, terms }: Setting): Verdict | null {
  const deny = (ending: Pick<Ending, 'code' | 'message' | 'decider'>): Verdict => verdict({ ...ending, result: 'DENY', terms, hearing });

  // 1 the hard limits, and parameters that no rule can be asked about
  const forbidden = hearing.speakers.find(({ rule }) => rule.class === 'forbidden' || rule.priority >= FORBIDDEN_PRIORITY);
  if (forbidden !== undefined) return deny({ code: 'forbidden', message: forbidden.voice.reason, decider: forbidden.rule });
  const invalid = invalidParameter(action, toolDeclaration(terms.tools, action), hearing.rules);
  if (invalid !== null) return deny({ code: 'parameter_invalid', message: invalid });

  // 2 a rule that failed might have said DENY
  const [failed] = hearing.errors;
  if (failed?.rule === null) return deny({ code: 'rule_error', message: failed.error });
  if (failed !== undefined)
    return deny({ code: 'rule_error', message: `rule \`${failed.rule.id}\` failed: ${failed.error}`, decider: failed.rule });

  // 3 what the steps so far amount to together
  const risk = numberIn(view, 'composite_risk');
  const most = terms.thresholds.risk;
  if (most === null || risk === null || risk < most) return null;
  return deny({ code: 'compositional', message: `the composite risk \`${risk.toString()}\` is at or over \`${most.toString()}\`` });
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** The voice of the highest priority, or what silence means; and whether alignment may lift a DENY. */
function voices(
  speakers: readonly Speaker[],
  terms: PolicyTerms,
  silence: 'MODIFY' | null,
): { base: Combined; lift: boolean; top: number } {
  const [loudest] = speakers;
  if (loudest === undefined) {
    const base = { result: silence ?? terms.posture.result, speakers: [], modifications: [] };
    return { base, lift: terms.posture.overridable, top: Number.NEGATIVE_INFINITY };
  }
  const top = loudest.rule.priority;
  const lift = speakers.every(({ rule }) => rule.result !== 'DENY' || rule.overridable);
  return { base: combine([loudest, ...speakers.slice(1).filter(({ rule }) => rule.priority === top)]), lift, top };
}

/** A signal, if it is known. Not-a-number is not: every comparison with it is false, so it would pass as a good one. */
const numberIn = (view: ContextView, field: string): number | null => {
  const value = view[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

function weakSignals(view: ContextView, { thresholds }: PolicyTerms): readonly string[] {
  const confidence = numberIn(view, 'confidence');
  const weak = thresholds.confidence !== null && (confidence === null || confidence < thresholds.confidence) ? ['confidence'] : [];
  return thresholds.risk !== null && numberIn(view, 'composite_risk') === null ? [...weak, 'composite_risk'] : weak;
}

/** Step 5: `end` decides now; `raise` is what an uncertain MODIFY must become once it is known what it would run. */
function align(
  { base, lift }: { readonly base: Agreed; readonly lift: boolean },
  hearing: Hearing,
  { view, terms }: { readonly view: ContextView; readonly terms: PolicyTerms },
): { readonly end: Verdict | null; readonly raise: 'STEP_UP' | 'DEFER' | null } {
  const alignment = numberIn(view, 'alignment');
  const decider = base.speakers[0]?.rule;
  const end = (ending: Omit<Ending, 'terms' | 'hearing'>): Verdict => verdict({ ...ending, terms, hearing });
  const runs = base.result === 'ALLOW' || base.result === 'MODIFY';
  if (alignment !== null && alignment < terms.thresholds.misaligned) {
    if (!runs && base.result !== 'STEP_UP') return { end: null, raise: null };
    return {
      end: end({ result: 'DENY', code: 'misaligned', message: 'the user request does not ask for this, or forbids it', decider }),
      raise: null,
    };
  }
  if (alignment === null || alignment < terms.thresholds.aligned) {
    if (!runs || terms.on_uncertain === 'keep') return { end: null, raise: null };
    if (base.result === 'MODIFY') return { end: null, raise: terms.on_uncertain };
    return { end: raised(ofBase(base, hearing, terms), terms.on_uncertain, { hearing, terms }), raise: null };
  }
  if (base.result !== 'DENY' || !lift) return { end: null, raise: null };
  const message = base.speakers[0]?.voice.reason ?? 'no rule allows this, but the user asked for it';
  // Every DENY that is lifted has a say in how far, not only the loudest.
  const allows = base.speakers.length > 0 && hearing.speakers.every(({ rule }) => rule.result !== 'DENY' || mayAllow(rule));
  return {
    end: end({ result: allows ? 'ALLOW' : 'STEP_UP', code: 'aligned_exception', message, decider, speakers: base.speakers }),
    raise: null,
  };
}

const mayAllow = (rule: Rule): boolean => rule.on_aligned === 'ALLOW' && rule.severity === 'LOW';

/** An executing verdict that alignment is too uncertain to let through as it is. */
function raised(
  given: Verdict,
  to: 'STEP_UP' | 'DEFER',
  { hearing, terms }: { readonly hearing: Hearing; readonly terms: PolicyTerms },
): Verdict {
  if (stricter(given.result, to) === given.result) return given;
  const message = 'it is not clear that the user asked for this';
  const missing = to === 'DEFER' ? ['alignment'] : [];
  const up = verdict({ result: to, code: 'uncertain', message, missing, terms, hearing });
  return {
    ...up,
    policy_id: given.policy_id,
    rules: given.rules,
    classification: given.classification,
    effective_parameters: given.effective_parameters,
    modifications: given.modifications,
  };
}

/** Step 7: the base is the decision. */
function ofBase(base: Agreed, hearing: Hearing, terms: PolicyTerms): Verdict {
  const [speaker] = base.speakers;
  const { result } = base;
  if (speaker === undefined)
    return verdict({ result, code: 'posture', message: `no rule speaks of this action; the posture is ${result}`, terms, hearing });
  return verdict({ result, code: 'rule', message: speaker.voice.reason, decider: speaker.rule, speakers: base.speakers, terms, hearing });
}

/** The MODIFY that {@link narrow} carries out, with what it was decided by. */
interface Narrowing {
  readonly base: Agreed;
  readonly hearing: Hearing;
  readonly context: DecisionContext;
  readonly policy: PolicySet;
}

/** Step 6: edits until nothing changes any more; whatever is stricter on the way wins and carries what would have run. */
function narrow(action: Decidable, { base, hearing, context, policy }: Narrowing): Verdict {
  const { terms } = policy;
  const tool = toolDeclaration(terms.tools, action);
  const narrowed = ofBase(base, hearing, terms);
  const rounds = [hearing];
  let made: readonly Modification[] = [];
  let current = action;
  let round = base;
  const carrying = (given: Verdict): Verdict => ({
    ...given,
    rules: traceOfAll(rounds),
    effective_parameters: current.parameters,
    modifications: made,
  });
  const denied = (code: ReasonCode, message: string): Verdict => {
    const deny = verdict({ result: 'DENY', code, message, decider: round.speakers[0]?.rule, terms, hearing });
    return made.length === 0 ? deny : carrying(deny);
  };
  for (let count = 0; ; count += 1) {
    const edited = modify(current.parameters, round.modifications, tool);
    if ('widens' in edited) return denied('modification_not_narrowing', edited.widens);
    if (edited.parameters === current.parameters) return carrying(narrowed);
    if (count === MOST_ROUNDS) return denied('modification_unstable', `the edits did not settle within ${MOST_ROUNDS.toString()} rounds`);

    made = [...made, ...round.modifications];
    current = { tool: action.tool, operation: action.operation, parameters: edited.parameters };
    const again = hear(current, context.view, policy);
    rounds.push(again);
    const next = baseOf(again, { action: current, view: context.view, terms, silence: 'MODIFY' });
    if ('end' in next) return carrying(next.end);
    if (next.base.result === 'ALLOW' || next.base.speakers.length === 0) return carrying(narrowed);
    if (next.base.result !== 'MODIFY') return carrying(ofBase(next.base, again, terms));
    round = next.base;
  }
}
