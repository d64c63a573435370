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
async function measure({ pid, door, requests, seconds = SECONDS, rate }) {
  const before = cpuOfTree(pid);
  const result = await runLoad({ over: door.over, port: door.port, expect: door.expect, requests, seconds, rate });
  const cpu = cpuOfTree(pid) - before;
  return { rate: result.count / seconds, p50_us: result.p50_us, p99_us: result.p99_us, cpu_us: cpu / result.count };
}

const summary = (runs) => ({
  rate: Math.round(median(runs.map((r) => r.rate))),
  p50_us: Math.round(median(runs.map((r) => r.p50_us))),
  p99_us: Math.round(median(runs.map((r) => r.p99_us))),
  cpu_us: Math.round(median(runs.map((r) => r.cpu_us))),
});

const OVERS = ['http', 'grpc'];

/** Writ and Cerbos, each ready to be asked over HTTP and gRPC by so many connections, each with a session of its own. */
async function contenders(writ, cerbos) {
  const sessions = await Promise.all(Array.from({ length: 64 }, (_, i) => writ.openSession(`compare-${i}`)));
  return {
    writ: (over, n) => ({ pid: writ.pid, door: writ[over], requests: sessions.slice(0, n).map((id, i) => writ[over].request(id, i)) }),
    cerbos: (over, n) => ({ pid: cerbos.pid, door: cerbos[over], requests: Array.from({ length: n }, (_, i) => cerbos[over].request(i)) }),
  };
}

/** Both take turns at every number of connections, so that what else the machine does falls on both. */
async function compare(sides) {
  const runs = {};
  // A process that has just started runs code that its compiler has not seen often enough: both are measured as they run for days.
  say('warming both up');
  for (const over of OVERS) for (const side of Object.values(sides)) await measure({ ...side(over, 64), seconds: WARM_SECONDS });
  for (let turn = 1; turn <= ROUNDS; turn += 1) {
    for (const over of OVERS) {
      for (const n of CONNECTIONS) {
        const writ = await measure(sides.writ(over, n));
        const cerbos = await measure(sides.cerbos(over, n));
        ((runs[over] ??= {})[n] ??= []).push({ writ, cerbos });
        const ratio = round(writ.rate / cerbos.rate);
        say(
          `round ${turn}, ${over}, ${n} connections: writ ${Math.round(writ.rate)}/s, cerbos ${Math.round(cerbos.rate)}/s, ratio ${ratio}`,
        );
      }
    }
  }
  const compared = (turns) => ({
    writ: summary(turns.map(({ writ }) => writ)),
    cerbos: summary(turns.map(({ cerbos }) => cerbos)),
    ratio: round(median(turns.map(({ writ, cerbos }) => writ.rate / cerbos.rate))),
  });
  const over = (name) => Object.fromEntries(CONNECTIONS.map((n) => [n, compared(runs[name][n])]));
  return { http: over('http'), grpc: over('grpc') };
}

const PACED = 24;

/** How long an answer takes over HTTP when questions come at half the highest rate of each, whether or not the last one is answered. */
async function paced(sides, http) {
  const latencies = {};
  for (const name of ['writ', 'cerbos']) {
    const rate = Math.round(Math.max(...CONNECTIONS.map((n) => http[n][name].rate)) / 2);
    const runs = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) runs.push(await measure({ ...sides[name]('http', PACED), rate }));
    latencies[name] = { asked: rate, ...summary(runs) };
  }
  return latencies;
}

/** Microseconds a decision when 64 sessions that have 10, 100 or 1,000 actions behind them are busy at once. */
async function sessionSlope(writ) {
  const runs = { 10: [], 100: [], 1000: [] };
  const aged = async (name, length) => {
    const sessions = await Promise.all(Array.from({ length: 64 }, (_, i) => writ.openSession(`${name}-${i}`)));
    const requests = sessions.map((id, i) => writ.http.request(id, i));
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
  const { seconds, count: sent } = await runLoad({ over: 'http', port: writ.http.port, expect: writ.http.expect, requests, count });
  return (seconds * 1e6) / sent;
}

/** Microseconds a decision at 24 connections, with 10, 100 and 1,000 rules in the set, five of them applicable. */
async function ruleSlope(folder) {
  const slope = {};
  for (const rules of [10, 100, 1000]) {
    const writ = await startWrit({ folder: join(folder, `rules-${rules}`), rules });
    const sessions = await Promise.all(Array.from({ length: 24 }, (_, i) => writ.openSession(`rules-${i}`)));
    const requests = sessions.map((id, i) => writ.http.request(id, i));
    const load = { pid: writ.pid, door: writ.http, requests };
    await measure({ ...load, seconds: 2 });
    const runs = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) runs.push(1e6 / (await measure({ ...load, seconds: SECONDS / 2 })).rate);
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
    cerbos: '0.51.0, 50 rules of which 5 apply, local audit log with access and decision logs on, no authentication',
  };
}

const ms = (us) => (us / 1000).toFixed(2);
const row = (cells) => `| ${cells.join(' | ')} |`;

function comparison(name, byConnections) {
  const lines = [
    row([`${name}, connections`, 'Writ /s', 'p50 ms', 'p99 ms', 'CPU µs', 'Cerbos /s', 'p50 ms', 'p99 ms', 'CPU µs', 'ratio']),
    row(Array.from({ length: 10 }, () => '---:')),
  ];
  for (const n of CONNECTIONS) {
    const { writ: w, cerbos: c, ratio } = byConnections[n];
    lines.push(row([n, w.rate, ms(w.p50_us), ms(w.p99_us), w.cpu_us, c.rate, ms(c.p50_us), ms(c.p99_us), c.cpu_us, ratio]));
  }
  return [...lines, ''];
}

function pacing(name, { asked, p50_us, p99_us, cpu_us }) {
  return `${name} over HTTP at ${asked}/s, half its highest rate: p50 ${ms(p50_us)} ms, p99 ${ms(p99_us)} ms, ${cpu_us} µs of CPU`;
}

function report({ http, grpc, fixed, slope, conditions: held }) {
  return [
    ...comparison('HTTP', http),
    ...comparison('gRPC', grpc),
    pacing('Writ', fixed.writ),
    pacing('Cerbos', fixed.cerbos),
    `µs a decision by actions in the session: ${JSON.stringify(slope.session)}; by rules in the set: ${JSON.stringify(slope.rules)}`,
    `fsync of 8 KiB on this disk: ${held.fsync_p50_us} µs at the median, ${held.fsync_p99_us} µs at p99`,
  ].join('\n');
}

/** Measures, prints the table, writes the figures where `--json` says. */
async function main() {
  const folder = mkdtempSync(join(values.folder ?? tmpdir(), 'writ-bench-'));
  try {
    const fsync = fsyncLatency(folder);
    say(`starting writ and cerbos in ${folder}`);
    const writ = await startWrit({ folder: join(folder, 'writ'), rules: 50 });
    const cerbos = await startCerbos({ folder: join(folder, 'cerbos'), port: 13_592, rules: 50 });
    const sides = await contenders(writ, cerbos);
    const compared = await compare(sides);
    const fixed = await paced(sides, compared.http);
    await cerbos.stop();
    const session = await sessionSlope(writ);
    await writ.stop();
    const rules = await ruleSlope(folder);
    const result = { conditions: conditions(fsync), ...compared, fixed, slope: { session, rules } };
    process.stdout.write(`${report(result)}\n`);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
