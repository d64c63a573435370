/** How far the service's clock is ahead of this one: deadlines are its, whatever this device believes. */
let aheadMs = 0;

/** Notes the time that an answer carries. Its seconds are cut off, so half of one is added. */
export function noteTime(header: string | null): void {
  const at = header === null ? NaN : Date.parse(header);
  if (!Number.isNaN(at)) aheadMs = at + 500 - Date.now();
}

/** Now, by the service's clock. */
export const serviceNow = (): number => Date.now() + aheadMs;
