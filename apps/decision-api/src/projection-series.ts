import type { Projections } from '@writ/store';

/** How far what people query is behind, in the Prometheus text format; nothing where it cannot be told. */
export async function projectionSeries(lag: Projections['lag'] | undefined): Promise<string> {
  const behind = await lag?.().catch(() => null);
  if (behind === undefined || behind === null) return '';
  return [
    '# HELP writ_projection_lag_rows rows of the log that lists do not show yet',
    '# TYPE writ_projection_lag_rows gauge',
    `writ_projection_lag_rows ${behind.rows.toString()}`,
    '# HELP writ_projection_lag_seconds age of the oldest of them',
    '# TYPE writ_projection_lag_seconds gauge',
    `writ_projection_lag_seconds ${behind.seconds.toString()}`,
    '',
  ].join('\n');
}
