/**
 * The message that runs a prepared statement over arrays, in PostgreSQL's binary format: Bind and Execute, written
 * once into one buffer. Every text is copied a single time; escaping it, or an array at a time, cost several times that.
 */

/** A column of a batch: its name in the statement, its type, and its value in a row. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'text' | 'int4' | 'timestamptz';
  readonly of: (row: Row) => string | number | null;
}

/** Rows that go into the statement as one array for each column. */
export interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

export const text = <Row>(name: string, of: (row: Row) => string | null): Column<Row> => ({ name, type: 'text', of });
export const int = <Row>(name: string, of: (row: Row) => number | null): Column<Row> => ({ name, type: 'int4', of });
/** From RFC 3339 text. */
export const time = <Row>(name: string, of: (row: Row) => string | null): Column<Row> => ({ name, type: 'timestamptz', of });

/** `a, b, c`: the columns' names. */
export const names = (columns: readonly { readonly name: string }[]): string => columns.map(({ name }) => name).join(', ');
/** `$4::text[], $5::int4[]`: the columns' parameters, of which `after` come before. */
export const parameters = (columns: readonly { readonly type: string }[], after = 0): string =>
  columns.map(({ type }, index) => `$${(after + index + 1).toString()}::${type}[]`).join(', ');

const OID = { text: 25, int4: 23, timestamptz: 1184 } as const;
const WIDTH = { int4: 4, timestamptz: 8 } as const;
/** Dimensions, flags, element type, size and lower bound. */
const ARRAY_HEADER = 20;
/** 2000-01-01T00:00:00Z, where PostgreSQL counts its microseconds from. */
const EPOCH_MS = 946_684_800_000;
/** UTF-8 takes at most three bytes for each UTF-16 unit. */
const MOST_BYTES = 3;
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);

type Values = readonly (string | number | null)[];
interface Parameter {
  readonly type: Column<unknown>['type'];
  readonly values: Values;
}

/** Buffers that are in nobody's hands; a fresh large one costs more than what is written into it. */
const idle: Buffer[] = [];
const MOST_IDLE = 4;
const LEAST_BYTES = 1 << 16;
/** Larger buffers are not kept. */
const MOST_KEPT_BYTES = 1 << 22;

/** A message in a borrowed buffer. */
export interface BatchMessage {
  readonly bytes: Buffer;
  /** Gives the buffer back; only once the server has answered, as the socket may read from it until then. */
  readonly release: () => void;
}

/** The message for the prepared statement of that name. */
export function batchMessage(statement: string, tables: readonly { readonly parameters: readonly Parameter[] }[]): BatchMessage {
  const all = tables.flatMap((table) => table.parameters);
  const buffer = borrow(bytesAtMost(statement, all));
  const bound = bind(buffer, statement, all);
  const end = bound + EXECUTE.copy(buffer, bound);
  const release = (): void => {
    if (idle.length < MOST_IDLE && buffer.length <= MOST_KEPT_BYTES) idle.push(buffer);
  };
  return { bytes: buffer.subarray(0, end), release };
}

/** The columns of a table as parameters. */
export function table<Row>({ columns, rows }: Table<Row>): { readonly parameters: readonly Parameter[] } {
  return { parameters: columns.map(({ type, of }) => ({ type, values: rows.map(of) })) };
}

function borrow(bytes: number): Buffer {
  const at = idle.findIndex((buffer) => buffer.length >= bytes);
  const [found] = at < 0 ? [] : idle.splice(at, 1);
  return found ?? Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes))));
}

function bytesAtMost(statement: string, all: readonly Parameter[]): number {
  let bytes = 64 + statement.length * MOST_BYTES;
  for (const { values } of all) {
    bytes += 4 + ARRAY_HEADER + values.length * 12;
    for (const value of values) if (typeof value === 'string') bytes += value.length * MOST_BYTES;
  }
  return bytes;
}

function bind(buffer: Buffer, statement: string, all: readonly Parameter[]): number {
  let at = buffer.writeUInt8(0x42, 0) + 4;
  at = buffer.writeUInt8(0, at);
  at += buffer.write(statement, at);
  at = buffer.writeUInt8(0, at);
  // One format for all parameters: binary.
  at = buffer.writeInt16BE(1, at);
  at = buffer.writeInt16BE(1, at);
  at = buffer.writeInt16BE(all.length, at);
  for (const { type, values } of all) {
    const start = at;
    at = type === 'text' ? textArray(buffer, values, at + 4) : fixedArray(buffer, { type, values }, at + 4);
    buffer.writeInt32BE(at - start - 4, start);
  }
  // Results as text.
  at = buffer.writeInt16BE(0, at);
  buffer.writeInt32BE(at - 1, 1);
  return at;
}

function textArray(buffer: Buffer, values: Values, from: number): number {
  let at = arrayHeader(buffer, { type: 'text', values }, from);
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    const length = buffer.write(value as string, at + 4);
    buffer.writeInt32BE(length, at);
    at += 4 + length;
  }
  return at;
}

function fixedArray(buffer: Buffer, { type, values }: Parameter, from: number): number {
  let at = arrayHeader(buffer, { type, values }, from);
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : WIDTH[type as keyof typeof WIDTH], at);
    if (value === null) continue;
    at = type === 'int4' ? buffer.writeInt32BE(value as number, at) : writeTime(buffer, value as string, at);
  }
  return at;
}

/** An empty array has no dimensions at all. */
function arrayHeader(buffer: Buffer, { type, values }: Parameter, from: number): number {
  let at = buffer.writeInt32BE(values.length === 0 ? 0 : 1, from);
  at = buffer.writeInt32BE(values.includes(null) ? 1 : 0, at);
  at = buffer.writeInt32BE(OID[type], at);
  if (values.length === 0) return at;
  at = buffer.writeInt32BE(values.length, at);
  return buffer.writeInt32BE(1, at);
}

/** Microseconds since {@link EPOCH_MS} as 64 bits; the product stays below 2^53 until the year 2255. */
function writeTime(buffer: Buffer, value: string, at: number): number {
  const microseconds = (instant(value) - EPOCH_MS) * 1000;
  if (!Number.isSafeInteger(microseconds)) throw new RangeError(`\`${value}\` is too far from now`);
  buffer.writeInt32BE(Math.floor(microseconds / 0x1_0000_0000), at);
  return buffer.writeUInt32BE(((microseconds % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000, at + 4);
}

/** Most times of a batch are the same few. */
let lastText = '';
let lastInstant = Number.NaN;
function instant(value: string): number {
  if (value === lastText) return lastInstant;
  const found = Date.parse(value);
  if (Number.isNaN(found)) throw new RangeError(`\`${value}\` is not a time`);
  lastText = value;
  lastInstant = found;
  return found;
}
