import type { DeferralSettings } from '@writ/aarm';
import { createEngine, createPolicyControl, followStops, openGrants, openPasskeys, openToolPins, startShadow } from '@writ/engine';
import type { Engine, Outbox, PolicyControl, PolicyStore, Store } from '@writ/engine';
import { compileContent, probeVersion, resolveOpa } from '@writ/policy';
import type { OpenPolicies } from '@writ/policy';
import { closeAll, connectSigner, needed, presenceAt, readDeferrals } from '@writ/server';
import type { Closable, Config } from '@writ/server';
import { openPostgresPolicyStore, openPostgresShadowLog, openPostgresStore } from '@writ/store';
import { followPolicies } from './follow-policies.js';
import { measuringOf } from './measuring.js';

/** What a process that decides is made of once its database, signer and policy answer. */
export interface Assembly extends Closable {
  readonly engine: Engine;
  readonly store: Store & Outbox;
  readonly policyStore: PolicyStore;
  readonly policies: OpenPolicies;
  readonly control: PolicyControl;
  readonly deferrals: DeferralSettings;
}

/** Connects, compiles and starts; what was opened is closed again where a later step fails. */
export async function assemble(config: Config): Promise<Assembly> {
  const opened: Closable[] = [];
  try {
    return { ...(await open(config, opened)), close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

async function open(config: Config, opened: Closable[]): Promise<Omit<Assembly, 'close'>> {
  const later = <T extends Closable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const url = needed(config.databaseUrl, 'WRIT_DATABASE_URL');
  const store = later(await openPostgresStore({ url }));
  const policyStore = later(openPostgresPolicyStore({ url }));
  await store.ready();
  const signer = later(
    await connectSigner({ url: needed(config.signer.url, 'WRIT_SIGNER_URL'), secret: needed(config.signer.secret, 'WRIT_SIGNER_SECRET') }),
  );
  await store.putKeys(await signer.keys());
  const control = createPolicyControl({ store, policies: policyStore, signer, probe: probeVersion });
  const policies = later(
    await followPolicies({
      store: policyStore,
      control,
      packs: async () => compileContent({ packs: config.packs, opa: config.opa ?? resolveOpa, outDir: config.policyDir }),
      tenants: [...new Set(config.issuers.map(({ tenantId }) => tenantId))],
    }),
  );
  const stops = later(await followStops({ policies: policyStore, control }));
  const grants = openGrants({ policies: policyStore, control });
  const verifier = config.passkeys === undefined ? null : presenceAt(config.passkeys);
  const passkeys = openPasskeys({ store, policies: policyStore, control, verifier });
  const toolPins = openToolPins(policyStore);
  const deferrals = readDeferrals(config.deferralsFile);
  const measuring = measuringOf(config, later);
  const shadow = later(startShadow({ policies, signals: measuring.signals, log: later(openPostgresShadowLog({ url })) }));
  const engine = later(createEngine({ store, signer, policies, stops, grants, passkeys, toolPins, shadow, deferrals, ...measuring }));
  return { engine, store, policyStore, policies, control, deferrals };
}
