import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { resolveOpa } from '@writ/policy';
import type { KeyRecord, SessionExport } from '@writ/receipt';
import { checkExports, endOf } from '../check.mjs';
import { race } from '../race.mjs';
import { soak } from '../soak.mjs';

const hasRedis = process.env['ALL_TOOLS'] === '1' || spawnSync('redis-server', ['--version']).error === undefined;

/** As `npm run soak`, in small. */
describe('what waits, while everything is killed at random', () => {
  const small = { count: 40, deadline_s: 10, kill_every_ms: 2000 };

  it('AARM-63: ends exactly once, none late, none without its approval, with the queue in PostgreSQL', async () => {
    const result = await soak({ ...small, queue: 'postgres', opa: await resolveOpa() });
    expect(result.faults).toEqual([]);
    expect(result.waited).toBe(small.count);
  }, 180_000);

  (hasRedis ? it : it.skip)(
    'AARM-81: the same with the queue in Redis, FLUSHALL included',
    async () => {
      const result = await soak({ ...small, queue: 'redis', opa: await resolveOpa() });
      expect(result.faults).toEqual([]);
      expect(result.waited).toBe(small.count);
    },
    180_000,
  );

  it('AARM-62: an approval within 5 ms of the deadline counts before it and not after, by the clock of the database', async () => {
    const result = await race({ count: 40, opa: await resolveOpa() });
    expect(result.faults).toEqual([]);
    expect(result.waited).toBe(40);
    expect(Object.keys(result.ended).sort()).toEqual(['STEP_UP → ALLOW (approved)', 'STEP_UP → DENY (timeout)']);
  }, 120_000);
});

describe('the checker', () => {
  const { keys, session } = JSON.parse(
    readFileSync(new URL('../../../testdata/receipts/v1/sessions/valid.json', import.meta.url), 'utf8'),
  ) as { readonly keys: readonly KeyRecord[]; readonly session: SessionExport };

  it('finds a session that was cut', () => {
    const cut = { ...session, receipts: session.receipts.slice(1), count: session.count - 1 };
    expect(checkExports([cut], keys).faults.length).toBeGreaterThan(0);
  });

  const DEADLINE = '2026-11-23T10:00:02.000Z';
  const [before, after] = ['2026-11-23T10:00:01.999Z', DEADLINE];
  const waits = (result: string) => ({ kind: 'decision', decision: { result, expires_at: DEADLINE } });
  const yes = (approver: string, at = before) => ({ approver, decision: 'approve', at });
  const ends = (result: string, more: object, at = before) => ({
    kind: 'resolution',
    issued_at: at,
    decision: { result, expires_at: null, reason: { code: 'resolved' } },
    ...more,
  });
  const approved = (approvals: readonly object[], required = 1) => ({ approval: { approvals, required, quorum_met: true } });
  const byFact = { deferral: { resolution_method: 'fact' } };
  const timedOut = (at: string) => ({ ...ends('DENY', {}, at), decision: { result: 'DENY', reason: { code: 'timeout' } } });

  it.each([
    ['an approval in time', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada')]))]],
    ['two approvals where two are needed', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada'), yes('bob')], 2))]],
    ['a timeout at the deadline', [waits('STEP_UP'), timedOut(after)]],
    ['a fact in time', [waits('DEFER'), ends('ALLOW', byFact)]],
    [
      'an escalation that is approved',
      [waits('DEFER'), { ...waits('STEP_UP'), kind: 'resolution' }, ends('MODIFY', approved([yes('ada')]))],
    ],
  ])('finds nothing wrong with %s', (_, receipts) => {
    expect(endOf(receipts).faults).toEqual([]);
  });

  it.each([
    ['what never ended', [waits('STEP_UP')], 'it ended 0 times'],
    ['what ended twice', [waits('STEP_UP'), timedOut(after), timedOut(after)], 'it ended 2 times'],
    ['an allow and a timeout', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada')])), timedOut(after)], 'it ended 2 times'],
    ['a timeout before its time', [waits('STEP_UP'), timedOut(before)], 'it timed out before its deadline'],
    ['an allow at the deadline', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada')]), after)], 'its deadline had passed'],
    ['an allow without approvals', [waits('STEP_UP'), ends('ALLOW', approved([]))], 'without its approval'],
    ['an allow that nobody was asked about', [waits('STEP_UP'), ends('ALLOW', {})], 'without its approval'],
    ['an approval at the deadline', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada', after)]))], 'without its approval'],
    ['one person twice', [waits('STEP_UP'), ends('ALLOW', approved([yes('ada'), yes('ada')], 2))], 'without its approval'],
    [
      'a no that counts as a yes',
      [waits('STEP_UP'), ends('ALLOW', approved([{ ...yes('ada'), decision: 'deny' }]))],
      'without its approval',
    ],
    [
      'a deferral that a timeout let through',
      [waits('DEFER'), ends('ALLOW', { deferral: { resolution_method: 'timeout' } })],
      'resolved by',
    ],
    [
      'an escalation that a fact let through',
      [waits('DEFER'), { ...waits('STEP_UP'), kind: 'resolution' }, ends('ALLOW', byFact)],
      'without its approval',
    ],
  ])('finds %s', (_, receipts, fault) => {
    expect(endOf(receipts).faults.join('; ')).toContain(fault);
  });
});
