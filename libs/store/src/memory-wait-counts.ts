import type { DecisionRecord, WaitStore } from '@writ/engine';

/** Counts what waits among all decisions. */
export const memoryWaitCounts = (decisions: ReadonlyMap<string, DecisionRecord>): WaitStore => ({
  countWaiting: async ({ tenant_id, agent, human, approvers }, most) => {
    const now = new Date().toISOString();
    const waiting = [...decisions.values()].filter(
      (one) => one.tenant_id === tenant_id && one.state === 'pending' && one.suspended !== null && (one.deadline ?? '') > now,
    );
    const own = waiting.filter(({ suspended }) => suspended?.requester.agent?.id === agent && suspended.requester.human?.id === human);
    const asks = (name: string): number => waiting.filter(({ answer }) => answer.pending?.approvers.includes(name) === true).length;
    return Promise.resolve({
      agent: Math.min(own.length, most.agent),
      approvers: Object.fromEntries(approvers.map((name) => [name, Math.min(asks(name), most.approver)])),
    });
  },
});
