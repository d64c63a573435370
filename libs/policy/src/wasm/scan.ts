import { ByteReader } from './bytes.js';
import { isBlock, OP, skipImmediates } from './instructions.js';

/** A place from which straight code runs, and how much of it there is up to the next such places. */
export interface Counter {
  readonly at: number;
  weight: number;
}

/** What the metering must know of a function's body; places are offsets into it. */
export interface ScannedBody {
  readonly body: Uint8Array;
  /** The groups of variables that the function has beside its parameters: how many groups and variables, and where the first stands. */
  readonly locals: { readonly groups: number; readonly count: number; readonly at: number };
  /** The first is where the code begins, the others are the heads of loops. */
  readonly counters: readonly Counter[];
  readonly returns: readonly { readonly at: number; readonly depth: number }[];
  /** Where the last `end` stands. */
  readonly end: number;
  readonly calls: ReadonlySet<number>;
  readonly callsIndirectly: boolean;
}

/**
 * Reads the body of a function once. Each instruction counts for the innermost loop around it, or for the function: every way to it
 * has just passed the head of that loop or the begin of the function, since every jump backwards goes to the head of a loop.
 */
export function scanBody(body: Uint8Array): ScannedBody {
  const reader = new ByteReader(body);
  const locals = readLocals(reader);
  const counters: Counter[] = [counterAt(reader.at)];
  // The counter of each block that is open; the outermost is the function itself.
  const open: Counter[] = [...counters];
  const returns: { readonly at: number; readonly depth: number }[] = [];
  const calls = new Set<number>();
  let callsIndirectly = false;
  while (open.length > 0) {
    const at = reader.at;
    const opcode = reader.byte();
    const counter = open[open.length - 1] as Counter;
    counter.weight += 1;
    if (opcode === OP.call) calls.add(reader.u32());
    else skipImmediates(reader, opcode);
    if (opcode === OP.return) returns.push({ at, depth: open.length - 1 });
    else if (opcode === OP.callIndirect) callsIndirectly = true;
    else if (opcode === OP.end) open.pop();
    else if (opcode === OP.loop) counters.push(counterAt(reader.at));
    if (isBlock(opcode)) open.push(opcode === OP.loop ? (counters[counters.length - 1] as Counter) : counter);
  }
  if (!reader.done) throw new Error('the module has code behind the end of a function');
  return { body, locals, counters, returns, end: reader.at - 1, calls, callsIndirectly };
}

function readLocals(reader: ByteReader): ScannedBody['locals'] {
  const groups = reader.u32();
  const at = reader.at;
  let count = 0;
  for (let left = groups; left > 0; left -= 1) {
    count += reader.u32();
    reader.skip(1);
  }
  return { groups, count, at };
}

const counterAt = (at: number): Counter => ({ at, weight: 0 });
