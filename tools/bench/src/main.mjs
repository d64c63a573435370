// `npm run bench [-- --json FILE] [--quick]`: a full Writ decision against Cerbos, interleaved in one run, and Writ's own slopes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCerbos } from './cerbos.mjs';
import { cpuOfTree, fsyncLatency, runLoad } from './processes.mjs';
import { startWrit } from './writ.mjs';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false }, folder: { type: 'string' } },
});
const CONNECTIONS = [1, 24, 64];
const SECONDS = values.quick ? 1.5 : 5;
const ROUNDS = values.quick ? 1 : 3;
const WARM_SECONDS = values.quick ? 3 : 12;
const say = (text) => process.stderr.write(`${text}\n`);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const round = (number) => Math.round(number * 100) / 100;

/** One stretch of load: rate, latencies and microseconds of CPU a request over the server's whole process tree. */
async function measure(server, requests, seconds = SECONDS) {
  const before = cpuOfTree(server.pid);
  const result = await runLoad({ port: server.port, seconds, expect: server.expect, requests });
  const cpu = cpuOfTree(server.pid) - before;
  return { rate: result.count / seconds, p50_us: result.p50_us, p99_us: result.p99_us, cpu_us: cpu / result.count };
}

const summary = (runs) => ({
  rate: Math.round(median(runs.map((r) => r.rate))),
  p50_us: Math.round(median(runs.map((r) => r.p50_us))),
  p99_us: Math.round(median(runs.map((r) => r.p99_us))),
  cpu_us: Math.round(median(runs.map((r) => r.cpu_us))),
});

/** Writ and Cerbos take turns at every number of connections, so that what else the machine does falls on both. */
async function compare(writ, cerbos) {
  const runs = { writ: {}, cerbos: {} };
  const sessions = await Promise.all(Array.from({ length: 64 }, (_, i) => writ.openSession(`compare-${i}`)));
  const writRequests = (n) => Array.from({ length: n }, (_, i) => writ.request(sessions[i], i));
  const cerbosRequests = (n) => Array.from({ length: n }, (_, i) => cerbos.request(i));
  // A process that has just started runs code that its compiler has not seen often enough: both are measured as they run for days.
  say('warming both up');
  await measure(writ, writRequests(64), WARM_SECONDS);
  await measure(cerbos, cerbosRequests(64), WARM_SECONDS);
  for (let turn = 1; turn <= ROUNDS; turn += 1) {
    for (const n of CONNECTIONS) {
      const w = await measure(writ, writRequests(n));
      const c = await measure(cerbos, cerbosRequests(n));
      (runs.writ[n] ??= []).push(w);
      (runs.cerbos[n] ??= []).push(c);
      say(`round ${turn}, ${n} connections: writ ${Math.round(w.rate)}/s, cerbos ${Math.round(c.rate)}/s, ratio ${round(w.rate / c.rate)}`);
    }
  }
  const of = (name) => Object.fromEntries(CONNECTIONS.map((n) => [n, summary(runs[name][n])]));
  const ratio = Object.fromEntries(CONNECTIONS.map((n) => [n, round(median(runs.writ[n].map((w, i) => w.rate / runs.cerbos[n][i].rate)))]));
  return { writ: of('writ'), cerbos: of('cerbos'), ratio };
}

/** Microseconds a decision when 64 sessions that have 10, 100 or 1,000 actions behind them are busy at once. */
async function sessionSlope(writ) {
  const runs = { 10: [], 100: [], 1000: [] };
  const aged = async (name, length) => {
    const sessions = await Promise.all(Array.from({ length: 64 }, (_, i) => writ.openSession(`${name}-${i}`)));
    const requests = sessions.map((id, i) => writ.request(id, i));
    await counted(writ, requests, length);
    return requests;
  };
  say('ageing 64 sessions by 1,000 actions each');
  const old = await aged('old', values.quick ? 200 : 1000);
  for (let turn = 0; turn < ROUNDS + 2; turn += 1) {
    runs[10].push(await counted(writ, await aged(`young-${turn}`, 10), 20));
    runs[100].push(await counted(writ, await aged(`middle-${turn}`, 100), 20));
    runs[1000].push(await counted(writ, old, 20));
  }
  return Object.fromEntries(Object.entries(runs).map(([length, times]) => [length, Math.round(median(times))]));
}

