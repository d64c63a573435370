import type { Queues } from '@writ/aarm';

/** Whose action would wait, and for whom. */
export interface Waiter {
  readonly tenant_id: string;
  readonly agent: string;
  readonly human: string;
  readonly approvers: readonly string[];
}

/** Counts what waits, in whatever session, by what was committed. */
export interface WaitStore {
  /**
   * What waits already, counted up to `most`. Rows come and go with the commits that begin and end waits, so of several that are committed
   * at the same moment none counts the others: there are never more by more than those.
   */
  countWaiting(waiter: Waiter, most: { readonly agent: number; readonly approver: number }): Promise<Queues>;
}
