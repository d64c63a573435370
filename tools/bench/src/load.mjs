// A closed-loop HTTP/1.1 load generator over raw sockets, run as its own process so that its work is not the server's.
// Each connection sends its next request when the last answer is whole. Prints one line of JSON.
import net from 'node:net';
import { readFileSync } from 'node:fs';

/** `{port, requests: string[], expect, seconds | count}`: one ready-made request for each connection, for a time or so many times each. */
const plan = JSON.parse(readFileSync(0, 'utf8'));
const latencies = [];
let failures = 0;
let firstFailure = null;
let open = plan.requests.length;
const startedAt = performance.now();
const stopAt = plan.seconds === undefined ? Infinity : startedAt + plan.seconds * 1000;
const most = plan.count ?? Infinity;
const HEADER_END = Buffer.from('\r\n\r\n');

/** The length of the first whole answer in `buffer`, or 0 if more bytes are needed. */
function answerLength(buffer) {
  const end = buffer.indexOf(HEADER_END);
  if (end < 0) return 0;
  const head = buffer.toString('latin1', 0, end);
  const length = /content-length: *(\d+)/iu.exec(head);
  if (length !== null) return end + 4 + Number(length[1]) <= buffer.length ? end + 4 + Number(length[1]) : 0;
  if (/transfer-encoding: *chunked/iu.test(head)) {
    const last = buffer.indexOf('0\r\n\r\n', end + 4);
    return last < 0 ? 0 : last + 5;
  }
  return end + 4;
}

function drive(text) {
  const request = Buffer.from(text);
  const socket = net.connect(plan.port, '127.0.0.1');
  socket.setNoDelay(true);
  let started = 0;
  let done = 0;
  let pending = Buffer.alloc(0);
  const send = () => {
    started = performance.now();
    socket.write(request);
  };
  socket.on('connect', send);
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const length = answerLength(pending);
    if (length === 0) return;
    const answer = pending.toString('latin1', 0, length);
    pending = pending.subarray(length);
    const now = performance.now();
    latencies.push(now - started);
    if (!answer.startsWith('HTTP/1.1 20') || !answer.includes(plan.expect)) {
      failures += 1;
      firstFailure ??= answer.slice(0, 2000);
    }
    done += 1;
    if (now >= stopAt || done >= most) socket.end();
    else send();
  });
  socket.on('error', (error) => {
    failures += 1;
    firstFailure ??= String(error);
  });
  socket.on('close', () => {
    open -= 1;
    if (open === 0) finish();
  });
}

function finish() {
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
}

for (const text of plan.requests) drive(text);
