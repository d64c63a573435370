import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppendUnit, DecisionRecord, Head, Outbox, Store } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';
import { StoreError } from '../src/store-error.js';
import { deferralLaws } from './deferrals-contract.js';
import { sessionUsesLaws } from './session-uses-contract.js';
import { waitLaws } from './wait-contract.js';
import { decisionRecord, digest, id, inMs, pendingRecord, unit } from './units.js';

type Opened = Store & Outbox;

/** What every implementation of the ports must do. `two` gives a second store on the same data. */
export function storeContract(name: string, open: () => Promise<{ readonly one: Opened; readonly two: Opened }>): void {
  describe(`${name} keeps the contract:`, () => {
    const stores: { one?: Opened; two?: Opened } = {};
    beforeAll(async () => {
      Object.assign(stores, await open());
    }, 60_000);
    afterAll(async () => {
      await stores.one?.close();
      if (stores.two !== stores.one) await stores.two?.close();
    });
    const one = (): Opened => present(stores.one);
    const two = (): Opened => present(stores.two);
    headLaws(one);
    decisionLaws(one);
    concurrencyLaws(one, two);
    readLaws(one);
    registryLaws(one);
    deferralLaws(one);
    sessionUsesLaws(one, two);
    waitLaws(one, two);
  });
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the fixture is missing');
  return value;
}

async function opened(
  store: Store,
  options: Partial<Parameters<typeof unit>[0]> = {},
): Promise<{ readonly session: string; readonly head: Head }> {
  const session = id('ses');
  const first = unit({ session, from: null, ...options });
  expect(await store.append([first])).toEqual(['committed']);
  return { session, head: first.head };
}

async function commit(store: Store, next: AppendUnit): Promise<Head> {
  expect(await store.append([next])).toEqual(['committed']);
  return next.head;
}

