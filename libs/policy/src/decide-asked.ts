import { decide } from '@writ/aarm';
import type { ContextView, Decidable, DecidedIdentity, Effect, PolicySet, Verdict } from '@writ/aarm';
import { checkSound } from './policy-set.js';

/** What is decided: an action, what is inferred that it does where no declaration says so, by whom, and in which context. */
export interface Asked {
  readonly action: Decidable;
  readonly effect: Effect;
  readonly identity: DecidedIdentity;
  readonly view: ContextView;
}

/**
 * Decides as the service does. Whoever asks a policy what it would say asks here: the evaluator, golden cases, explanations.
 *
 * @throws Error where the machine that this runs on failed: then nothing was decided
 */
export function decideAsked({ action, effect, identity, view }: Asked, policy: PolicySet): Verdict {
  const verdict = decide({ ...action, effect }, { identity, view }, policy);
  checkSound(policy);
  return verdict;
}
