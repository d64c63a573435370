import { describe, expect, it } from '@jest/globals';
import { STOP_KINDS, stopFor } from '../src/identity/stop.js';
import type { StopRecord, StopSubject } from '../src/identity/stop.js';

const subject: StopSubject = { tenant_id: 'acme', session_id: 'ses_1', principal: 'eve', agent_instance: 'laptop', agent_id: 'coder' };
const ids = { tenant: 'acme', principal: 'eve', agent: 'coder', agent_instance: 'laptop', session: 'ses_1' } as const;
const stop = (over: Partial<StopRecord>): StopRecord => ({
  tenant_id: 'acme',
  stop_id: 'stp_1',
  kind: 'tenant',
  id: 'acme',
  reason: 'an incident',
  by: 'olga',
  at: '2026-01-01T00:00:00.000Z',
  lifted_at: null,
  lifted_by: null,
  ...over,
});

describe('a stop', () => {
  it.each(STOP_KINDS)('of the %s holds for it and for no other', (kind) => {
    expect(stopFor([stop({ kind, id: ids[kind] })], subject)).not.toBeNull();
    expect(stopFor([stop({ kind, id: 'another' })], subject)).toBeNull();
  });

  it('of a person holds at whichever issuer they sign in', () => {
    const there = { ...subject, principal: 'https://second.test#eve' };
    expect(stopFor([stop({ kind: 'principal', id: 'eve' })], there)).not.toBeNull();
    expect(stopFor([stop({ kind: 'principal', id: 'https://second.test#eve' })], subject)).not.toBeNull();
    expect(stopFor([stop({ kind: 'principal', id: 'https://second.test#eva' })], subject)).toBeNull();
    expect(stopFor([stop({ kind: 'agent', id: 'https://second.test#coder' })], subject)).toBeNull();
  });

  it('of another tenant, or one that was lifted, holds for nobody', () => {
    expect(stopFor([stop({ tenant_id: 'other', kind: 'principal', id: 'eve' })], subject)).toBeNull();
    expect(stopFor([stop({ lifted_at: '2026-01-02T00:00:00.000Z', lifted_by: 'olga' })], subject)).toBeNull();
    expect(stopFor([stop({ kind: 'agent', id: 'coder' })], { ...subject, agent_id: null })).toBeNull();
  });
});
