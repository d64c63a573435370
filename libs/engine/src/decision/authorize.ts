import type { Decision, DecisionRequest, PepCaller, VerifiedIdentity } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import { closedSession, owned } from '../journal/access.js';
import { timestamp } from '../journal/clock.js';
import type { Decided } from '../journal/decision-draft.js';
import { newId } from '../journal/identifiers.js';
import type { Journal } from '../journal/journal.js';
import { receiptRequest } from '../journal/proof.js';
import { readProvenRecord } from '../journal/record-evidence.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, append, appendWithEntries } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';
import type { Deciding } from './deciding.js';
import { evaluate } from './evaluate.js';
import { gather, isStillEntitled } from './gather.js';
import type { GatherServices } from './gather.js';
import { inheritedEntries, mayCarry } from './inheritance.js';
import type { InheritanceServices } from './inheritance.js';
import { newDecision } from './new-decision.js';
import { findKnown } from './known.js';
import { withinQueues } from './queues.js';
import type { KnownServices } from './known.js';
import { answerAgain, findReusable, isStillApproved, isUsedBy, requireRedeemable, reuse } from './reusable.js';
import type { ReusableDecision, ReusableServices, Retry } from './reusable.js';

/** What this works with. */
export type AuthorizeServices = Pick<Journal, 'clock' | 'pipeline' | 'store'> &
  Pick<Authority, 'policies'> &
  Pick<Deciding, 'deferrals' | 'earlier' | 'observe'> &
  GatherServices &
  InheritanceServices &
  KnownServices &
  ReusableServices;

/** An action, by whom, and the key that finds its decision again. */
interface Authorization {
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string | null;
}

/** Decides an action: the same key gives the same decision, and no answer leaves before its receipt is durable. */
export async function authorize(
  services: AuthorizeServices,
  caller: PepCaller,
  { request, identity, key }: Authorization,
): Promise<Decision> {
  const digest = key === null ? null : sha256(canonicalize({ action: request.action, session_id: request.session_id }));
  return submit(services, { caller, request, identity, key: key ?? (await freshKey(services)), digest, redeems: null });
}

/**
 * The one use of a decision that was pending and may run now: a PEP asks right before it runs the action. Everything is decided
 * again, with the proofs of identity of this moment; where that no longer lets it run, the answer is a new decision.
 */
export async function redeem(
  services: AuthorizeServices,
  caller: PepCaller,
  { request, identity, key, decisionId }: Authorization & { readonly decisionId: string },
): Promise<Decision> {
  return submit(services, { caller, request, identity, key: key ?? (await freshKey(services)), digest: null, redeems: decisionId });
}

/** A key that nobody else knows. */
const freshKey = async ({ clock }: Pick<Journal, 'clock'>): Promise<string> => newId('act', await clock.now());

/** A request with the key that finds its decision again. */
interface Keyed extends Authorization {
  readonly caller: PepCaller;
  readonly key: string;
  /** Of the request; null where nothing can be a retry of it. */
  readonly digest: string | null;
  /** The decision that is about to be used, where the caller names it. */
  readonly redeems: string | null;
}

/** The answer, and what was decided for it; null where an earlier decision answers. */
interface Taken {
  readonly answer: Decision;
  readonly decided: Decided | null;
}

async function submit(services: AuthorizeServices, keyed: Keyed): Promise<Decision> {
  const { caller, request } = keyed;
  await services.earlier.refresh(caller, request.session_id);
  const { answer, decided } = await services.pipeline.submit<Taken>({
    tenant_id: caller.tenant_id,
    session_id: request.session_id,
    prepare: async (snapshot, attempt) => decideAction(services, keyed, { found: snapshot, attempt }),
  });
  if (decided !== null) services.observe(decided);
  return answer;
}

/**
 * One decision, step by step. The edge has authenticated the enforcement point (1), parsed the action (2) and verified the
 * identities (3) before; the pipeline loads the session, and signs and commits what comes of this, before anybody is answered.
 */
