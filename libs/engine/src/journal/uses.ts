import type { SessionRecord } from './ports.js';
import type { Family, UseStore } from './session-use.js';

/**
 * Which sessions of an agent instance for a person were used lately. Uses are kept by slots of time, so that a session that is used all
 * the time costs a row each slot, and those that were used lately are found whatever else there is.
 */
export interface Uses {
  /** Before a session is appended to: null where this process noted it in this slot already. */
  note(session: SessionRecord, at: number): Promise<void> | null;
  /** The sessions that were used since, and the last entry of each that the database had when it was last asked: now, where `fresh`. */
  since(family: Family, when: { readonly from: number; readonly now: number; readonly fresh?: boolean }): Promise<UsedSessions>;
}

export interface UsedSessions {
  readonly sessions: readonly { readonly session_id: string; readonly entry_seq: number }[];
  /** False where there were more than are looked at. */
  readonly complete: boolean;
}

const SLOT_MS = 600_000;
/** Sessions of one family that are looked at. */
const MOST_USED = 256;
/** How old may be what the database said of the sessions of other processes; those of this one are known at once. */
const FRESH_MS = 2_000;
const MOST_FAMILIES = 20_000;

/** The slot that a moment belongs to. */
export const slotOf = (at: number): number => Math.floor(at / SLOT_MS);

interface Known {
  /** By session id. */
  readonly sessions: Map<string, { slot: number; entry_seq: number }>;
  looked_at: number;
  complete: boolean;
}

/** Uses by the database; this process remembers those that it noted itself. */
export function sessionUses(store: UseStore): Uses {
  const families = new Map<string, Known>();
  const knownOf = ({ tenant_id, agent_instance, principal }: Family): Known => {
    const key = JSON.stringify([tenant_id, agent_instance, principal]);
    const known = families.get(key) ?? { sessions: new Map(), looked_at: Number.NEGATIVE_INFINITY, complete: true };
    families.delete(key);
    families.set(key, known);
    if (families.size > MOST_FAMILIES) families.delete(families.keys().next().value ?? '');
    return known;
  };
  return {
    note: (session, at) => {
      const { session_id } = session;
      const { sessions } = knownOf(session);
      const slot = slotOf(at);
      const noted = sessions.get(session_id);
      if (noted !== undefined && noted.slot >= slot) return null;
      // A crash after this leaves a use of what was not appended: what counts is when the last entry came.
      return store.noteUse(familyOf(session), { session_id, slot }).then(() => {
        sessions.set(session_id, { slot, entry_seq: noted?.entry_seq ?? -1 });
      });
    },
    since: async (family, { from, now, fresh = false }) => {
      const known = knownOf(family);
      const from_slot = slotOf(from);
      if (fresh || now - known.looked_at >= FRESH_MS || now < known.looked_at) {
        const found = await store.usedSessions(family, { from_slot, limit: MOST_USED + 1 });
        for (const { session_id, ...use } of found) {
          // What was noted and has no log was never opened, or not yet: then it is noted again before it is appended to.
          if (use.entry_seq < 0) known.sessions.delete(session_id);
          else known.sessions.set(session_id, use);
        }
        known.looked_at = now;
        known.complete = found.length <= MOST_USED;
      }
      for (const [session_id, { slot }] of known.sessions) if (slot < from_slot) known.sessions.delete(session_id);
      const sessions = [...known.sessions].map(([session_id, { entry_seq }]) => ({ session_id, entry_seq }));
      return { sessions: sessions.slice(0, MOST_USED), complete: known.complete && sessions.length <= MOST_USED };
    },
  };
}

const familyOf = ({ tenant_id, agent_instance, principal }: SessionRecord): Family => ({ tenant_id, agent_instance, principal });
