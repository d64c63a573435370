// What the benchmark reads of the processes it measures, from /proc.
import { readdirSync, readFileSync, openSync, writeSync, fdatasyncSync, closeSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

const TICK_US = 10_000;

/** `{ppid, cpu_us}` of one process, all its threads together; null once it is gone. */
function stat(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return { ppid: Number(fields[1]), cpu_us: (Number(fields[11]) + Number(fields[12])) * TICK_US };
  } catch {
    return null;
  }
}

/** Microseconds of CPU that `root` and all its living descendants have used. */
export function cpuOfTree(root) {
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const found = stat(name);
    if (found !== null) all.set(Number(name), found);
  }
  const inTree = (pid) => pid === root || (all.has(pid) && all.get(pid).ppid > 1 && inTree(all.get(pid).ppid));
  let total = 0;
  for (const [pid, { cpu_us }] of all) if (inTree(pid)) total += cpu_us;
  return total;
}

/** Median and 99th percentile of an 8 KiB write followed by fdatasync in `folder`, in microseconds. */
export function fsyncLatency(folder) {
  const file = join(folder, '.fsync-probe');
  const fd = openSync(file, 'w');
  const block = Buffer.alloc(8192, 1);
  const times = [];
  for (let i = 0; i < 200; i += 1) {
    writeSync(fd, block);
    const start = performance.now();
    fdatasyncSync(fd);
    times.push((performance.now() - start) * 1000);
  }
  closeSync(fd);
  unlinkSync(file);
  times.sort((a, b) => a - b);
  return { p50: Math.round(times[100]), p99: Math.round(times[198]) };
}

/** Runs the load generator over `plan` and gives back what it printed. */
export function runLoad(plan) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [new URL('./load.mjs', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.on('error', reject);
    child.on('close', () => {
      const result = JSON.parse(out);
      if (result.failures > 0)
        reject(new Error(`${result.failures} of ${result.count} answers were wrong, the first: ${result.firstFailure}`));
      else resolve(result);
    });
    child.stdin.end(JSON.stringify(plan));
  });
}

/** One whole HTTP/1.1 request as text. */
export const httpPost = ({ port, path, headers, body }) =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n${Object.entries(headers ?? {})
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
