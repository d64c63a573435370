import type { JsonObject, PolicyActor } from '@writ/aarm';
import type { EvidenceAlarm } from '../journal/evidence.js';
import type { PepRecord, Store } from '../journal/ports.js';
import { controlSessionId } from './control-session.js';
import type { PolicyControl } from './policies.js';

/** Which enforcement points there are: each by a signed event, which its row must agree with. */
export interface Enrolments {
  /** Makes one known; the caller has judged that `by` may. `more` is what else the event says of it. */
  enrol(by: PolicyActor, pep: Omit<PepRecord, 'created_at' | 'revoked_at'>, more?: JsonObject): Promise<void>;
  /** Ends one; false where there is none that has not ended. */
  revoke(by: PolicyActor, pep: Pick<PepRecord, 'tenant_id' | 'pep_id'>): Promise<boolean>;
  /** One of a tenant, ended or not. A row that nobody signed for is none, and raises an alarm. */
  find(tenantId: string, pepId: string): Promise<PepRecord | null>;
}

/** What enrolments are kept in. */
export interface EnrolmentsOptions {
  readonly store: Pick<Store, 'enrolPep' | 'pep'>;
  readonly control: Pick<PolicyControl, 'ledger' | 'recordAdministration'>;
  readonly alarm: (alarm: EvidenceAlarm) => void;
}

/** What an event says of an enforcement point: whoever changes any of it in the row has another one. */
const SIGNED = ['secret_hash', 'agent_id', 'agent_instance', 'host'] as const satisfies readonly (keyof PepRecord)[];

export function openEnrolments({ store, control, alarm }: EnrolmentsOptions): Enrolments {
  return {
    // The event comes first: nobody is let in without one.
    enrol: async (by, { tenant_id, ...pep }, more = {}) => {
      await control.recordAdministration({ tenant_id, by, event: 'enrol_pep', detail: { ...more, ...pep } });
      await store.enrolPep({ tenant_id, ...pep, created_at: new Date().toISOString(), revoked_at: null });
    },
    revoke: async (by, { tenant_id, pep_id }) => {
      const pep = await store.pep(tenant_id, pep_id);
      if (pep?.revoked_at !== null) return false;
      await control.recordAdministration({ tenant_id, by, event: 'revoke_pep', detail: { pep_id } });
      await store.enrolPep({ ...pep, revoked_at: new Date().toISOString() });
      return true;
    },
    find: async (tenantId, pepId) => {
      const row = await store.pep(tenantId, pepId);
      // What has ended lets nobody in, whoever ended it.
      if (row?.revoked_at !== null) return row;
      const { peps } = await control.ledger(tenantId);
      const signed = peps.get(pepId);
      if (signed !== undefined && SIGNED.every((member) => signed[member] === row[member])) return row;
      const why = signed === undefined ? 'no signed event enrols it, or it was revoked' : 'it is not what was enrolled';
      alarm({ tenant_id: tenantId, session_id: controlSessionId(tenantId), row: `peps ${pepId}`, why });
      return null;
    },
  };
}
