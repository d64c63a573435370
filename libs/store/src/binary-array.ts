/**
 * One-dimensional arrays in PostgreSQL's binary format. As text, every quote of every receipt would be escaped here and
 * unescaped there; in binary the bytes are copied.
 */
const TEXT = 25;
const INT4 = 23;
const TIMESTAMPTZ = 1184;
const HEADER = 20;
/** 2000-01-01T00:00:00Z, where PostgreSQL counts its microseconds from. */
const EPOCH_MS = 946_684_800_000;

export function textArray(values: readonly (string | null)[]): Buffer {
  let size = HEADER + 4 * values.length;
  for (const value of values) if (value !== null) size += Buffer.byteLength(value);
  const buffer = Buffer.allocUnsafe(size);
  let at = header(buffer, TEXT, values);
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const length = buffer.write(value, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return at === 12 ? buffer.subarray(0, 12) : buffer;
}

export function intArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(INT4, values, 4, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

/** From RFC 3339 text. */
export function timeArray(values: readonly (string | null)[]): Buffer {
  return fixedArray(TIMESTAMPTZ, values, 8, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(instant(value) - EPOCH_MS) * 1000n, at));
}

function instant(value: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new RangeError(`\`${value}\` is not a time`);
  return time;
}

type Write<T> = (buffer: Buffer, value: T, at: number) => number;

function fixedArray<T>(type: number, values: readonly (T | null)[], width: number, write: Write<T>): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER + values.length * (4 + width));
  let at = header(buffer, type, values);
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : width, at);
    if (value !== null) at = write(buffer, value, at);
  }
  return buffer.subarray(0, at);
}

/** An empty array has no dimensions at all. */
function header(buffer: Buffer, type: number, values: readonly unknown[]): number {
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(type, 8);
  if (values.length === 0) return 12;
  buffer.writeInt32BE(values.length, 12);
  return buffer.writeInt32BE(1, 16);
}
