import { describe, expect, it } from '@jest/globals';
import type { ApprovalStats, DeferralStats } from '@writ/engine';
import { tenantSeries } from '../src/tenant-series.js';

const approvals: ApprovalStats = {
  ...{ decisions: 40, asked: 4, interruption_rate: 0.1, waiting: 1, approved: 2, denied: 1, timed_out: 0, approval_rate: 0.5 },
  ...{ median_time_to_answer_ms: 1500, median_dwell_ms: 700, rules: [] },
};
const deferrals: DeferralStats = {
  ...{ deferred: 3, waiting: 1, settled: 2, median_time_to_resolution_ms: null, timeout_rate: 0.5, escalation_rate: 0 },
  sources: [{ source: 'resolver:cmdb', method: 'resolver', attempts: 4, settled: 2, failed: 1, success_rate: 0.5 }],
};

describe('series of people and deferrals', () => {
  it('are told by tenant, in seconds and shares, and left out where nothing is known', async () => {
    const engine = { approvalStats: async () => Promise.resolve(approvals), deferralStats: async () => Promise.resolve(deferrals) };
    const lines = (await tenantSeries(engine, () => ['acme']).text()).split('\n').filter((line) => !line.startsWith('#'));
    expect(lines).toEqual([
      'writ_questions{tenant="acme",state="asked"} 4',
      'writ_questions{tenant="acme",state="waiting"} 1',
      'writ_questions{tenant="acme",state="approved"} 2',
      'writ_questions{tenant="acme",state="denied"} 1',
      'writ_questions{tenant="acme",state="timed_out"} 0',
      'writ_interruption_ratio{tenant="acme"} 0.1',
      'writ_approval_ratio{tenant="acme"} 0.5',
      'writ_question_answer_median_seconds{tenant="acme"} 1.5',
      'writ_question_dwell_median_seconds{tenant="acme"} 0.7',
      'writ_deferrals{tenant="acme",state="deferred"} 3',
      'writ_deferrals{tenant="acme",state="waiting"} 1',
      'writ_deferrals{tenant="acme",state="settled"} 2',
      'writ_deferral_timeout_ratio{tenant="acme"} 0.5',
      'writ_deferral_escalation_ratio{tenant="acme"} 0',
      'writ_deferral_attempts{tenant="acme",source="resolver:cmdb",ended="settled"} 2',
      'writ_deferral_attempts{tenant="acme",source="resolver:cmdb",ended="failed"} 1',
      'writ_deferral_attempts{tenant="acme",source="resolver:cmdb",ended="open"} 1',
    ]);
  });

  it('ask the database once in a while, and are left out where it cannot be asked', async () => {
    let asked = 0;
    const away = {
      approvalStats: async () => {
        asked += 1;
        return Promise.reject(new Error('away'));
      },
      deferralStats: async () => Promise.resolve(deferrals),
    };
    const series = tenantSeries(away, () => ['acme']);
    expect([await series.text(), await series.text()]).toEqual(['', '']);
    expect(asked).toBe(1);
  });
});
