import { describe, expect, it } from '@jest/globals';
import { isRelease } from '../src/action/action.js';
import { DecisionRequestSchema } from '../src/decision/decision.js';
import { OutputReportSchema, releaseOf, toRedact } from '../src/outcome/release.js';

describe('showing an output', () => {
  it('is an action of what is known of the output', () => {
    const action = releaseOf(
      { decision_id: 'dec_1', tool: 'crm', operation: 'read', digest: 'sha256:a' },
      {
        shows: ['PII/email'],
        counts: { 'PII/email': 2 },
        classification: { level: 'CONFIDENTIAL', labels: ['PII'] },
        trust: 'fields',
        tells: ['send'],
        whole: true,
      },
    );
    expect(isRelease(action)).toBe(true);
    expect(action.call_id).toBe('dec_1');
    expect(action.parameters).toEqual({
      ...{ of: 'dec_1', tool: 'crm', operation: 'read', digest: 'sha256:a', shows: ['PII/email'], counts: { 'PII/email': 2 } },
      ...{ trust: 'fields', tells: ['send'], whole: true, level: 'CONFIDENTIAL', labels: ['PII'] },
    });
  });

  it('is what no tool may be called', () => {
    const request = { session_id: 'ses', action: { tool: 'output', operation: 'release', parameters: {} }, identity: {} };
    expect(DecisionRequestSchema.safeParse(request).error?.issues[0]?.path).toEqual(['action', 'operation']);
    expect(DecisionRequestSchema.safeParse({ ...request, action: { ...request.action, operation: 'print' } }).success).toBe(true);
  });

  it('takes the output, not only its digest', () => {
    expect(OutputReportSchema.safeParse({ status: 'completed' }).success).toBe(false);
    expect(OutputReportSchema.safeParse({ status: 'completed', output: null }).success).toBe(true);
  });

  it('takes out what was found and may not be shown; all of it where less is shown and nobody says what', () => {
    expect(toRedact(['a', 'b'], { shows: ['b'] })).toEqual(['a']);
    expect(toRedact(['a'], { shows: ['a', 'z'] })).toEqual([]);
    expect(toRedact(['a'], {})).toEqual(['a']);
    expect(toRedact(['a'], null)).toEqual([]);
  });
});
