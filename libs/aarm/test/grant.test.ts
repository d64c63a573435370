import { describe, expect, it } from '@jest/globals';
import { GrantRequestSchema, covers } from '../src/index.js';
import type { GrantRecord } from '../src/index.js';

const request = {
  agent: 'coder',
  tool: 'pay',
  operation: 'call',
  parameters: { to: { type: 'string', max_length: 64 } },
  expires_at: '2026-12-01T00:00:00.000Z',
  max_uses: 3,
  reason: 'rent',
};

describe('a standing grant', () => {
  const slow = '(a+)+';
  const record: GrantRecord = {
    ...GrantRequestSchema.parse(request),
    ...{
      tenant_id: 't1',
      grant_id: 'gra_1',
      by: 'ada',
      roles: [],
      at: '2026-11-23T00:00:00.000Z',
      uses: 0,
      revoked_at: null,
      revoked_by: null,
    },
  };
  const asked = { tool: 'pay', operation: 'call', parameters: { to: `${'a'.repeat(40)}!` }, agent: 'coder', now: 0 };

  it('covers what is within its limits', () => {
    expect(covers(record, asked)).toBe(true);
  });

  it('takes no pattern: whoever asks could stop every decision with one', () => {
    const given = GrantRequestSchema.safeParse({ ...request, parameters: { to: { type: 'string', pattern: slow } } });
    expect(given.error?.issues[0]).toMatchObject({ path: ['parameters', 'to', 'pattern'], message: expect.stringContaining('`allow`') });
  });

  it('covers nothing where it has one from before', () => {
    const parameters = { to: { type: 'string' as const, optional: false, restricting: false, pattern: slow } };
    expect(covers({ ...record, parameters }, asked)).toBe(false);
  });
});
