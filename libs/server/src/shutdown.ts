import { causeOf, log } from './log.js';

/** How long requests in flight may take to finish. */
const DRAIN_MS = 10_000;

/** Closes on SIGTERM and SIGINT, once, and then ends the process; a drain that hangs is cut off. */
export function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const stop = (signal: string): void => {
    if (closing) return;
    closing = true;
    log('info', 'draining', { signal });
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log('error', 'the drain failed', { cause: causeOf(error) });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
