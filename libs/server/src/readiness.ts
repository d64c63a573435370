import { ProblemError } from '@writ/aarm';
import { causeOf } from './log.js';

/** The answer of `/readyz`. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason: string | null;
}

/** Whether a signed receipt can be written right now, and if not, why. A check that hangs counts as failed. */
export async function readiness(check: () => Promise<void>, withinMs = 3000): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${withinMs.toString()} ms`));
    }, withinMs);
  });
  try {
    await Promise.race([check(), late]);
    return { ready: true, reason: null };
  } catch (error) {
    return { ready: false, reason: error instanceof ProblemError ? error.detail : causeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
