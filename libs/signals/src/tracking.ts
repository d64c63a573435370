import { matchesGlob } from '@writ/aarm';
import type { Effect, Json, JsonObject, Tracker, TrackerSet, Tracking } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';

interface Asked {
  readonly action: { readonly tool: string; readonly operation: string; readonly parameters: JsonObject };
  readonly effect: Effect;
  readonly session_id: string;
}

/** What an action means to the trackers: the marks of its entry, and the digests of its own keys, which rules compare with. */
export interface TrackedAction {
  readonly tracking: Tracking;
  readonly keys: Readonly<Record<string, string | null>>;
}

export function trackedAction({ digest, list }: TrackerSet, asked: Asked): TrackedAction {
  const keys = Object.fromEntries(list.map((tracker) => [tracker.id, keyOf(tracker, asked)]));
  const marks = list
    .filter((tracker) => applies(tracker, asked))
    .map((tracker) => ({
      tracker: tracker.id,
      when: tracker.when,
      key: keys[tracker.id] ?? null,
      amount: amountOf(tracker, asked.action.parameters),
      window_s: tracker.window_s ?? null,
    }));
  return { tracking: { set: digest, marks }, keys };
}

const applies = ({ applies_to }: Tracker, { action, effect }: Asked): boolean =>
  applies_to.some((to) =>
    'effect' in to ? to.effect === effect : matchesGlob(to.tool, action.tool) && matchesGlob(to.operation, action.operation),
  );

/** Salted with the session: an entry must not tell who else had this order number. */
function keyOf({ id, key }: Tracker, { action, session_id }: Asked): string | null {
  const value = key === undefined ? undefined : at(action.parameters, key);
  return value === undefined ? null : sha256(canonicalize([session_id, id, value])).slice('sha256:'.length, 'sha256:'.length + 24);
}

/** Without a sum each counts nothing; with one, what is no amount is not known. A negative amount would give budget back. */
function amountOf({ sum }: Tracker, parameters: JsonObject): number | null {
  if (sum === undefined) return 0;
  const value = at(parameters, sum);
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

function at(parameters: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = parameters;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}
