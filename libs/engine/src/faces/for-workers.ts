import { resolveDeferrals } from '../deferral/resolve-deferrals.js';
import type { ResolveDeferralsServices, Seen } from '../deferral/resolve-deferrals.js';
import type { Resolver } from '../deferral/sources.js';
import { settleOverdue } from '../pending/settle-overdue.js';
import type { SettleOverdueServices } from '../pending/settle-overdue.js';

/** For workers: what ends by itself. Safe to run anywhere, any number of times. */
export interface ForWorkers {
  /** One look at every deferral of every tenant: asks who can be asked when it is time, and returns how many ended. */
  resolveDeferrals(resolvers: readonly Resolver[]): Promise<number>;
  /** Ends what is overdue: a pending decision in DENY, an awaited outcome in `lost_confirmation`. */
  settleOverdue(limit: number): Promise<number>;
}

/** The operations of workers. */
export const forWorkers = (services: ResolveDeferralsServices & SettleOverdueServices): ForWorkers => {
  const seen: Seen = new Map();
  return {
    resolveDeferrals: async (resolvers) => resolveDeferrals(services, resolvers, seen),
    settleOverdue: async (limit) => settleOverdue(services, limit),
  };
};
