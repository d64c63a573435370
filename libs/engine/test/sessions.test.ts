import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createEngine, standAlone, onePolicy } from '../src/index.js';
import type { Engine } from '../src/index.js';
import { cachedSessions } from '../src/journal/sessions.js';
import { ask, identity, pep, startHouse } from './house.js';
import type { House } from './house.js';

let house: House;
let engine: Engine;

beforeAll(async () => {
  house = await startHouse();
  const { store, signer, evaluator } = house;
  engine = createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals() });
});
afterAll(async () => {
  await engine.close();
  await house.close();
});

/** A session that has read an output of so many words. */
async function sessionThatRead(name: string, words: number): Promise<string> {
  const request = { host_session_id: name, agent_type: 'test', user_request: { text: 'x' }, identity: {} };
  const { session_id } = (await engine.openSession(pep, request, identity())).session;
  const { decision_id } = await ask(engine, session_id, { tool: 'file' });
  const output = Array.from({ length: words }, (_, i) => `${name}word${String(i)}`).join(' ');
  await engine.recordOutcome(pep, decision_id, { status: 'completed', output });
  return session_id;
}

describe('sessions in memory', () => {
  it('are as many as their reading leaves room for, the last used ones first, and come back from the store as they were', async () => {
    const [small, large, last] = [await sessionThatRead('a', 5), await sessionThatRead('b', 300), await sessionThatRead('c', 300)];
    const reads: string[] = [];
    const { store } = house;
    const counting = {
      session: async (tenant: string, id: string) => {
        reads.push(id);
        return store.session(tenant, id);
      },
      entries: store.entries.bind(store),
      receiptAt: store.receiptAt.bind(store),
    };
    const known = cachedSessions({ store: counting, evidence: null }, { sessions: 10, sightings: 500 });
    const before = await known.load('acme', large);
    await known.load('acme', small);
    await known.load('acme', small);
    expect(reads).toEqual([large, small]);
    await known.load('acme', last);
    expect(await known.load('acme', small)).toBeDefined();
    expect(reads).toEqual([large, small, last]);
    expect(await known.load('acme', large)).toEqual(before);
    expect(reads).toEqual([large, small, last, large]);
  });

  it('keep the one that is in use, however much it has read', async () => {
    const session = await sessionThatRead('d', 300);
    const known = cachedSessions({ store: house.store, evidence: null }, { sessions: 10, sightings: 100 });
    const first = await known.load('acme', session);
    expect(await known.load('acme', session)).toBe(first);
  });
});
