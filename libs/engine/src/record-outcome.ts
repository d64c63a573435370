import { ProblemError, executes, raise } from '@writ/aarm';
import type { Classification, Decision, OutcomeReport, OutputLineage, PepCaller } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { composeOutcome, originalOf } from './compose-follow-up.js';
import { closedSession, owned, placeOf } from './core.js';
import type { Core } from './core.js';

import type { DecisionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';
import { answerOnly, append } from './step.js';
import type { StepResult } from './step.js';

/** What a step does with the record it finds, on the snapshot it finds it with. */
export type OnRecord<T> = (record: DecisionRecord, snapshot: Snapshot, now: number) => StepResult<T> | Promise<StepResult<T>>;

/** Submits a step on an existing decision; the record is read anew at every attempt. */
export async function onDecision<T>(
  core: Core,
  by: { readonly tenant_id: string; readonly caller: PepCaller | null; readonly decisionId: string },
  act: OnRecord<T>,
): Promise<T> {
  const { tenant_id, caller, decisionId } = by;
  const first = await core.store.decision(tenant_id, decisionId);
  if (first === null) throw noDecision(decisionId);
  const { session_id } = first;
  return core.pipeline.submit<T>({
    tenant_id,
    session_id,
    prepare: async (found) => {
      const snapshot = caller === null ? found : owned(found, session_id, caller);
      // INVARIANT: read inside the step, where nothing else of this session can change it unseen.
      const record = await core.store.decision(tenant_id, decisionId);
      if (snapshot === null || record === null) throw noDecision(decisionId);
      return act(record, snapshot, await core.clock.now());
    },
  });
}

const noDecision = (id: string): ProblemError =>
  new ProblemError('decision_not_found', { detail: `there is no decision \`${id}\``, field: 'decision_id' });

/** The first receipt of a decision, which its follow-ups repeat. */
export async function originalReceipt(core: Core, record: DecisionRecord): Promise<ReturnType<typeof originalOf>> {
  const [first] = await core.store.receiptsOfDecision(record.tenant_id, record.decision_id);
  if (first === undefined) throw new TypeError(`decision \`${record.decision_id}\` has no receipt`);
  return originalOf(first.payload);
}

/** Records what execution did. The same report again changes nothing; another one is a problem. */
export async function recordOutcome(
  core: Core,
  caller: PepCaller,
  { decisionId, report }: { readonly decisionId: string; readonly report: OutcomeReport },
): Promise<Decision> {
  return onDecision<Decision>(core, { tenant_id: caller.tenant_id, caller, decisionId }, async (record, snapshot, now) => {
    const { answer } = record;
    if (!executes(answer.result)) {
      throw new ProblemError('outcome_unexpected', {
        detail: `decision \`${decisionId}\` is ${answer.result}: nothing may have run`,
        field: 'status',
      });
    }
    if (record.outcome === report.status) return answerOnly(answer);
    if (record.outcome === 'completed' || record.outcome === 'failed') {
      throw new ProblemError('outcome_conflict', {
        detail: `decision \`${decisionId}\` already ended in \`${record.outcome}\``,
        field: 'status',
      });
    }
    if (snapshot.session.status === 'closed') throw closedSession(record.session_id);
    return endOutcome(core, { record, snapshot, now }, { status: report.status, report, attested_by: `pep:${caller.pep_id}` });
  });
}

/** The end of an executing decision: reported, or given up as lost. */
export async function endOutcome(
  core: Core,
  at: { readonly record: DecisionRecord; readonly snapshot: Snapshot; readonly now: number },
  outcome: {
    readonly status: 'completed' | 'failed' | 'lost_confirmation';
    readonly report: OutcomeReport | null;
    readonly attested_by: string;
  },
): Promise<StepResult<Decision>> {
  const { record, snapshot } = at;
  const { report, status } = outcome;
  const original = await originalReceipt(core, record);
  const { tool, operation } = original.action;
  const { classification, lineage } = report === null ? NOTHING_TOLD : toldBy(core, report, { tool, operation, at });
  const place = placeOf(core, snapshot, at.now);
  const output_hash = report?.output_digest ?? (report?.output === undefined ? null : sha256(canonicalize(report.output)));
  const composed = composeOutcome(place, original, { ...outcome, output_hash, classification, lineage, result: record.answer.result });
  const answer: Decision = { ...record.answer, outcome: status };
  return append({
    base: snapshot,
    entries: composed.entries,
    head: composed.head,
    receipts: [
      { ...composed.receipt, receipt_id: place.receipt_id, decision_id: record.decision_id, kind: 'outcome', issued_at: place.now },
    ],
    change: {
      record: { ...record, outcome: status, outcome_deadline: null, answer, suspended: null },
      from: { state: record.state, outcome: record.outcome },
    },
    answer,
  });
}

interface ToldByOutput {
  readonly classification: Classification | null;
  readonly lineage?: OutputLineage;
}
const NOTHING_TOLD: ToldByOutput = { classification: null };

/** What an output adds to its session: how sensitive it is, and where its values are from. Of one that is not shown, nothing is known. */
function toldBy(
  core: Core,
  report: OutcomeReport,
  { tool, operation, at }: { readonly tool: string; readonly operation: string; readonly at: Parameters<typeof endOutcome>[1] },
): ToldByOutput {
  const { output, output_digest } = report;
  const { state } = at.snapshot;
  const { terms } = core.policies.active(at.record.tenant_id);
  const found = core.signals.classifyOutput({ tool, operation, output, excerpt: output_digest !== undefined, terms, state });
  const classification = report.classification === undefined ? found : raise(found, report.classification);
  if (output === undefined && output_digest === undefined) return { classification };
  const lineage = core.signals.readOutput({ tool, operation, output: output ?? '', state });
  return { classification, lineage: output === undefined ? { ...lineage, whole: false } : lineage };
}
