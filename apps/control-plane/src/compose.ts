import { assemble, blastMeter, logAlarm } from '@writ/assembly';
import type { ComposedEngine } from '@writ/assembly';
import type { Catalogue, PolicyControl, PolicyStore, Signer, Store } from '@writ/engine';
import { createPolicyControl } from '@writ/engine';
import { compilePacks, probeVersion, resolveOpa } from '@writ/policy';
import type { CompiledPolicy } from '@writ/policy';
import type { Closable, Config } from '@writ/server';
import { closeAll, connectSigner, needed } from '@writ/server';
import { openPostgresCatalogue, openPostgresRecordings } from '@writ/store';
import { createWorkshop } from './workshop.js';
import type { Workshop } from './workshop.js';

/** What a control plane is made of once its database and policy answer. */
export interface Composition extends Omit<ComposedEngine, 'deferrals'>, Closable {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly policies: PolicyStore;
  readonly control: PolicyControl;
  readonly workshop: Workshop;
  readonly keys: Signer['keys'];
  readonly policy: () => CompiledPolicy;
}

/**
 * Connects and compiles. It holds no key: changes are signed where decisions are, by the signer. An answer of a person is
 * decided on again before anything may run, so it is made of what a decision point is made of.
 */
export async function compose(config: Config): Promise<Composition> {
  const opened: Closable[] = [];
  try {
    return { ...(await open(config, opened)), close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}

async function open(config: Config, opened: Closable[]): Promise<Omit<Composition, 'close'>> {
  const later = <T extends Closable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const url = needed(config.databaseUrl, 'WRIT_DATABASE_URL');
  const { engine, enrolments, revocations, store, policyStore: policies } = later(await assemble(config));
  const catalogue = later(openPostgresCatalogue({ url }));
  const measure = blastMeter({ policies, recordings: later(openPostgresRecordings({ url })) });
  const signer = later(
    await connectSigner({ url: needed(config.signer.url, 'WRIT_SIGNER_URL'), secret: needed(config.signer.secret, 'WRIT_SIGNER_SECRET') }),
  );
  const opa = async (): Promise<string> => config.opa ?? (await resolveOpa());
  return {
    engine,
    enrolments,
    revocations,
    store,
    catalogue,
    policies,
    control: createPolicyControl({ store, policies, signer, probe: probeVersion, measure, alarm: logAlarm }),
    workshop: createWorkshop({ opa }),
    keys: async () => signer.keys(),
    policy: fixed(await compilePacks({ packs: [...config.packs], opa, outDir: config.policyDir })),
  };
}

const fixed =
  <T>(value: T) =>
  (): T =>
    value;
