import type { Family, SessionUse, UseStore } from '@writ/engine';

/** What PostgreSQL remembers of uses, in memory; `entrySeqOf` is -1 where there is no such session. */
export function memorySessionUses(entrySeqOf: (session: { readonly tenant_id: string; readonly session_id: string }) => number): UseStore {
  const families = new Map<string, Map<string, number>>();
  const usesOf = ({ tenant_id, agent_instance, principal }: Family): Map<string, number> => {
    const key = JSON.stringify([tenant_id, agent_instance, principal]);
    const uses = families.get(key) ?? new Map<string, number>();
    families.set(key, uses);
    return uses;
  };
  return {
    noteUse: async (family, { session_id, slot }) => {
      const uses = usesOf(family);
      uses.set(session_id, Math.max(slot, uses.get(session_id) ?? slot));
      return Promise.resolve();
    },
    usedSessions: async (family, { from_slot, limit }) => {
      const used = [...usesOf(family)].map(([session_id, slot]): SessionUse => ({ session_id, slot }));
      const newest = used.filter(({ slot }) => slot >= from_slot).sort((a, b) => b.slot - a.slot || (a.session_id < b.session_id ? 1 : -1));
      const found = newest.slice(0, limit);
      return Promise.resolve(found.map((use) => ({ ...use, entry_seq: entrySeqOf({ ...family, ...use }) })));
    },
  };
}
