import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEVELS } from '../src/context/context.js';
import type { Classification, ContextState, Entry, EntryBody } from '../src/context/context.js';
import { MOST_MEMBERS, fold, openingState } from '../src/context/fold.js';
import { HIGHEST, LOWEST, raise } from '../src/context/lattice.js';

const opening = openingState({ session_id: 'ses_1', started_at: '2026-01-01T00:00:00.000Z' });
const entriesOf = (bodies: readonly EntryBody[]): readonly Entry[] =>
  bodies.map((body, seq) => ({
    seq,
    kind: body.kind,
    at: '2026-01-01T00:00:01.000Z',
    body: JSON.stringify(body),
    prev_hash: `h${seq.toString()}`,
    hash: `h${(seq + 1).toString()}`,
  }));
const folded = (bodies: readonly EntryBody[], from: ContextState = opening): ContextState => entriesOf(bodies).reduce(fold, from);

const action = (tool: string, more: Partial<Extract<EntryBody, { kind: 'action' }>> = {}): EntryBody => ({
  kind: 'action',
  action_id: 'act_1',
  tool,
  operation: 'run',
  original_tool: null,
  effect: 'send',
  action_digest: 'sha256:0',
  entities: [],
  destinations: [],
  ...more,
});
const decision = (result: string, charge: Classification | null = null): EntryBody => ({
  kind: 'decision',
  decision_id: `dec_${result}`,
  action_id: 'act_1',
  result,
  rule: 'r',
  policy_hash: 'sha256:1',
  charge,
  signals: {},
});
const resolution = (id: string, charge: Classification | null = null): EntryBody => ({
  kind: 'resolution',
  decision_id: id,
  action_id: 'act_1',
  result: 'ALLOW',
  method: 'human_approval',
  charge,
});

const classification: fc.Arbitrary<Classification> = fc.record({
  level: fc.constantFrom(...LEVELS),
  labels: fc.array(fc.constantFrom('PII', 'PHI', 'SECRET'), { maxLength: 5 }),
});
const body: fc.Arbitrary<EntryBody> = fc.oneof(
  fc.constant<EntryBody>({ kind: 'request', available: true, text: 'do it', reason: null }),
  fc.constantFrom('a', 'b').map((tool) => action(tool, { entities: [tool], destinations: [`${tool}.example`] })),
  fc
    .tuple(fc.constantFrom('ALLOW', 'DENY', 'MODIFY', 'STEP_UP', 'DEFER'), fc.option(classification))
    .map(([result, charge]) => decision(result, charge)),
  fc.tuple(fc.constantFrom('dec_STEP_UP', 'dec_DEFER'), fc.option(classification)).map(([id, charge]) => resolution(id, charge)),
  fc.option(classification).map((found): EntryBody => ({
    kind: 'outcome',
    decision_id: 'dec_ALLOW',
    status: 'completed',
    classification: found,
    output_digest: null,
  })),
  classification.map((label): EntryBody => ({ kind: 'label', classification: label, source: 'dlp' })),
  classification.map((found): EntryBody => ({
    kind: 'source',
    source: 'memory notes',
    classification: found,
    content_digest: '',
    lineage: { trust: 'untrusted', fields: 'aaaaaaaa', text: '', pointed: '', told: '', acts: [], whole: true },
  })),
  fc.constantFrom('window', 'ticket').map((name): EntryBody => ({ kind: 'fact', name, value: 'open', source: 'cmdb', max_age_s: 60 })),
);

