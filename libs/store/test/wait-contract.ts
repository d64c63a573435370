import { expect, it } from '@jest/globals';
import type { AppendUnit, DecisionRecord, Head, Store, SuspendedDecision, Waiter } from '@writ/engine';
import { id, inMs, pendingRecord, unit } from './units.js';

interface Asking {
  readonly agent?: string;
  readonly human?: string;
  readonly approvers?: readonly string[];
  readonly deadline?: string;
}

/** A decision that waits, by whose action it is and who is asked. */
function waits(tenant_id: string, session_id: string, asking: Asking): DecisionRecord {
  const { agent = 'coder', human = 'ana', approvers = ['approver'], deadline = inMs(60_000) } = asking;
  const record = pendingRecord({ tenant_id, session_id, deadline });
  const requester = { agent: { id: agent }, human: { id: human } };
  return {
    ...record,
    answer: { ...record.answer, pending: { kind: 'STEP_UP', deadline, approvers: [...approvers], quorum: 1 } },
    suspended: { requester } as SuspendedDecision,
  };
}

/** What waits, in whatever session, on every implementation. */
export function waitLaws(one: () => Store, two: () => Store): void {
  const counted = async (tenant_id: string, change: Partial<Waiter> = {}, most = { agent: 10, approver: 10 }): Promise<string> => {
    const waiter = { tenant_id, agent: 'coder', human: 'ana', approvers: ['approver', 'bob'], ...change };
    const { agent, approvers } = await two().countWaiting(waiter, most);
    return `${agent.toString()} ${JSON.stringify(Object.fromEntries(Object.entries(approvers).sort()))}`;
  };
  const commit = async (next: AppendUnit): Promise<Head> => {
    expect(await one().append([next])).toEqual(['committed']);
    return next.head;
  };

  it('counts what waits of an agent for a person and for each approver, in all sessions', async () => {
    const tenant = id('tenant');
    for (const asking of [{}, { approvers: ['bob', 'approver'] }, { human: 'eve' }, { agent: 'other', approvers: [] }]) {
      const session = id('ses');
      const from = await commit(unit({ tenant, session, from: null }));
      await commit(unit({ tenant, session, from, decision: waits(tenant, session, asking) }));
    }
    expect(await counted(tenant)).toBe('2 {"approver":3,"bob":1}');
    expect(await counted(tenant, { human: 'eve', approvers: [] })).toBe('1 {}');
    expect(await counted(tenant, {}, { agent: 1, approver: 2 })).toBe('1 {"approver":2,"bob":1}');
    expect(await counted(id('tenant'))).toBe('0 {"approver":0,"bob":0}');
  });

  it('counts what waits on for others, and not what has ended or is overdue', async () => {
    const [tenant, session] = [id('tenant'), id('ses')];
    const decision = waits(tenant, session, {});
    let from = await commit(unit({ tenant, session, from: null, decision }));
    const late = id('ses');
    await commit(unit({ tenant, session: late, from: null, decision: waits(tenant, late, { deadline: inMs(-1000) }) }));
    expect(await counted(tenant)).toBe('1 {"approver":1,"bob":0}');
    const pending = { state: 'pending', outcome: null } as const;
    const passedOn = { ...waits(tenant, session, { approvers: ['bob'] }), decision_id: decision.decision_id };
    from = await commit(unit({ tenant, session, from, change: { record: passedOn, from: pending } }));
    expect(await counted(tenant)).toBe('1 {"approver":0,"bob":1}');
    const denied = { ...passedOn, state: 'final', suspended: null, answer: { ...passedOn.answer, result: 'DENY', pending: null } } as const;
    await commit(unit({ tenant, session, from, change: { record: denied, from: pending } }));
    expect(await counted(tenant)).toBe('0 {"approver":0,"bob":0}');
  });
}
