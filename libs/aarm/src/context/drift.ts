import { matchesGlob } from '../policy/tool-declaration.js';
import { z } from 'zod';

/** What a session whose actions move away from its request is answered with; its signal is raised in any case. */
export const DRIFT_RESPONSES = ['signal', 'STEP_UP', 'DEFER'] as const;
const ResponseSchema = z.enum(DRIFT_RESPONSES);
export type DriftResponse = z.infer<typeof ResponseSchema>;

/** When an agent of a type has moved too far from what was asked for (AARM R7). */
export const DriftProfileSchema = z.strictObject({
  /** A glob over the agent type of a session. */
  agent_type: z.string().min(1).max(64).default('*'),
  /** The distance of one action from the request. */
  per_action: z.number().min(0).max(2),
  /** How far the moving average of the session's actions rose above the lowest that it had. */
  cumulative: z.number().min(0).max(2),
  then: ResponseSchema.default('signal'),
});
export type DriftProfile = Readonly<z.infer<typeof DriftProfileSchema>>;

/** Distances of a session so far. */
export interface Drift {
  readonly count: number;
  /** The largest of them. */
  readonly max: number;
  /** The exponential moving average: each action counts for {@link WEIGHT}, what went before for the rest. */
  readonly average: number;
  /** The lowest average so far: how close the session once was to its request. */
  readonly lowest: number;
}

/** The share of the newest action in the moving average. */
const WEIGHT = 0.3;
export const NO_DRIFT: Drift = { count: 0, max: 0, average: 0, lowest: 0 };

/** Three decimals: small differences of floating point must not make two decisions. */
const quantised = (value: number): number => Math.round(value * 1000) / 1000;

/** After one more distance; the first is the average of itself. */
export function drifted({ count, max, average, lowest }: Drift, distance: number): Drift {
  const mean = quantised(count === 0 ? distance : average + WEIGHT * (distance - average));
  return { count: count + 1, max: quantised(Math.max(max, distance)), average: mean, lowest: count === 0 ? mean : Math.min(lowest, mean) };
}

/** Cumulative drift: how far the moving average has risen above its lowest. A request in other words is far from the beginning, and stays there. */
export const driftIn = ({ average, lowest }: Drift): number => quantised(average - lowest);

/** Whether a session, this action counted, is too far from its request, and what its profiles answer: the strictest of those over. */
export function driftResponse(
  profiles: readonly DriftProfile[],
  { agent_type, distance, drift }: { readonly agent_type: string; readonly distance: number; readonly drift: Drift },
): DriftResponse | null {
  const over = profiles.filter(
    (profile) => matchesGlob(profile.agent_type, agent_type) && (distance > profile.per_action || driftIn(drift) > profile.cumulative),
  );
  return (['DEFER', 'STEP_UP', 'signal'] as const).find((response) => over.some(({ then }) => then === response)) ?? null;
}