function headLaws(one: () => Opened): void {
  it('gives back exactly what was appended', async () => {
    const session = id('ses');
    const first = unit({ session, from: null });
    expect(await one().append([first])).toEqual(['committed']);
    const second = unit({ session, from: first.head, entries: 3, receipts: 2 });
    expect(await one().append([second])).toEqual(['committed']);
    expect(await one().session('t1', session)).toEqual({ ...present(first.open), head: second.head });
    expect(await one().entries('t1', session, -1)).toEqual([...first.entries, ...second.entries]);
    expect(await one().entries('t1', session, first.head.entry_seq)).toEqual(second.entries);
    expect(await one().receipts('t1', session)).toEqual([...first.receipts, ...second.receipts]);
    for (const receipt of [...first.receipts, ...second.receipts])
      expect(await one().receiptAt('t1', session, receipt.seq)).toEqual(receipt);
    expect(await one().receiptAt('t1', session, second.head.receipt_seq + 1)).toBeNull();
  });

  it('keeps bodies beyond the size of a page, and that a session is closed', async () => {
    const { session, head } = await opened(one());
    const large = unit({ session, from: head, entries: 1, bodyBytes: 300_000, payloadBytes: 60_000 });
    const after = await commit(one(), large);
    await commit(one(), unit({ session, from: after, entries: 0, receipts: 1, close: true }));
    expect((await one().entries('t1', session, head.entry_seq))[0]).toEqual(large.entries[0]);
    expect((await one().session('t1', session))?.status).toBe('closed');
  });

  it('lets one of two units composed on the same head win, and leaves nothing of the other', async () => {
    const { session, head } = await opened(one());
    const [left, right] = [
      unit({ session, from: head, decision: decisionRecord({ session_id: session }) }),
      unit({ session, from: head, decision: pendingRecord({ session_id: session }) }),
    ];
    expect(await one().append([left])).toEqual(['committed']);
    expect(await one().append([right])).toEqual(['lost_race']);
    expect(await one().entries('t1', session, head.entry_seq)).toEqual(left.entries);
    expect(await one().receipts('t1', session)).toHaveLength(2);
    expect(await one().decision('t1', present(right.decision).decision_id)).toBeNull();
    expect((await one().take(1000)).map((row) => row.decision_id)).not.toContain(present(right.decision).decision_id);
  });

  it.each(['entry_seq', 'entry_hash', 'receipt_seq', 'receipt_hash'] as const)('refuses a head whose `%s` differs', async (field) => {
    const { session, head } = await opened(one());
    const wrong: Head = { ...head, [field]: field.endsWith('seq') ? 7 : digest('other') };
    expect(await one().append([unit({ session, from: wrong })])).toEqual(['lost_race']);
    expect(await one().append([unit({ session: id('ses'), from: head })])).toEqual(['lost_race']);
  });

  it('refuses a unit on a head that its session has left, however long ago', async () => {
    const { session, head } = await opened(one());
    let at = head;
    const left: Head[] = [head];
    for (const rows of [1, 3, 2]) {
      at = await commit(one(), unit({ session, from: at, entries: rows, receipts: rows % 2 }));
      left.push(at);
    }
    for (const stale of left.slice(0, -1)) {
      expect(await one().append([unit({ session, from: stale, decision: decisionRecord({ session_id: session }) })])).toEqual([
        'lost_race',
      ]);
      expect(await one().append([unit({ session, from: stale, entries: 0, close: true })])).toEqual(['lost_race']);
    }
    // As many rows before it, but other ones.
    const split: Head = { ...at, entry_seq: at.entry_seq + 1, receipt_seq: at.receipt_seq - 1 };
    expect(await one().append([unit({ session, from: split })])).toEqual(['lost_race']);
    expect(await one().append([unit({ session, from: null })])).toEqual(['lost_race']);
    expect((await one().session('t1', session))?.head).toEqual(at);
    await commit(one(), unit({ session, from: at }));
  });

  it('answers a batch unit by unit, in order', async () => {
    const a = await opened(one());
    const b = await opened(one());
    const fresh = id('ses');
    const results = await one().append([
      unit({ session: b.session, from: { ...b.head, receipt_hash: digest('x') } }),
      unit({ session: fresh, from: null }),
      unit({ session: a.session, from: a.head }),
      unit({ session: a.session, from: a.head }),
    ]);
    expect(results).toEqual(['lost_race', 'committed', 'committed', 'lost_race']);
    expect(await one().session('t1', fresh)).not.toBeNull();
    expect(await one().append([])).toEqual([]);
  });

  it('refuses a unit whose rows do not lead to its head', async () => {
    const { session, head } = await opened(one());
    const good = unit({ session, from: head });
    const broken: readonly AppendUnit[] = [
      { ...good, entries: good.entries.slice(1) },
      { ...good, receipts: [] },
      unit({ session, from: head, entries: 0, receipts: 0, close: true }),
      { ...good, entries: good.entries.map((entry) => ({ ...entry, body: `${entry.body}\n` })) },
      { ...good, receipts: good.receipts.map((receipt) => ({ ...receipt, signature: 'a b' })) },
      { ...good, head: { ...good.head, entry_hash: digest('x') } },
      { ...good, expected: null },
      { ...good, entries: good.entries.map((entry) => ({ ...entry, at: '2026-11-23T00:00:00Z' })) },
      { ...good, decision: decisionRecord({ session_id: 'ses_other' }) },
      { ...good, decision: decisionRecord({ session_id: session, state: 'pending' }) },
    ];
    for (const each of broken) await expect(one().append([each])).rejects.toBeInstanceOf(StoreError);
    expect(await one().append([good])).toEqual(['committed']);
  });
}

