const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs the work with a signal that aborts when the process is told to stop, so that no child outlives it. Exits with the
 * shell's convention (128 + number) then, and with 1 and one sentence when the work fails.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stoppable(work) {
  const control = new AbortController();
  let stoppedBy = null;
  const stop = (name) => {
    stoppedBy ??= name;
    control.abort();
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(control.signal);
  } catch (error) {
    if (stoppedBy === null) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exit(stoppedBy === null ? 1 : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[stoppedBy]);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
