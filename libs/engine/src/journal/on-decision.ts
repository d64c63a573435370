import { ProblemError } from '@writ/aarm';
import type { PepCaller } from '@writ/aarm';
import { owns } from './access.js';
import type { Original } from './compose-follow-up.js';
import type { Journal } from './journal.js';
import type { DecisionRecord } from './ports.js';
import { readProvenRecord } from './record-evidence.js';
import type { Snapshot } from './sessions.js';
import type { StepResult } from './step.js';

/** What this works with. */
export type OnDecisionServices = Pick<Journal, 'clock' | 'evidence' | 'pipeline' | 'sessions' | 'store'>;

/** What a step does with the record it finds, on the snapshot it finds it with. */
export type OnRecord<T> = (record: DecisionRecord, snapshot: Snapshot, now: number) => StepResult<T> | Promise<StepResult<T>>;

/** The decision that a step is about, and by whom it is taken. */
export interface OnDecision {
  readonly tenant_id: string;
  /** The enforcement point; null where a person or the service acts. */
  readonly caller: PepCaller | null;
  readonly decisionId: string;
  /** The step can only end the decision: what lets nothing run takes no evidence. */
  readonly endsOnly?: true;
}

/** Submits a step on an existing decision; the record is read anew at every attempt, with the evidence for it. */
export async function onDecision<T>(services: OnDecisionServices, by: OnDecision, act: OnRecord<T>): Promise<T> {
  const { tenant_id, caller, decisionId, endsOnly } = by;
  const { store, clock, pipeline } = services;
  const first = await store.decision(tenant_id, decisionId);
  if (first === null) throw noDecision(decisionId);
  const { session_id } = first;
  return pipeline.submit<T>({
    tenant_id,
    session_id,
    prepare: async (found) => {
      if (found === null || (caller !== null && !owns(caller, found.session))) throw noDecision(decisionId);
      // INVARIANT: read inside the step, where nothing else of this session can change it unseen.
      const record = endsOnly === true ? await store.decision(tenant_id, decisionId) : await readProvenRecord(services, first);
      if (record === null) throw noDecision(decisionId);
      return act(record, found, await clock.now());
    },
  });
}

const noDecision = (id: string): ProblemError =>
  new ProblemError('decision_not_found', { detail: `there is no decision \`${id}\``, field: 'decision_id' });

/** What the first receipt of a decision says, which its follow-ups repeat. */
export async function originalReceipt(
  { evidence, store }: Pick<Journal, 'evidence' | 'store'>,
  { tenant_id, session_id, decision_id }: DecisionRecord,
): Promise<Original> {
  const [first] = await store.receiptsOfDecision(tenant_id, decision_id);
  if (first === undefined) throw evidence.refuse({ tenant_id, session_id, row: `decisions ${decision_id}` }, 'no receipt vouches for it');
  const place = { tenant_id, session_id, row: `receipts ${first.receipt_id}` };
  const { tenant, context, action, decision, deferral } = await evidence.open(first, place);
  if (tenant !== tenant_id || context.session_id !== session_id || action === null || decision?.decision_id !== decision_id)
    throw evidence.refuse(place, `it is not of decision \`${decision_id}\``);
  return { action, decision, deferral };
}
