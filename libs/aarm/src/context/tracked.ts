/** What a session remembers for the trackers of its policy: folded in constant time an entry, never scanned. */

/** What one action means to one tracker; in the action's entry. */
export interface Mark {
  readonly tracker: string;
  readonly when: 'submitted' | 'executed';
  /** A digest of the key's value; null where there is none. */
  readonly key: string | null;
  /** Null where a sum is asked for and the amount is not known. */
  readonly amount: number | null;
  readonly window_s: number | null;
}

/** The trackers' part of an action entry. */
export interface Tracking {
  readonly set: string;
  readonly marks: readonly Mark[];
}

/** A count and a sum; `sum` is null once an amount was not known. */
export interface Tally {
  readonly count: number;
  readonly sum: number | null;
  /** When the last one was, in milliseconds since the epoch. */
  readonly last: number;
}

/** What is remembered of one tracker. */
export interface Remembered extends Tally {
  readonly keys: Readonly<Record<string, Tally>>;
  /** More keys came than are remembered: of a key that is not there, nothing is known. */
  readonly overflow: boolean;
  /** The window, in steps of a 60th of it, the oldest first. */
  readonly steps: readonly { readonly step: number; readonly count: number; readonly sum: number | null }[];
}

/** The trackers' part of a session's state. */
export interface Tracked {
  /** The one set under which all actions of the session were recorded; null before the first, `mixed` if there were several. */
  readonly set: string | null;
  readonly by: Readonly<Record<string, Remembered>>;
  /** What actions that wait will count as once they may run. */
  readonly waiting: Readonly<Record<string, readonly Mark[]>>;
}

export const MIXED = 'mixed';
export const NOTHING_TRACKED: Tracked = { set: null, by: {}, waiting: {} };
/** Keys that are remembered of one tracker. */
export const MOST_KEYS = 1000;
/** Steps of a window. A sum or count over a window may include up to one step more than the window: never less than it. */
export const STEPS = 60;
export const EMPTY: Remembered = { count: 0, sum: 0, last: 0, keys: {}, overflow: false, steps: [] };

/** After one more action; `tracking` is absent where no tracker was in force. */
export function tracked(
  state: Tracked,
  tracking: Tracking | undefined,
  { first, at }: { readonly first: boolean; readonly at: string },
): Tracked {
  const under = tracking?.set ?? '';
  const set = first || state.set === under ? under : MIXED;
  const marks = tracking?.marks.filter(({ when }) => when === 'submitted') ?? [];
  return { ...state, set, by: counted(state.by, marks, Date.parse(at)) };
}

/** After an action was decided: it ran, waits or never will. */
export function settled(
  state: Tracked,
  marks: readonly Mark[],
  { fate, decision, at }: { readonly fate: 'runs' | 'waits' | 'ends'; readonly decision: string; readonly at: string },
): Tracked {
  const executed = marks.filter(({ when }) => when === 'executed');
  const { [decision]: _gone, ...others } = state.waiting;
  const waiting = fate === 'waits' && executed.length > 0 ? { ...others, [decision]: executed } : others;
  return { ...state, waiting, by: fate === 'runs' ? counted(state.by, executed, Date.parse(at)) : state.by };
}

function counted(by: Tracked['by'], marks: readonly Mark[], at: number): Tracked['by'] {
  if (marks.length === 0) return by;
  return { ...by, ...Object.fromEntries(marks.map((mark) => [mark.tracker, remembered(own(by, mark.tracker) ?? EMPTY, mark, at)])) };
}

function remembered(known: Remembered, mark: Mark, at: number): Remembered {
  const { key, window_s } = mark;
  const all = tallied(known, mark.amount, at);
  const knownKey = key === null ? undefined : own(known.keys, key);
  const room = knownKey !== undefined || Object.keys(known.keys).length < MOST_KEYS;
  const keys = key === null || !room ? known.keys : { ...known.keys, [key]: tallied(knownKey ?? EMPTY, mark.amount, at) };
  return {
    ...all,
    keys,
    overflow: known.overflow || (key !== null && !room),
    steps: window_s === null ? known.steps : stepped(known.steps, { step: stepOf(at, window_s), amount: mark.amount }),
  };
}

export const plus = (sum: number | null, amount: number | null): number | null => (sum === null || amount === null ? null : sum + amount);
const tallied = ({ count, sum, last }: Tally, amount: number | null, at: number): Tally => ({
  count: count + 1,
  sum: plus(sum, amount),
  last: Math.max(last, at),
});

/** The step that a moment belongs to. */
export const stepOf = (at: number, window_s: number): number => Math.floor((at * STEPS) / (window_s * 1000));

/** A clock that went back counts into the newest step. */
function stepped(
  steps: Remembered['steps'],
  { step, amount }: { readonly step: number; readonly amount: number | null },
): Remembered['steps'] {
  const last = steps.at(-1);
  if (last === undefined || step > last.step) return [...steps.filter((one) => one.step >= step - STEPS), { step, count: 1, sum: amount }];
  return [...steps.slice(0, -1), { ...last, count: last.count + 1, sum: plus(last.sum, amount) }];
}

export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
