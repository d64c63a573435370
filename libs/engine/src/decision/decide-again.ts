import { executes, stricter } from '@writ/aarm';
import type { ApprovalTerms, JsonObject, Verdict } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { findEnd } from '../authority/withdrawn.js';
import { draftOf, measuredIn } from './draft.js';
import type { DraftServices } from './draft.js';
import { evaluate } from './evaluate.js';
import { needsOf } from './needs.js';
import type { Needs, NeedsServices } from './needs.js';
import { newId } from '../journal/identifiers.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { Evaluator } from '../journal/ports.js';

/** What this works with. */
export type DecideAgainServices = Pick<Authority, 'policies' | 'revocations' | 'stops'> & DraftServices & NeedsServices;

/** What the stricter of both policies says, and whom the other one asks where both ask people. */
export type Strictest = Verdict & { readonly alsoAsks?: ApprovalTerms | null };

/** What may run besides what was submitted, and when. */
export interface Again {
  /** What a person or a constraint lets run instead of what was submitted: it is decided as well, and nothing that is stricter is lost. */
  readonly instead?: JsonObject | undefined;
  /** Whether what was submitted may go on although it defers: only where a person answers for what is missing. */
  readonly past?: (verdict: Verdict) => boolean;
}

/** What policy says now, or why the stricter of both policies cannot be known, which ends in DENY. */
export type DecidedAgain =
  { readonly kind: 'verdict'; readonly verdict: Strictest } | { readonly kind: 'undecidable'; readonly why: string };

/**
 * A resolution never decides: `decide` runs again, on the context as it is now, on the policy that the decision was made
 * on and on the one that is active now, and the stricter counts. Where the pinned one is no longer there, the stricter of
 * both cannot be known.
 */
export async function decideAgain(
  services: DecideAgainServices,
  waiting: PendingDecision,
  { instead, past }: Again = {},
): Promise<DecidedAgain> {
  const { suspended, snapshot } = waiting;
  const { tenant_id } = snapshot.session;
  const current = services.policies.active(tenant_id);
  const pinned = current.terms.hash === suspended.policy_hash ? current : await services.policies.pinned(tenant_id, suspended.policy_hash);
  if (pinned === null) return undecidable('the policy changed while this waited: submit the action again');
  const needs = await needsOf(services, snapshot, suspended.action.depends_on);
  const decide = async (parameters: JsonObject): Promise<Strictest | null> =>
    decideOnBoth(services, waiting, { pinned, current, parameters, needs });
  const submitted = await decide(suspended.action.parameters);
  if (submitted === null) return undecidable(DIFFERENT);
  if (instead === undefined || !(mayRun(submitted) || past?.(submitted) === true)) return { kind: 'verdict', verdict: submitted };
  const narrower = await decide(instead);
  return narrower === null ? undecidable(DIFFERENT) : { kind: 'verdict', verdict: narrower };
}

const DIFFERENT = 'the pinned and the active policy let different parameters run: submit the action again';

const undecidable = (why: string): DecidedAgain => ({ kind: 'undecidable', why });

/** What is decided again. */
interface Question {
  readonly parameters: JsonObject;
  readonly needs: Needs;
}

/** The stricter of what both policies say of these parameters; null where neither is. */
async function decideOnBoth(
  services: DecideAgainServices,
  waiting: PendingDecision,
  { pinned, current, ...question }: Question & { readonly pinned: Evaluator; readonly current: Evaluator },
): Promise<Strictest | null> {
  const then = await decideOn(services, waiting, { evaluator: pinned, ...question });
  if (pinned === current) return then;
  const now = await decideOn(services, waiting, { evaluator: current, ...question });
  return stricterOf(question.parameters, then, underActive(now, current));
}

async function decideOn(
  services: DecideAgainServices,
  { record, suspended, snapshot, now }: PendingDecision,
  { evaluator, parameters, needs }: Question & { readonly evaluator: Evaluator },
): Promise<Verdict> {
  const end = findEnd(services, snapshot, suspended.requester);
  const others = snapshot.state.pending.filter((id) => id !== record.decision_id);
  const draft = await draftOf(
    services,
    { ...snapshot, state: { ...snapshot.state, pending: others } },
    {
      action: { ...suspended.action, parameters },
      identity: { verified: end === null, failure: end },
      requester: suspended.requester,
      decision_id: newId('dec', now),
      now,
      evaluator,
      needs,
      measured: measuredIn(suspended.view),
    },
  );
  return (await evaluate(evaluator, draft)).verdict;
}

/** A receipt of a resolution carries the hash of the pinned policy, so its words name the active one. */
const underActive = (verdict: Verdict, { terms }: Evaluator): Verdict => ({
  ...verdict,
  reason: { ...verdict.reason, message: `under the currently active policy (\`${terms.id} ${terms.version}\`): ${verdict.reason.message}` },
});

/**
 * The stricter of two verdicts on one action; null where both would let something run, but not the same, and neither
 * leaves the action as it was submitted.
 */
function stricterOf(parameters: JsonObject, then: Verdict, now: Verdict): Strictest | null {
  const [strict, lenient] = stricter(then.result, now.result) === then.result ? [then, now] : [now, then];
  if (!mayRun(strict)) return strict;
  const submitted = canonicalize(parameters);
  const runsWith = (verdict: Verdict): string => canonicalize(verdict.effective_parameters ?? parameters);
  if (runsWith(strict) !== runsWith(lenient) && runsWith(lenient) !== submitted) return null;
  return lenient.result === 'STEP_UP' ? { ...strict, alsoAsks: lenient.approval } : strict;
}

/** Now, or once people agree. */
const mayRun = ({ result }: Verdict): boolean => executes(result) || result === 'STEP_UP';
