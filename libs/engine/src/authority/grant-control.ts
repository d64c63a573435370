import { LONGEST_GRANT_S, ProblemError } from '@writ/aarm';
import type { GrantRecord, Json, PolicyActor } from '@writ/aarm';
import type { PolicyControl, PolicyStore } from './policies.js';
import type { Recorder } from './stop-control.js';
import { newId } from '../journal/identifiers.js';

/** Standing grants, each given and revoked by a signed event in the control session of its tenant. */
export function grantControl(policies: PolicyStore, record: Recorder): Pick<PolicyControl, 'grant' | 'revokeGrant'> {
  return {
    grant: async ({ tenant_id, by, request }) =>
      recorded(record, { tenant_id, by, event: 'grant' }, async (now) => {
        requireSoon(request.expires_at, now);
        const grant_id = newId('grt', Date.parse(now));
        const given = { ...request, tenant_id, grant_id, by: by.id, roles: [...by.roles], at: now };
        return Promise.resolve({ ...given, uses: 0, revoked_at: null, revoked_by: null });
      }),
    revokeGrant: async ({ tenant_id, by, grant_id }) =>
      recorded(record, { tenant_id, by, event: 'revoke_grant' }, async (now) => {
        const found = (await policies.grants(tenant_id)).find((grant) => grant.grant_id === grant_id);
        if (found?.revoked_at !== null)
          throw new ProblemError('grant_not_found', { detail: `no grant \`${grant_id}\` stands`, field: 'grant_id' });
        if (found.by !== by.id && !by.roles.includes('operator'))
          throw new ProblemError('forbidden_caller', {
            detail: `\`${by.id}\` may not revoke it: \`${found.by}\` gave it, and operators may`,
          });
        return { ...found, revoked_at: now, revoked_by: by.id };
      }),
  };
}

function requireSoon(expires_at: string, now: string): void {
  const left_s = (Date.parse(expires_at) - Date.parse(now)) / 1000;
  if (left_s > 0 && left_s <= LONGEST_GRANT_S) return;
  const detail = `\`expires_at\` is \`${expires_at}\`: choose a time from now on, at most ${(LONGEST_GRANT_S / 86_400).toString()} days ahead`;
  throw new ProblemError('invalid_field', { detail, field: 'expires_at' });
}

async function recorded(
  record: Recorder,
  { tenant_id, by, event }: { readonly tenant_id: string; readonly by: PolicyActor; readonly event: 'grant' | 'revoke_grant' },
  make: (now: string) => Promise<GrantRecord>,
): Promise<GrantRecord> {
  const made: { grant?: GrantRecord } = {};
  const result = await record({ tenant_id, by }, async (now) => {
    const grant = await make(now);
    made.grant = grant;
    const { reason, grant_id, agent, tool, operation, parameters, expires_at, max_uses } = grant;
    return {
      event: {
        event,
        policy: null,
        from: null,
        to: null,
        by: { id: by.id, roles: [...by.roles] },
        reason,
        replaced: null,
        overrides: [],
        generation: 0,
        detail: { grant_id, agent, tool, operation, parameters: parameters as unknown as Json, expires_at, max_uses },
      },
      writes: { grant },
      also: [],
    };
  });
  if (!result.ok || made.grant === undefined) throw new TypeError('a grant cannot be refused once it is judged');
  return made.grant;
}
