import type { DeferralSettings } from '@writ/aarm';
import type { Distance } from './distance.js';
import type { EarlierSessions } from './earlier.js';
import type { Decided } from '../journal/decision-draft.js';
import type { AsyncSignals } from '../journal/async-signals.js';

/** What a decision is made with. Each operation takes the part that it needs. */
export interface Deciding {
  readonly signals: AsyncSignals;
  readonly distance: Distance;
  readonly earlier: EarlierSessions;
  readonly deferrals: DeferralSettings;
  /** Sees every new decision once it is durable. Never throws, never waits. */
  readonly observe: (decided: Decided) => void;
}
