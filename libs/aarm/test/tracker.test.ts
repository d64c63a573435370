import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContextState, Entry, EntryBody } from '../src/context/context.js';
import { fold, openingState } from '../src/context/fold.js';
import { MIXED, MOST_KEYS, STEPS } from '../src/context/tracked.js';
import type { Mark } from '../src/context/tracked.js';
import { TrackerSchema, trackerViews } from '../src/policy/tracker.js';
import type { Tracker, TrackerSet, TrackerView } from '../src/policy/tracker.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const opening = openingState({ session_id: 'ses_1', started_at: '2026-01-01T00:00:00.000Z' });
const tracker = (more: Partial<Tracker> = {}): Tracker =>
  TrackerSchema.parse({ id: 'paid', applies_to: [{ effect: 'pay' }], key: 'order', sum: 'amount', window_s: 60, ...more });
const set: TrackerSet = { digest: 'sha256:1', list: [tracker()] };
const mark = (more: Partial<Mark> = {}): Mark => ({ tracker: 'paid', when: 'executed', key: 'k1', amount: 10, window_s: 60, ...more });

let seq = -1;
const entry = (body: EntryBody, ms: number): Entry => ({
  seq: ++seq,
  kind: body.kind,
  at: new Date(START + ms).toISOString(),
  body: JSON.stringify(body),
  prev_hash: 'h',
  hash: 'h',
});
const action = (marks: readonly Mark[], digest = set.digest): EntryBody => ({
  kind: 'action',
  action_id: 'act_1',
  tool: 'bank',
  operation: 'pay',
  original_tool: null,
  effect: 'pay',
  action_digest: 'sha256:0',
  entities: [],
  destinations: ['x.example'],
  tracking: { set: digest, marks },
});
const decision = (result: string, id = 'dec_1'): EntryBody => ({
  kind: 'decision',
  decision_id: id,
  action_id: 'act_1',
  result,
  rule: 'r',
  policy_hash: 'sha256:1',
  charge: null,
  signals: {},
});
const resolution = (result: string, id = 'dec_1'): EntryBody => ({
  kind: 'resolution',
  decision_id: id,
  action_id: 'act_1',
  result,
  method: 'human_approval',
  charge: null,
});

interface Done {
  readonly marks: readonly Mark[];
  readonly result?: string;
  readonly ms?: number;
  readonly id?: string;
}
const after = (state: ContextState, { marks, result = 'ALLOW', ms = 0, id = 'dec_1' }: Done): ContextState =>
  fold(fold(state, entry(action(marks), ms)), entry(decision(result, id), ms));
const view = (state: ContextState, { ms = 0, key = null as string | null, of = set } = {}): TrackerView | undefined =>
  trackerViews(state.tracked, { set: of, keys: { paid: key }, now: START + ms })['paid'];

const NOTHING = { count: 0, sum: 0, last_s_ago: null };

