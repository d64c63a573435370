import { describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '@writ/store';
import { sessionUses } from '../src/journal/uses.js';
import { blankSnapshot } from '../src/journal/sessions.js';
import { open, startHouse } from './house.js';

const HOUR = 3_600_000;
const family = { tenant_id: 'acme', agent_instance: 'laptop', principal: 'eve' };
const session = (session_id: string) =>
  blankSnapshot({
    ...{ ...family, session_id, pep_id: 'pep1', host_session_id: 'h', parent_session_id: null, agent_type: 'test', status: 'open' },
    ...{ opened_at: '2026-11-23T00:00:00.000Z', head: { entry_seq: -1, entry_hash: '', receipt_seq: -1, receipt_hash: '' } },
  }).session;

describe('which sessions were used', () => {
  it('is noted once in ten minutes, and found by any process until it is too long ago', async () => {
    const house = await startHouse();
    const id = await open(house.engine, undefined, 'eve');
    const [here, there] = [sessionUses(house.store), sessionUses(house.store)];
    const now = Date.now();
    const since = async (uses: typeof here, at: number) => (await uses.since(family, { from: at - HOUR, now: at })).sessions;
    await here.note(session(id), now);
    expect(here.note(session(id), now)).toBeNull();
    expect(there.note(session(id), now)).not.toBeNull();
    for (const uses of [here, there]) expect(await since(uses, now)).toEqual([{ session_id: id, entry_seq: 0 }]);
    expect(await since(there, now + 2 * HOUR)).toEqual([]);
    // Its next use is a new one.
    expect(there.note(session(id), now + 2 * HOUR)).not.toBeNull();
    await house.close();
  });

  it('forgets what was noted and is not there, and notes it again', async () => {
    const uses = sessionUses(createMemoryStore());
    const now = Date.now();
    await uses.note(session('ses_never'), now);
    expect(await uses.since(family, { from: now - HOUR, now })).toEqual({ sessions: [], complete: true });
    expect(uses.note(session('ses_never'), now)).not.toBeNull();
  });

  it('knows at once what this process notes, whenever the database was asked', async () => {
    const uses = sessionUses(createMemoryStore());
    const now = Date.now();
    await uses.since(family, { from: now - HOUR, now });
    await uses.note(session('ses_new'), now);
    expect((await uses.since(family, { from: now - HOUR, now: now + 1 })).sessions).toEqual([{ session_id: 'ses_new', entry_seq: -1 }]);
  });
});
