import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StopRequest } from '@writ/aarm';
import { verifySession } from '@writ/receipt';
import { createSignals } from '@writ/signals';
import { createMemoryPolicyStore } from '@writ/store';
import { controlSessionId, createEngine, standAlone, createPolicyControl, followStops, onePolicy } from '../src/index.js';
import type { Engine, PolicyStore, Stops } from '../src/index.js';
import { ask, answer, ada, chainOf, identity, open, pep, person, problem, startHouse, statement, verified, within } from './house.js';
import type { House } from './house.js';

const olga = person('olga', 'operator');
let house: House;
let policies: PolicyStore;
/** Two processes on one store, each with a memory of its own. */
let here: Engine;
let there: Engine;
const following: Stops[] = [];

beforeAll(async () => {
  house = await startHouse();
  policies = createMemoryPolicyStore(house.store);
  const control = createPolicyControl({ store: house.store, policies, signer: house.signer });
  const start = async (): Promise<Engine> => {
    const stops = await followStops({ policies, control });
    following.push(stops);
    const { store, signer, evaluator } = house;
    return createEngine({ ...standAlone, store, signer, policies: onePolicy(evaluator), signals: createSignals(), stops });
  };
  [here, there] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all(following.map(async (stops) => stops.close()));
  await Promise.all([here.close(), there.close()]);
  await house.close();
});

