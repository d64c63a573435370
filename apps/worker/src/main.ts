import { assemble } from '@writ/assembly';
import { buildLazily, closeAll, closeOnSignal, needed, readConfig } from '@writ/server';
import { startResolving } from './deferrals/start-resolving.js';
import { openNotifier } from './notifier.js';
import { startWorker } from './worker.js';

const config = readConfig();
/** A resolution decides again, so the worker is made of what a decision point is made of. */
const worker = buildLazily(async () => {
  const assembly = await assemble(config);
  try {
    const queue = { url: needed(config.queueUrl, 'WRIT_QUEUE_URL') };
    const running = startWorker({
      engine: assembly.engine,
      outbox: assembly.store,
      projections: assembly.store,
      queue,
      sweepEveryMs: config.sweepEveryMs,
    });
    const resolving = startResolving({ engine: assembly.engine, settings: assembly.deferrals });
    const told =
      config.notify === undefined
        ? []
        : [openNotifier({ ...assembly, settings: config.notify, url: needed(config.databaseUrl, 'WRIT_DATABASE_URL') })];
    return { close: () => closeAll([assembly, running, { close: () => resolving.stop() }, ...told]) };
  } catch (error) {
    await assembly.close().catch(() => undefined);
    throw error;
  }
});
closeOnSignal(() => worker.close());
