/** A snapshot of PostgreSQL: what is below `xmax` and not in `running` is visible in it, unless it was undone. */
interface Snapshot {
  readonly xmax: bigint;
  readonly running: readonly bigint[];
}

/** `xmin:xmax:running,running` */
function read(text: string): Snapshot {
  const [, xmax = '', running = ''] = text.split(':');
  return { xmax: BigInt(xmax), running: running === '' ? [] : running.split(',').map(BigInt) };
}

const write = ({ xmax, running }: Snapshot): string => `${(running[0] ?? xmax).toString()}:${xmax.toString()}:${running.join(',')}`;

/**
 * What one has seen who saw all that is visible in `before`, and then of what is visible in `now`, a later snapshot, all
 * transactions up to and with `last`.
 */
export function seenAfter({ before, now, last }: { readonly before: string; readonly now: string; readonly last: bigint }): string {
  const [seen, later] = [read(before), read(now)];
  const runs = new Set(later.running);
  const xmax = last >= seen.xmax ? last + 1n : seen.xmax;
  const still = seen.running.filter((xid) => runs.has(xid) || xid > last);
  return write({ xmax, running: [...still, ...later.running.filter((xid) => xid >= seen.xmax && xid < xmax)] });
}
