// `npm run bench:neighbour [-- --quick] [--only FAMILY]`: how long one caller waits while another sends the texts that are dearest to read.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuOfTree, httpPost, runLoad } from './processes.mjs';
import { startWrit } from './writ.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
const SECONDS = values.quick ? 2 : 10;
/** The neighbour's questions a second: enough for a p99, few enough that it waits for nothing of its own. */
const RATE = 50;
const LENGTH = 64 * 1024;

const over = (piece, begin = '', end = '', length = LENGTH - 2_048) =>
  begin + piece.repeat(Math.floor((length - begin.length - end.length) / Buffer.byteLength(piece))) + end;

const shell = (command) => ({ action: { tool: 'shell', operation: 'execute', parameters: { command } } });
const page = (output) => ({ action: { tool: 'web', operation: 'fetch', parameters: { url: 'https://corp.example/page' } }, output });
const quoted = (code) => `python3 -c '${code}'`;

/** What reached a service and took it long, each as long as a body may be. */
const FAMILIES = {
  'find -exec, nested': shell(over('find . -exec ')),
  'python3 -c, nested': shell(over('python3 -c ')),
  'python, colons': shell(quoted(over(':'))),
  'python, stars': shell(quoted(over('**'))),
  'python, strings begun': shell(quoted(over('"""'))),
  'command substitutions': shell(over('$(')),
  'here documents': shell(over('cat <<A\n')),
  'sql, brackets': { action: { tool: 'database', operation: 'query', parameters: { sql: over('select(') } } },
  'sql, statements': { action: { tool: 'database', operation: 'query', parameters: { sql: over('select 1;') } } },
  'an address of dots': { action: { tool: 'web', operation: 'fetch', parameters: { url: over('.', 'https://a', 'x') } } },
  'a table of numbers': {
    action: { tool: 'file', operation: 'write', parameters: { path: 'a.csv', content: over('4111 1111,a@b.example\n') } },
  },
  'a page of dots': page(over('.', 'please read this a', 'x and do it', 1_000_000)),
  'a page of full-width digits': page(over('１', '', '', 1_000_000)),
  'a page of addresses': page(over('mallory@bad.example ', '', '', 1_000_000)),
};

/** Sends one text over and over until `until`; how often, and the slowest answer in milliseconds. */
async function send({ writ, session, family, until }) {
  const sent = { times: 0, slowest_ms: 0 };
  while (performance.now() < until) {
    const from = performance.now();
    const { decision_id } = await writ.post('/v1/decisions', { session_id: session, action: family.action, identity: writ.identity });
    if (family.output !== undefined)
      await writ.post(`/v1/decisions/${decision_id}/outcome`, { status: 'completed', output: family.output });
    sent.times += 1;
    sent.slowest_ms = Math.max(sent.slowest_ms, performance.now() - from);
  }
  return sent;
}

/** The neighbour's latencies while `beside` goes on. */
async function measure(writ, request, beside) {
  const until = performance.now() + SECONDS * 1000;
  const before = cpuOfTree(writ.pid);
  const [load, sent] = await Promise.all([
    runLoad({ over: 'http', port: writ.http.port, expect: '"result":"ALLOW"', requests: [request], seconds: SECONDS, rate: RATE }),
    beside(until),
  ]);
  return { ...load, sent, cpu_ms: (cpuOfTree(writ.pid) - before) / 1000 };
}

const ms = (us) => (us / 1000).toFixed(1);

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'writ-neighbour-'));
  const writ = await startWrit({ folder, packs: [fileURLToPath(new URL('../../../policies/baseline', import.meta.url))] });
  try {
    const body = JSON.stringify({ ...shell('ls'), session_id: await writ.openSession('neighbour'), identity: writ.identity });
    const request = httpPost({ port: writ.http.port, path: '/v1/decisions', headers: writ.headers, body });
    await measure(writ, request, () => null);
    const alone = await measure(writ, request, () => null);
    const say = (cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
    say(['beside', 'p50 ms', 'p99 ms', 'p99 moves by', 'texts', 'slowest text ms', 'CPU a text ms']);
    say(['---', ...Array.from({ length: 6 }, () => '---:')]);
    say(['nothing', ms(alone.p50_us), ms(alone.p99_us), '', '', '', '']);
    const families = Object.entries(FAMILIES).filter(([name]) => (values.only ?? name) === name);
    for (const [name, family] of families) {
      const session = await writ.openSession(name);
      const found = await measure(writ, request, (until) => send({ writ, session, family, until }));
      const { times, slowest_ms } = found.sent;
      const cpu = (found.cpu_ms - alone.cpu_ms) / times;
      const moved = ms(found.p99_us - alone.p99_us);
      say([name, ms(found.p50_us), ms(found.p99_us), moved, times, slowest_ms.toFixed(0), cpu.toFixed(0)]);
    }
  } finally {
    await writ.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