function decisionLaws(one: () => Opened): void {
  it('keeps a decision and finds it by id and by key', async () => {
    const { session, head } = await opened(one());
    const decision = decisionRecord({ session_id: session, outcome: 'awaited', outcome_deadline: inMs(60_000) });
    await commit(one(), unit({ session, from: head, decision }));
    expect(await one().decision('t1', decision.decision_id)).toEqual(decision);
    expect(await one().decisionByKey('t1', session, decision.idempotency_key)).toEqual(decision);
    expect(await one().receiptsOfDecision('t1', decision.decision_id)).toHaveLength(1);
  });

  it('finds nothing under a key that no caller gave', async () => {
    const { session, head } = await opened(one());
    const decision = decisionRecord({ session_id: session, request_digest: '' });
    const next = await commit(one(), unit({ session, from: head, decision }));
    expect(await one().decisionByKey('t1', session, decision.idempotency_key)).toBeNull();
    expect(await one().decision('t1', decision.decision_id)).toEqual(decision);
    const given = decisionRecord({ session_id: session, idempotency_key: decision.idempotency_key });
    await commit(one(), unit({ session, from: next, decision: given }));
    expect(await one().decisionByKey('t1', session, decision.idempotency_key)).toEqual(given);
  });

  it('refuses a second decision under one idempotency key, or one id', async () => {
    const { session, head } = await opened(one());
    const decision = decisionRecord({ session_id: session });
    const next = await commit(one(), unit({ session, from: head, decision }));
    const again = decisionRecord({ session_id: session, idempotency_key: decision.idempotency_key });
    const same = decisionRecord({ session_id: session, decision_id: decision.decision_id });
    expect(await one().append([unit({ session, from: next, decision: again })])).toEqual(['lost_race']);
    expect(await one().append([unit({ session, from: next, decision: same })])).toEqual(['lost_race']);
    const other = await opened(one());
    expect(
      await one().append([unit({ session: other.session, from: other.head, decision: { ...again, session_id: other.session } })]),
    ).toEqual(['committed']);
  });

  it('changes a decision only from the state and outcome named', async () => {
    const { session, head } = await opened(one());
    const asked = pendingRecord({ session_id: session });
    const next = await commit(one(), unit({ session, from: head, decision: asked }));
    const granted: DecisionRecord = {
      ...asked,
      state: 'final',
      deadline: null,
      outcome: 'awaited',
      outcome_deadline: inMs(60_000),
      answer: { ...asked.answer, result: 'ALLOW' },
    };
    const wrong = { record: granted, from: { state: 'final', outcome: null } } as const;
    expect(await one().append([unit({ session, from: next, change: wrong })])).toEqual(['lost_race']);
    const right = { record: granted, from: { state: 'pending', outcome: null } } as const;
    const settled = await commit(one(), unit({ session, from: next, change: right }));
    expect(await one().append([unit({ session, from: settled, change: right })])).toEqual(['lost_race']);
    expect(await one().decision('t1', asked.decision_id)).toEqual(granted);
    const done: DecisionRecord = { ...granted, outcome: 'completed', outcome_deadline: null };
    await commit(one(), unit({ session, from: settled, change: { record: done, from: { state: 'final', outcome: 'awaited' } } }));
    expect(await one().receiptsOfDecision('t1', asked.decision_id)).toHaveLength(3);
  });

  it('ends a pending decision in nothing but DENY once its deadline has passed', async () => {
    const { session, head } = await opened(one());
    const asked = pendingRecord({ session_id: session, deadline: inMs(-1) });
    const next = await commit(one(), unit({ session, from: head, decision: asked }));
    const end = (result: 'ALLOW' | 'DENY'): AppendUnit['change'] => ({
      record: { ...asked, state: 'final', answer: { ...asked.answer, result } },
      from: { state: 'pending', outcome: null },
    });
    expect(await one().append([unit({ session, from: next, change: end('ALLOW') })])).toEqual(['lost_race']);
    expect(await one().append([unit({ session, from: next, change: end('DENY') })])).toEqual(['committed']);
  });

  it('finds what is overdue, and nothing else', async () => {
    const { session, head } = await opened(one());
    const late = pendingRecord({ session_id: session, deadline: inMs(-5) });
    const lost = decisionRecord({ session_id: session, outcome: 'awaited', outcome_deadline: inMs(-5) });
    const early = pendingRecord({ session_id: session });
    let at = head;
    for (const decision of [late, lost, early]) at = await commit(one(), unit({ session, from: at, decision }));
    const found = (await one().overdue(1000)).map((record) => record.decision_id);
    expect(found).toEqual(expect.arrayContaining([late.decision_id, lost.decision_id]));
    expect(found).not.toContain(early.decision_id);
    expect(await one().overdue(1)).toHaveLength(1);
  });
}

