import { executes, stricter } from '@writ/aarm';
import type { ApprovalTerms, Decision, JsonObject, Verdict } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Core } from './core.js';
import { needsOf } from './deferrals/dependencies.js';
import type { Needs } from './deferrals/dependencies.js';
import { draftOf, measuredIn } from './draft.js';
import { newId } from './identifiers.js';
import type { Evaluator } from './ports.js';
import { denial, resolutionPlan } from './resolve.js';
import type { Resolution, Waiting } from './resolve.js';
import type { Plan } from './step.js';
import { reasonOf, stopOf } from './stops/end-stopped.js';

/** What the stricter of both policies says, and whom the other one asks where both ask people. */
export type Strictest = Verdict & { readonly alsoAsks?: ApprovalTerms | null };

/** What becomes of a decision that is decided again. */
export interface Again {
  /** What brought this about, for the case that it ends without being asked again. */
  readonly cause: Pick<Resolution, 'on' | 'method' | 'by' | 'approval' | 'afresh' | 'attempt'>;
  /** What a person lets run instead of what was submitted: it is decided as well, and nothing that is stricter is lost. */
  readonly instead?: JsonObject | undefined;
  /** Null leaves everything as it is, or as `otherwise` says. */
  readonly conclude: (said: { readonly verdict: Strictest }) => Resolution | null | Promise<Resolution | null>;
  readonly otherwise?: (said: { readonly verdict: Verdict }) => Plan<Decision>;
  /** Whether what was submitted may go on although it defers: only where a person answers for what is missing. */
  readonly past?: (verdict: Verdict) => boolean;
}

/**
 * A resolution never decides: `decide` runs again, on the context as it is now, on the policy that the decision was made
 * on and on the one that is active now, and the stricter counts. Where the pinned one is no longer there, the stricter of
 * both cannot be known, so it is DENY.
 */
export async function decideAgain(core: Core, waiting: Waiting, again: Again): Promise<Plan<Decision>> {
  const { suspended, snapshot } = waiting;
  const tenantId = snapshot.session.tenant_id;
  const current = core.policies.active(tenantId);
  const pinned = current.terms.hash === suspended.policy_hash ? current : await core.policies.pinned(tenantId, suspended.policy_hash);
  if (pinned === null) return ended(core, waiting, { again, why: 'the policy changed while this waited: submit the action again' });
  const needs = await needsOf(core, snapshot, suspended.action.depends_on);
  const policies = { pinned, current, needs };
  return strictest(core, waiting, { ...policies, parameters: suspended.action.parameters }, (verdict) => {
    if (verdict === null) return ended(core, waiting, { again, why: DIFFERENT });
    if (again.instead === undefined || !(runs(verdict) || again.past?.(verdict) === true))
      return concluded(core, waiting, { again, verdict });
    return strictest(core, waiting, { ...policies, parameters: again.instead }, (changed) =>
      changed === null ? ended(core, waiting, { again, why: DIFFERENT }) : concluded(core, waiting, { again, verdict: changed }),
    );
  });
}

const DIFFERENT = 'the policies of then and of now let different parameters run: submit the action again';

/** What is decided again. */
interface Asked {
  readonly parameters: JsonObject;
  readonly needs: Needs;
}

type Next<T> = (verdict: T) => Plan<Decision> | Promise<Plan<Decision>>;

/** What the stricter of both policies says of these parameters; null where that is neither. */
function strictest(
  core: Core,
  waiting: Waiting,
  { pinned, current, ...asked }: Asked & { readonly pinned: Evaluator; readonly current: Evaluator },
  next: Next<Strictest | null>,
): Plan<Decision> {
  const { parameters } = asked;
  return askOn(core, waiting, { evaluator: pinned, ...asked }, (then) => {
    if (pinned === current) return next(then);
    return askOn(core, waiting, { evaluator: current, ...asked }, (now) => next(stricterOf(parameters, then, atPresent(now, current))));
  });
}

function askOn(
  core: Core,
  { record, suspended, snapshot, now }: Waiting,
  { evaluator, parameters, needs }: Asked & { readonly evaluator: Evaluator },
  next: Next<Verdict>,
): Plan<Decision> {
  const stop = stopOf(core, snapshot, suspended.requester.agent?.id ?? null);
  const others = snapshot.state.pending.filter((id) => id !== record.decision_id);
  const draft = draftOf(
    core,
    { ...snapshot, state: { ...snapshot.state, pending: others } },
    {
      action: { ...suspended.action, parameters },
      identity: stop === null ? { verified: true, failure: null } : { verified: false, failure: reasonOf(stop) },
      requester: suspended.requester,
      decision_id: newId('dec', now),
      now,
      evaluator,
      needs,
      measured: measuredIn(suspended.view),
    },
  );
  return { kind: 'decide', draft, evaluator, finish: ({ verdict }) => ({ kind: 'later', plan: Promise.resolve(next(verdict)) }) };
}

async function concluded(
  core: Core,
  waiting: Waiting,
  { again, verdict }: { readonly again: Again; readonly verdict: Strictest },
): Promise<Plan<Decision>> {
  const resolution = await again.conclude({ verdict });
  if (resolution !== null) return resolutionPlan(core, waiting, resolution);
  return again.otherwise?.({ verdict }) ?? { kind: 'answer', answer: waiting.record.answer };
}

/** Denied without being asked again. */
async function ended(
  core: Core,
  waiting: Waiting,
  { again: { cause }, why }: { readonly again: Again; readonly why: string },
): Promise<Plan<Decision>> {
  return resolutionPlan(core, waiting, { ...denial(cause.on, { code: 'resolved', message: why, method: cause.method }), ...cause });
}

/** Receipts of a resolution name the policy that the decision was made on, so that of now is named in words. */
const atPresent = (verdict: Verdict, { terms }: Evaluator): Verdict => ({
  ...verdict,
  reason: { ...verdict.reason, message: `by the policy of now (\`${terms.id} ${terms.version}\`): ${verdict.reason.message}` },
});

/**
 * The stricter of two verdicts on one action; null where both would let something run, but not the same, and neither
 * leaves the action as it was submitted.
 */
function stricterOf(parameters: JsonObject, then: Verdict, now: Verdict): Strictest | null {
  const [strict, lenient] = stricter(then.result, now.result) === then.result ? [then, now] : [now, then];
  if (!runs(strict)) return strict;
  const submitted = canonicalize(parameters);
  const runsWith = (verdict: Verdict): string => canonicalize(verdict.effective_parameters ?? parameters);
  if (runsWith(strict) !== runsWith(lenient) && runsWith(lenient) !== submitted) return null;
  return lenient.result === 'STEP_UP' ? { ...strict, alsoAsks: lenient.approval } : strict;
}

/** Now, or once people agree. */
const runs = ({ result }: Verdict): boolean => executes(result) || result === 'STEP_UP';
