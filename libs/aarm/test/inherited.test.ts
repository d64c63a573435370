import { describe, expect, it } from '@jest/globals';
import { digestText, fold, inheritedFrom, openingState } from '../src/index.js';
import type { Classification, ContextState, EntryBody, Inherited, OutputLineage } from '../src/index.js';

const AT = '2026-11-23T00:00:00.000Z';
const session = (session_id: string): ContextState => openingState({ session_id, started_at: AT });

function put(state: ContextState, body: EntryBody, at = AT): ContextState {
  const seq = state.head_seq + 1;
  return fold(state, {
    seq,
    kind: body.kind,
    at,
    body: JSON.stringify(body),
    prev_hash: '',
    hash: `${state.session_id} ${seq.toString()}`,
  });
}
const labelled = (state: ContextState, classification: Classification): ContextState =>
  put(state, { kind: 'label', classification, source: 'dlp' });
function reading(state: ContextState, change: Partial<OutputLineage> = {}): ContextState {
  const lineage = { trust: 'untrusted', fields: '', text: digestText(1), pointed: '', told: '', acts: [], whole: true, ...change } as const;
  return put(state, { kind: 'source', source: 'document x', classification: PUBLIC, content_digest: '', lineage });
}

const PUBLIC: Classification = { level: 'PUBLIC', labels: [] };
const PII: Classification = { level: 'CONFIDENTIAL', labels: ['PII'] };
const PHI: Classification = { level: 'RESTRICTED', labels: ['PHI'] };
const from = (state: ContextState, others: readonly ContextState[], complete = true): Inherited | null =>
  inheritedFrom(state, others, { complete });
const taking = (state: ContextState, inherited: Inherited | null): ContextState =>
  inherited === null ? state : put(state, { kind: 'inherited', ...inherited });

describe('what a session takes over', () => {
  it('is nothing where nobody has more', () => {
    expect(from(session('b'), [])).toBeNull();
    expect(from(session('b'), [session('a')])).toBeNull();
    expect(from(labelled(session('b'), PHI), [labelled(session('a'), { ...PHI, level: 'INTERNAL' })])).toBeNull();
    expect(from(session('b'), [reading(session('a'), { trust: 'trusted' })])).toBeNull();
  });

  it('is what all of them have, by the heads of those that add to it', () => {
    const others = [labelled(session('a'), PII), labelled(session('c'), PII), labelled(session('d'), PHI), reading(session('e'))];
    const inherited = from(session('b'), others);
    expect(inherited).toEqual({
      sessions: ['a', 'd', 'e'].map((id) => ({ session_id: id, entry_seq: 0, entry_hash: `${id} 0` })),
      complete: true,
      classification: { level: 'RESTRICTED', labels: ['PHI', 'PII'] },
      told: [],
      read: true,
      overflow: false,
    });
    const after = taking(session('b'), inherited);
    expect(after).toMatchObject({ classification: { level: 'RESTRICTED', labels: ['PHI', 'PII'] }, lineage: { elsewhere: true } });
    expect(from(after, others)).toBeNull();
  });

  it('is what strangers asked for, and whether all of it is known', () => {
    const told = reading(session('a'), { acts: ['send'], whole: false });
    const after = taking(session('b'), from(session('b'), [told]));
    expect(after.lineage).toMatchObject({ told: ['send'], overflow: true, elsewhere: true });
    expect(from(after, [reading(session('c'), { acts: ['pay', 'send'] })])?.told).toEqual(['send', 'pay']);
    // What it reads itself changes nothing of that.
    expect(reading(after, { trust: 'trusted' }).lineage).toMatchObject({ told: ['send'], overflow: true, elsewhere: true });
  });

  it('is handed on', () => {
    const second = taking(session('b'), from(session('b'), [reading(session('a')), labelled(session('a'), PII)]));
    const third = taking(session('c'), from(session('c'), [second]));
    expect(third).toMatchObject({ classification: PII, lineage: { elsewhere: true } });
  });

  it('is everything where not all could be looked at', () => {
    const inherited = from(labelled(session('b'), PII), [labelled(session('a'), PHI)], false);
    expect(inherited).toMatchObject({ complete: false, classification: { level: 'RESTRICTED', labels: ['PHI', 'PII'] }, overflow: true });
    const after = taking(labelled(session('b'), PII), inherited);
    expect(from(after, [], false)).toBeNull();
  });

  it('leaves counters and places as they are', () => {
    const other = { ...labelled(session('a'), PHI), action_count: 7, destinations_seen: ['evil.example'], results: { DENY: 3 } };
    expect(taking(session('b'), from(session('b'), [other]))).toMatchObject({ action_count: 0, destinations_seen: [], results: {} });
  });
});

describe('a session', () => {
  it('was used when its last entry came', () => {
    const later = '2026-11-23T00:10:00.000Z';
    expect(session('a').used_at).toBe(AT);
    expect(put(session('a'), { kind: 'label', classification: PII, source: 'dlp' }, later).used_at).toBe(later);
  });
});