describe('the kill switch', () => {
  const ids: Readonly<Record<StopRequest['kind'], (session: string) => string>> = {
    tenant: () => 'acme',
    principal: () => 'eve',
    agent: () => 'coder',
    agent_instance: () => 'laptop',
    session: (session) => session,
  };

  it('ends what was allowed before: no old key is answered with an ALLOW', async () => {
    const session = await open(here);
    const keyed = async () => ask(here, session, { tool: 'file', key: 'before' });
    const paying = async () => ask(here, session, { tool: 'pay', key: 'used' });
    expect((await keyed()).result).toBe('ALLOW');
    await answer(here, ada, await ask(here, session, { tool: 'pay' }));
    expect((await paying()).result).toBe('ALLOW');
    const stop = await here.stop(olga, { kind: 'session', id: session, reason: 'it misbehaves' });
    for (const retried of [await keyed(), await paying()])
      expect(retried).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    await here.lift(olga, stop.stop_id);
    expect((await keyed()).result).toBe('ALLOW');
    expect((await verified({ engine: here, signer: house.signer }, session)).verdict).toBe('valid');
  });

  it.each(Object.keys(ids) as StopRequest['kind'][])(
    'of the %s ends what waits and denies what comes, in every process within a second, until it is lifted',
    async (kind) => {
      const session = await open(there);
      const waiting = await ask(there, session, { tool: 'pay' });
      expect(waiting.result).toBe('STEP_UP');
      const stop = await here.stop(olga, { kind, id: ids[kind](session), reason: 'an incident' });
      const ms = await within(async () => (await there.decision(pep, waiting.decision_id)).pending === null);
      expect(ms).toBeLessThan(1000);
      expect(await there.decision(pep, waiting.decision_id)).toMatchObject({
        result: 'DENY',
        reason: { message: `\`olga\` stopped this ${kind.replace('_', ' ')}: an incident` },
        resolution: { method: 'kill_switch' },
      });
      for (const engine of [here, there]) {
        const denied = await ask(engine, session, { tool: 'file' });
        expect(denied).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
        expect(denied.reason.message).toContain('an incident');
      }
      await there.lift(olga, stop.stop_id);
      await within(async () => (await ask(here, session, { tool: 'file' })).result === 'ALLOW');
      expect((await ask(there, session, { tool: 'file' })).result).toBe('ALLOW');
      expect((await verified(house, session)).verdict).toBe('valid');
    },
  );

  it.each(Object.keys(ids) as StopRequest['kind'][])(
    'of the %s lets it neither be asked nor told anything that could let it do more',
    async (kind) => {
      const session = await open(here);
      const from = (await house.store.session('acme', session))?.head.entry_seq ?? 0;
      const stop = await here.stop(olga, { kind, id: ids[kind](session), reason: 'an incident' });
      const request = { kind: 'request' as const, user_request: { text: 'delete everything' } };
      const fact = { kind: 'fact' as const, fact: { name: 'window', value: 'open', source: 'host', max_age_s: 300 } };
      for (const entry of [request, fact, { kind: 'tools' as const, tools: [] }])
        expect(await problem(here.appendEntry(pep, session, entry))).toBe('stopped');
      expect(await problem(open(here))).toBe(kind === 'session' ? 'no problem' : 'stopped');
      await expect(here.appendEntry(pep, session, request)).rejects.toMatchObject({ detail: expect.stringContaining('an incident') });
      // What makes it stricter is taken down, and an action is denied with its receipt.
      await here.appendEntry(pep, session, { kind: 'label', label: { level: 'RESTRICTED', labels: ['PII'], source: 'dlp' } });
      expect((await ask(here, session, { tool: 'file' })).reason.code).toBe('identity_unverified');
      const kinds = (await house.store.entries('acme', session, from)).map((entry) => entry.kind);
      expect(kinds.filter((each) => each !== 'inherited')).toEqual(['label', 'action', 'decision']);
      await here.lift(olga, stop.stop_id);
      await here.appendEntry(pep, session, request);
      expect((await verified({ engine: here, signer: house.signer }, session)).verdict).toBe('valid');
    },
  );

  it('of an agent that handed the task on ends what was approved and names the link', async () => {
    const { requester } = identity();
    const chained = identity({ requester: { ...requester, delegation_chain: chainOf('eve', 'planner', 'coder') } });
    const session = await open(here);
    const [used, waiting] = [await ask(here, session, { tool: 'pay', identity: chained }), await ask(here, session, { tool: 'pay' })];
    await answer(here, ada, used);
    const stop = await here.stop(olga, { kind: 'agent', id: 'planner', reason: 'it was taken over' });
    const denied = await ask(here, session, { tool: 'pay', identity: chained });
    expect(denied).toMatchObject({ result: 'DENY', reason: { code: 'identity_unverified' } });
    expect(denied.reason.message).toBe('link 1 of the delegation, from `eve` to `planner`: `olga` stopped this agent: it was taken over');
    // Who asks without that link is not concerned.
    expect((await here.decision(pep, waiting.decision_id)).pending).not.toBeNull();
    await here.lift(olga, stop.stop_id);
    expect(await ask(here, session, { tool: 'pay', identity: chained })).toMatchObject({ result: 'ALLOW' });
  });

  it('leaves others alone', async () => {
    const [one, other] = [await open(here), await open(here)];
    const stop = await here.stop(olga, { kind: 'session', id: one, reason: 'x' });
    expect((await ask(here, other, { tool: 'file' })).result).toBe('ALLOW');
    expect((await ask(here, one, { tool: 'file', identity: identity() })).result).toBe('DENY');
    await here.lift(olga, stop.stop_id);
  });

  it('lets no approval pass it', async () => {
    const session = await open(here);
    const waiting = await ask(here, session, { tool: 'pay' });
    const stop = await here.stop(olga, { kind: 'session', id: session, reason: 'x' });
    await answer(here, ada, waiting).catch(() => undefined);
    expect((await here.decision(pep, waiting.decision_id)).result).toBe('DENY');
    await here.lift(olga, stop.stop_id);
  });

  it('is for operators, and says so', async () => {
    const request = { kind: 'session', id: 'ses_1', reason: 'x' } as const;
    expect(await problem(here.stop(ada, request))).toBe('forbidden_caller');
    expect(await problem(here.lift(ada, 'stp_1'))).toBe('forbidden_caller');
    expect(await problem(here.lift(olga, 'stp_1'))).toBe('stop_not_found');
    expect(await problem(here.stop(olga, { ...request, kind: 'tenant', id: 'other' }))).toBe('invalid_field');
    expect(await problem(house.engine.stop(olga, request))).toBe('not_ready');
  });

  it('leaves a signed receipt of every use', async () => {
    const stop = await here.stop(olga, { kind: 'principal', id: 'mallory', reason: 'left the company' });
    await there.lift(olga, stop.stop_id);
    expect((await here.stops(olga)).find(({ stop_id }) => stop_id === stop.stop_id)).toMatchObject({ lifted_by: 'olga', id: 'mallory' });
    const rows = await house.store.receipts('acme', controlSessionId('acme'));
    const receipts = rows.map(({ payload, protected: header, signature, disclosures }) => ({
      payload,
      protected: header,
      signature,
      disclosures,
    }));
    expect(receipts.slice(-2).map((receipt) => statement(receipt).policy_event)).toMatchObject([
      { event: 'stop', by: { id: 'olga' }, reason: 'left the company' },
      { event: 'lift', by: { id: 'olga' } },
    ]);
    const exported = {
      format: 'writ-session-export/v1' as const,
      tenant: 'acme',
      session_id: controlSessionId('acme'),
      receipts,
      count: receipts.length,
    };
    expect(verifySession(exported, { keys: [...(await house.signer.keys())] }).verdict).toBe('valid');
  });
});
