import { ProblemError, executes, isRelease, raise, releaseOf, toRedact } from '@writ/aarm';
import type { Decision, OutputReport, PepCaller, Release } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { ReceiptPayload } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { authorize } from '../decision/authorize.js';
import type { AuthorizeServices } from '../decision/authorize.js';
import type { Deciding } from '../decision/deciding.js';
import { decisionOf } from '../journal/access.js';
import type { Journal } from '../journal/journal.js';
import { originalReceipt } from '../journal/on-decision.js';
import { recordOutcome } from './record-outcome.js';
import type { RecordOutcomeServices } from './record-outcome.js';

/** What this works with. */
export type ReleaseOutputServices = Pick<Journal, 'sessions' | 'store'> &
  Pick<Authority, 'policies'> &
  Pick<Deciding, 'signals'> &
  AuthorizeServices &
  RecordOutcomeServices;

interface Reported {
  readonly decisionId: string;
  readonly report: OutputReport;
}

/**
 * Decides whether the model may see what a tool returned, and how much of it. The outcome is recorded first: what the session has touched
 * counts, whatever is shown of it. The same output again gets the same decision, also once people have answered it.
 */
export async function releaseOutput(services: ReleaseOutputServices, caller: PepCaller, reported: Reported): Promise<Release> {
  const action = await ranAction(services, caller, reported.decisionId);
  const ran = await recordOutcome(services, caller, reported);
  await refuseAnother(services, caller, reported);
  const { decision, shows } = await decided(services, caller, { ran, action, report: reported.report });
  const kinds = executes(decision.result) ? toRedact(shows, decision.effective_parameters) : [];
  if (kinds.length === 0) return { decision: await told(services, caller, decision), redactions: [] };
  const { output, output_digest } = reported.report;
  const left = output_digest === undefined ? await services.signals.redact({ output, kinds }) : null;
  // INVARIANT: what was not looked at to its end is withheld rather than redacted.
  if (left === null)
    throw new ProblemError('invalid_field', {
      detail: 'the output is too large to be redacted: withhold it, or report less of it',
      field: 'output',
    });
  return { decision: await told(services, caller, decision), ...left };
}

type RanAction = Awaited<ReturnType<typeof originalReceipt>>['action'];

/** The action whose output it is. */
async function ranAction(services: ReleaseOutputServices, caller: PepCaller, decisionId: string): Promise<RanAction> {
  const record = await decisionOf(services, caller, decisionId);
  const { action } = await originalReceipt(services, record);
  if (isRelease(action))
    throw new ProblemError('outcome_unexpected', {
      detail: `decision \`${decisionId}\` is about showing an output: nothing ran`,
      field: 'decision_id',
    });
  return action;
}

const digestOf = ({ output, output_digest }: OutputReport): string => output_digest ?? sha256(canonicalize(output));

/**
 * INVARIANT: what is shown is what the outcome told. One that was reported before without its output, or with another one, has left nothing
 * of this output in the session.
 */
async function refuseAnother(services: ReleaseOutputServices, caller: PepCaller, { decisionId, report }: Reported): Promise<void> {
  const receipts = await services.store.receiptsOfDecision(caller.tenant_id, decisionId);
  const told = receipts.findLast(({ kind }) => kind === 'outcome');
  const { execution } = JSON.parse(told?.payload ?? '{}') as Partial<ReceiptPayload>;
  if (execution?.output_hash === digestOf(report)) return;
  throw new ProblemError('outcome_conflict', {
    detail: `decision \`${decisionId}\` was reported without this output: withhold it, and submit outputs in place of their outcome`,
    field: 'output',
  });
}

async function decided(
  services: ReleaseOutputServices,
  caller: PepCaller,
  { ran, action, report }: { readonly ran: Decision; readonly action: RanAction; readonly report: OutputReport },
): Promise<{ readonly decision: Decision; readonly shows: readonly string[] }> {
  const { decision_id, session_id } = ran;
  const { tool, operation, requester_context: requester } = action;
  const found = await services.sessions.load(caller.tenant_id, session_id);
  if (found === null) throw new TypeError(`session \`${session_id}\` was there and is gone`);
  const { terms } = services.policies.active(caller.tenant_id);
  // Of what is reported by its digest only an excerpt is here.
  const excerpt = report.output_digest !== undefined;
  const seen = await services.signals.inspect({ tool, operation, output: report.output, excerpt, terms, state: found.state });
  const classification = report.classification === undefined ? seen.classification : raise(seen.classification, report.classification);
  const inspected = { ...seen, classification, whole: seen.whole && !excerpt };
  const digest = digestOf(report);
  const decision = await authorize(services, caller, {
    request: { session_id, action: releaseOf({ decision_id, tool, operation, digest }, inspected), identity: {} },
    identity: { verified: true, failure: null, requester },
    key: `release:${decision_id}`,
  });
  return { decision, shows: inspected.shows };
}

/** One that people let pass has been used now; of the others nothing was awaited. */
const told = async (services: ReleaseOutputServices, caller: PepCaller, decision: Decision): Promise<Decision> =>
  decision.outcome === 'awaited'
    ? recordOutcome(services, caller, { decisionId: decision.decision_id, report: { status: 'completed' } })
    : decision;
