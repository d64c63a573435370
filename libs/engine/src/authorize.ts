import { ProblemError } from '@writ/aarm';
import type { Decision, DecisionRequest, PepCaller, VerifiedIdentity } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { timestamp } from './clock.js';
import type { DecisionDraft } from './decision-draft.js';
import { closedSession, owned } from './core.js';
import type { Core } from './core.js';
import { lookBack } from './earlier.js';
import { needsOf } from './deferrals/dependencies.js';
import { draftOf } from './draft.js';
import { heldFor, isUsedBy, redeemable, reuse, stillAgreed, toldTo } from './held.js';
import type { Held, Retry } from './held.js';
import { newId } from './identifiers.js';
import type { Decided } from './replay/shadow.js';
import { newDecision } from './new-decision.js';
import type { DecisionRecord, Evaluator } from './ports.js';
import type { Snapshot } from './sessions.js';
import { answerOnly, append } from './step.js';
import type { StepResult } from './step.js';
import { reasonOf, stopOf } from './stops/end-stopped.js';

/** A request with the key that finds its decision again; a request without a key gets one nobody knows. */
interface Keyed {
  readonly caller: PepCaller;
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string;
  /** Empty where the caller gave no key: nothing can be a retry of it. */
  readonly digest: string;
  /** The decision that is about to be used, where the caller names it. */
  readonly redeems: string | null;
}

/** An action, by whom, and the key that finds its decision again. */
interface Asked {
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string | null;
}

/** Decides an action: the same key gives the same decision, and no answer leaves before its receipt is durable. */
export async function authorize(core: Core, caller: PepCaller, asked: Asked): Promise<Decision> {
  const { request, identity } = asked;
  const key = asked.key ?? newId('act', await core.clock.now());
  const digest = asked.key === null ? '' : sha256(canonicalize({ action: request.action, session_id: request.session_id }));
  return submit(core, { caller, request, identity, key, digest, redeems: null });
}

/**
 * The one use of a decision that waited and may run now: a PEP asks right before it runs the action. Everything is looked
 * at again, with the proofs of identity of this moment; where that no longer lets it run, the answer is a new decision.
 */
export async function redeem(core: Core, caller: PepCaller, asked: Asked & { readonly decisionId: string }): Promise<Decision> {
  const { request, identity, decisionId } = asked;
  const key = asked.key ?? newId('act', await core.clock.now());
  return submit(core, { caller, request, identity, key, digest: '', redeems: decisionId });
}

async function submit(core: Core, keyed: Keyed): Promise<Decision> {
  const { caller, request } = keyed;
  await lookBack(core, caller, request.session_id);
  const taken = await core.pipeline.submit<Taken>({
    tenant_id: caller.tenant_id,
    session_id: request.session_id,
    prepare: async (snapshot, attempt) => decideAction(core, keyed, { snapshot, attempt }),
  });
  if (taken.decided !== null) core.shadow.observe(taken.decided);
  return taken.answer;
}

/** The answer, and what was decided for it; null where an earlier decision answers. */
interface Taken {
  readonly answer: Decision;
  readonly decided: Decided | null;
}

/**
 * The steps of one decision. Everything before `evaluate` gathers, `decide` in the evaluator decides, everything after it
 * prepares the record; the pipeline signs and commits that before anybody is answered.
 */
async function decideAction(
  core: Core,
  keyed: Keyed,
  at: { readonly snapshot: Snapshot | null; readonly attempt: number },
): Promise<StepResult<Taken>> {
  const { caller, request, identity } = keyed;
  const snapshot = owned(at.snapshot, request.session_id, caller);
  const known = await sameRequest(core, keyed, { snapshot, attempt: at.attempt });
  if (known !== null) return answerOnly({ answer: known, decided: null });
  if (snapshot.session.status === 'closed') throw closedSession(request.session_id);
  const now = await core.clock.now();
  const retry = { action: request.action, requester: identity.requester, key: keyed.key, now };
  const held = await heldOf(core, keyed, { snapshot, retry });
  if (held !== null && isUsedBy(held, keyed.key)) return answerOnly({ answer: toldTo(held, retry), decided: null });
  const evaluator = core.policies.active(caller.tenant_id);
  const draft = await gather(core, keyed, { snapshot, now, evaluator });
  const composed = await core.evaluate(evaluator, draft);
  const used = held === null ? null : reuse(held, composed.verdict, { snapshot, retry });
  if (used !== null) return withDecided(used, null);
  const prepared = newDecision(snapshot, draft, { composed, keyed: asNew(keyed, now), evaluator, deferrals: core.deferrals });
  return withDecided(append(prepared), { snapshot, draft, answer: prepared.answer });
}

