import { describeRevocation, permits } from '@writ/aarm';
import type { DecidedIdentity, DecisionRequest, PepCaller, SubmittedAction, TokenRevocation, VerifiedIdentity } from '@writ/aarm';
import type { Authority } from '../authority/authority.js';
import type { Revocations } from '../authority/revocations.js';
import { findStop } from '../authority/stops.js';
import { timestamp } from '../journal/clock.js';
import type { DecisionDraft } from '../journal/decision-draft.js';
import { newId } from '../journal/identifiers.js';
import type { Evaluator } from '../journal/ports.js';
import { receiptRequest } from '../journal/proof.js';
import type { Snapshot } from '../journal/sessions.js';
import type { Deciding } from './deciding.js';
import { draftOf } from './draft.js';
import type { DraftServices } from './draft.js';
import { needsOf } from './needs.js';
import type { NeedsServices } from './needs.js';

/** What this works with. */
export type GatherServices = Pick<Authority, 'revocations' | 'stops'> & Pick<Deciding, 'distance'> & DraftServices & NeedsServices;

/** A submitted action, and when, on what and by which version it is decided. */
export interface Submission {
  readonly caller: PepCaller;
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly snapshot: Snapshot;
  readonly now: number;
  readonly evaluator: Evaluator;
}

/** Everything that the rules may read, as data: what decides on it has no clock, no random and no I/O. */
export async function gather(services: GatherServices, submission: Submission): Promise<DecisionDraft> {
  const { caller, request, identity, snapshot, now, evaluator } = submission;
  return draftOf(services, snapshot, {
    action: actionOf(request, now),
    request: receiptRequest(caller, request),
    identity: identityIn(services, snapshot, identity),
    requester: identity.requester,
    instance_proof: identity.instance_proof,
    decision_id: newId('dec', now),
    now,
    evaluator,
    needs: await needsOf(services, snapshot, request.action.depends_on),
    measured: await services.distance.measure(snapshot.state, request.action),
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

/**
 * A session is of one principal: somebody else's token proves nothing in it. Whoever was stopped has no authority left, and what an issuer
 * took back proves nothing any more.
 */
export function identityIn(
  services: Pick<Authority, 'revocations' | 'stops'>,
  snapshot: Snapshot,
  identity: VerifiedIdentity,
): Pick<DecidedIdentity, 'verified' | 'failure'> {
  const { verified, failure, requester } = identity;
  const stop = findStop(services, snapshot, requester);
  if (stop !== null) return { verified: false, failure: stop };
  const revoked = findRevoked(services, snapshot.session.tenant_id, identity);
  if (revoked !== null) return { verified: false, failure: describeRevocation(revoked) };
  if (verified && requester.human?.id !== snapshot.session.principal)
    return { verified: false, failure: 'the human is not the principal of this session' };
  return { verified, failure };
}

/** Of tokens it is known when they were issued; of what was recorded, when they were checked. */
function findRevoked(
  { revocations }: { readonly revocations: Pick<Revocations, 'find' | 'findFor'> },
  tenantId: string,
  { tokens, requester }: VerifiedIdentity,
): TokenRevocation | null {
  if (tokens === undefined) return revocations.findFor(tenantId, requester);
  return tokens.map((token) => revocations.find(tenantId, token)).find((found) => found !== null) ?? null;
}

/** Whether whoever asks still has the authority that an earlier answer rested on, for this action. */
export const isStillEntitled = (
  services: Pick<Authority, 'revocations' | 'stops'>,
  snapshot: Snapshot,
  { identity, action }: { readonly identity: VerifiedIdentity; readonly action: SubmittedAction },
): boolean => identityIn(services, snapshot, identity).verified && permits(identity.requester.effective_scope, action);
