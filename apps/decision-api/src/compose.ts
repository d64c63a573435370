import type { Engine, PepRecord, Store } from '@writ/engine';
import { createEngine } from '@writ/engine';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import type { Closable, Config } from '@writ/server';
import { closeAll, connectSigner, needed } from '@writ/server';
import { createSignals } from '@writ/signals';
import { openPostgresStore } from '@writ/store';

/** What a decision point is made of once its database, signer and policy answer. */
export interface Composition extends Closable {
  readonly engine: Engine;
  readonly store: Store;
}

/** Connects, compiles and starts; what was opened is closed again where a later step fails. */
export async function compose(config: Config): Promise<Composition> {
  const opened: Closable[] = [];
  const open = async <T extends Closable>(opening: Promise<T>): Promise<T> => {
    const part = await opening;
    opened.push(part);
    return part;
  };
  try {
    const store = await open(openPostgresStore({ url: needed(config.databaseUrl, 'WRIT_DATABASE_URL') }));
    await store.ready();
    const signer = await open(
      connectSigner({ url: needed(config.signer.url, 'WRIT_SIGNER_URL'), secret: needed(config.signer.secret, 'WRIT_SIGNER_SECRET') }),
    );
    await store.putKeys(await signer.keys());
    const compiled = await compilePacks({ packs: [...config.packs], opa: config.opa ?? (await resolveOpa()), outDir: config.policyDir });
    const evaluator = await open(startEvaluator(compiled));
    const engine = await open(Promise.resolve(createEngine({ store, signer, evaluator, signals: createSignals() })));
    return { engine, store, close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

/** Reads the enrolment of a PEP from the composition that is there. */
export const enrolments =
  (current: () => Composition) =>
  async (tenantId: string, pepId: string): Promise<PepRecord | null> =>
    current().store.pep(tenantId, pepId);
