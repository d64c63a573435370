import { driftIn, driftResponse, drifted } from '@writ/aarm';
import type { ContextState, DriftProfile, DriftResponse, Json } from '@writ/aarm';
import type { Measured } from '@writ/engine';

/** Where no pack has a profile: what 5 % of the honest actions of the calibration exceed (docs/drift.md), and it only signals. */
const DEFAULT: readonly DriftProfile[] = [{ agent_type: '*', per_action: 0.76, cumulative: 0.105, then: 'signal' }];

/** What distances say of an action, as rules read it. */
export interface DriftView {
  readonly view: Readonly<Record<string, Json>>;
  readonly response: DriftResponse | null;
}

/** Not populated where nothing was measured; the response always is. */
export function driftOf(
  measured: Measured | null,
  {
    state,
    agent_type,
    profiles = DEFAULT,
  }: { readonly state: ContextState; readonly agent_type: string; readonly profiles?: readonly DriftProfile[] | undefined },
): DriftView {
  if (measured === null) return { view: { drift_response: 'none' }, response: null };
  const drift = drifted(state.drift, measured.distance);
  const response = driftResponse(profiles, { agent_type, distance: measured.distance, drift });
  const view = {
    semantic_distance: measured.distance,
    distance_model: measured.model,
    drift: driftIn(drift),
    drift_response: response ?? 'none',
  };
  return { view, response };
}
