import { sha256 } from '@writ/receipt';
import type { Family, SessionUse, UseStore } from '@writ/engine';
import type { Connections, Statement } from './connections.js';

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });

const NOTE_USE = statement(
  'note_use',
  'INSERT INTO session_uses (tenant_id, family, slot, session_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
);
// The newest first, of each session its newest slot; one that was noted and never opened has no log.
export const USED_SESSIONS = statement(
  'used_sessions',
  `SELECT u.session_id, u.slot, COALESCE(l.entry_seq, -1) AS entry_seq FROM (
     SELECT session_id, max(slot) AS slot FROM session_uses WHERE family = $2 AND slot >= $3 AND tenant_id = $1
     GROUP BY session_id ORDER BY slot DESC, session_id DESC LIMIT $4
   ) u LEFT JOIN LATERAL (
     SELECT entry_seq FROM log WHERE tenant_id = $1 AND session_id = u.session_id ORDER BY seq DESC LIMIT 1
   ) l ON true ORDER BY u.slot DESC, u.session_id DESC`,
);

/** A digest, as names may be longer than an index takes. */
const familyKey = ({ tenant_id, agent_instance, principal }: Family): string =>
  sha256(JSON.stringify([tenant_id, agent_instance, principal]));

/** Which sessions were used lately. */
export const sessionUses = (db: Connections): UseStore => ({
  noteUse: async (family, { session_id, slot }) => {
    await db.of(family.tenant_id).write(NOTE_USE, [family.tenant_id, familyKey(family), slot, session_id]);
  },
  usedSessions: async (family, { from_slot, limit }) =>
    db
      .of(family.tenant_id)
      .query<SessionUse & { readonly entry_seq: number }>(USED_SESSIONS, [family.tenant_id, familyKey(family), from_slot, limit]),
});