function concurrencyLaws(one: () => Opened, two: () => Opened): void {
  it('opens one session for one host session, whoever comes first', async () => {
    const tries = [one(), two(), one(), two()].map(async (store) =>
      store.append([unit({ session: id('ses'), from: null, open: { host_session_id: 'same' } })]),
    );
    expect((await Promise.all(tries)).flat().filter((result) => result === 'committed')).toHaveLength(1);
    const pair = [1, 2].map(() => unit({ session: id('ses'), from: null, open: { host_session_id: 'a pair' } }));
    expect(await one().append(pair)).toEqual(['committed', 'lost_race']);
    const found = present(await two().findSession('t1', 'pep_1', 'same'));
    await commit(one(), unit({ session: found.session_id, from: found.head, close: true }));
    expect(await one().findSession('t1', 'pep_1', 'same')).toBeNull();
    await opened(one(), { open: { host_session_id: 'same' } });
  });

  it('stays gapless and unforked under concurrent appends from two stores', async () => {
    const { session } = await opened(one());
    const appendOnce = async (store: Store): Promise<void> => {
      for (;;) {
        const { head } = present(await store.session('t1', session));
        const [result] = await store.append([unit({ session, from: head, decision: decisionRecord({ session_id: session }) })]);
        if (result === 'committed') return;
      }
    };
    await Promise.all(Array.from({ length: 24 }, async (_, index) => appendOnce(index % 2 === 0 ? one() : two())));
    const entries = await one().entries('t1', session, -1);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, seq) => seq));
    entries.slice(1).forEach((entry, index) => {
      expect(entry.prev_hash).toBe(entries[index]?.hash);
    });
    expect((await two().receipts('t1', session)).map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, seq) => seq));
    expect((await two().receipts('t1', session, 22)).map(({ seq }) => seq)).toEqual([23, 24]);
    expect(await two().decisions('t1', session)).toHaveLength(24);
  }, 30_000);

  it('lets two stores with overlapping batches in opposite order both finish', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, async () => opened(one())));
    for (let round = 0; round < 10; round++) {
      const batch = await Promise.all(
        sessions.map(async ({ session }) => unit({ session, from: present(await one().session('t1', session)).head })),
      );
      const [left, right] = await Promise.all([one().append(batch), two().append([...batch].reverse())]);
      const wins = left.map((result, index) => Number(result === 'committed') + Number(right[7 - index] === 'committed'));
      expect(wins).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    }
  }, 30_000);

  it('hands each outbox row to exactly one of two takers', async () => {
    await one().take(100_000);
    const { session, head } = await opened(one());
    const wanted: DecisionRecord[] = [];
    let at = head;
    for (let count = 0; count < 20; count++) {
      const decision = pendingRecord({ session_id: session });
      wanted.push(decision);
      at = await commit(one(), unit({ session, from: at, decision }));
    }
    const rows = (await Promise.all(Array.from({ length: 8 }, async (_, index) => (index % 2 === 0 ? one() : two()).take(3)))).flat();
    const rest = await two().take(100);
    const key = ({ decision_id, due_at }: { readonly decision_id: string; readonly due_at: string | null }): string =>
      `${decision_id} ${String(due_at)}`;
    const expected = wanted.map(({ decision_id, deadline }) => key({ decision_id, due_at: deadline })).sort();
    expect([...rows, ...rest].map(key).sort()).toEqual(expected);
    expect(await one().take(100)).toEqual([]);
  });
}

