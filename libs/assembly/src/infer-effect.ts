import { openingState } from '@writ/aarm';
import type { EffectOf } from '@writ/policy';
import { createSignals } from '@writ/signals';

const signals = createSignals();
const NOTHING_YET = openingState({ session_id: 'ses_case', started_at: new Date(0).toISOString() });

/** What the service takes an action to do whose tool no policy declares: golden cases and comparisons are decided with it. */
export const inferEffect: EffectOf = (action, terms) => signals.gather({ action, state: NOTHING_YET, terms, now: 0 }).effect;
