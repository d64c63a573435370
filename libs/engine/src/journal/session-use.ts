/** The sessions of an agent instance for a person. */
export interface Family {
  readonly tenant_id: string;
  readonly agent_instance: string;
  readonly principal: string;
}

/** That a session was used in a slot of time. */
export interface SessionUse {
  readonly session_id: string;
  readonly slot: number;
}

/** Remembers which sessions were used when. */
export interface UseStore {
  /** Remembers for good that a session was used in a slot of time. */
  noteUse(family: Family, use: SessionUse): Promise<void>;
  /** The sessions of a family that were used in that slot or later, each with the newest slot and the last entry of its log; -1 where it has none. */
  usedSessions(
    family: Family,
    by: { readonly from_slot: number; readonly limit: number },
  ): Promise<readonly (SessionUse & { readonly entry_seq: number })[]>;
}
