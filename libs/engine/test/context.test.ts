import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entryHash, GENESIS } from '@writ/receipt';
import { createSignals } from '@writ/signals';
import { createMemoryRecordings } from '@writ/store';
import { createEngine, standAlone, replay } from '../src/index.js';
import type { Engine, Evaluator, Recordings } from '../src/index.js';
import { ask, identity, open, pep, startHouse } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

/** Speaks only where exactly this happened before, and nothing else. */
const HISTORY = `if {
	input.context.action_count == 3
	input.context.submitted == {"file.run": 2, "crm.run": 1}
	input.context.tools_used == ["file", "crm"]
	"PII" in input.context.data_classifications
}`;

let house: House;
let evaluator: Evaluator;
let engine: Engine;
beforeAll(async () => {
  house = await startHouse();
  evaluator = await startPolicy('history', '', [
    { id: 'asked_for', class: 'standard_allow', result: 'ALLOW', tool: 'delete', condition: HISTORY },
  ]);
  engine = createEngine({ ...standAlone, store: house.store, signer: house.signer, evaluator, signals: createSignals() });
});
afterAll(async () => {
  await engine.close();
  await evaluator.close();
  await house.close();
});

const history = async (tools: readonly string[]): Promise<string> => {
  const session = await open(engine);
  for (const tool of tools) await ask(engine, session, { tool });
  return session;
};
const wipe = async (session: string): Promise<string> => (await ask(engine, session, { tool: 'delete' })).result;

describe('the context of a decision', () => {
  it('AARM-19: has all that the session did before, at whatever step', async () => {
    expect(await wipe(await history(['file', 'file', 'crm']))).toBe('ALLOW');
    expect(await wipe(await history(['file', 'crm']))).toBe('DENY');
    expect(await wipe(await history(['file', 'file', 'crm', 'file']))).toBe('DENY');
    const session = await history(['file', 'disk', 'crm']);
    const { decision_id } = await ask(engine, session, { tool: 'delete' });
    const told = await engine.contextOf(pep, decision_id);
    expect(told.prior_actions.map(({ tool, result }) => [tool, result])).toEqual([
      ['file', 'ALLOW'],
      ['disk', 'DENY'],
      ['crm', 'ALLOW'],
    ]);
  });

  it('AARM-28: takes an action down before it may run, and what came of it afterwards', async () => {
    const session = await open(engine);
    const from = (await house.store.session('acme', session))?.head.entry_seq ?? 0;
    const decision = await ask(engine, session, { tool: 'file' });
    const kinds = async (): Promise<readonly string[]> => (await house.store.entries('acme', session, from)).map(({ kind }) => kind);
    expect([decision.result, await kinds()]).toEqual(['ALLOW', ['action', 'decision']]);
    await engine.recordOutcome(pep, decision.decision_id, { status: 'completed', output: 'done' });
    expect(await kinds()).toEqual(['action', 'decision', 'outcome']);
  });

  it('says of an output that was not read to its end that it was not', async () => {
    const session = await open(engine);
    const { decision_id } = await ask(engine, session, { tool: 'file' });
    const rest = { output: 'the beginning', output_digest: `sha256:${'0'.repeat(64)}`, output_length: 5_000_000 };
    await engine.recordOutcome(pep, decision_id, { status: 'completed', ...rest });
    const last = (await house.store.entries('acme', session, 0)).at(-1);
    expect([last?.kind, last?.body]).toEqual(['outcome', expect.stringContaining('"UNREAD"')]);
  });

  it.each(['eve', 'ivo'])('AARM-32: counts what its own session did, whatever others do, for `%s`', async (human) => {
    const one = await history(['crm', 'file']);
    const two = await open(engine, undefined, human);
    const by = { identity: identity({}, human) };
    await ask(engine, one, { tool: 'file' });
    expect([(await ask(engine, two, { tool: 'delete', ...by })).result, await wipe(one)]).toEqual(['DENY', 'DENY']);
    const { decision_id } = await ask(engine, two, { tool: 'file', ...by });
    const { state } = await engine.contextOf(pep, decision_id);
    expect(state).toMatchObject({ action_count: 1, tools_used: ['delete'], destinations_seen: [], results: { DENY: 1 } });
    // What was read in one session counts in all of the same agent for the same person.
    expect(state.classification.labels.includes('PII')).toBe(human === 'eve');
  });
});

describe('its log', () => {
  it('AARM-26: chains every entry to the one before by hash', async () => {
    const entries = await house.store.entries('acme', await history(['file', 'crm']), -1);
    expect(entries.map(({ prev_hash }) => prev_hash)).toEqual([GENESIS, ...entries.slice(0, -1).map(({ hash }) => hash)]);
    expect(entries.map((entry) => entryHash(entry))).toEqual(entries.map(({ hash }) => hash));
  });

  it('AARM-27: shows that an entry was changed, though the hashes were made to fit', async () => {
    const session = await history(['file', 'crm']);
    const real = createMemoryRecordings(house.store);
    const told = async (recordings: Pick<Recordings, 'sessions' | 'read'>) => {
      const { not_replayable, recorded } = await replay({
        recordings,
        signals: createSignals(),
        tenant_id: 'acme',
        since: '2026-01-01T00:00:00.000Z',
        version: async () => Promise.resolve(evaluator),
      });
      return [not_replayable.altered, recorded.reproduced];
    };
    const only: Pick<Recordings, 'sessions' | 'read'> = {
      sessions: async (tenant, options) => (await real.sessions(tenant, options)).filter(({ session_id }) => session_id === session),
      read: async (rows) => real.read(rows),
    };
    expect(await told(only)).toEqual([0, 2]);
    const forged: typeof only = {
      ...only,
      read: async (rows) =>
        (await real.read(rows)).map((recording) => {
          let prev = GENESIS;
          const entries = recording.entries.map((entry) => {
            const body = entry.kind === 'action' ? entry.body.replace('"tool":"crm"', '"tool":"cow"') : entry.body;
            const unhashed = { ...entry, body, prev_hash: prev };
            prev = entryHash(unhashed);
            return { ...unhashed, hash: prev };
          });
          return { ...recording, entries, session: { ...recording.session, head: { ...recording.session.head, entry_hash: prev } } };
        }),
    };
    // The receipts are signed, and each commits to the entries of its moment.
    expect(await told(forged)).toEqual([1, 1]);
  });
});
