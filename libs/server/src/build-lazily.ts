import { ProblemError } from '@writ/aarm';
import { causeOf, log } from './log.js';

/** Something that can be closed. */
export interface Closable {
  close(): Promise<void>;
}

/** Something that may not be there yet. */
export interface Lazy<T> {
  /** It, if it is there; throws `not_ready` with the reason if not. */
  current(): T;
  /** Stops trying, and closes what was built. */
  close(): Promise<void>;
}

const RETRY_MS = 2000;

/**
 * Builds and tries again until it works, so that a process started before its database, its signer or a sound pack
 * becomes ready by itself. Once built it stays: the parts come back by their own means.
 */
export function buildLazily<T extends Closable>(build: () => Promise<T>, retryMs = RETRY_MS): Lazy<T> {
  let built: T | null = null;
  let reason = 'it is starting';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const attempt = async (): Promise<void> => {
    try {
      built = await build();
      log('info', 'ready to decide');
    } catch (error) {
      const why = causeOf(error);
      if (why !== reason) log('error', 'cannot decide yet', { cause: why });
      reason = why;
      if (!closed) timer = setTimeout(again, retryMs);
    }
  };
  let running: Promise<void>;
  const again = (): void => {
    running = attempt();
  };
  running = attempt();
  return {
    current: () => {
      if (built === null) throw new ProblemError('not_ready', { detail: `writ cannot decide yet: ${reason}` });
      return built;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
      await built?.close();
    },
  };
}

/** Closes everything, last opened first, even where one fails; then fails with the first failure. */
export async function closeAll(opened: readonly Closable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of opened.toReversed()) await each.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
