import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@writ/receipt';
import { approvalStatementDigest } from '../src/approval/approval-statement.js';
import type { ApprovalStatement } from '../src/approval/approval-statement.js';

const statement: ApprovalStatement = {
  action_digest: `sha256:${'1'.repeat(64)}`,
  answer: 'approve',
  approver: 'bob',
  deadline: '2026-05-04T10:00:00.000Z',
  decision_id: 'dec_1',
  policy_hash: `sha256:${'2'.repeat(64)}`,
};

describe('the statement of an approver', () => {
  it('is digested in canonical form, as receipts have always carried it', () => {
    const bytes = `{"action_digest":"sha256:${'1'.repeat(64)}","answer":"approve","approver":"bob","deadline":"2026-05-04T10:00:00.000Z","decision_id":"dec_1","policy_hash":"sha256:${'2'.repeat(64)}"}`;
    expect(approvalStatementDigest(statement)).toBe(sha256(bytes));
  });

  it.each<[keyof ApprovalStatement, Partial<ApprovalStatement>]>([
    ['action_digest', { action_digest: `sha256:${'3'.repeat(64)}` }],
    ['answer', { answer: 'deny' }],
    ['approver', { approver: 'carol' }],
    ['deadline', { deadline: '2026-05-04T10:00:00.001Z' }],
    ['deadline', { deadline: null }],
    ['decision_id', { decision_id: 'dec_2' }],
    ['policy_hash', { policy_hash: `sha256:${'4'.repeat(64)}` }],
  ])('is another one with another `%s`', (_, other) => {
    expect(approvalStatementDigest({ ...statement, ...other })).not.toBe(approvalStatementDigest(statement));
  });

  it('has no members but its own', () => {
    const more = { ...statement, comment: 'fine' };
    expect(approvalStatementDigest(more)).toBe(approvalStatementDigest(statement));
  });
});
