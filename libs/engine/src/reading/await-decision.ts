import type { Caller, Decision } from '@writ/aarm';
import { decisionOf } from '../journal/access.js';
import type { Journal } from '../journal/journal.js';

/** What this works with. */
export type AwaitDecisionServices = Pick<Journal, 'changed' | 'sessions' | 'store'>;

/** How often a waiting caller looks whether another process ended the wait. */
const POLL_MS = 250;

/** The decision once it no longer waits, or as it stands after `waitMs`. */
export async function awaitDecision(
  services: AwaitDecisionServices,
  caller: Caller,
  { decisionId, waitMs, signal }: { readonly decisionId: string; readonly waitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<Decision> {
  const until = Date.now() + waitMs;
  for (;;) {
    const { answer } = await decisionOf(services, caller, decisionId);
    const left = until - Date.now();
    if (answer.pending === null || left <= 0 || signal?.aborted === true) return answer;
    await change(services, decisionId, { ms: Math.min(left, POLL_MS), signal });
  }
}

async function change(
  { changed }: Pick<Journal, 'changed'>,
  decisionId: string,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      changed.off(decisionId, end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    changed.once(decisionId, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
