import type { Caller, Decision, DecisionRequest } from '@writ/aarm';
import type { Authenticator } from '@writ/server';
import type { DecisionApiParts } from '../parts.js';
import type { Operations } from './operation.js';
import { refuseReserved } from './own-source.js';

/** How long a stream waits until it shows that it lives. */
const HEARTBEAT_MS = 15_000;

/** Decisions and what belongs to one: its outcome, its context, its evidence. */
export const DECISION_OPERATIONS = {
  decide: async ({ engine, authenticator, metrics }, { caller, body, key, signal }) => {
    const started = performance.now();
    const identity = await authenticator.identity(body.identity, caller, askedIn(body));
    const decision = await engine.authorize(caller, body, identity, key);
    metrics.decided(decision.result, (performance.now() - started) / 1000);
    const wait = body.wait_ms ?? 0;
    return decision.pending === null || wait === 0 ? decision : engine.awaitDecision(caller, decision.decision_id, wait, signal());
  },
  getDecision: ({ engine }, { caller, id, query, signal }) => {
    const wait = query.wait_ms ?? 0;
    return wait === 0 ? engine.decision(caller, id) : engine.awaitDecision(caller, id, wait, signal());
  },
  watchDecision: ({ engine }, { caller, id, signal }) => Promise.resolve(changesOf(engine, { caller, id, signal: signal() })),
  // The proofs of identity of this moment are checked before anything runs in the name of what was approved.
  redeem: async ({ engine, authenticator }, { caller, id, body, key }) => {
    const identity = await authenticator.identity(body.identity, caller, askedIn(body));
    return engine.redeem(caller, id, { request: body, identity, key });
  },
  reportOutcome: ({ engine }, { caller, id, body }) => engine.recordOutcome(caller, id, body),
  releaseOutput: ({ engine }, { caller, id, body }) => engine.releaseOutput(caller, id, body),
  supplyContext: async ({ engine }, { caller, id, body }) => {
    const sources = body.facts.map(({ source }) => source);
    refuseReserved(sources, 'facts');
    return engine.supplyContext(caller, id, body);
  },
  getContext: ({ engine }, { caller, id }) => engine.contextOf(caller, id),
  getBundle: ({ engine }, { caller, id }) => engine.bundle(caller, id),
  getReceipt: ({ engine }, { caller, id }) => engine.receipt(caller, id),
} satisfies Partial<Operations>;

/** What an identity asks for: the very action, in this session, by this request. */
function askedIn({ session_id, nonce, action }: Omit<DecisionRequest, 'wait_ms'>): Parameters<Authenticator['identity']>[2] {
  const { tool, operation, parameters } = action;
  return { session_id, tool, operation, parameters, nonce: nonce ?? null };
}

/** Every state of a decision from now until it is no longer pending; null is the heartbeat. */
async function* changesOf(
  engine: DecisionApiParts['engine'],
  { caller, id, signal }: { readonly caller: Caller; readonly id: string; readonly signal: AbortSignal },
): AsyncGenerator<Decision | null> {
  let decision = await engine.decision(caller, id);
  yield decision;
  while (decision.pending !== null && !signal.aborted) {
    const before = JSON.stringify(decision);
    decision = await engine.awaitDecision(caller, id, HEARTBEAT_MS, signal);
    yield JSON.stringify(decision) === before ? null : decision;
  }
}
