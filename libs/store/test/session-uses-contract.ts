import { expect, it } from '@jest/globals';
import type { Family, Store } from '@writ/engine';
import { id, unit } from './units.js';

/** Which sessions were used lately, on every implementation. */
export function sessionUsesLaws(one: () => Store, two: () => Store): void {
  const family = (): Family => ({ tenant_id: id('tenant'), agent_instance: 'laptop', principal: 'ana' });
  const used = async (of: Family, from_slot: number, limit = 10): Promise<readonly string[]> =>
    (await two().usedSessions(of, { from_slot, limit })).map(({ session_id, slot, entry_seq }) =>
      [session_id, slot.toString(), entry_seq.toString()].join(' '),
    );

  it('finds the sessions that were used since, the newest first, with where their log ends', async () => {
    const of = family();
    const first = unit({ tenant: of.tenant_id, session: 'ses_1', from: null, entries: 2 });
    await one().append([first]);
    for (const [session_id, slot] of [
      ['ses_1', 5],
      ['ses_2', 7],
      ['ses_1', 6],
      ['ses_1', 6],
      ['ses_3', 4],
    ] as const)
      await one().noteUse(of, { session_id, slot });
    expect(await used(of, 4)).toEqual(['ses_2 7 -1', 'ses_1 6 1', 'ses_3 4 -1']);
    expect(await used(of, 6)).toEqual(['ses_2 7 -1', 'ses_1 6 1']);
    expect(await used(of, 4, 2)).toEqual(['ses_2 7 -1', 'ses_1 6 1']);
    await one().append([unit({ tenant: of.tenant_id, session: 'ses_1', from: first.head, entries: 3 })]);
    expect(await used(of, 6, 1)).toEqual(['ses_2 7 -1']);
    expect(await used(of, 6)).toContain('ses_1 6 4');
  });

  it('tells of the sessions of nobody else', async () => {
    const of = family();
    await one().noteUse(of, { session_id: 'ses_1', slot: 5 });
    for (const change of [{ tenant_id: id('tenant') }, { agent_instance: 'desktop' }, { principal: 'bob' }])
      expect(await used({ ...of, ...change }, 0)).toEqual([]);
  });
}
