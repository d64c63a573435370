/** `npm run bench:replay [-- --sessions N] [--json]`: records sessions on PostgreSQL, then replays them and says how fast. */
import { parseArgs } from 'node:util';
import { replay } from '@writ/engine';
import { resolveOpa } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { openHouse, record, TENANT } from './record.mjs';

const { values } = parseArgs({ options: { sessions: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } } });
const sessions = Number(values.sessions);
if (!Number.isSafeInteger(sessions) || sessions < 1) {
  process.stderr.write(`\`--sessions\` cannot be \`${values.sessions}\`: use a whole number from 1\n`);
  process.exit(2);
}
const say = (text) => process.stderr.write(`${text}\n`);

const house = await openHouse({ opa: resolveOpa });
try {
  const begun = performance.now();
  await record(house.engine, { sessions, progress: (done) => say(`recorded ${done} sessions`) });
  say(`recorded in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const result = await measured();
  if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else console.table([result]);
  process.exitCode = result.differences === 0 && result.context_differences === 0 && result.reproduced === result.decisions ? 0 : 1;
} finally {
  await house.close();
}

async function measured() {
  const { recordings, versions } = house;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const { recorded, scope } = await replay({
    recordings,
    signals: createSignals(),
    tenant_id: TENANT,
    since: '1970-01-01T00:00:00.000Z',
    version: async (hash) => versions.version(hash),
  });
  for (const { decision_id, differs } of recorded.differences) say(`${decision_id} differs: ${JSON.stringify(differs)}`);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    sessions: scope.sessions,
    decisions: scope.decisions,
    resolutions: scope.resolutions,
    reproduced: recorded.reproduced,
    differences: recorded.differing,
    context_differences: Object.values(recorded.context).reduce((sum, count) => sum + count, 0),
    seconds: Number(seconds.toFixed(2)),
    decisions_per_s: Math.round(recorded.replayed / seconds),
    cpu_us: Math.round((user + system) / Math.max(1, recorded.replayed)),
  };
}
