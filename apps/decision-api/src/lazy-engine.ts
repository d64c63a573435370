import type { Engine } from '@writ/engine';

/** The engine that is there when an operation is called; `current` throws where there is none. */
export function lazyEngine(current: () => Engine): Engine {
  return {
    openSession: async (...given) => current().openSession(...given),
    appendEntry: async (...given) => current().appendEntry(...given),
    closeSession: async (...given) => current().closeSession(...given),
    authorize: async (...given) => current().authorize(...given),
    redeem: async (...given) => current().redeem(...given),
    decision: async (...given) => current().decision(...given),
    awaitDecision: async (...given) => current().awaitDecision(...given),
    recordOutcome: async (...given) => current().recordOutcome(...given),
    releaseOutput: async (...given) => current().releaseOutput(...given),
    supplyContext: async (...given) => current().supplyContext(...given),
    answerQuestion: async (...given) => current().answerQuestion(...given),
    deferrals: async (...given) => current().deferrals(...given),
    deferralStats: async (...given) => current().deferralStats(...given),
    resolveDeferrals: async (...given) => current().resolveDeferrals(...given),
    contextOf: async (...given) => current().contextOf(...given),
    settleOverdue: async (...given) => current().settleOverdue(...given),
    sessions: async (...given) => current().sessions(...given),
    sessionReceipts: async (...given) => current().sessionReceipts(...given),
    receipt: async (...given) => current().receipt(...given),
    bundle: async (...given) => current().bundle(...given),
    ...peoples(current),
    ready: async () => current().ready(),
    close: async () => current().close(),
  };
}

/** What people call. */
const peoples = (
  current: () => Engine,
): Pick<
  Engine,
  | 'approvalsPage'
  | 'previewGrant'
  | 'proposals'
  | 'approvalStats'
  | 'passkeys'
  | 'beginPasskey'
  | 'addPasskey'
  | 'removePasskey'
  | 'stop'
  | 'lift'
  | 'stops'
  | 'grant'
  | 'revokeGrant'
  | 'grants'
  | 'approvals'
  | 'settleApproval'
  | 'beginApproval'
> => ({
  approvalsPage: async (...given) => current().approvalsPage(...given),
  previewGrant: async (...given) => current().previewGrant(...given),
  proposals: async (...given) => current().proposals(...given),
  approvalStats: async (...given) => current().approvalStats(...given),
  passkeys: async (...given) => current().passkeys(...given),
  beginPasskey: async (...given) => current().beginPasskey(...given),
  addPasskey: async (...given) => current().addPasskey(...given),
  removePasskey: async (...given) => current().removePasskey(...given),
  stop: async (...given) => current().stop(...given),
  lift: async (...given) => current().lift(...given),
  stops: async (...given) => current().stops(...given),
  grant: async (...given) => current().grant(...given),
  revokeGrant: async (...given) => current().revokeGrant(...given),
  grants: async (...given) => current().grants(...given),
  approvals: async (...given) => current().approvals(...given),
  settleApproval: async (...given) => current().settleApproval(...given),
  beginApproval: async (...given) => current().beginApproval(...given),
});
