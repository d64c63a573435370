import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** When a process began: what tells it from a later one with the same id. */
export interface ProcessStart {
  /** Equal for one process however often it is asked, in the words of the platform. */
  readonly mark: string;
  /** Milliseconds of the clock, to the second. */
  readonly at: number;
}

/** Ticks a second in what Linux tells programs, on every architecture. */
const TICKS = 100;

/** Null where the process is gone, or neither `/proc` nor `ps` tells. */
export const startOf = (pid: number, proc = '/proc'): ProcessStart | null => fromProc(pid, proc) ?? fromPs(pid);

/** The fields of `/proc/<pid>/stat` after the command's closing parenthesis: [0] is the state, [19] the start in ticks since boot. */
export function procStat(pid: number, proc = '/proc'): readonly string[] | null {
  try {
    const stat = readFileSync(join(proc, pid.toString(), 'stat'), 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function fromProc(pid: number, proc: string): ProcessStart | null {
  const mark = procStat(pid, proc)?.[19];
  if (mark === undefined) return null;
  const boot = /^btime (\d+)$/mu.exec(readFileSync(join(proc, 'stat'), 'utf8'))?.[1];
  return boot === undefined ? null : { mark, at: Number(boot) * 1000 + (Number(mark) / TICKS) * 1000 };
}

/** In one zone and language, so that the words of one process stay the same. */
function fromPs(pid: number): ProcessStart | null {
  try {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
    const mark = execFileSync('ps', ['-o', 'lstart=', '-p', pid.toString()], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const at = Date.parse(`${mark.trim()} UTC`);
    return Number.isNaN(at) ? null : { mark: mark.trim(), at };
  } catch {
    return null;
  }
}
