import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DelegationHop, VerifiedIdentity } from '@writ/aarm';
import { createSignals } from '@writ/signals';
import { createMemoryRecordings } from '@writ/store';
import { replay } from '../src/index.js';
import { readRecording } from '../src/replay/read-recording.js';
import { replayedDraft } from '../src/replay/replayed-draft.js';
import { ada, answer, ask, identity, open, pep, startHouse, statement, verified } from './house.js';
import type { House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(async () => house.close());

/** `eve` by her agent, who may do this and nothing else. */
const narrow = (effective_scope: string[], chain: DelegationHop[] = []): VerifiedIdentity => {
  const { requester } = identity();
  return identity({ requester: { ...requester, effective_scope, delegation_chain: chain } });
};

const HOP: DelegationHop = {
  ...{ delegator: 'eve', delegatee: 'coder', jkt: null, scope: ['file:run'], depth: 1, max_depth: 2, par_hash: null },
  ...{ issued_at: '2026-11-23T00:00:00.000Z', expires_at: '2026-11-23T01:00:00.000Z', checked_at: '2026-11-23T00:00:01.000Z' },
  ...{ token_digest: `sha256:${'0'.repeat(64)}`, verified_by: 'https://id.example.com' },
};

const PAY = { tool: 'pay', parameters: { amount: 5 } };
const BEYOND = { result: 'DENY', reason: { code: 'outside_scope' } };

describe('an action beyond the effective scope', () => {
  it('is DENY with a receipt that names the scope and the link that narrowed it', async () => {
    const session = await open(house.engine);
    const who = narrow(['file:run'], [HOP]);
    expect(await ask(house.engine, session, { tool: 'file', identity: who })).toMatchObject({ result: 'ALLOW' });
    const denied = await ask(house.engine, session, { ...PAY, identity: who });
    expect(denied).toMatchObject(BEYOND);
    expect(denied.reason.message).toBe(
      'the effective scope is `file:run`, which does not cover `pay:run`: link 1 of the delegation, from `eve` to `coder`, hands on `file:run`',
    );
    const { receipts } = await house.engine.bundle(pep, denied.decision_id);
    expect(statement(receipts[0]).action?.requester_context).toMatchObject({ effective_scope: ['file:run'], delegation_chain: [HOP] });
    expect((await verified(house, session)).verdict).toBe('valid');
  });

  it('is DENY where the scope is empty, whatever rules allow', async () => {
    const session = await open(house.engine);
    expect(await ask(house.engine, session, { tool: 'file', identity: narrow([]) })).toMatchObject(BEYOND);
  });

  it('is not let run by an approval that was given before the scope was narrowed', async () => {
    const session = await open(house.engine);
    const waiting = await ask(house.engine, session, PAY);
    await answer(house.engine, ada, waiting);
    const request = { session_id: session, action: { tool: 'pay', operation: 'run', parameters: { amount: 5 } }, identity: {} };
    const used = await house.engine.redeem(pep, waiting.decision_id, { request, identity: narrow(['file']), key: 'use' });
    expect(used).toMatchObject(BEYOND);
    expect(await ask(house.engine, session, { ...PAY, identity: narrow(['file']) })).toMatchObject(BEYOND);
    expect(await ask(house.engine, session, PAY)).toMatchObject({ decision_id: waiting.decision_id, result: 'ALLOW' });
  });

  it('is not let run again under the key of an ALLOW that was given before the scope was narrowed', async () => {
    const session = await open(house.engine);
    const first = await ask(house.engine, session, { tool: 'file', key: 'k' });
    expect(first.result).toBe('ALLOW');
    expect(await ask(house.engine, session, { tool: 'file', key: 'k', identity: narrow(['pay']) })).toMatchObject(BEYOND);
    expect(await ask(house.engine, session, { tool: 'file', key: 'k' })).toEqual(first);
  });

  it('does not use an approval again under its key', async () => {
    const session = await open(house.engine);
    await answer(house.engine, ada, await ask(house.engine, session, PAY));
    expect(await ask(house.engine, session, { ...PAY, key: 'use' })).toMatchObject({ result: 'ALLOW' });
    expect(await ask(house.engine, session, { ...PAY, key: 'use', identity: narrow(['file']) })).toMatchObject(BEYOND);
  });
});

describe('who asked', () => {
  it('AARM-116: is kept with scope and delegation through a wait and its end', async () => {
    const session = await open(house.engine);
    const hop = { ...HOP, scope: ['pay'] };
    const waiting = await ask(house.engine, session, { ...PAY, identity: narrow(['pay'], [hop]) });
    expect(await answer(house.engine, ada, waiting)).toMatchObject({ result: 'ALLOW' });
    const { receipts } = await house.engine.bundle(pep, waiting.decision_id);
    const kept = receipts.map((receipt) => statement(receipt)).map(({ kind, action }) => ({ kind, who: action?.requester_context }));
    expect(kept.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['decision', 'resolution']));
    for (const { who: asks } of kept) expect(asks).toMatchObject({ effective_scope: ['pay'], delegation_chain: [hop] });
  });
});

describe('a replay', () => {
  const recordings = () => createMemoryRecordings(house.store);

  it('narrows by the identity on record', async () => {
    const report = await replay({
      recordings: recordings(),
      signals: createSignals(),
      tenant_id: 'acme',
      since: '2026-01-01T00:00:00.000Z',
      version: async () => Promise.resolve(house.evaluator),
    });
    expect(report.recorded.replayed).toBeGreaterThan(8);
    expect(report.recorded).toMatchObject({ reproduced: report.recorded.replayed, differing: 0, context: {} });
  });

  it('narrows nothing in a record of before scopes narrowed anything', async () => {
    const session = await open(house.engine);
    await ask(house.engine, session, { tool: 'file', identity: narrow(['pay']) });
    const sessions = await recordings().sessions('acme', { since: '2026-01-01T00:00:00.000Z', limit: 500 });
    const [recording] = await recordings().read(sessions.filter(({ session_id }) => session_id === session));
    const [recorded] = recording === undefined ? [] : readRecording(recording).decisions;
    if (recorded === undefined) throw new Error('nothing was recorded');
    const { effect } = recorded.entry;
    const again = async (view: typeof recorded.view) =>
      (await house.evaluator.decide([replayedDraft({ ...recorded, view }, { view, effect })]))[0]?.verdict.result;
    const { identity: _identity, ...before } = recorded.view;
    expect([await again(recorded.view), await again(before)]).toEqual(['DENY', 'ALLOW']);
  });
});
