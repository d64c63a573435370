/**
 * `npm run soak [-- --count N] [--queue postgres|redis] [--deadline S] [--kill-every MS] [--race] [--json]`: kills everything at random while
 * decisions wait; with `--race`, approves within 5 ms of the deadline instead.
 */
import { parseArgs } from 'node:util';
import { resolveOpa } from '@writ/policy';
import { race } from './race.mjs';
import { soak } from './soak.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    queue: { type: 'string', default: 'postgres' },
    deadline: { type: 'string', default: '60' },
    'kill-every': { type: 'string', default: '3000' },
    race: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const wrong = (what) => {
  process.stderr.write(`${what}\n`);
  process.exit(2);
};
const [count, deadline_s] = [Number(values.count), Number(values.deadline)];
if (!Number.isSafeInteger(count) || count < 1) wrong(`\`--count\` cannot be \`${values.count}\`: use a whole number from 1`);
if (!Number.isSafeInteger(deadline_s) || deadline_s < 5) wrong(`\`--deadline\` cannot be \`${values.deadline}\`: use seconds from 5`);
if (!['postgres', 'redis'].includes(values.queue)) wrong(`\`--queue\` cannot be \`${values.queue}\`: use \`postgres\` or \`redis\``);

const say = (line) => process.stderr.write(`${line}\n`);
const opa = await resolveOpa();
const result = values.race
  ? await race({ count, opa, say })
  : await soak({ count, queue: values.queue, deadline_s, kill_every_ms: Number(values['kill-every']), opa, say });
if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
else {
  const list = (counts) =>
    Object.entries(counts)
      .map(([name, times]) => `${name} ${times} times`)
      .join(', ');
  if (result.killed !== undefined) say(`killed: ${list(result.killed)}`);
  if (result.answered !== undefined) say(`answers met: ${list(result.answered)}`);
  console.table(result.ended);
  say(result.faults.length === 0 ? `all ${result.waited} ended exactly once, by their receipts` : result.faults.join('\n'));
}
process.exitCode = result.faults.length === 0 && result.waited === result.asked ? 0 : 1;
