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
import type { DecisionRecord } from './ports.js';
import type { Snapshot } from './sessions.js';
import type { Plan } from './step.js';
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
  return submitted(core, { caller, request, identity, key, digest, redeems: null });
}

/**
 * The one use of a decision that waited and may run now: a PEP asks right before it runs the action. Everything is looked
 * at again, with the proofs of identity of this moment; where that no longer lets it run, the answer is a new decision.
 */
export async function redeem(core: Core, caller: PepCaller, asked: Asked & { readonly decisionId: string }): Promise<Decision> {
  const { request, identity, decisionId } = asked;
  const key = asked.key ?? newId('act', await core.clock.now());
  return submitted(core, { caller, request, identity, key, digest: '', redeems: decisionId });
}

async function submitted(core: Core, keyed: Keyed): Promise<Decision> {
  const { caller, request } = keyed;
  let taken: Omit<Decided, 'answer'> | null = null;
  await lookBack(core, caller, request.session_id);
  const answer = await core.pipeline.submit<Decision>({
    tenant_id: caller.tenant_id,
    session_id: request.session_id,
    prepare: async (snapshot, attempt) => prepare(core, keyed, { snapshot, attempt, drafted: (draft) => (taken = draft) }),
  });
  show(core, taken, answer);
  return answer;
}

/** Shows a decision that this very call made; a retry's was shown before. */
function show(core: Core, taken: Omit<Decided, 'answer'> | null, answer: Decision): void {
  if (taken?.draft.decision_id === answer.decision_id) core.shadow.observe({ ...taken, answer });
}

async function prepare(
  core: Core,
  keyed: Keyed,
  at: { readonly snapshot: Snapshot | null; readonly attempt: number; readonly drafted: (draft: Omit<Decided, 'answer'>) => void },
): Promise<Plan<Decision>> {
  const { caller, request, identity, digest } = keyed;
  const snapshot = owned(at.snapshot, request.session_id, caller);
  const closed = snapshot.session.status === 'closed';
  // The store refuses a key it knows, so only a lost race or a closed session makes it worth asking.
  if (digest !== '' && (at.attempt > 0 || closed)) {
    const known = await core.store.decisionByKey(caller.tenant_id, request.session_id, keyed.key);
    if (known !== null) return { kind: 'answer', answer: sameAs(known, keyed) };
  }
  if (closed) throw closedSession(request.session_id);
  const now = await core.clock.now();
  const retry = { action: request.action, requester: identity.requester, key: keyed.key, now };
  const held = await heldOf(core, keyed, { snapshot, retry });
  if (held !== null && isUsedBy(held, keyed.key)) return { kind: 'answer', answer: toldTo(held, retry) };
  const evaluator = core.policies.active(caller.tenant_id);
  const draft = draftOf(core, snapshot, {
    action: actionOf(request, now),
    identity: identityFor(core, snapshot, identity),
    requester: identity.requester,
    decision_id: newId('dec', now),
    now,
    evaluator,
    needs: await needsOf(core, snapshot, request.action.depends_on),
    measured: await core.distance.measure(snapshot.state, request.action),
  });
  at.drafted({ snapshot, draft });
  return {
    kind: 'decide',
    draft,
    evaluator,
    finish: (composed) =>
      (held === null ? null : reuse(held, composed.verdict, { snapshot, retry })) ?? {
        kind: 'append',
        prepared: newDecision(snapshot, draft, { composed, keyed: asNew(keyed, now), evaluator, deferrals: core.deferrals }),
      },
  };
}

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
