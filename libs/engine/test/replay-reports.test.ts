import { describe, expect, it } from '@jest/globals';
import type { Rule, Verdict } from '@writ/aarm';
import { CoverageTally, blastRadius, blastShares } from '../src/index.js';
import type { RecordedDecision, ReplayReport } from '../src/index.js';

const rule = (id: string): Rule => ({
  id,
  pack: 'base',
  title: id,
  class: 'standard_allow',
  result: 'ALLOW',
  priority: 100,
  applies_to: [{ tool: id, operation: '*' }],
  severity: 'LOW',
  overridable: false,
  on_aligned: 'STEP_UP',
  reads: [],
  parameters: {},
  approvers: [],
  quorum: 1,
  timeout_s: null,
  references: [],
});

type Voice = Verdict['rules'][number]['voice'];
const verdict = (
  result: Verdict['result'],
  voices: Readonly<Record<string, Voice>> = {},
  code: Verdict['reason']['code'] = 'rule',
): Verdict => ({
  result,
  reason: { code, message: 'because' },
  classification: null,
  policy_id: code === 'posture' ? 'posture:base' : 'base/some',
  rules: Object.entries(voices).map(([id, voice]) => ({ id, pack: 'base', voice, result: 'ALLOW', priority: 100 })),
  missing: [],
  effective_parameters: null,
  modifications: [],
  approval: null,
  timeout_s: null,
});
const on = (tool: string) => ({ payload: { action: { tool, operation: 'run' } } }) as unknown as Pick<RecordedDecision, 'payload'>;

describe('the coverage of a set', () => {
  const rules = ['reads', 'waits', 'quiet', 'unasked', 'breaks'].map(rule);
  const tally = new CoverageTally({ rules, applicable: ({ tool }) => rules.filter(({ id }) => id === tool) });
  tally.add(on('reads'), verdict('ALLOW', { reads: 'spoke' }));
  tally.add(on('reads'), verdict('DENY', {}, 'posture'));
  tally.add(on('reads'), verdict('DENY', {}, 'identity_unverified'));
  tally.add(on('waits'), verdict('DEFER', { waits: 'mute' }));
  tally.add(on('quiet'), verdict('DENY', {}, 'posture'));
  tally.add(on('breaks'), verdict('DENY', { breaks: 'error' }, 'rule_error'));
  tally.add(on('stranger'), verdict('DENY', {}, 'posture'));
  const report = tally.report();

  it('tells rules that did something from those that did not', () => {
    expect(report.rules.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'reads used',
      'waits mute',
      'quiet silent',
      'unasked unused',
      'breaks silent',
    ]);
    expect(report.rules[0]).toMatchObject({ applied: 2, spoke: 1, mute: 0, failed: 0 });
    expect(report.rules[4]).toMatchObject({ applied: 1, failed: 1 });
  });

  it('names tools that have no rule, the most used first', () => {
    expect(report.decisions).toBe(7);
    expect(report.tools[0]).toEqual({
      tool: 'reads',
      operation: 'run',
      decisions: 3,
      rules: 1,
      by_posture: 1,
      results: { ALLOW: 1, DENY: 2 },
    });
    expect(report.tools.filter((tool) => tool.rules === 0).map(({ tool }) => tool)).toEqual(['stranger']);
  });
});

describe('the blast radius', () => {
  const report = (decisions: number, candidate: { readonly replayed: number; readonly flipped: number } | null): ReplayReport =>
    ({
      scope: { sessions: 3, decisions },
      candidate: candidate === null ? null : { ...candidate, loosened: 1 },
    }) as unknown as ReplayReport;

  it.each([
    [100, 100, 7, 7],
    // What could not be replayed may have flipped.
    [100, 90, 7, 17],
    [0, 0, 0, 0],
  ])('of %i decisions, %i replayed, %i flipped, counts %i', (decisions, replayed, flipped, counted) => {
    expect(blastRadius(report(decisions, { replayed, flipped }))).toEqual({
      decisions,
      flipped: counted,
      sessions: 3,
      report_digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u),
    });
  });

  it('is unknown without a candidate', () => {
    expect(blastRadius(report(10, null))).toBeNull();
  });

  it('is told in shares, and all where nothing was replayed', () => {
    expect(blastShares({ decisions: 200, flipped: 10, loosened: 4 })).toEqual({ flipped: 0.05, loosened: 0.02 });
    expect(blastShares({ decisions: 0, flipped: 0, loosened: 0 })).toEqual({ flipped: 1, loosened: 1 });
  });
});