describe('a tracker', () => {
  it('is known from the opening: nothing has happened', () => {
    expect(view(opening)).toEqual({ ...NOTHING, within: { count: 0, sum: 0 }, same: NOTHING });
  });

  it('counts what ran, by key and in all', () => {
    const state = after(after(opening, { marks: [mark()] }), { marks: [mark({ key: 'k2', amount: 5 })], ms: 3000 });
    expect(view(state, { ms: 10_000, key: 'k2' })).toEqual({
      count: 2,
      sum: 15,
      last_s_ago: 7,
      within: { count: 2, sum: 15 },
      same: { count: 1, sum: 5, last_s_ago: 7 },
    });
    expect(view(state, { key: 'k3' })?.same).toEqual(NOTHING);
    expect(view(state)?.same).toEqual(NOTHING);
  });

  it('counts what was only submitted where it is asked to', () => {
    const submitted = mark({ when: 'submitted' });
    expect(view(after(opening, { marks: [submitted], result: 'DENY' }))?.count).toBe(1);
    expect(view(after(opening, { marks: [mark()], result: 'DENY' }))?.count).toBe(0);
  });

  it('counts what people approved when they approve it, and nothing before or instead', () => {
    const waiting = after(opening, { marks: [mark()], result: 'STEP_UP' });
    expect(view(waiting)?.count).toBe(0);
    expect(waiting.allowed).toEqual({});
    const approved = fold(waiting, entry(resolution('ALLOW'), 5000));
    expect(view(approved, { ms: 6000 })).toMatchObject({ count: 1, last_s_ago: 1 });
    expect(approved).toMatchObject({ allowed: { 'bank.pay': 1 }, destinations_seen: ['x.example'], pending: [], suspended: {} });
    const denied = fold(waiting, entry(resolution('DENY'), 5000));
    expect(view(denied)?.count).toBe(0);
    expect(denied).toMatchObject({ allowed: {}, destinations_seen: [], pending: [], suspended: {} });
    expect(denied.tracked.waiting).toEqual({});
  });

  it('waits on while a deferral goes on to people', () => {
    const deferred = after(opening, { marks: [mark()], result: 'DEFER' });
    const asked = fold(deferred, entry(resolution('STEP_UP'), 1000));
    expect(asked.pending).toEqual(['dec_1']);
    expect(view(fold(asked, entry(resolution('MODIFY'), 2000)))?.count).toBe(1);
  });

  it('knows no sum once an amount was not known', () => {
    const state = after(after(opening, { marks: [mark({ amount: null })] }), { marks: [mark({ key: 'k2' })] });
    expect(view(state, { key: 'k2' })).toMatchObject({ count: 2, sum: null, within: { count: 2, sum: null }, same: { count: 1, sum: 10 } });
  });

  it('without a window looks at the whole session', () => {
    const whole: TrackerSet = { ...set, list: [tracker({ window_s: undefined })] };
    const state = after(opening, { marks: [mark({ window_s: null })] });
    expect(view(state, { of: whole, ms: 1e9 })?.within).toEqual({ count: 1, sum: 10 });
  });

  it('is not populated in a session that began under other trackers, or saw several', () => {
    const state = after(opening, { marks: [mark()] });
    expect(view(state, { of: { ...set, digest: 'sha256:2' } })).toBeUndefined();
    const both = fold(state, entry(action([], 'sha256:2'), 0));
    expect(both.tracked.set).toBe(MIXED);
    expect(view(both)).toBeUndefined();
    expect(view(both, { of: { ...set, digest: 'sha256:2' } })).toBeUndefined();
    const { tracking: _, ...untracked } = action([]) as Extract<EntryBody, { kind: 'action' }>;
    expect(view(fold(opening, entry(untracked, 0)))).toBeUndefined();
  });

  it('of a key beyond those it remembers says nothing, and of those it remembers everything', () => {
    let state = opening;
    for (let i = 0; i <= MOST_KEYS; i += 1) state = after(state, { marks: [mark({ key: `k${i.toString()}` })] });
    expect(view(state, { key: 'k0' })?.same.count).toBe(1);
    expect(view(state, { key: `k${MOST_KEYS.toString()}` })).toBeUndefined();
    expect(view(state)?.count).toBe(MOST_KEYS + 1);
    expect(view(after(state, { marks: [mark({ key: 'k0' })] }), { key: 'k0' })?.same.count).toBe(2);
  });

  it('takes a clock that went back as one that stood still', () => {
    const state = after(after(opening, { marks: [mark()], ms: 50_000 }), { marks: [mark()], ms: 10_000 });
    expect(view(state, { ms: 51_000 })).toMatchObject({ last_s_ago: 1, within: { count: 2 } });
    expect(view(state, { ms: 0 })?.last_s_ago).toBe(0);
  });

  it('never counts less than a window holds, and at most a step more', () => {
    const gaps = fc.array(fc.nat({ max: 20_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.nat({ max: 120_000 }), (steps, wait) => {
        let ms = 0;
        let state = opening;
        const times = steps.map((gap) => (ms += gap));
        for (const at of times) state = after(state, { marks: [mark()], ms: at });
        const now = ms + wait;
        const within = view(state, { ms: now })?.within.count ?? -1;
        const step = 60_000 / STEPS;
        expect(within).toBeGreaterThanOrEqual(times.filter((at) => now - at <= 60_000).length);
        expect(within).toBeLessThanOrEqual(times.filter((at) => now - at <= 60_000 + step).length);
        expect(state.tracked.by['paid']?.steps.length ?? 0).toBeLessThanOrEqual(STEPS + 1);
      }),
    );
  });
});