async function decideAction(
  services: AuthorizeServices,
  keyed: Keyed,
  { found, attempt }: { readonly found: Snapshot | null; readonly attempt: number },
): Promise<StepResult<Taken>> {
  const { caller, request } = keyed;
  // 4. The session, which this caller may use; what was decided on this very request before is answered again.
  const snapshot = owned(found, request.session_id, caller);
  const now = await services.clock.now();
  const known = await findKnown(services, { ...keyed, snapshot, attempt, now });
  if (known.kind === 'answer') return answerOnly({ answer: known.answer, decided: null });
  if (snapshot.session.status === 'closed') throw closedSession(request.session_id);
  // What other sessions of this instance have read by now counts in this one: its entry is appended with the decision.
  const bodies = await inheritedEntries(services, snapshot, { now });
  const isFresh = known.kind === 'new' && keyed.redeems === null;
  const take = async (current: Snapshot): Promise<StepResult<Taken>> => decideIn(services, keyed, { snapshot: current, now, isFresh });
  return bodies.length === 0 ? take(snapshot) : appendWithEntries(snapshot, { at: timestamp(now), bodies }, take);
}

/** The decision itself, on the session as it stands. */
async function decideIn(
  services: AuthorizeServices,
  keyed: Keyed,
  { snapshot, now, isFresh }: { readonly snapshot: Snapshot; readonly now: number; readonly isFresh: boolean },
): Promise<StepResult<Taken>> {
  const { caller, request, identity } = keyed;
  const retry = { action: request.action, requester: identity.requester, key: keyed.key, now, request: receiptRequest(caller, request) };
  const reusable = await reusableFor(services, keyed, { snapshot, retry });
  const mayRetry =
    reusable !== null && isUsedBy(reusable, keyed.key) && isStillEntitled(services, snapshot, { identity, action: request.action });
  if (mayRetry) return answerOnly({ answer: await answerAgain(services, reusable, retry), decided: null });
  // 5. Everything that the rules may read becomes data.
  const evaluator = services.policies.active(caller.tenant_id);
  const draft = await gather(services, { caller, request, identity, snapshot, now, evaluator });
  // 6. Policy decides on that data, and on nothing else.
  const composed = await evaluate(evaluator, draft);
  const late = mayCarry(draft, composed.verdict) ? await inheritedEntries(services, snapshot, { now, fresh: true }) : [];
  if (late.length > 0)
    return appendWithEntries(snapshot, { at: timestamp(now), bodies: late }, async (current) =>
      decideIn(services, keyed, { snapshot: current, now, isFresh }),
    );
  // 7. What is to be signed and committed: the use of an approval, or a new decision.
  const used = reusable === null ? null : await reuse(services, reusable, { verdict: composed.verdict, snapshot, retry });
  if (used !== null) return taking(used, null);
  const queued = await withinQueues(services, evaluator, { draft, composed });
  const key = isFresh ? keyed.key : newId('act', now);
  const keys = { key, digest: keyed.digest ?? '', identity };
  const prepared = newDecision(snapshot, queued.draft, {
    composed: queued.composed,
    keyed: keys,
    evaluator,
    deferrals: services.deferrals,
  });
  // 8. The answer, once it is durable.
  return taking(append(prepared), { snapshot, draft: queued.draft, answer: prepared.answer });
}

/** The pending or approved decision that this call is about. */
async function reusableFor(
  services: AuthorizeServices,
  { redeems, caller, request, identity }: Keyed,
  { snapshot, retry }: { readonly snapshot: Snapshot; readonly retry: Retry },
): Promise<ReusableDecision | null> {
  if (redeems === null) return findReusable(services, snapshot, retry);
  // Whoever cannot prove who they are is denied, with a receipt, whatever they name: who they claim to be is not known.
  if (!identity.verified) return null;
  const { session_id } = request;
  // Read with its evidence: what runs in its name is what was signed.
  const record = await readProvenRecord(services, { tenant_id: caller.tenant_id, session_id, decision_id: redeems });
  const reusable = requireRedeemable(record, redeems, { ...retry, session_id });
  return isUsedBy(reusable, retry.key) || (await isStillApproved(services, caller.tenant_id, reusable)) ? reusable : null;
}

const taking = (result: StepResult<Decision>, decided: Decided | null): StepResult<Taken> => {
  if (result.kind === 'answer') return answerOnly({ answer: result.answer, decided });
  const { answer, prove, ...rest } = result.prepared;
  return append({
    ...rest,
    answer: { answer, decided },
    ...(prove === undefined ? {} : { prove: (receipts) => ({ answer: prove(receipts), decided }) }),
  });
};
