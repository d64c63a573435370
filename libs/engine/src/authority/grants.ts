import { ProblemError } from '@writ/aarm';
import type { GrantRecord, GrantRequest, Json, PersonCaller } from '@writ/aarm';
import { canonicalize } from '@writ/receipt';
import type { Ledger } from './ledger.js';
import type { PolicyControl, PolicyStore } from './policies.js';

/** Standing grants: what approvers answered beforehand. The database counts their uses. */
export interface Grants {
  /** Those of a tenant for this tool and operation that have not ended, the oldest first. */
  standing(tenantId: string, about: { readonly tool: string; readonly operation: string }): Promise<readonly GrantRecord[]>;
  /** One use less, unless it was revoked, has expired or is used up. */
  use(tenantId: string, grantId: string): Promise<boolean>;
  give(caller: PersonCaller, request: GrantRequest): Promise<GrantRecord>;
  revoke(caller: PersonCaller, grantId: string): Promise<GrantRecord>;
  /** All of the tenant, the newest first. */
  list(caller: PersonCaller): Promise<readonly GrantRecord[]>;
}

/** The grants that a store holds. */
export function openGrants({
  policies,
  control,
}: {
  readonly policies: Pick<PolicyStore, 'grants' | 'useGrant'>;
  readonly control: Pick<PolicyControl, 'grant' | 'ledger' | 'revokeGrant'>;
}): Grants {
  return {
    standing: async (tenantId, { tool, operation }) => {
      const rows = (await policies.grants(tenantId)).filter((grant) => grant.tool === tool && grant.operation === operation);
      if (rows.length === 0) return [];
      const { grants: signed } = await control.ledger(tenantId);
      return rows.filter((grant) => grant.revoked_at === null && isSigned(grant, signed.get(grant.grant_id))).reverse();
    },
    use: async (tenantId, grantId) => policies.useGrant(tenantId, grantId),
    give: async (caller, request) => control.grant({ tenant_id: caller.tenant_id, by: actorOf(caller), request }),
    revoke: async (caller, grantId) => control.revokeGrant({ tenant_id: caller.tenant_id, by: actorOf(caller), grant_id: grantId }),
    list: async (caller) => policies.grants(caller.tenant_id),
  };
}

/** INVARIANT: a grant counts only as it was given, by whom it was given, and until a signed event revokes it. */
function isSigned(grant: GrantRecord, signed: ReturnType<Ledger['grants']['get']>): boolean {
  if (signed === undefined) return false;
  const { grant_id, agent, tool, operation, parameters, expires_at, max_uses, by, roles } = grant;
  const detail = { grant_id, agent, tool, operation, parameters: parameters as unknown as Json, expires_at, max_uses };
  return (
    canonicalize(detail) === canonicalize(signed.detail) && canonicalize({ id: by, roles: [...roles] }) === canonicalize({ ...signed.by })
  );
}

const actorOf = ({ id, roles }: PersonCaller) => ({ id, roles, service: false });

/** For engines that stand alone: nothing was answered beforehand, and nothing can be. */
export const noGrants: Grants = {
  standing: async () => Promise.resolve([]),
  use: async () => Promise.resolve(false),
  give: async () => Promise.reject(unavailable()),
  revoke: async () => Promise.reject(unavailable()),
  list: async () => Promise.resolve([]),
};

const unavailable = (): ProblemError => new ProblemError('not_ready', { detail: 'this process cannot give or revoke grants' });
