import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { createMemoryRecordings } from '@writ/store';
import { blastRadius, replay } from '../src/index.js';
import type { Evaluator, Recordings, ReplayOptions, ReplayReport, SessionRecording } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, startHouse } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let house: House;
let candidate: Evaluator;
let recordings: Recordings;
/** One session with every way that a decision can go, and what happened afterwards. */
let session = '';

beforeAll(async () => {
  house = await startHouse();
  candidate = await startPolicy('2', 'posture: { result: ALLOW }\n', [
    { id: 'payment', class: 'standard_allow', result: 'ALLOW', tool: 'pay' },
    {
      id: 'reading',
      class: 'context_dependent_deny',
      result: 'DENY',
      tool: 'file',
      condition: 'if input.context.action_count > 2',
    },
  ]);
  recordings = createMemoryRecordings(house.store);
  session = await record();
});
afterAll(async () => {
  await candidate.close();
  await house.close();
});

async function record(): Promise<string> {
  const { engine } = house;
  const id = await open(engine, { text: 'clean up: delete my test data from test_orders' });
  const say = async (tool: string, parameters = {}) => ask(engine, id, { tool, parameters });
  await say('file', { path: 'a.txt' });
  const read = await say('crm', { customer: 'c1' });
  await engine.recordOutcome(pep, read.decision_id, { status: 'completed' });
  await say('mail', { to: 'x@out.example' });
  await say('disk');
  await say('query', { limit: 50 });
  await say('query', {});
  await answer(engine, ada, await say('pay', { amount: 5 }));
  await say('file', { path: 'b.txt' });
  await say('stranger');
  await say('delete', { table: 'test_orders' });
  await engine.appendEntry(pep, id, { kind: 'fact', fact: { name: 'window', value: 'open', source: 'calendar', max_age_s: 300 } });
  await say('rotate');
  await ask(engine, id, { tool: 'file', identity: identity({ verified: false, failure: 'the token expired' }) });
  return id;
}

const DECISIONS = 12;

const run = async (change: Partial<ReplayOptions> = {}): Promise<ReplayReport> =>
  replay({
    recordings,
    signals: createSignals(),
    tenant_id: 'acme',
    since: '2026-01-01T00:00:00.000Z',
    version: async (hash) => Promise.resolve(hash === house.evaluator.terms.hash ? house.evaluator : null),
    ...change,
  });

/** The recordings, as if somebody had changed them. */
const changed = (change: (recording: SessionRecording) => SessionRecording): Pick<Recordings, 'sessions' | 'read'> => ({
  sessions: async (...asked) => recordings.sessions(...asked),
  read: async (sessions) => (await recordings.read(sessions)).map(change),
});

describe('a replay on the version that decided', () => {
  it('AARM-49: gives every recorded decision again, from the context as recorded and as the entries give it', async () => {
    const report = await run();
    expect(report.recorded).toEqual({ replayed: DECISIONS, reproduced: DECISIONS, differing: 0, differences: [], context: {} });
    expect(report.scope).toMatchObject({ sessions: 1, decisions: DECISIONS, resolutions: 1 });
    expect(report.not_replayable).toEqual({ erased: 0, altered: 0, version_missing: 0, examples: [] });
    expect(report.candidate).toBeNull();
    expect(blastRadius(report)).toBeNull();
  });

  it('gives the same report again', async () => {
    expect(JSON.stringify(await run({ candidate }))).toBe(JSON.stringify(await run({ candidate })));
  });

  it('names what another policy under that name would say', async () => {
    const report = await run({ version: async () => Promise.resolve(candidate) });
    expect(report.recorded.differing).toBe(DECISIONS);
    const [first] = report.recorded.differences;
    expect(Object.keys(first?.differs ?? {})).toContain('input');
    const paid = report.recorded.differences.find(
      ({ differs }) => differs['result']?.recorded === 'STEP_UP' && differs['result'].replayed === 'ALLOW',
    );
    expect(paid?.differs['quorum']).toEqual({ recorded: '1', replayed: 'none' });
  });

  it('leaves out what it has no version for', async () => {
    const report = await run({ version: async () => Promise.resolve(null) });
    expect(report.recorded.replayed).toBe(0);
    expect(report.not_replayable).toMatchObject({ version_missing: DECISIONS });
    expect(report.not_replayable.examples[0]?.detail).toContain(house.evaluator.terms.hash);
  });

  it('looks at sessions opened since then only', async () => {
    expect((await run({ since: '2999-01-01T00:00:00.000Z' })).scope).toMatchObject({ sessions: 0, decisions: 0 });
    expect((await run({ tenant_id: 'other' })).scope.sessions).toBe(0);
  });
});

