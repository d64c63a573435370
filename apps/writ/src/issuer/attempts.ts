/** What came of a try: it was right, it was wrong, or nobody looked, because too many came before. */
export type Attempted = 'right' | 'wrong' | 'waits';

/** Wrong passphrases, counted for each person: after a few, each further try waits twice as long. */
export interface Attempts {
  /** How long this person's next try has to wait, in seconds; 0 where it need not. */
  waitS(id: string): number;
  /** Runs one try at a time; what it says is counted. */
  count(id: string, attempt: () => Promise<boolean>): Promise<Attempted>;
}

const FREE = 4;
const LONGEST_S = 900;
/** A try takes half a second and 128 MiB: so many stand in line, and who comes then is asked to come again. */
const MOST_IN_LINE = 8;

interface Count {
  readonly failures: number;
  /** In milliseconds of `now`. */
  readonly until: number;
}

/** INVARIANT: ids are those of known people, and one for everybody else: their number is bounded by whoever invites. */
export const openAttempts = (now: () => number = Date.now): Attempts => {
  const counts = new Map<string, Count>();
  let running: Promise<unknown> = Promise.resolve();
  let inLine = 0;
  const waitS = (id: string): number => Math.max(0, Math.ceil(((counts.get(id)?.until ?? 0) - now()) / 1000));
  const failed = (id: string): void => {
    const failures = (counts.get(id)?.failures ?? 0) + 1;
    const waits = failures < FREE ? 0 : Math.min(LONGEST_S, 2 ** (failures - FREE));
    counts.set(id, { failures, until: now() + waits * 1000 });
  };
  const tryOnce = async (id: string, attempt: () => Promise<boolean>): Promise<Attempted> => {
    if (waitS(id) > 0) return 'waits';
    if (!(await attempt())) {
      failed(id);
      return 'wrong';
    }
    counts.delete(id);
    return 'right';
  };
  return {
    waitS,
    count: async (id, attempt) => {
      if (inLine >= MOST_IN_LINE) return 'waits';
      inLine += 1;
      // One at a time: those that come at once do not share a free one.
      const turn = running.then(() => tryOnce(id, attempt)).finally(() => (inLine -= 1));
      running = turn.catch(() => undefined);
      return turn;
    },
  };
};
