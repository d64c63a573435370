const EVENT = 'hook_event_name';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]);
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]);

/**
 * The event of a payload that cannot be read as a whole: too long, cut off, or with bytes that are no text. Only the outermost members
 * count, so that nothing a tool was given or returned can pass for the event. One pass over the bytes.
 */
export const sniffEvent = (payload: Uint8Array): string | null => {
  let depth = 0;
  let name: string | null = null;
  let previous: string | null = null;
  for (let at = 0; at < payload.length; at += 1) {
    const byte = payload[at] ?? 0;
    if (byte === QUOTE) {
      const end = endOfText(payload, at);
      if (end < 0) return null;
      const text = depth === 1 ? shortText(payload, at + 1, end) : null;
      if (depth === 1 && name === EVENT) return text;
      previous = text;
      at = end;
    } else if (OPENING.has(byte)) depth += 1;
    else if (CLOSING.has(byte)) depth -= 1;
    else if (byte === 0x3a && depth === 1) name = previous;
    else if (byte === 0x2c && depth === 1) [name, previous] = [null, null];
  }
  return null;
};

/** Where the quote is that closes a text; below zero if none does. */
const endOfText = (payload: Uint8Array, start: number): number => {
  let at = start + 1;
  while (at < payload.length && payload[at] !== QUOTE) at += payload[at] === BACKSLASH ? 2 : 1;
  return at < payload.length ? at : -1;
};

const shortText = (payload: Uint8Array, from: number, to: number): string | null =>
  to - from > 64 ? null : Buffer.from(payload.subarray(from, to)).toString('latin1');
