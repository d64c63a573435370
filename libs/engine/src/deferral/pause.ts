import type { DeferralSettings } from '@writ/aarm';

/** The wait after so many attempts: doubled each time, and never longer than all of it may take. */
export const waitSeconds = ({ backoff_s, duration_s }: DeferralSettings, used: number): number =>
  Math.min(duration_s, backoff_s * 2 ** Math.max(0, used - 1));