describe('a replay on a candidate', () => {
  it('shows exactly what flips, and which way', async () => {
    const report = await run({ candidate });
    const found = report.candidate;
    expect(found).toMatchObject({ replayed: DECISIONS, flipped: 3, loosened: 2, sessions_flipped: 1, recomputed: 0 });
    const results = found?.by.result.map(({ from, to, count }) => `${from} ${to} ${count.toString()}`).sort();
    expect(results).toEqual(['ALLOW DENY 1', 'DENY ALLOW 1', 'STEP_UP ALLOW 1']);
    expect(found?.by.tool).toEqual([
      { name: 'file.run', decisions: 3, flipped: 1, loosened: 0 },
      { name: 'pay.run', decisions: 1, flipped: 1, loosened: 1 },
      { name: 'stranger.run', decisions: 1, flipped: 1, loosened: 1 },
    ]);
    expect(found?.by.agent).toEqual([{ name: 'coder (test)', decisions: DECISIONS, flipped: 3, loosened: 2 }]);
    expect(found?.by.session).toEqual([{ name: session, decisions: DECISIONS, flipped: 3, loosened: 2 }]);
    expect(found?.by.principal.map(({ name }) => name)).toEqual(['eve']);
    expect(blastRadius(report)).toMatchObject({ decisions: DECISIONS, flipped: 3, sessions: 1 });
  });

  it('gives examples, the looser ones first', async () => {
    const { candidate: found } = await run({ candidate });
    expect(found?.examples.map(({ way, tool }) => `${way} ${tool}`)).toEqual(['looser pay', 'looser stranger', 'stricter file']);
    expect(found?.examples[2]).toMatchObject({
      parameters: { path: 'b.txt' },
      before: { result: 'ALLOW', rule: 'engine/reading' },
      // It reads a field that the version of then did not, so the record has it from the entries alone.
      after: { result: 'DENY', rule: 'engine/reading' },
    });
  });

  it('flips nothing where the candidate is the same policy', async () => {
    const { candidate: found } = await run({ candidate: house.evaluator });
    expect(found).toMatchObject({ replayed: DECISIONS, flipped: 0, reworded: 0, examples: [] });
  });

  it('counts what could not be replayed as flipped', async () => {
    const report = await run({ candidate, recordings: changed((recording) => erased(recording, 1)) });
    expect(report.candidate?.replayed).toBe(DECISIONS - 1);
    expect(blastRadius(report)).toMatchObject({ decisions: DECISIONS, flipped: 4 });
  });
});

describe('a candidate that remembers what the version of then did not', () => {
  let tracking: Evaluator;
  beforeAll(async () => {
    const trackers = 'trackers: [{ id: reads, applies_to: [{ tool: file }], when: submitted }]\n';
    tracking = await startPolicy('3', trackers, [
      {
        id: 'reading',
        class: 'context_dependent_deny',
        result: 'DENY',
        tool: 'file',
        condition: 'if input.context.tracked.reads.count >= 1',
      },
      { id: 'asked_for', class: 'standard_allow', result: 'ALLOW', tool: 'file' },
    ]);
  });
  afterAll(async () => tracking.close());
  const filesOf = (report: ReplayReport): readonly string[] =>
    report.candidate?.examples.filter(({ tool }) => tool === 'file').map(({ before, after }) => `${before.result} ${after.result}`) ?? [];

  it('is judged as if it had been active since the session was opened', async () => {
    expect(filesOf(await run({ candidate: tracking }))).toEqual(['ALLOW DENY']);
  });

  it('does not know what it cannot: where an action was erased, it defers', async () => {
    const report = await run({ candidate: tracking, recordings: changed((recording) => erased(recording, 1)) });
    expect(filesOf(report)).toEqual(['ALLOW DEFER']);
  });
});

