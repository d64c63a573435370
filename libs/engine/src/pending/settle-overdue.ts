import type { Decision } from '@writ/aarm';
import { resolvePending, timedOut } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import { ENDED, reconsider } from '../deferral/reconsider.js';
import type { ReconsiderServices } from '../deferral/reconsider.js';
import type { Journal } from '../journal/journal.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import type { DecisionRecord } from '../journal/ports.js';
import { answerOnly } from '../journal/step.js';
import { endOutcome } from '../outcome/record-outcome.js';
import type { RecordOutcomeServices } from '../outcome/record-outcome.js';
import { endStopped } from './end-stopped.js';
import type { EndStoppedServices } from './end-stopped.js';

/** What this works with. */
export type SettleOverdueServices = Pick<Journal, 'changed' | 'clock' | 'pipeline' | 'store'> &
  ResolveServices &
  ReconsiderServices &
  OnDecisionServices &
  RecordOutcomeServices &
  EndStoppedServices;

/** Ends what the database's clock says is over, and what waits for somebody who was stopped. Two that run at once settle each decision once. */
export async function settleOverdue(services: SettleOverdueServices, limit: number): Promise<number> {
  const overdue = await services.store.overdue(limit);
  const settled = await Promise.allSettled(overdue.map(async (record) => settle(services, record)));
  const ended = settled.filter((each) => each.status === 'fulfilled' && each.value).length + (await endStopped(services));
  const failed = settled.find((each) => each.status === 'rejected');
  // One that cannot be settled holds up no other: it is told of once nothing else is left to end.
  if (failed !== undefined && ended === 0) throw new Error('an overdue decision could not be settled', { cause: failed.reason });
  return ended;
}

async function settle(services: SettleOverdueServices, { tenant_id, decision_id, session_id }: DecisionRecord): Promise<boolean> {
  const tally = { ended: false };
  await onDecision<Decision>(
    services,
    { tenant_id, caller: null, decisionId: decision_id, endsOnly: true },
    async (record, snapshot, now) => {
      const { suspended, answer } = record;
      tally.ended = true;
      const late = record.state === 'pending' ? timedOut({ record, now }) : null;
      if (late !== null && suspended !== null) return resolvePending(services, { record, suspended, snapshot, now }, late);
      if (record.outcome === 'awaited' && isPast(record.outcome_deadline, now)) {
        return endOutcome(services, { record, snapshot, now }, { status: 'lost_confirmation', report: null, attested_by: 'writ' });
      }
      tally.ended = false;
      return answerOnly(answer);
    },
  );
  if (tally.ended) {
    services.changed.emit(decision_id);
    await reconsider(services, { tenant_id, session_id }, ENDED).catch(() => undefined);
  }
  return tally.ended;
}

const isPast = (deadline: string | null, now: number): boolean => deadline !== null && Date.parse(deadline) <= now;
