import type { ContextState, Effect, Level } from '@writ/aarm';

/** How much harm one action of an effect can do by itself. */
const WEIGHT: Readonly<Record<Effect, number>> = {
  search: 0.05,
  read: 0.1,
  create: 0.15,
  update: 0.2,
  execute: 0.2,
  send: 0.4,
  configure: 0.4,
  delete: 0.5,
  unknown: 0.5,
  grant: 0.6,
  credential: 0.6,
  pay: 0.7,
};

/** How much there is to lose by what the session has touched. */
const SENSITIVITY: Readonly<Record<Level, number>> = { PUBLIC: 0, INTERNAL: 0.1, CONFIDENTIAL: 0.5, RESTRICTED: 0.9 };

/** Denials that look like a mistake; each one more, up to four, like a search for a way out. */
const MISTAKES = 1;

export interface Risk {
  readonly score: number;
  readonly level: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
}

/**
 * The risk of an action after what went before: independent causes of harm, of which one is enough, so `1 − ∏(1 − cᵢ)`
 * and never a sum. The causes: the effect itself; what the session has touched, by how far this action can carry it
 * (inside 0.15, to a destination seen before 0.3, to a new one 0.7); and, for what leaves, a secret in the session
 * (0.5) and repeated denials (0.2 each after the first, at most four). A first mail after reading personal data is
 * about 0.6; only several causes at once reach the default limit of 0.95.
 */
export function compositeRisk({
  effect,
  destinations,
  state,
}: {
  readonly effect: Effect;
  readonly destinations: readonly string[];
  readonly state: ContextState;
}): Risk {
  const leaves = effect === 'send' || effect === 'pay' || destinations.length > 0;
  const unseen = leaves && !destinations.every((name) => state.destinations_seen.includes(name));
  const carries = unseen ? 0.7 : leaves ? 0.3 : 0.15;
  const denials = Math.min(Math.max((state.results['DENY'] ?? 0) - MISTAKES, 0), 4);
  const causes = [
    WEIGHT[effect],
    SENSITIVITY[state.classification.level] * carries,
    ...(leaves ? [state.classification.labels.includes('SECRET') ? 0.5 : 0, denials * 0.2] : []),
  ];
  const score = quantised(1 - causes.reduce((spared, cause) => spared * (1 - cause), 1));
  return { score, level: levelOf(score) };
}

function levelOf(score: number): Risk['level'] {
  if (score < 0.3) return 'LOW';
  if (score < 0.6) return 'MEDIUM';
  return score < 0.85 ? 'HIGH' : 'CRITICAL';
}

/** Two decimals: small differences of floating point must not make two decisions. */
const quantised = (value: number): number => Math.round(value * 100) / 100;