/** The recording with another receipt in one place. */
const withReceipt = (recording: SessionRecording, at: number, change: Partial<SessionRecording['receipts'][number]>): SessionRecording => ({
  ...recording,
  receipts: recording.receipts.map((receipt, index) => (index === at ? { ...receipt, ...change } : receipt)),
});
const erased = (recording: SessionRecording, at: number): SessionRecording => withReceipt(recording, at, { disclosures: [] });
const disclosed = (recording: SessionRecording, at: number, name: string, value: unknown): SessionRecording => {
  const disclosures = (recording.receipts[at]?.disclosures ?? []).map((encoded) => {
    const [salt, called, was] = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as [string, string, unknown];
    return Buffer.from(JSON.stringify([salt, called, called === name ? value : was])).toString('base64url');
  });
  return withReceipt(recording, at, { disclosures });
};

describe('a record that is not whole', () => {
  it('is not replayed where it was erased, and the rest is', async () => {
    const report = await run({ recordings: changed((recording) => erased(recording, 1)) });
    expect(report.recorded).toMatchObject({ replayed: DECISIONS - 1, differing: 0 });
    expect(report.not_replayable).toMatchObject({ erased: 1, altered: 0 });
    expect(report.not_replayable.examples[0]).toMatchObject({ session_id: session, why: 'erased' });
    expect(report.not_replayable.examples[0]?.detail).toContain('parameters');
  });

  it.each([
    ['parameters', { path: 'other.txt' }],
    ['context', { level: 'PUBLIC' }],
    ['action_nonce', 'AAAAAAAAAAAAAAAAAAAAAA'],
  ])('is refused and named where a disclosure of %s was changed', async (name, value) => {
    const report = await run({ recordings: changed((recording) => disclosed(recording, 1, name, value)) });
    expect(report.recorded).toMatchObject({ replayed: DECISIONS - 1, differing: 0 });
    const [refused] = report.not_replayable.examples;
    expect(refused).toMatchObject({ session_id: session, why: 'altered' });
    expect(refused?.receipt_id).toMatch(/^rct_/u);
  });

  it.each<[string, (recording: SessionRecording) => SessionRecording]>([
    [
      'an entry',
      ({ entries, ...rest }) => ({ ...rest, entries: entries.map((entry) => ({ ...entry, body: entry.body.replace('crm', 'erp') })) }),
    ],
    ['a receipt', (recording) => withReceipt(recording, 2, { payload: (recording.receipts[2]?.payload ?? '').replace('crm', 'erp') })],
    ['the last receipt', (recording) => ({ ...recording, receipts: recording.receipts.slice(0, -1) })],
    ['the last entry', (recording) => ({ ...recording, entries: recording.entries.slice(0, -1) })],
  ])('is refused as a whole where %s is not as it was chained', async (_what, change) => {
    const report = await run({ recordings: changed(change), candidate });
    expect(report.recorded.replayed).toBe(0);
    expect(report.candidate?.replayed).toBe(0);
    expect(report.not_replayable).toMatchObject({ altered: 1, examples: [{ session_id: session, why: 'altered' }] });
    // Nothing replayed proves nothing.
    expect(blastRadius(report)).toMatchObject({ decisions: expect.any(Number), flipped: report.scope.decisions });
  });
});

// The last one: it adds a session.
describe('an evaluation that used up its budget', () => {
  it('uses it up again: how busy a machine was is in no record', async () => {
    const id = await open(house.engine);
    const overrun = await ask(house.engine, id, { tool: 'endless' });
    expect(overrun).toMatchObject({
      result: 'DENY',
      reason: { code: 'rule_error', message: expect.stringContaining('used up its budget') },
    });
    const only: Pick<Recordings, 'sessions' | 'read'> = {
      sessions: async (...asked) => (await recordings.sessions(...asked)).filter(({ session_id }) => session_id === id),
      read: async (sessions) => recordings.read(sessions),
    };
    const { recorded } = await run({ recordings: only });
    expect(recorded).toMatchObject({ replayed: 1, reproduced: 1, differences: [] });
  });
});
