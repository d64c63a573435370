import { z } from 'zod';
import { EMPTY, STEPS, own, plus, stepOf } from '../context/tracked.js';
import type { Remembered, Tally, Tracked } from '../context/tracked.js';
import { AppliesToSchema } from './applies-to.js';

/**
 * What a session must remember for rules with a past: "at most three refunds a day", "only after the order was read",
 * "one budget for all payments". A pack declares it, entries carry what matches, and folding them needs no parameters.
 */
export const TrackerSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/u),
  applies_to: z.array(AppliesToSchema).min(1).max(32),
  /** Counted when submitted, whatever was decided, or only once it may run. */
  when: z.enum(['submitted', 'executed']).default('executed'),
  /** The parameter by whose value actions belong together; dots lead into objects. */
  key: z.string().min(1).max(256).optional(),
  /** The parameter that is summed up; what is no number of 0 and more counts as unknown. */
  sum: z.string().min(1).max(256).optional(),
  /** The window of `within`, in seconds; the whole session where left out. */
  window_s: z.int().min(1).max(2_592_000).optional(),
});
export type Tracker = z.infer<typeof TrackerSchema>;

/** The trackers of a policy set. Sessions that began under another set do not know what this one asks. */
export interface TrackerSet {
  /** sha256 over the RFC 8785 bytes of `list`. */
  readonly digest: string;
  readonly list: readonly Tracker[];
}

/** What a rule sees of a tracker. */
export interface TrackerView {
  readonly count: number;
  /** Null where some amount was not known. */
  readonly sum: number | null;
  /** Seconds since the last one; null where there was none. */
  readonly last_s_ago: number | null;
  /** The same, within the tracker's window. */
  readonly within: { readonly count: number; readonly sum: number | null };
  /** The same, of those with the key of the action that is being decided; all zero where it has none. */
  readonly same: { readonly count: number; readonly sum: number | null; readonly last_s_ago: number | null };
}

/**
 * What rules see, by tracker; `keys` are the digests of the action's own keys. A tracker that is not exactly known for
 * this session is left out, so that the rules that read it are mute (AARM R3.7).
 */
export function trackerViews(
  state: Tracked,
  { set, keys, now }: { readonly set: TrackerSet; readonly keys: Readonly<Record<string, string | null>>; readonly now: number },
): Readonly<Record<string, TrackerView>> {
  if (state.set !== null && state.set !== set.digest) return {};
  const views: Record<string, TrackerView> = {};
  for (const { id, window_s } of set.list) {
    const known = own(state.by, id);
    if (known === undefined) {
      views[id] = NOTHING_YET;
      continue;
    }
    const key = keys[id] ?? null;
    const same = key === null ? EMPTY : own(known.keys, key);
    if (same === undefined && known.overflow) continue;
    views[id] = { ...seen(known, now), within: withinOf(known, window_s, now), same: seen(same ?? EMPTY, now) };
  }
  return views;
}

/** Most sessions touch few of what is tracked: what they have not is the same for all. */
const NOTHING_YET: TrackerView = {
  ...{ count: 0, sum: 0, last_s_ago: null },
  within: { count: 0, sum: 0 },
  same: { count: 0, sum: 0, last_s_ago: null },
};

const seen = ({ count, sum, last }: Tally, now: number): TrackerView['same'] => ({
  count,
  sum,
  last_s_ago: count === 0 ? null : Math.max(0, Math.floor((now - last) / 1000)),
});

function withinOf(known: Remembered, window_s: number | undefined, now: number): TrackerView['within'] {
  if (window_s === undefined) return { count: known.count, sum: known.sum };
  const oldest = stepOf(now, window_s) - STEPS;
  const inside = known.steps.filter(({ step }) => step >= oldest);
  return {
    count: inside.reduce((total, { count }) => total + count, 0),
    sum: inside.reduce<number | null>((total, { sum }) => plus(total, sum), 0),
  };
}
