import type { Classification, ContextState, Effect } from './context.js';
import { HIGHEST, raise } from './lattice.js';
import { withTold } from './lineage.js';

/** A session as of one head: what was taken over from it is in its chain up to there. */
export interface Ancestor {
  readonly session_id: string;
  readonly entry_seq: number;
  readonly entry_hash: string;
}

/**
 * What a session takes over from others of its agent instance for the same person: whoever read something in one of them can tell it in
 * all others. Counters and destinations are not taken over, for rules may allow by them.
 */
export interface Inherited {
  /** Those that something was taken over from. */
  readonly sessions: readonly Ancestor[];
  /** False where not all could be looked at: then the highest is taken over. */
  readonly complete: boolean;
  readonly classification: Classification;
  /** What sources that nobody vouches for asked for. */
  readonly told: readonly Effect[];
  /** Whether text that nobody vouches for was read: a value that is found nowhere may come from it. */
  readonly read: boolean;
  /** Whether some of what was read is not known. */
  readonly overflow: boolean;
}

/** What can be taken over. */
type Takeable = Omit<Inherited, 'sessions' | 'complete'>;

/**
 * What others have and this session has not yet; null where that is nothing. Pure, and its size is bounded by what there is to take
 * over, not by the number of sessions: each that is named adds a level, a label, an effect or a mark.
 */
export function inheritedFrom(
  state: ContextState,
  others: readonly ContextState[],
  { complete }: { readonly complete: boolean },
): Inherited | null {
  const own = takeableOf(state);
  const sessions: Ancestor[] = [];
  let all = own;
  for (const other of others) {
    const next = together(all, takeableOf(other));
    if (next === all) continue;
    all = next;
    sessions.push({ session_id: other.session_id, entry_seq: other.head_seq, entry_hash: other.head_hash });
  }
  if (!complete) all = together(all, UNKNOWN);
  return all === own ? null : { ...all, sessions, complete };
}

/** The parts of the state that change when something is taken over. */
export function takeOver({ classification, lineage }: ContextState, inherited: Takeable): Pick<ContextState, 'classification' | 'lineage'> {
  return {
    classification: raise(classification, inherited.classification),
    lineage: {
      ...lineage,
      told: withTold(lineage.told, inherited.told),
      overflow: lineage.overflow || inherited.overflow,
      ...(lineage.elsewhere === true || inherited.read ? { elsewhere: true } : {}),
    },
  };
}

/** Of sessions that nobody looked at. */
const UNKNOWN: Takeable = { classification: HIGHEST, told: [], read: true, overflow: true };

const takeableOf = ({ classification, lineage: { sources, told, overflow, elsewhere } }: ContextState): Takeable => ({
  classification,
  told,
  read: elsewhere === true || sources.some(({ trust }) => trust !== 'trusted'),
  overflow,
});

/** The join of both; the first itself where the other adds nothing. */
function together(known: Takeable, other: Takeable): Takeable {
  const adds = (other.read && !known.read) || (other.overflow && !known.overflow);
  if (!adds && other.classification === known.classification && other.told === known.told) return known;
  const classification = raise(known.classification, other.classification);
  const told = withTold(known.told, other.told);
  const [read, overflow] = [known.read || other.read, known.overflow || other.overflow];
  const same = classification === known.classification && told === known.told && read === known.read && overflow === known.overflow;
  return same ? known : { classification, told, read, overflow };
}
