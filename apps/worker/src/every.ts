import { causeOf, log } from '@writ/server';

/** Work that repeats until it is stopped. */
export interface Repetition {
  /** Resolves once the run in flight has ended; none starts after. */
  stop(): Promise<void>;
}

/** Runs `work` again and again with a pause between; a failure is logged once until the next success. */
export function every(pauseMs: number, name: string, work: () => Promise<void>): Repetition {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    try {
      await work();
      failing = false;
    } catch (error) {
      if (!failing) log('warn', `the ${name} failed and is tried again`, { cause: causeOf(error) });
      failing = true;
    }
    if (!stopped) timer = setTimeout(start, pauseMs);
  };
  let running: Promise<void>;
  const start = (): void => {
    running = run();
  };
  running = run();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
