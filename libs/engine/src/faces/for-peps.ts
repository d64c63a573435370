import type {
  Decision,
  DecisionRequest,
  OpenSession,
  OutcomeReport,
  OutputReport,
  PepCaller,
  Release,
  SubmittedEntry,
  SuppliedContext,
  VerifiedIdentity,
} from '@writ/aarm';
import { answerByGrant } from '../approval/use-grant.js';
import type { UseGrantServices } from '../approval/use-grant.js';
import { authorize, redeem } from '../decision/authorize.js';
import { arrivalOf } from '../deferral/reconsider.js';
import type { Arrival } from '../deferral/reconsider.js';
import { supplyContext } from '../deferral/supply-context.js';
import type { SupplyContextServices } from '../deferral/supply-context.js';
import type { SessionRecord } from '../journal/ports.js';
import { notifyChange, reconsiderQuietly } from './notify.js';
import { recordOutcome } from '../outcome/record-outcome.js';
import { releaseOutput } from '../outcome/release-output.js';
import type { ReleaseOutputServices } from '../outcome/release-output.js';
import { closeSession } from '../pending/close-session.js';
import type { CloseSessionServices } from '../pending/close-session.js';
import { appendEntry, bodyOf, openSession } from '../session/open-session.js';
import type { OpenSessionServices } from '../session/open-session.js';

/** What a PEP is about to run in the name of a decision that was pending, with the proofs of identity of this moment. */
export interface Redemption {
  readonly request: DecisionRequest;
  readonly identity: VerifiedIdentity;
  readonly key: string | null;
}

/** For enforcement points: sessions, decisions and what came of them. */
export interface ForPeps {
  openSession(
    caller: PepCaller,
    request: OpenSession,
    identity: VerifiedIdentity,
  ): Promise<{ readonly session: SessionRecord; readonly created: boolean }>;
  appendEntry(caller: PepCaller, sessionId: string, entry: SubmittedEntry): Promise<{ readonly seq: number; readonly hash: string }>;
  closeSession(caller: PepCaller, sessionId: string): Promise<SessionRecord>;
  /** `identity` is checked by the edge; where it is not verified the answer is a DENY with a receipt. */
  authorize(caller: PepCaller, request: DecisionRequest, identity: VerifiedIdentity, idempotencyKey: string | null): Promise<Decision>;
  /**
   * The one use of a decision that was pending and may run now. The answer is that decision, or a new one that says why not; with the
   * same key again, the same. Throws `not_redeemable` and `already_redeemed`.
   */
  redeem(caller: PepCaller, decisionId: string, use: Redemption): Promise<Decision>;
  recordOutcome(caller: PepCaller, decisionId: string, report: OutcomeReport): Promise<Decision>;
  /**
   * Records the outcome and decides whether the model may see the output, and how much of it. Anything but ALLOW and MODIFY withholds it.
   * Throws what recordOutcome throws, and `invalid_field` where an output is too large to be redacted.
   */
  releaseOutput(caller: PepCaller, decisionId: string, report: OutputReport): Promise<Release>;
  supplyContext(caller: PepCaller, decisionId: string, context: SuppliedContext): Promise<Decision>;
}

type Services = CloseSessionServices & OpenSessionServices & ReleaseOutputServices & SupplyContextServices & UseGrantServices;

/** The operations of enforcement points. */
export const forPeps = (services: Services): ForPeps => ({
  openSession: async (caller, request, identity) => openSession(services, caller, { request, identity }),
  appendEntry: async (caller, sessionId, entry) => {
    const appended = await appendEntry(services, caller, { sessionId, entry });
    await reconsiderQuietly(services, { ...caller, session_id: sessionId }, arrivalFrom(entry, caller));
    return appended;
  },
  closeSession: async (caller, sessionId) => closeSession(services, caller, sessionId),
  authorize: async (caller, request, identity, key) =>
    answerByGrant(services, caller.tenant_id, await authorize(services, caller, { request, identity, key })),
  redeem: async (caller, decisionId, use) => redeem(services, caller, { ...use, decisionId }),
  recordOutcome: async (caller, decisionId, report) =>
    notifyChange(services, caller, await recordOutcome(services, caller, { decisionId, report })),
  releaseOutput: async (caller, decisionId, report) => {
    const release = await releaseOutput(services, caller, { decisionId, report });
    return { ...release, decision: await notifyChange(services, caller, release.decision) };
  },
  supplyContext: async (caller, decisionId, context) =>
    notifyChange(services, caller, await supplyContext(services, caller, { decisionId, context })),
});

const arrivalFrom = (entry: SubmittedEntry, { pep_id }: PepCaller): Arrival | null =>
  entry.kind === 'source' ? null : arrivalOf(bodyOf(entry), `pep:${pep_id}`);
