import { ProblemError } from '@writ/aarm';
import type { Json, PasskeyRecord, PolicyActor } from '@writ/aarm';
import { GENESIS } from '@writ/receipt';
import { controlSessionId } from './control-session.js';
import type { Proven } from './passkeys.js';
import type { PasskeyChange, PolicyControl, PolicyStore } from './policies.js';
import type { Recorder } from './stop-control.js';
import type { Store } from '../journal/ports.js';

interface Kept {
  readonly store: Pick<Store, 'session'>;
  readonly policies: Pick<PolicyStore, 'passkey' | 'passkeys'>;
}

/** What was signed, and on which state of the tenant's control session. */
interface Signed {
  readonly confirmed: Proven | null;
  readonly after: string;
}

/** Passkeys of people, each added and removed by a signed event in the control session of its tenant. */
export function passkeyControl(kept: Kept, record: Recorder): Pick<PolicyControl, 'addPasskey' | 'removePasskey'> {
  return {
    addPasskey: async ({ tenant_id, by, passkey, ...signed }) =>
      recorded(record, { tenant_id, by, event: 'add_passkey', reason: passkey.label, signed }, async (now) => {
        await requireUnchanged(kept, tenant_id, signed.after);
        if ((await kept.policies.passkey(tenant_id, passkey.credential_id)) !== null)
          throw refused(`the passkey \`${passkey.credential_id}\` was added before: make a new one`);
        // INVARIANT: who has a passkey gets no other one without it.
        if (signed.confirmed === null && (await hasOne(kept, tenant_id, by.id)))
          throw refused('it takes a passkey that stands: sign with one');
        const added = { ...passkey, tenant_id, person: by.id, added_at: now, removed_at: null, removed_by: null };
        return { passkey: added, change: { kind: 'add', passkey: added } };
      }),
    removePasskey: async ({ tenant_id, by, person, credential_id, reason, ...signed }) =>
      recorded(record, { tenant_id, by, event: 'remove_passkey', reason, signed }, async (now) => {
        const found = await kept.policies.passkey(tenant_id, credential_id);
        if (found?.person !== person || found.removed_at !== null)
          throw new ProblemError('passkey_not_found', {
            detail: `\`${person}\` has no passkey \`${credential_id}\` that stands`,
            field: 'credential_id',
          });
        if (person === by.id) await requireUnchanged(kept, tenant_id, signed.after);
        const passkey = { ...found, removed_at: now, removed_by: by.id };
        return { passkey, change: { kind: 'remove', credential_id, at: now, by: by.id } };
      }),
  };
}

/** What was signed holds for the state that it was signed on: so it is good for once. */
async function requireUnchanged({ store }: Kept, tenantId: string, after: string): Promise<void> {
  const head = (await store.session(tenantId, controlSessionId(tenantId)))?.head.receipt_hash ?? GENESIS;
  if (head !== after) throw refused('something else was recorded for this tenant meanwhile: begin again');
}

const hasOne = async ({ policies }: Kept, tenantId: string, person: string): Promise<boolean> =>
  (await policies.passkeys(tenantId, person)).some(({ removed_at }) => removed_at === null);

const refused = (detail: string): ProblemError => new ProblemError('presence_refused', { detail, field: 'presence' });

interface Asked {
  readonly tenant_id: string;
  readonly by: PolicyActor;
  readonly event: 'add_passkey' | 'remove_passkey';
  readonly reason: string;
  readonly signed: Signed;
}

interface Made {
  readonly passkey: PasskeyRecord;
  readonly change: PasskeyChange;
}

async function recorded(
  record: Recorder,
  { tenant_id, by, event, reason, signed }: Asked,
  make: (now: string) => Promise<Made>,
): Promise<PasskeyRecord> {
  const made: { passkey?: PasskeyRecord } = {};
  const result = await record({ tenant_id, by }, async (now) => {
    const { passkey, change } = await make(now);
    made.passkey = passkey;
    return {
      event: {
        ...{ event, policy: null, from: null, to: null, replaced: null, overrides: [], generation: 0, reason },
        by: { id: by.id, roles: [...by.roles] },
        detail: detailOf(passkey, signed),
      },
      writes: { passkey: change, ...(signed.confirmed === null ? {} : { presence: signed.confirmed.use }) },
      also: [],
    };
  });
  if (!result.ok || made.passkey === undefined) throw new TypeError('a passkey cannot be refused once it is judged');
  return made.passkey;
}

/** What an auditor needs to know the key by, and to check who confirmed it. */
const detailOf = ({ person, credential_id, public_key, label }: PasskeyRecord, { confirmed, after }: Signed): Json => ({
  ...{ person, credential_id, public_key, label, after },
  confirmed: confirmed === null ? null : { ...confirmed.proof },
});