/** Sends each request `count` times; the wall time of one, in microseconds. */
async function counted(writ, requests, count) {
  const { seconds, count: sent } = await runLoad({ port: writ.port, expect: writ.expect, requests, count });
  return (seconds * 1e6) / sent;
}

/** Microseconds a decision at 24 connections, with 10, 100 and 1,000 rules in the set, five of them applicable. */
async function ruleSlope(folder) {
  const slope = {};
  for (const rules of [10, 100, 1000]) {
    const writ = await startWrit({ folder: join(folder, `rules-${rules}`), rules });
    const sessions = await Promise.all(Array.from({ length: 24 }, (_, i) => writ.openSession(`rules-${i}`)));
    const requests = sessions.map((id, i) => writ.request(id, i));
    await measure(writ, requests, 2);
    const runs = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) runs.push(1e6 / (await measure(writ, requests, SECONDS / 2)).rate);
    slope[rules] = Math.round(median(runs));
    say(`${rules} rules: ${slope[rules]} µs a decision`);
    await writ.stop();
  }
  return slope;
}

function conditions(fsync) {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    seconds_a_stretch: SECONDS,
    warm_seconds: WARM_SECONDS,
    rounds: ROUNDS,
    fsync_p50_us: fsync.p50,
    fsync_p99_us: fsync.p99,
    writ: 'JWT and credential checked, 50 rules of which 5 apply, hash chain, ES256 receipt, fsynced PostgreSQL commit, all on this machine',
    cerbos: '0.51.0 over HTTP, 50 rules of which 5 apply, local audit log with access and decision logs on, no authentication',
  };
}

function table({ writ, cerbos, ratio, slope, conditions: held }) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const lines = [
    row(['connections', 'Writ /s', 'p50 ms', 'p99 ms', 'CPU µs', 'Cerbos /s', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio']),
    row(Array.from({ length: 10 }, () => '---:')),
  ];
  const ms = (us) => (us / 1000).toFixed(2);
  for (const n of CONNECTIONS) {
    const [w, c] = [writ[n], cerbos[n]];
    lines.push(row([n, w.rate, ms(w.p50_us), ms(w.p99_us), w.cpu_us, c.rate, ms(c.p50_us), ms(c.p99_us), c.cpu_us, ratio[n]]));
  }
  lines.push(
    '',
    `µs a decision by actions in the session: ${JSON.stringify(slope.session)}; by rules in the set: ${JSON.stringify(slope.rules)}`,
  );
  lines.push(`fsync of 8 KiB on this disk: ${held.fsync_p50_us} µs at the median, ${held.fsync_p99_us} µs at p99`);
  return lines.join('\n');
}

/** Measures, prints the table, writes the figures where `--json` says. */
async function main() {
  const folder = mkdtempSync(join(values.folder ?? tmpdir(), 'writ-bench-'));
  try {
    const fsync = fsyncLatency(folder);
    say(`starting writ and cerbos in ${folder}`);
    const writ = await startWrit({ folder: join(folder, 'writ'), rules: 50 });
    const cerbos = await startCerbos({ folder: join(folder, 'cerbos'), port: 13_592, rules: 50 });
    const compared = await compare(writ, cerbos);
    await cerbos.stop();
    const session = await sessionSlope(writ);
    await writ.stop();
    const rules = await ruleSlope(folder);
    const cpu_us = Object.fromEntries(CONNECTIONS.map((n) => [n, compared.writ[n].cpu_us]));
    const result = { conditions: conditions(fsync), ...compared, cpu_us, slope: { session, rules }, fsync_us: fsync.p50 };
    process.stdout.write(`${table(result)}\n`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
