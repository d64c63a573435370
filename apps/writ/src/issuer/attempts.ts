/** Wrong passphrases, counted for each person: after a few, each further try waits twice as long. */
export interface Attempts {
  /** How long this person's next try has to wait, in seconds; 0 where it need not. */
  waitS(id: string): number;
  /** Runs one try at a time; what it says is counted. */
  count(id: string, attempt: () => Promise<boolean>): Promise<boolean>;
}

const FREE = 4;
const LONGEST_S = 900;
/** Names that are remembered. Beyond it the oldest is forgotten, which takes as many tries at one at a time. */
const MOST = 10_000;

interface Count {
  readonly failures: number;
  /** In milliseconds of `now`. */
  readonly until: number;
}

export const openAttempts = (now: () => number = Date.now): Attempts => {
  const counts = new Map<string, Count>();
  let running: Promise<unknown> = Promise.resolve();
  const waitS = (id: string): number => Math.max(0, Math.ceil(((counts.get(id)?.until ?? 0) - now()) / 1000));
  const failed = (id: string): void => {
    const failures = (counts.get(id)?.failures ?? 0) + 1;
    const waits = failures < FREE ? 0 : Math.min(LONGEST_S, 2 ** (failures - FREE));
    const oldest = counts.keys().next();
    if (counts.size >= MOST && !counts.has(id) && oldest.done !== true) counts.delete(oldest.value);
    counts.set(id, { failures, until: now() + waits * 1000 });
  };
  return {
    waitS,
    count: async (id, attempt) => {
      // One at a time: a try costs a lot of memory, and those that come at once do not share a free one.
      const turn = running.then(async () => {
        if (waitS(id) > 0) return false;
        const right = await attempt();
        if (right) counts.delete(id);
        else failed(id);
        return right;
      });
      running = turn.catch(() => undefined);
      return turn;
    },
  };
};
