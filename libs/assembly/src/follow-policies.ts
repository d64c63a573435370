import type { PolicyContent, PolicyControl, PolicyPointer, PolicyStore } from '@writ/engine';
import { openPolicies } from '@writ/policy';
import type { OpenPolicies } from '@writ/policy';
import { causeOf, log as toStderr } from '@writ/server';

/** Options of {@link followPolicies}. */
export interface FollowPoliciesOptions {
  readonly store: PolicyStore;
  readonly control: Pick<PolicyControl, 'bootstrap' | 'ledger'>;
  /** Compiles the packs on disk: what tenants without a policy begin with. */
  readonly packs: () => Promise<PolicyContent>;
  /** Tenants that begin with it at once; any other falls back on it until it has a policy of its own. */
  readonly tenants: readonly string[];
  /** Standard error where left out. */
  readonly log?: typeof toStderr;
}

/**
 * Opens the policies of a process. The packs on disk become the first active version of a tenant that never had one;
 * from then on the database says what is active, and the packs on disk are only what a new tenant begins with.
 */
export async function followPolicies(options: FollowPoliciesOptions): Promise<OpenPolicies> {
  const { store, log = toStderr } = options;
  const content = await firstContent(options);
  if (content !== null) for (const tenant_id of options.tenants) await begin(options, tenant_id, content);
  return openPolicies({
    store,
    fallback: content,
    vouch: async (pointer) => requireSigned(options.control, pointer),
    alarm: ({ tenant_id, hash, place, cause }) => {
      log('error', 'a version of the policy cannot be used', { tenant: tenant_id, hash, place, cause: causeOf(cause) });
    },
    switched: ({ tenant_id, active, generation }) => {
      log('info', 'the policy is active', { tenant: tenant_id, hash: active, generation });
    },
  });
}

/** INVARIANT: what decides is what a signed event made active, and not what a row says. */
async function requireSigned({ ledger }: Pick<PolicyControl, 'ledger'>, { tenant_id, active, generation }: PolicyPointer): Promise<void> {
  const { active: signed } = await ledger(tenant_id);
  // A change may be committed between the two reads: the ledger is never behind the pointer.
  if (signed?.hash === active && signed.generation >= generation) return;
  throw new Error(`no signed event made version \`${active}\` active for tenant \`${tenant_id}\` (\`policy_active ${tenant_id}\`)`);
}

/** Packs that do not compile stop a process only where there is nothing else to decide on. */
async function firstContent({ store, packs, log = toStderr }: FollowPoliciesOptions): Promise<PolicyContent | null> {
  try {
    return await packs();
  } catch (error) {
    if ((await store.pointers()).length === 0) throw error;
    log('warn', 'the packs on disk do not compile; the stored policies decide', { cause: causeOf(error) });
    return null;
  }
}

async function begin({ control, log = toStderr }: FollowPoliciesOptions, tenant_id: string, content: PolicyContent): Promise<void> {
  const { active } = await control.bootstrap({ tenant_id, content });
  if (active !== content.hash)
    log('warn', 'the packs on disk are not what is active: `npx writ policy apply` publishes them', {
      tenant: tenant_id,
      active,
      packs: content.hash,
    });
}
