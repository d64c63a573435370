import { DEFAULT_POLICY_SETTINGS, PolicySettingsSchema } from '@writ/aarm';
import type { PolicySignoff, StopRecord, TokenRevocation } from '@writ/aarm';
import type { AppendResult, AppendUnit, PolicyPointer, PolicyStore, PolicyWrites } from '@writ/engine';
import { appendTables } from './append-statement.js';
import { APPEND_ANY } from './append-units.js';
import { batchMessage } from './batch-message.js';
import { checkUnit } from './check-unit.js';
import { openConnections } from './connections.js';
import type { Connections, Transaction } from './connections.js';
import {
  pointerValues,
  revocationValues,
  signoffValues,
  grantValues,
  stopValues,
  toGrant,
  toSummary,
  toTransition,
  toVersion,
  transitionValues,
  versionValues,
} from './policy-rows.js';
import { passkeyReads, passkeyStatement } from './passkey-rows.js';
import { ACCEPT_PIN, acceptValues, toolPins } from './tool-pin-rows.js';
import type { GrantRow, PolicySummaryRow, PolicyTransitionRow, PolicyVersionRow } from './policy-rows.js';
import * as sql from './policy-statements.js';
import { PolicyWatch } from './policy-watch.js';

/** Options of {@link openPostgresPolicyStore}. */
export interface PostgresPolicyStoreOptions {
  /** The `appUrl` that `provision` returns. */
  readonly url: string;
  /** Connections at most, beside the one that listens. */
  readonly pool?: number;
}

/** The policy port on PostgreSQL. Opening does not connect. */
export function openPostgresPolicyStore({ url, pool = 2 }: PostgresPolicyStoreOptions): PolicyStore {
  const db = openConnections({ url, size: pool });
  return {
    ...reads(db),
    appendPolicyEvent: async (unit, writes) => append(db, unit, writes),
    watch: async (changed) => Promise.resolve(new PolicyWatch({ url, changed })),
    close: db.close,
  };
}

const UNIQUE_VIOLATION = '23505';

/** Undoes the transaction of a unit that did not win. */
class LostRace extends Error {}

/** A crash before the commit leaves nothing; after it, the receipt and what it is about, and every replica is told. */
async function append(db: Connections, unit: AppendUnit, writes: PolicyWrites): Promise<AppendResult> {
  checkUnit(unit);
  try {
    await db.of(unit.tenant_id).transact(async (transaction) => {
      if (!(await wins(transaction, unit))) throw new LostRace();
      await write(transaction, unit.tenant_id, writes);
    });
    return 'committed';
  } catch (error) {
    // A key that is there already was written by whoever won.
    if (error instanceof LostRace || (error as { readonly code?: string }).code === UNIQUE_VIOLATION) return 'lost_race';
    throw error;
  }
}

/** The first statement of its transaction: only then the order of transactions is the order in which rows were composed. */
async function wins(transaction: Transaction, unit: AppendUnit): Promise<boolean> {
  const message = batchMessage(APPEND_ANY.name, appendTables([unit]));
  const [ids] = await transaction.writeBatch(APPEND_ANY, message);
  message.release();
  return ids === '{1}';
}

async function write(
  { query }: Transaction,
  tenantId: string,
  { version, transitions, signoff, pointer, settings, stop, grant, pin, passkey, revocation }: PolicyWrites,
): Promise<void> {
  if (version !== null) await query(sql.INSERT_VERSION, versionValues(version));
  for (const transition of transitions) await query(sql.INSERT_TRANSITION, transitionValues(transition));
  if (signoff !== null) await query(sql.INSERT_SIGNOFF, signoffValues(signoff));
  if (pointer !== null) await query(sql.PUT_POINTER, pointerValues(pointer));
  if (stop !== undefined) await query(sql.PUT_STOP, stopValues(stop));
  if (revocation !== undefined) await query(sql.ADD_REVOCATION, revocationValues(revocation));
  if (grant !== undefined) await query(sql.PUT_GRANT, grantValues(grant));
  if (pin !== undefined && (await query(ACCEPT_PIN, acceptValues(tenantId, pin))).length === 0) throw new LostRace();
  if (passkey !== undefined && (await query(...passkeyStatement(tenantId, passkey))).length === 0) throw new LostRace();
  if (settings !== null) await query(sql.PUT_SETTINGS, [tenantId, JSON.stringify(settings)]);
}

function reads(db: Connections): Omit<PolicyStore, 'appendPolicyEvent' | 'watch' | 'close'> {
  return {
    version: async (tenantId, hash) => first((await db.of(tenantId).query<PolicyVersionRow>(sql.VERSION, [tenantId, hash])).map(toVersion)),
    summary: async (tenantId, hash) =>
      first((await db.of(tenantId).query<PolicySummaryRow>(sql.ONE_SUMMARY, [tenantId, hash])).map(toSummary)),
    versions: async (tenantId, { limit, before }) => {
      const after = [before?.created_at ?? null, before?.hash ?? null];
      return (await db.of(tenantId).query<PolicySummaryRow>(sql.SUMMARIES, [tenantId, limit, ...after])).map(toSummary);
    },
    transitions: async (tenantId, { limit, hash, before }) => {
      const after = [tenantId, limit, before?.seq ?? null, before?.index ?? null];
      const rows =
        hash === undefined
          ? await db.of(tenantId).query<PolicyTransitionRow>(sql.TRANSITIONS, after)
          : await db.of(tenantId).query<PolicyTransitionRow>(sql.TRANSITIONS_OF, [...after, hash]);
      return rows.map(toTransition);
    },
    signoffs: async (tenantId, hash) => db.of(tenantId).query<PolicySignoff>(sql.SIGNOFFS, [tenantId, hash]),
    pointer: async (tenantId) => first(await db.of(tenantId).query<PolicyPointer>(sql.POINTER, [tenantId])),
    tenants: async () => (await db.across.query<{ readonly tenant_id: string }>(sql.TENANTS)).map(({ tenant_id }) => tenant_id),
    activeStops: async () => db.across.query<StopRecord>(sql.ACTIVE_STOPS),
    stops: async (tenantId) => db.of(tenantId).query<StopRecord>(sql.STOPS, [tenantId]),
    revocations: async (since) => db.across.query<TokenRevocation>(sql.REVOCATIONS, [since]),
    grants: async (tenantId) => (await db.of(tenantId).query<GrantRow>(sql.GRANTS, [tenantId])).map(toGrant),
    useGrant: async (tenantId, grantId) => (await db.of(tenantId).query(sql.USE_GRANT, [tenantId, grantId])).length > 0,
    ...toolPins(db),
    ...passkeyReads(db),
    pointers: async () => db.across.query<PolicyPointer>(sql.POINTERS),
    settings: async (tenantId) => {
      const [row] = await db.of(tenantId).query<{ readonly settings: string }>(sql.SETTINGS, [tenantId]);
      return row === undefined ? DEFAULT_POLICY_SETTINGS : PolicySettingsSchema.parse(JSON.parse(row.settings));
    },
  };
}

const first = <T>([row]: readonly T[]): T | null => row ?? null;
