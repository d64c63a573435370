// A load generator, run as its own process so that its work is not the server's. Each connection has one ready-made request under
// way at a time: the next leaves when the last answer is whole, or at its own time where a rate is given. Prints one line of JSON.
import { readFileSync } from 'node:fs';
import { connectGrpc } from './grpc-connection.mjs';
import { connectHttp } from './http-connection.mjs';

/**
 * `{over: 'http' | 'grpc', port, requests, expect, seconds | count, rate}`: one request for each connection, for a time or so many
 * times each. With `rate`, in requests a second over all connections, a request that leaves late because the one before it was slow
 * counts from when it should have left.
 */
const plan = JSON.parse(readFileSync(0, 'utf8'));
const connect = plan.over === 'grpc' ? connectGrpc : connectHttp;
const latencies = [];
let failures = 0;
let firstFailure = null;

const fail = (reason) => {
  failures += 1;
  firstFailure ??= String(reason).slice(0, 2000);
};

/** When a connection's `n`th request should leave, in milliseconds of the process's clock; null where that is at once. */
const schedule = (connection) => {
  if (plan.rate === undefined) return () => null;
  const interval = (1000 * plan.requests.length) / plan.rate;
  return (n) => startedAt + (connection / plan.requests.length + n) * interval;
};

async function drive(request, index) {
  const connection = await connect({ port: plan.port, request, expect: plan.expect });
  const due = schedule(index);
  for (let n = 0; n < most; n += 1) {
    const at = due(n);
    if (at !== null && at > performance.now()) await new Promise((resolve) => setTimeout(resolve, at - performance.now()));
    const from = at ?? performance.now();
    const wrong = await connection.ask();
    const now = performance.now();
    latencies.push(now - from);
    if (wrong !== null) fail(wrong);
    if (now >= stopAt) break;
  }
  connection.close();
}

const startedAt = performance.now();
const stopAt = plan.seconds === undefined ? Infinity : startedAt + plan.seconds * 1000;
const most = plan.count ?? Infinity;
await Promise.all(plan.requests.map((request, index) => drive(request, index).catch(fail)));
latencies.sort((a, b) => a - b);
const at = (q) => latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? 0;
process.stdout.write(
  JSON.stringify({
    count: latencies.length,
    seconds: (performance.now() - startedAt) / 1000,
    p50_us: at(0.5) * 1000,
    p99_us: at(0.99) * 1000,
    failures,
    firstFailure,
  }) + '\n',
);
