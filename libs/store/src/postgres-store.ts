import type { Outbox, Store } from '@writ/engine';
import { appendUnits } from './append-units.js';
import { openConnections } from './connections.js';
import type { Connections, Statement } from './connections.js';
import { decisionReads, receiptReads, sessionReads } from './evidence-reads.js';
import { listingReads } from './listing-reads.js';
import { projectionsOf } from './projections.js';
import type { Projections } from './projections.js';
import { registry } from './registry.js';
import { sessionUses } from './session-uses.js';
import { waitCounts } from './wait-counts.js';

export interface PostgresStoreOptions {
  /** The `appUrl` that `provision` returns. */
  readonly url: string;
  /** Connections at most. */
  readonly pool?: number;
}

/**
 * The ports on PostgreSQL. Opening does not connect: a database that is down, now or later, makes every call reject
 * within seconds, and one that comes back is used again.
 */
export async function openPostgresStore({ url, pool = 6 }: PostgresStoreOptions): Promise<Store & Outbox & Projections> {
  const db = openConnections({ url, size: pool });
  const store = {
    ...writes(db),
    ...registry(db),
    ...sessionReads(db),
    ...sessionUses(db),
    ...waitCounts(db),
    ...decisionReads(db),
    ...receiptReads(db),
    ...listingReads(db),
    ...projectionsOf(db),
    close: db.close,
  };
  return Promise.resolve(store);
}

const statement = (name: string, text: string): Statement => ({ name: `writ_${name}`, text });
const HEARTBEAT = statement(
  'heartbeat',
  'INSERT INTO heartbeat (at) VALUES (clock_timestamp()) ON CONFLICT (tenant_id) DO UPDATE SET at = excluded.at',
);
const NOW = statement('now', 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::text AS ms');

function writes(db: Connections): Pick<Store, 'append' | 'ready' | 'now'> {
  return {
    append: async (units) => appendUnits(db, units),
    ready: async () => {
      await db.deployment.write(HEARTBEAT);
    },
    now: async () => Number((await db.deployment.query<{ ms: string }>(NOW))[0]?.ms),
  };
}
