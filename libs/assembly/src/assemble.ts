import { createPolicyControl } from '@writ/engine';
import type { Outbox, PolicyControl, PolicyStore, Signer, Store } from '@writ/engine';
import { compileContent, probeVersion, resolveOpa } from '@writ/policy';
import type { OpenPolicies } from '@writ/policy';
import { closeAll, connectSigner, needed } from '@writ/server';
import type { Closable, Config } from '@writ/server';
import { openPostgresPolicyStore, openPostgresShadowLog, openPostgresStore } from '@writ/store';
import type { Projections } from '@writ/store';
import { composeEngine } from './compose-engine.js';
import type { ComposedEngine } from './compose-engine.js';
import { followPolicies } from './follow-policies.js';
import { logAlarm } from './log-alarm.js';

/** What a process that decides is made of once its database, signer and policy answer. */
export interface Assembly extends ComposedEngine, Closable {
  readonly store: Store & Outbox & Projections;
  readonly policyStore: PolicyStore;
  readonly policies: OpenPolicies;
  readonly control: PolicyControl;
  /** The trust anchor: the signer's own history of keys. */
  readonly keys: Signer['keys'];
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
  const control = createPolicyControl({ store, policies: policyStore, signer, probe: probeVersion, alarm: logAlarm });
  const policies = later(
    await followPolicies({
      store: policyStore,
      control,
      packs: async () => compileContent({ packs: config.packs, opa: config.opa ?? resolveOpa, outDir: config.policyDir }),
      tenants: [...new Set(config.issuers.map(({ tenantId }) => tenantId))],
    }),
  );
  const shadowLog = later(openPostgresShadowLog({ url }));
  const composed = await composeEngine({ store, policyStore, signer, policies, control, shadowLog, config }, later);
  return { ...composed, store, policyStore, policies, control, keys: async () => signer.keys() };
}
