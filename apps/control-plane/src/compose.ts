import type { Evidence, Store } from '@writ/engine';
import { createEvidence } from '@writ/engine';
import { compilePacks, resolveOpa } from '@writ/policy';
import type { CompiledPolicy } from '@writ/policy';
import type { Closable, Config } from '@writ/server';
import { needed } from '@writ/server';
import { openPostgresStore } from '@writ/store';

/** What a control plane is made of once its database and policy answer. */
export interface Composition extends Closable {
  readonly engine: Evidence;
  readonly store: Store;
  readonly policy: CompiledPolicy;
}

/** Connects and compiles; it holds no key and no way to a signer. */
export async function compose(config: Config): Promise<Composition> {
  const store = await openPostgresStore({ url: needed(config.databaseUrl, 'WRIT_DATABASE_URL') });
  try {
    await store.ready();
    const opa = config.opa ?? (await resolveOpa());
    const policy = await compilePacks({ packs: [...config.packs], opa, outDir: config.policyDir });
    return { engine: createEvidence(store), store, policy, close: () => store.close() };
  } catch (error) {
    await store.close().catch(() => undefined);
    throw error;
  }
}
