import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShadowCount, ShadowLog } from '@writ/engine';
import { createMemoryShadowLog } from '../src/memory-shadow-log.js';
import { migrate, provision } from '../src/migrate.js';
import { openPostgresShadowLog } from '../src/postgres-shadow-log.js';
import { startPostgres } from '../src/start-postgres.js';
import type { RunningPostgres } from '../src/start-postgres.js';
import { digest, id } from './units.js';

let dataDir = '';
let server: RunningPostgres;
let appUrl = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'writ-shadow-log-'));
  server = await startPostgres({ dataDir });
  await migrate({ url: server.url });
  ({ appUrl } = await provision({ url: server.url }));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const TENANT = id('tenant');
const SHADOW = digest('shadow');
const counted = (change: Partial<ShadowCount> = {}): ShadowCount => ({
  tenant_id: TENANT,
  shadow: SHADOW,
  active: digest('active'),
  tool: 'shell',
  operation: 'execute',
  result: 'ALLOW',
  rule: 'base/a',
  shadow_result: 'DENY',
  shadow_rule: 'base/b',
  count: 1,
  decision_id: 'dec_1',
  at: '2026-11-01T00:00:00.000Z',
  ...change,
});

describe.each<[string, () => ShadowLog]>([
  ['memory', () => createMemoryShadowLog()],
  ['postgresql', () => openPostgresShadowLog({ url: appUrl })],
])('%s keeps the contract of the shadow:', (_name, open) => {
  let log: ShadowLog;
  beforeAll(() => {
    log = open();
  });
  afterAll(async () => log.close());

  it('has nothing of a version that nobody shadowed', async () => {
    expect(await log.counts(TENANT, SHADOW, { limit: 5 })).toEqual([]);
    expect(await log.loss(TENANT, SHADOW)).toEqual({ tenant_id: TENANT, shadow: SHADOW, dropped: 0, failed: 0 });
  });

  it('adds up what is alike, and keeps the rest apart, the most frequent first', async () => {
    const rare = counted({ shadow_result: 'STEP_UP', count: 2 });
    await log.add([counted(), rare], []);
    await log.add([counted({ count: 4, decision_id: 'dec_2', at: '2026-11-02T00:00:00.000Z' })], []);
    expect(await log.counts(TENANT, SHADOW, { limit: 5 })).toEqual([
      counted({ count: 5, decision_id: 'dec_2', at: '2026-11-02T00:00:00.000Z' }),
      rare,
    ]);
    expect(await log.counts(TENANT, SHADOW, { limit: 1 })).toHaveLength(1);
  });

  it('adds up what was lost', async () => {
    const loss = { tenant_id: TENANT, shadow: SHADOW, dropped: 2, failed: 1 };
    await log.add([], [loss]);
    await log.add([], [loss]);
    expect(await log.loss(TENANT, SHADOW)).toEqual({ ...loss, dropped: 4, failed: 2 });
  });

  it('keeps tenants and versions apart', async () => {
    await log.add([counted({ tenant_id: `${TENANT}2` }), counted({ shadow: digest('other') })], []);
    expect(await log.counts(`${TENANT}2`, SHADOW, { limit: 5 })).toHaveLength(1);
    expect(await log.counts(TENANT, digest('other'), { limit: 5 })).toHaveLength(1);
    expect(await log.counts(TENANT, SHADOW, { limit: 5 })).toHaveLength(2);
  });

  it('takes names as long as an agent makes them', async () => {
    const tool = '🔧'.repeat(256);
    const shadow = digest('long');
    await log.add([counted({ shadow, tool, operation: tool })], []);
    expect((await log.counts(TENANT, shadow, { limit: 5 }))[0]?.tool).toBe(tool);
  });
});
