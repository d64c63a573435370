import { createEngine } from '@writ/engine';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import type { Closable, Config } from '@writ/server';
import { closeAll, connectSigner, needed } from '@writ/server';
import { createSignals } from '@writ/signals';
import { openPostgresStore } from '@writ/store';
import { startWorker } from './worker.js';

/** Connects a worker to its database, queue and signer; what was opened is closed again where a later step fails. */
export async function compose(config: Config): Promise<Closable> {
  const opened: Closable[] = [];
  const open = async <T extends Closable>(opening: Promise<T>): Promise<T> => {
    const part = await opening;
    opened.push(part);
    return part;
  };
  try {
    const store = await open(openPostgresStore({ url: needed(config.databaseUrl, 'WRIT_DATABASE_URL') }));
    const signer = await open(
      connectSigner({ url: needed(config.signer.url, 'WRIT_SIGNER_URL'), secret: needed(config.signer.secret, 'WRIT_SIGNER_SECRET') }),
    );
    // A resolution decides again, so the worker needs the policy as much as the decision point does.
    const compiled = await compilePacks({ packs: [...config.packs], opa: config.opa ?? (await resolveOpa()), outDir: config.policyDir });
    const evaluator = await open(startEvaluator(compiled));
    const engine = await open(Promise.resolve(createEngine({ store, signer, evaluator, signals: createSignals() })));
    await open(
      startWorker({ engine, outbox: store, queue: { url: needed(config.queueUrl, 'WRIT_QUEUE_URL') }, sweepEveryMs: config.sweepEveryMs }),
    );
    return { close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(() => undefined);
    throw error;
  }
}
