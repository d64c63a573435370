import { blastRadius, replay } from '@writ/engine';
import type { PolicyControlOptions, PolicyStore, Recordings } from '@writ/engine';
import { openVersions } from '@writ/policy';
import { createSignals } from '@writ/signals';

/** Options of {@link blastMeter}. */
export interface BlastMeterOptions {
  readonly policies: Pick<PolicyStore, 'version'>;
  readonly recordings: Pick<Recordings, 'sessions' | 'read'>;
  /** How far back sessions count; 30 days where left out. */
  readonly days?: number;
  /** The newest decisions, at most; 20,000 where left out, so that an activation waits for seconds. */
  readonly mostDecisions?: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;
const MOST_DECISIONS = 20_000;

/** Replays the newest recorded sessions of a tenant on a version and says how much flips: what an activation is judged by. */
export function blastMeter(options: BlastMeterOptions): NonNullable<PolicyControlOptions['measure']> {
  const { policies, recordings, days = DAYS, mostDecisions = MOST_DECISIONS } = options;
  return async ({ tenant_id, hash }) => {
    const versions = openVersions({ store: policies, tenant_id });
    try {
      const candidate = await versions.version(hash);
      const report = await replay({
        recordings,
        signals: createSignals(),
        tenant_id,
        since: new Date(Date.now() - days * DAY_MS).toISOString(),
        // Whether the record holds is another question, and costs as much again.
        version: () => Promise.resolve(null),
        candidate,
        mostDecisions,
      });
      const blast = blastRadius(report);
      if (blast === null) throw new Error(`version \`${hash}\` is not stored`);
      return blast;
    } finally {
      await versions.close();
    }
  };
}