function readLaws(one: () => Opened): void {
  it('lists the latest sessions with their counts', async () => {
    const tenant = id('tenant');
    const older = id('ses');
    const newer = id('ses');
    await commit(one(), unit({ tenant, session: older, from: null, open: { opened_at: inMs(-1000) } }));
    let at = await commit(one(), unit({ tenant, session: newer, from: null }));
    const asked = pendingRecord({ tenant_id: tenant, session_id: newer });
    at = await commit(one(), unit({ tenant, session: newer, from: at, decision: asked }));
    at = await commit(
      one(),
      unit({ tenant, session: newer, from: at, decision: decisionRecord({ tenant_id: tenant, session_id: newer }) }),
    );
    const list = await one().sessions(tenant, { limit: 10 });
    expect(list.map(({ session_id, decisions, pending }) => [session_id, decisions, pending])).toEqual([
      [newer, 2, 1],
      [older, 0, 0],
    ]);
    expect(await one().sessions(tenant, { limit: 1 })).toHaveLength(1);
    const { principal, agent_type } = list[0] ?? { principal: '', agent_type: '' };
    const by = { principal, agent_type, since: inMs(-500), limit: 10 };
    const ids = async (change: Partial<typeof by>) =>
      (await one().sessionsOf(tenant, { ...by, ...change })).map(({ session_id }) => session_id);
    expect(await ids({})).toEqual([newer]);
    expect(await ids({ since: inMs(-2000) })).toEqual([newer, older]);
    expect(await ids({ since: inMs(-2000), limit: 1 })).toEqual([newer]);
    expect([await ids({ principal: 'x' }), await ids({ agent_type: 'x' })]).toEqual([[], []]);
    expect((await one().pending(tenant, { limit: 10 })).map(({ decision_id }) => decision_id)).toEqual([asked.decision_id]);
    const behind = { deadline: asked.deadline ?? '', decision_id: asked.decision_id };
    const before = { ...behind, decision_id: asked.decision_id.slice(0, -1) };
    expect(await one().pending(tenant, { limit: 10, after: behind })).toEqual([]);
    expect(await one().pending(tenant, { limit: 10, after: before })).toHaveLength(1);
    const denied = { ...asked, state: 'final', answer: { ...asked.answer, result: 'DENY' } } as const;
    await commit(one(), unit({ tenant, session: newer, from: at, change: { record: denied, from: { state: 'pending', outcome: null } } }));
    expect((await one().sessions(tenant, { limit: 1 }))[0]).toMatchObject({ decisions: 2, pending: 0 });
    expect((await one().decisions(tenant, newer)).map(({ decision_id }) => decision_id)[0]).toBe(asked.decision_id);
  });

  it('shows nothing of one tenant to another', async () => {
    const session = id('ses');
    const decision = pendingRecord({ session_id: session });
    const first = unit({ session, from: null, decision });
    await commit(one(), first);
    const other = id('tenant');
    expect(await one().session(other, session)).toBeNull();
    expect(await one().findSession(other, 'pep_1', `host-${session}`)).toBeNull();
    expect(await one().entries(other, session, -1)).toEqual([]);
    expect(await one().receipts(other, session)).toEqual([]);
    expect(await one().receipt(other, present(first.receipts[0]).receipt_id)).toBeNull();
    expect(await one().receiptsOfDecision(other, decision.decision_id)).toEqual([]);
    expect(await one().decision(other, decision.decision_id)).toBeNull();
    expect(await one().decisionByKey(other, session, decision.idempotency_key)).toBeNull();
    expect(await one().decisions(other, session)).toEqual([]);
    expect(await one().pending(other, { limit: 10 })).toEqual([]);
    expect(await one().append([unit({ tenant: other, session, from: first.head })])).toEqual(['lost_race']);
    await commit(one(), unit({ tenant: other, session, from: null }));
    expect((await one().session('t1', session))?.head).toEqual(first.head);
  });

  it('finds a receipt by its id', async () => {
    const session = id('ses');
    const first = unit({ session, from: null });
    await commit(one(), first);
    const receipt = present(first.receipts[0]);
    expect(await one().receipt('t1', receipt.receipt_id)).toEqual({ ...receipt, session_id: session });
    expect(await one().receipt('t1', 'rct_none')).toBeNull();
  });

  it('finds nothing under a name that no row can have', async () => {
    const none = 'a\u0000b';
    expect(await one().findSession('t1', 'pep_1', none)).toBeNull();
    expect(await one().session('t1', none)).toBeNull();
    expect(await one().entries('t1', none, -1)).toEqual([]);
    expect(await one().decision('t1', none)).toBeNull();
    expect(await one().receipt('t1', none)).toBeNull();
    expect(await one().receiptsOfDecision('t1', none)).toEqual([]);
  });
}

function registryLaws(one: () => Opened): void {
  it('enrols and revokes an enforcement point', async () => {
    const pep = {
      tenant_id: 't1',
      pep_id: id('pep'),
      secret_hash: digest('s'),
      agent_id: 'a',
      agent_instance: 'i',
      host: 'h',
      created_at: inMs(0),
      revoked_at: null,
    };
    await one().enrolPep(pep);
    expect(await one().pep('t1', pep.pep_id)).toEqual(pep);
    const revoked = { ...pep, revoked_at: inMs(0) };
    await one().enrolPep(revoked);
    expect(await one().pep('t1', pep.pep_id)).toEqual(revoked);
    expect(await one().pep('t2', pep.pep_id)).toBeNull();
  });

  it('keeps every key, and its retirement', async () => {
    const key: KeyRecord = {
      kid: id('kid'),
      jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
      valid_from: inMs(0),
      valid_until: null,
      status: 'active',
      compromised_at: null,
    };
    await one().putKeys([key, { ...key, kid: `${key.kid}-2` }]);
    const retired: KeyRecord = { ...key, status: 'retired', valid_until: inMs(1) };
    await one().putKeys([retired]);
    const kept = await one().keys();
    expect(kept.find(({ kid }) => kid === key.kid)).toEqual(retired);
    expect(kept).toHaveLength(2);
  });

  it('tells the time and that it can write', async () => {
    expect(Math.abs((await one().now()) - Date.now())).toBeLessThan(1_000);
    await expect(one().ready()).resolves.toBeUndefined();
  });
}
