import { describe, expect, it } from '@jest/globals';
import { NOTHING_READ, digestText, digestsIn, fold, openingState, read, sightings } from '../src/index.js';
import type { EntryBody, Lineage, OutputLineage } from '../src/index.js';

const digest = (n: number): string => digestText(n);
const output = (more: Partial<OutputLineage> = {}): OutputLineage => ({
  trust: 'fields',
  fields: '',
  text: '',
  pointed: '',
  told: '',
  acts: [],
  whole: true,
  ...more,
});
const named = { tool: 'crm', standing: 'named' as const };

describe('what a session has read', () => {
  it('knows where each value was seen, and how', () => {
    const one = read(NOTHING_READ, output({ fields: digest(1), text: digest(2) + digest(3) }), named);
    const two = read(one, output({ told: digest(3), acts: ['send'] }), { tool: 'page', standing: 'none' });
    expect(sightings(two, 1)).toEqual([{ source: 0, as: 'field' }]);
    expect(sightings(two, 3)).toEqual([
      { source: 0, as: 'text' },
      { source: 1, as: 'told' },
    ]);
    expect(sightings(two, 9)).toEqual([]);
    expect(two.sources[1]).toEqual({ tool: 'page', standing: 'none', trust: 'fields', acts: ['send'] });
    expect(sightings(one, 3)).toEqual([{ source: 0, as: 'text' }]);
  });

  it('says so where it could not keep everything', () => {
    expect(read(NOTHING_READ, output({ whole: false }), named).overflow).toBe(true);
    const many = Array.from({ length: 500_001 }, (_, i) => digest(i)).join('');
    const full = read(NOTHING_READ, output({ text: many }), named);
    expect(full).toMatchObject({ overflow: true, size: 0, sources: [{ tool: 'crm' }] });
    let crowded: Lineage = NOTHING_READ;
    for (let i = 0; i < 10_001; i += 1) crowded = read(crowded, output(), named);
    expect(crowded.sources).toHaveLength(10_000);
    expect(crowded.overflow).toBe(true);
  });

  it('stays quick to look up: a thousand outputs are in a few pieces', () => {
    let lineage: Lineage = NOTHING_READ;
    for (let i = 0; i < 900; i += 1) lineage = read(lineage, output({ text: digest(2 * i) + digest(2 * i + 1) }), named);
    expect(lineage.segments.length).toBeLessThan(14);
    expect(sightings(lineage, 0)).toEqual([{ source: 0, as: 'text' }]);
    expect(sightings(lineage, 1799)).toEqual([{ source: 899, as: 'text' }]);
  });

  it('keeps the first places of what is everywhere, and counts what it keeps', () => {
    let lineage: Lineage = NOTHING_READ;
    for (let i = 0; i < 512; i += 1) lineage = read(lineage, output({ text: digest(7), fields: digest(7) }), named);
    expect(sightings(lineage, 7).slice(0, 2)).toEqual([
      { source: 0, as: 'field' },
      { source: 0, as: 'text' },
    ]);
    expect(lineage.size).toBe(sightings(lineage, 7).length);
    expect(lineage.size).toBeLessThan(100);
  });
});

describe('a digest', () => {
  it('is 48 bits in eight characters, and comes back as it was', () => {
    const numbers = [0, 1, 2 ** 24 - 1, 2 ** 24, 2 ** 47 + 12_345, 2 ** 48 - 1];
    expect(digestsIn(numbers.map(digestText).join(''))).toEqual(numbers);
    expect(digestText(2 ** 48 - 1)).toBe('________');
    expect(digestsIn('short')).toEqual([]);
  });
});

describe('folding what was read', () => {
  const start = openingState({ session_id: 'ses_1', started_at: '2026-11-23T00:00:00.000Z' });
  const folded = (...bodies: readonly EntryBody[]): typeof start =>
    bodies.reduce(
      (state, body, i) =>
        fold(state, { seq: i, kind: body.kind, at: start.started_at, body: JSON.stringify(body), prev_hash: '', hash: `h${String(i)}` }),
      start,
    );
  const action = (more: object = {}): EntryBody => ({
    ...{ kind: 'action', action_id: 'act_1', tool: 'crm', operation: 'call', original_tool: null, effect: 'read', action_digest: '' },
    ...{ entities: [], destinations: [] },
    ...more,
  });
  const decision = (result: string): EntryBody => ({
    ...{ kind: 'decision', decision_id: 'dec_1', action_id: 'act_1', result, rule: 'r', policy_hash: '', charge: null, signals: {} },
  });
  const outcome: EntryBody = {
    ...{ kind: 'outcome', decision_id: 'dec_1', status: 'completed', classification: null, output_digest: null },
    lineage: output({ fields: digest(7) }),
  };
  const request = (text: string): EntryBody => ({ kind: 'request', available: true, text, reason: null });

  it('takes the source from the action whose output it is', () => {
    const state = folded(action({ standing: 'named', delegation: '0:pay' }), decision('ALLOW'), outcome);
    expect(state.lineage.sources).toEqual([{ tool: 'crm', standing: 'named', trust: 'fields', acts: [] }]);
    expect(state.reading.size).toBe(0);
    expect(state.delegations).toEqual(['0:pay']);
  });

  it('keeps the source of what waits and is approved', () => {
    const resolution: EntryBody = {
      kind: 'resolution',
      decision_id: 'dec_1',
      action_id: 'act_1',
      result: 'ALLOW',
      method: 'human_approval',
      charge: null,
    };
    expect(folded(action({ standing: 'chained' }), decision('STEP_UP'), resolution, outcome).lineage.sources[0]?.standing).toBe('chained');
  });

  it('believes an outcome of nothing it knows the least', () => {
    expect(folded(outcome).lineage.sources).toEqual([{ tool: 'unknown', standing: 'none', trust: 'fields', acts: [] }]);
  });

  it('AARM-23: keeps what the user asked for before', () => {
    const state = folded(request('read the mail'), request('send it to Ann'), request('send it to Ann'), request('now to Bob'));
    expect(state.earlier_requests).toEqual(['read the mail', 'send it to Ann']);
    expect(state.request.text).toBe('now to Bob');
  });
});
