/** How deferrals are settled, and within what bounds. */
export interface DeferralSettings {
  /** Attempts that may bring too little before people are asked, or, where they are not, before nobody is asked any more. */
  readonly attempts: number;
  /** The wait after a first attempt, doubled by each one that follows. */
  readonly backoff_s: number;
  /** From the deferral to its end, people included. */
  readonly duration_s: number;
  /** Waits that may stand one behind the other. */
  readonly cascade_depth: number;
  /** Whether people are asked once all attempts are used up. */
  readonly escalate: boolean;
}

export const DEFAULT_DEFERRALS: DeferralSettings = { attempts: 5, backoff_s: 5, duration_s: 3600, cascade_depth: 3, escalate: true };
