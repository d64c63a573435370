import { trackerViews } from '../policy/tracker.js';
import type { TrackerSet } from '../policy/tracker.js';
import type { Classification, ContextState } from './context.js';
import { LOWEST, raise } from './lattice.js';
import { plus } from './tracked.js';

/** What other sessions of the same agent type or instance for the same principal did lately: what is taken apart over sessions adds up here. */
export interface Earlier {
  readonly sessions: number;
  /** False where there were more than were looked at. */
  readonly complete: boolean;
  /** The highest of them. */
  readonly classification: Classification;
  readonly actions: number;
  readonly denied: number;
  /** By tracker, what counts within its window in all of them; one that is not exactly known for each is left out. */
  readonly tracked: Readonly<Record<string, { readonly count: number; readonly sum: number | null }>>;
}

/** Adds up sessions. Pure; the order of the sessions does not matter. */
export function earlierOf(
  states: readonly ContextState[],
  { complete, trackers, now }: { readonly complete: boolean; readonly trackers: TrackerSet | undefined; readonly now: number },
): Earlier {
  const views = trackers === undefined ? [] : states.map(({ tracked }) => trackerViews(tracked, { set: trackers, keys: {}, now }));
  const sums = (trackers?.list ?? []).flatMap(({ id }) => {
    const within = views.map((view) => view[id]?.within);
    if (within.includes(undefined)) return [];
    const count = within.reduce((total, each) => total + (each?.count ?? 0), 0);
    const sum = within.reduce<number | null>((total, each) => plus(total, each?.sum ?? null), 0);
    return [[id, { count, sum }] as const];
  });
  return {
    sessions: states.length,
    complete,
    classification: states.reduce((highest, { classification }) => raise(highest, classification), LOWEST),
    actions: states.reduce((total, { action_count }) => total + action_count, 0),
    denied: states.reduce((total, { results }) => total + (results['DENY'] ?? 0), 0),
    tracked: Object.fromEntries(sums),
  };
}
