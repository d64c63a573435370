/** One named step with visible progress: a line when it starts, a line every ten seconds, a line when it is done. */
const TICK_MS = 10_000;

/**
 * @template T
 * @param {{ title: string, isDone: () => boolean, quiet?: boolean, run: (report: (line: string) => void) => Promise<T> }} options
 *   `quiet` is a step that tells its own progress, and has nothing to tell when it is warm
 * @returns {Promise<T | undefined>}
 */
export async function step({ title, isDone, quiet = false, run }) {
  if (isDone()) return undefined;
  const started = performance.now();
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let spoke = !quiet;
  const say = (line) => {
    spoke = true;
    console.error(`  ${title.padEnd(8)} ${line}`);
  };
  if (!quiet) say('…');
  const ticker = quiet ? undefined : setInterval(() => say(`still running, ${elapsed()}`), TICK_MS);
  try {
    const result = await run((line) => say(line.replace(`${title}: `, '')));
    if (spoke) say(`done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