/** The decision that the same request got before; null where there is none. */
async function sameRequest(
  core: Core,
  keyed: Keyed,
  { snapshot, attempt }: { readonly snapshot: Snapshot; readonly attempt: number },
): Promise<Decision | null> {
  // The store refuses a key it knows, so only a lost race or a closed session makes it worth asking.
  if (keyed.digest === '' || (attempt === 0 && snapshot.session.status !== 'closed')) return null;
  const known = await core.store.decisionByKey(keyed.caller.tenant_id, keyed.request.session_id, keyed.key);
  return known === null ? null : sameAs(known, keyed);
}

/** Everything that the rules may read, as data: what comes after this has no clock, no random and no I/O. */
async function gather(
  core: Core,
  { request, identity }: Keyed,
  { snapshot, now, evaluator }: { readonly snapshot: Snapshot; readonly now: number; readonly evaluator: Evaluator },
): Promise<DecisionDraft> {
  return draftOf(core, snapshot, {
    action: actionOf(request, now),
    identity: identityFor(core, snapshot, identity),
    requester: identity.requester,
    decision_id: newId('dec', now),
    now,
    evaluator,
    needs: await needsOf(core, snapshot, request.action.depends_on),
    measured: await core.distance.measure(snapshot.state, request.action),
  });
}

const withDecided = (result: StepResult<Decision>, decided: Decided | null): StepResult<Taken> =>
  result.kind === 'answer'
    ? answerOnly({ answer: result.answer, decided })
    : append({ ...result.prepared, answer: { answer: result.prepared.answer, decided } });

async function heldOf(
  core: Core,
  { redeems, caller }: Keyed,
  { snapshot, retry }: { readonly snapshot: Snapshot; readonly retry: Retry },
): Promise<Held | null> {
  if (redeems === null) return heldFor(core, snapshot, retry);
  const held = redeemable(await core.store.decision(caller.tenant_id, redeems), redeems, retry);
  return isUsedBy(held, retry.key) || (await stillAgreed(core, caller.tenant_id, held)) ? held : null;
}

/** What a redemption is denied with is a decision of its own: the key belongs to the one it would have used. */
const asNew = (keyed: Keyed, now: number): Keyed => (keyed.redeems === null ? keyed : { ...keyed, key: newId('act', now) });

function sameAs(known: DecisionRecord, { digest, key }: Keyed): Decision {
  if (known.request_digest === digest) return known.answer;
  throw new ProblemError('idempotency_conflict', {
    detail: `the key \`${key}\` was used for another action: use a new key for a new action`,
    field: 'Idempotency-Key',
  });
}

function actionOf({ action }: DecisionRequest, now: number): DecisionDraft['action'] {
  return {
    action_id: newId('act', now),
    timestamp: timestamp(now),
    tool: action.tool,
    operation: action.operation,
    original_tool: action.original_tool ?? null,
    call_id: action.call_id ?? null,
    parameters: action.parameters,
    ...(action.depends_on === undefined ? {} : { depends_on: action.depends_on }),
  };
}

/** A session is of one principal: somebody else's token is no proof in it. Whoever was stopped has no authority left. */
function identityFor(core: Core, snapshot: Snapshot, { verified, failure, requester }: VerifiedIdentity): DecisionDraft['identity'] {
  const { session } = snapshot;
  const stop = stopOf(core, snapshot, requester.agent?.id ?? null);
  if (stop !== null) return { verified: false, failure: reasonOf(stop) };
  if (verified && requester.human?.id !== session.principal)
    return { verified: false, failure: 'the human is not the principal of this session' };
  return { verified, failure };
}
