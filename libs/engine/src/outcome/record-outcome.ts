import { ProblemError, executes, raise } from '@writ/aarm';
import type { Classification, Decision, OutcomeReport, OutputLineage, PepCaller } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import type { Deciding } from '../decision/deciding.js';
import { closedSession, placeOf } from '../journal/access.js';
import { composeOutcome } from '../journal/compose-follow-up.js';
import type { Journal } from '../journal/journal.js';
import { onDecision, originalReceipt } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import type { DecisionRecord } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, append } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type RecordOutcomeServices = Pick<Journal, 'issuer'> & Pick<Authority, 'policies'> & Pick<Deciding, 'signals'> & OnDecisionServices;

/** Records what execution did. The same report again changes nothing; another one is a problem. */
export async function recordOutcome(
  services: RecordOutcomeServices,
  caller: PepCaller,
  { decisionId, report }: { readonly decisionId: string; readonly report: OutcomeReport },
): Promise<Decision> {
  return onDecision<Decision>(
    services,
    { tenant_id: caller.tenant_id, caller, decisionId, endsOnly: true },
    async (record, snapshot, now) => {
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
      return endOutcome(services, { record, snapshot, now }, { status: report.status, report, attested_by: `pep:${caller.pep_id}` });
    },
  );
}

/** The end of an executing decision: reported, or given up as lost. */
export async function endOutcome(
  services: RecordOutcomeServices,
  at: { readonly record: DecisionRecord; readonly snapshot: Snapshot; readonly now: number },
  outcome: {
    readonly status: 'completed' | 'failed' | 'lost_confirmation';
    readonly report: OutcomeReport | null;
    readonly attested_by: string;
  },
): Promise<StepResult<Decision>> {
  const { record, snapshot } = at;
  const { report, status } = outcome;
  const original = await originalReceipt(services, record);
  const { tool, operation } = original.action;
  const { classification, lineage } = report === null ? NOTHING_TOLD : await toldBy(services, report, { tool, operation, at });
  const place = placeOf(services, snapshot, at.now);
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
async function toldBy(
  services: RecordOutcomeServices,
  report: OutcomeReport,
  { tool, operation, at }: { readonly tool: string; readonly operation: string; readonly at: Parameters<typeof endOutcome>[1] },
): Promise<ToldByOutput> {
  const { output, output_digest } = report;
  const { state } = at.snapshot;
  const { terms } = services.policies.active(at.record.tenant_id);
  const found = await services.signals.classifyOutput({ tool, operation, output, excerpt: output_digest !== undefined, terms, state });
  const classification = report.classification === undefined ? found : raise(found, report.classification);
  if (output === undefined && output_digest === undefined) return { classification };
  const lineage = await services.signals.readOutput({ tool, operation, output: output ?? '', state });
  return { classification, lineage: output === undefined ? { ...lineage, whole: false } : lineage };
}