describe('folding', () => {
  it('gives the same state however often it stops on the way', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 30 }), fc.nat(30), (bodies, at) => {
        const entries = entriesOf(bodies);
        const halfway = entries.slice(0, at).reduce(fold, opening);
        expect(entries.slice(at).reduce(fold, structuredClone(halfway))).toEqual(entries.reduce(fold, opening));
      }),
    );
  });

  it('only ever raises the classification', () => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 30 }), (bodies) => {
        let before = opening;
        for (const entry of entriesOf(bodies)) {
          const after = fold(before, entry);
          expect(raise(before.classification, after.classification)).toEqual(after.classification);
          before = after;
        }
      }),
    );
  });

  it('counts what was submitted and what was allowed', () => {
    const state = folded([action('mail'), decision('ALLOW'), action('mail'), decision('DENY'), action('file'), decision('MODIFY')]);
    expect(state).toMatchObject({
      action_count: 3,
      submitted: { 'mail.run': 2, 'file.run': 1 },
      allowed: { 'mail.run': 1, 'file.run': 1 },
      results: { ALLOW: 1, DENY: 1, MODIFY: 1 },
      tools_used: ['mail', 'file'],
      effects_used: ['send'],
      head_seq: 5,
      head_hash: 'h6',
    });
  });

  it('knows a destination only once something was allowed to go there', () => {
    const there = { destinations: ['evil.example'] };
    expect(folded([action('mail', there), decision('DENY')]).destinations_seen).toEqual([]);
    expect(folded([action('mail', there), decision('STEP_UP')]).destinations_seen).toEqual([]);
    expect(folded([action('mail', there), decision('ALLOW')]).destinations_seen).toEqual(['evil.example']);
  });

  it('charges what is allowed at once, and what was approved when it is', () => {
    const restricted: Classification = { level: 'RESTRICTED', labels: ['PII'] };
    expect(folded([action('mail'), decision('ALLOW', restricted)]).classification).toEqual(restricted);
    const waiting = folded([action('mail'), decision('STEP_UP')]);
    expect(waiting).toMatchObject({ classification: LOWEST, pending: ['dec_STEP_UP'] });
    expect(folded([resolution('dec_STEP_UP', restricted)], waiting)).toMatchObject({ classification: restricted, pending: [] });
  });

  it('takes a text that the host gives to the model for a source that nobody named', () => {
    const lineage = { trust: 'untrusted', fields: 'aaaaaaaa', text: '', pointed: '', told: '', acts: [], whole: true } as const;
    const restricted: Classification = { level: 'RESTRICTED', labels: ['PHI'] };
    const state = folded([{ kind: 'source', source: 'memory notes', classification: restricted, content_digest: '', lineage }]);
    expect(state.classification).toEqual(restricted);
    expect(state.lineage.sources).toEqual([{ tool: 'memory notes', trust: 'untrusted', standing: 'none', acts: [] }]);
  });

  it('does not count the showing of an output as a step', () => {
    const release: EntryBody = { ...(action('output') as Extract<EntryBody, { kind: 'action' }>), operation: 'release' };
    const state = folded([action('mail'), decision('ALLOW'), release, decision('ALLOW')]);
    expect(state).toMatchObject({ action_count: 1, tools_used: ['mail'], results: { ALLOW: 2 } });
    expect(Object.keys(state.allowed)).toHaveLength(1);
    expect(Object.values(state.reading.newest).map((read) => read?.tool)).toEqual(['mail']);
  });

  it('knows what other sessions did as it was last looked at', () => {
    const earlier = { sessions: 1, complete: true, classification: LOWEST, actions: 2, denied: 0, tracked: {} };
    expect(opening.earlier).toBeNull();
    expect(
      folded([
        { kind: 'earlier', ...earlier, actions: 1 },
        { kind: 'earlier', ...earlier },
      ]).earlier,
    ).toEqual(earlier);
  });

  it('keeps the latest request and the latest value of a fact', () => {
    const state = folded([
      { kind: 'request', available: true, text: 'first', reason: null },
      { kind: 'fact', name: 'window', value: 'closed', source: 'cmdb', max_age_s: 60 },
      { kind: 'request', available: false, text: null, reason: 'a loop woke up' },
      { kind: 'fact', name: 'window', value: 'open', source: 'cmdb', max_age_s: 60 },
    ]);
    expect(state.request).toEqual({ available: false, text: null, reason: 'a loop woke up' });
    expect(state.facts['window']).toMatchObject({ value: 'open', at: '2026-01-01T00:00:01.000Z' });
  });

  it('stays bounded: a session of 3,000 tools keeps 1,000 of them and counts the rest together', () => {
    const bodies = Array.from({ length: 3000 }, (_, i) => action(`tool${i.toString()}`, { entities: [`e${i.toString()}`] }));
    const state = folded(bodies);
    expect(state.action_count).toBe(3000);
    expect([state.tools_used.length, state.entities_accessed.length]).toEqual([MOST_MEMBERS, MOST_MEMBERS]);
    expect(state.submitted['*']).toBe(2000);
    expect(Object.keys(state.submitted).length).toBe(MOST_MEMBERS + 1);
  });

  it('leaves out a fact that no longer fits in, and still renews those that did', () => {
    const fact = (name: string, value: string): EntryBody => ({ kind: 'fact', name, value, source: 'cmdb', max_age_s: 60 });
    const full = folded(Array.from({ length: MOST_MEMBERS }, (_, i) => fact(`f${i.toString()}`, 'old')));
    const state = folded([fact('one_more', 'new'), fact('f0', 'new')], full);
    expect(Object.keys(state.facts).length).toBe(MOST_MEMBERS);
    expect([state.facts['one_more'], state.facts['f0']?.value]).toEqual([undefined, 'new']);
  });

  it('keeps what other sources say of a fact, the latest word of each', () => {
    const fact = (value: string, source: string): EntryBody => ({ kind: 'fact', name: 'window', value, source, max_age_s: 60 });
    const state = folded([fact('shut', 'cmdb'), fact('shut', 'host'), fact('open', 'cmdb')]);
    expect(state.facts['window']).toMatchObject({ value: 'open', source: 'cmdb', others: [{ value: 'shut', source: 'host' }] });
    const many = folded(Array.from({ length: 9 }, (_, i) => fact('open', `source${i.toString()}`)));
    expect(many.facts['window']?.others?.map(({ source }) => source)).toEqual(['source4', 'source5', 'source6', 'source7']);
  });

  it('counts actions since the latest request, and remembers the level of then', () => {
    const restricted: Classification = { level: 'RESTRICTED', labels: [] };
    const label: EntryBody = { kind: 'label', classification: restricted, source: 'dlp' };
    const request: EntryBody = { kind: 'request', available: true, text: 'go on', reason: null };
    expect(folded([action('mail'), action('mail')])).toMatchObject({ since_request: 2, level_at_request: 'PUBLIC' });
    const state = folded([action('mail'), label, request, action('mail')]);
    expect(state).toMatchObject({ since_request: 1, level_at_request: 'RESTRICTED', action_count: 2 });
    expect(folded(Array.from({ length: 70 }, () => action('mail'))).recent).toHaveLength(60);
  });

  it('takes names that are members of every object as names', () => {
    const state = folded([action('constructor'), action('__proto__')].flatMap((each) => [each, decision('ALLOW')]));
    expect(state.allowed).toMatchObject({ 'constructor.run': 1, '__proto__.run': 1 });
  });

  it('refuses a kind that it does not know', () => {
    expect(() => folded([{ kind: 'rumour' } as unknown as EntryBody])).toThrow(TypeError);
  });
});

describe('the lattice', () => {
  it('joins: commutative in level and members, idempotent, with a top', () => {
    fc.assert(
      fc.property(classification, classification, (a, b) => {
        const [ab, ba] = [raise(a, b), raise(b, a)];
        expect([ab.level, new Set(ab.labels)]).toEqual([ba.level, new Set(ba.labels)]);
        expect(raise(ab, b)).toEqual(ab);
        expect(raise(LOWEST, a).labels).toEqual([...new Set(a.labels)].sort());
        expect(raise(HIGHEST, a).level).toBe('RESTRICTED');
      }),
    );
  });
});
