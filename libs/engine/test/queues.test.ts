import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { migrate, openPostgresRecordings, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { createEngine, replay, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Recordings, Store } from '../src/index.js';
import { ada, answer, ask, identity, open, startHouse, verified } from './house.js';
import type { House } from './house.js';
import { startPolicy } from './pack.js';

let dir: string;
let postgres: RunningPostgres;
let recordings: Recordings;
let house: House;
let evaluator: Evaluator;
let engine: Engine;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-queues-'));
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  const store: Store = await openPostgresStore({ url: appUrl });
  recordings = openPostgresRecordings({ url: appUrl });
  house = await startHouse({ store });
  evaluator = await startPolicy('queues', 'most_questions_of: {agent: 3, approver: 5}\n');
  engine = createEngine({ ...standAlone, ...house, evaluator, signals: createSignals() });
}, 120_000);
afterAll(async () => {
  await engine.close();
  await Promise.all([recordings.close(), evaluator.close()]);
  await house.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

let amounts = 0;
/** A question that nobody asked before, of a session of its own. */
async function question(human: string, tool = 'pay'): Promise<Decision> {
  const session = await open(engine, undefined, human);
  return ask(engine, session, { tool, parameters: { amount: ++amounts }, identity: identity({}, human) });
}
const said = ({ result, reason }: Decision): string => `${result} ${reason.code}`;

describe('questions', () => {
  it('of one agent for one person are bounded, whatever the sessions, and an answer makes room', async () => {
    const asked = [await question('eve'), await question('eve'), await question('eve', 'rotate')];
    expect(asked.map(said)).toEqual(['STEP_UP rule', 'STEP_UP rule', 'DEFER insufficient_context']);
    const denied = await question('eve');
    expect(said(denied)).toBe('DENY agent_quota');
    expect(denied.reason.message).toContain('`3` actions of this agent for this person wait already');
    expect(said(await question('eve', 'rotate'))).toBe('DENY agent_quota');
    // What need not wait goes on, and so does another person.
    expect(said(await question('eve', 'file'))).toBe('ALLOW rule');
    expect(said(await question('ida'))).toBe('STEP_UP rule');
    const [first] = asked;
    if (first !== undefined) expect((await answer(engine, ada, first)).result).toBe('ALLOW');
    expect(said(await question('eve'))).toBe('STEP_UP rule');
    expect((await verified({ engine, signer: house.signer }, denied.session_id)).verdict).toBe('valid');
  });

  it('for one approver are bounded, whoever asks; the person themselves is another', async () => {
    // Three of the test before wait for the same approver.
    expect(said(await question('ira'))).toBe('STEP_UP rule');
    expect(said(await question('ivy'))).toBe('STEP_UP rule');
    expect(said(await question('ian'))).toBe('DENY approver_quota');
    expect(said(await question('ian', 'publish'))).toBe('STEP_UP rule');
  });

  it('that come at the same moment are more by no more than those', async () => {
    await Promise.all(Array.from({ length: 12 }, async () => question('uma', 'publish')));
    const [next] = await Promise.all([question('uma', 'publish')]);
    expect(said(next)).toBe('DENY agent_quota');
  });

  it('are decided again alike from what is on record', async () => {
    const { recorded, not_replayable } = await replay({
      recordings,
      signals: createSignals(),
      tenant_id: 'acme',
      since: '2026-01-01T00:00:00.000Z',
      version: async () => Promise.resolve(evaluator),
    });
    expect(recorded.replayed).toBeGreaterThan(15);
    expect(recorded).toMatchObject({ reproduced: recorded.replayed, differing: 0, differences: [], context: {} });
    expect(not_replayable).toMatchObject({ altered: 0 });
  });
});
