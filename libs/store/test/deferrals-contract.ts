import { expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import type { AppendUnit, DeferredPlace, DeferredRow, Head, Store } from '@writ/engine';
import { decisionRecord, id, inMs, pendingRecord, unit } from './units.js';

/** What the settling of deferrals reads, of every implementation. */
export function deferralLaws(one: () => Store): void {
  const commit = async (next: AppendUnit): Promise<Head> => {
    expect(await one().append([next])).toEqual(['committed']);
    return next.head;
  };
  const opened = async (): Promise<{ readonly session: string; readonly head: Head }> => {
    const session = id('ses');
    return { session, head: await commit(unit({ session, from: null })) };
  };
  const deferral = (
    session_id: string,
    over: { readonly deadline: string; readonly action_id?: string },
  ): ReturnType<typeof pendingRecord> => {
    const record = pendingRecord({ session_id, deadline: over.deadline });
    const pending = { kind: 'DEFER' as const, deadline: over.deadline, approvers: [], quorum: 0 };
    const answer: Decision = { ...record.answer, initial_result: 'DEFER', result: 'DEFER', pending, action_id: over.action_id ?? 'act_x' };
    return { ...record, answer };
  };

  it('finds deferrals that wait by their deadlines, page after page, with the head of their session', async () => {
    const { session, head } = await opened();
    const records = [3, 1, 2].map((hours) => deferral(session, { deadline: inMs(hours * 3_600_000) }));
    const people = pendingRecord({ session_id: session });
    let at = head;
    for (const decision of [...records, people, decisionRecord({ session_id: session })])
      at = await commit(unit({ session, from: at, decision }));
    const wanted = [records[1], records[2], records[0]].map((record) => record?.decision_id);
    const found: string[] = [];
    let after: DeferredPlace | null = null;
    for (;;) {
      const [row]: readonly DeferredRow[] = await one().deferred({ after, limit: 1 });
      if (row === undefined) break;
      if (row.record.session_id === session) {
        found.push(row.record.decision_id);
        expect(row.entry_seq).toBe(at.entry_seq);
      }
      after = { deadline: row.record.deadline ?? '', decision_id: row.record.decision_id };
    }
    expect(found).toEqual(wanted);
  });

  it('finds what waits whatever its parameters hold, so that one hides no other', async () => {
    const { session, head } = await opened();
    const record = deferral(session, { deadline: inMs(90_000) });
    // What neither text nor JSON of every database can hold; the backslash before is one of the text.
    const hostile = {
      ...record,
      answer: { ...record.answer, effective_parameters: { zero: '\u0000', half: '\ud800', text: '\\u0000 \\ud800' } },
    };
    await commit(unit({ session, from: head, decision: hostile }));
    const found = (await one().deferred({ after: null, limit: 1000 })).filter((row) => row.record.session_id === session);
    expect(found.map((row) => row.record.decision_id)).toEqual([record.decision_id]);
    expect(found[0]?.record.answer.effective_parameters).toEqual(hostile.answer.effective_parameters);
  });

  it('finds what was ever deferred in a tenant, and the decision on an action of a session', async () => {
    const { session, head } = await opened();
    const record = deferral(session, { deadline: inMs(60_000), action_id: 'act_wanted' });
    await commit(unit({ session, from: head, decision: record }));
    expect((await one().deferrals('t1', { limit: 1000 })).map((each) => each.decision_id)).toContain(record.decision_id);
    expect(await one().deferrals('t2', { limit: 1000 })).toEqual([]);
    expect((await one().decisionOfAction('t1', session, 'act_wanted'))?.decision_id).toBe(record.decision_id);
    expect(await one().decisionOfAction('t1', session, 'act_other')).toBeNull();
    expect(await one().decisionOfAction('t1', 'ses_other', 'act_wanted')).toBeNull();
  });
}
