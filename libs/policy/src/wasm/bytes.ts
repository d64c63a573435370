/** Reads a WebAssembly module byte by byte; whatever ends too early is refused. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined || this.at >= this.end) throw new Error('the module ends too early');
    this.at += 1;
    return value;
  }

  skip(count: number): void {
    if (this.at + count > this.end) throw new Error('the module ends too early');
    this.at += count;
  }

  /** An unsigned number of at most 32 bits in LEB128. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const part = this.byte();
      value += (part & 0x7f) * 2 ** shift;
      if (part < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw new Error('the module has a number that is too long');
  }

  /** Passes over a number in LEB128, whatever its width. */
  skipNumber(): void {
    for (let length = 1; this.byte() >= 0x80; length += 1) if (length === 10) throw new Error('the module has a number that is too long');
  }

  /** The bytes of a text or a list of bytes with its length before it. */
  lengthPrefixed(): Uint8Array {
    const length = this.u32();
    const from = this.at;
    this.skip(length);
    return this.bytes.subarray(from, this.at);
  }
}

/** An unsigned number in LEB128. */
export function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

/** A signed number of 32 bits in LEB128. */
export function signed(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 0x7f];
    bytes.push((rest & 0x7f) | 0x80);
  }
}

/** All parts, one after the other. */
export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
