import { ProblemError } from '@writ/aarm';
import type { PepCaller } from '@writ/aarm';
import { owned } from './access.js';
import { originalOf } from './compose-follow-up.js';
import type { Journal } from './journal.js';
import type { DecisionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';
import type { StepResult } from './step.js';

/** What this works with. */
export type OnDecisionServices = Pick<Journal, 'clock' | 'pipeline' | 'store'>;

/** What a step does with the record it finds, on the snapshot it finds it with. */
export type OnRecord<T> = (record: DecisionRecord, snapshot: Snapshot, now: number) => StepResult<T> | Promise<StepResult<T>>;

/** Submits a step on an existing decision; the record is read anew at every attempt. */
export async function onDecision<T>(
  services: OnDecisionServices,
  by: { readonly tenant_id: string; readonly caller: PepCaller | null; readonly decisionId: string },
  act: OnRecord<T>,
): Promise<T> {
  const { tenant_id, caller, decisionId } = by;
  const first = await services.store.decision(tenant_id, decisionId);
  if (first === null) throw noDecision(decisionId);
  const { session_id } = first;
  return services.pipeline.submit<T>({
    tenant_id,
    session_id,
    prepare: async (found) => {
      const snapshot = caller === null ? found : owned(found, session_id, caller);
      // INVARIANT: read inside the step, where nothing else of this session can change it unseen.
      const record = await services.store.decision(tenant_id, decisionId);
      if (snapshot === null || record === null) throw noDecision(decisionId);
      return act(record, snapshot, await services.clock.now());
    },
  });
}

const noDecision = (id: string): ProblemError =>
  new ProblemError('decision_not_found', { detail: `there is no decision \`${id}\``, field: 'decision_id' });

/** The first receipt of a decision, which its follow-ups repeat. */
export async function originalReceipt(services: Pick<Journal, 'store'>, record: DecisionRecord): Promise<ReturnType<typeof originalOf>> {
  const [first] = await services.store.receiptsOfDecision(record.tenant_id, record.decision_id);
  if (first === undefined) throw new TypeError(`decision \`${record.decision_id}\` has no receipt`);
  return originalOf(first.payload);
}
