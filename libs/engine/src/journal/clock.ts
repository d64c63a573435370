import type { Store } from './ports.js';

const REFRESH_MS = 30_000;

/** The database's clock, read without asking it each time: its offset from ours is measured and kept fresh. */
export interface Clock {
  /** Milliseconds since the epoch; asks the database once before the first answer. */
  now(): number | Promise<number>;
  close(): void;
}

/** Measures the offset at first use and every half minute; a failed refresh keeps the last one. */
export function databaseClock(store: Pick<Store, 'now'>): Clock {
  let offset: number | null = null;
  const measure = async (): Promise<number> => {
    const before = Date.now();
    const there = await store.now();
    const after = Date.now();
    offset = there - (before + after) / 2;
    return Math.round(after + offset);
  };
  const timer = setInterval(() => {
    measure().catch(() => undefined);
  }, REFRESH_MS);
  timer.unref();
  return {
    now: () => (offset === null ? measure() : Math.round(Date.now() + offset)),
    close: () => {
      clearInterval(timer);
    },
  };
}

/** RFC 3339 in UTC with milliseconds. */
export const timestamp = (ms: number): string => new Date(ms).toISOString();
