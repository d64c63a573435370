import { joined, unsigned } from '../../src/wasm/bytes.js';
import { OP } from '../../src/wasm/instructions.js';
import { writeSections } from '../../src/wasm/sections.js';

/** A function of a module that a test writes by hand. */
export interface TestFunction {
  /** How many `i32` it takes; it gives one. */
  readonly parameters: number;
  readonly locals?: readonly (readonly [count: number, type: number])[];
  /** Without the last `end`. */
  readonly code: readonly number[];
}

export const I32 = 0x7f;

/** A module with these functions, exported by their names; they call each other by their numbers. */
export function assemble(functions: Readonly<Record<string, TestFunction>>): Uint8Array<ArrayBuffer> {
  const all = Object.values(functions);
  const list = (items: readonly (readonly number[])[]): Uint8Array => joined([unsigned(items.length), ...items]);
  const types = all.map(({ parameters }) => [0x60, parameters, ...Array<number>(parameters).fill(I32), 1, I32]);
  const bodies = all.map(({ locals = [], code }) => {
    const body = [...unsigned(locals.length), ...locals.flatMap(([count, type]) => [...unsigned(count), type]), ...code, OP.end];
    return [...unsigned(body.length), ...body];
  });
  const exports = Object.keys(functions).map((name, index) => [name.length, ...Buffer.from(name, 'latin1'), 0x00, index]);
  return writeSections([
    { id: 1, bytes: list(types) },
    { id: 3, bytes: list(all.map((_, index) => [index])) },
    { id: 6, bytes: list([[I32, 0x01, OP.i32Const, 0x07, OP.end]]) },
    { id: 7, bytes: list(exports) },
    { id: 10, bytes: list(bodies) },
  ]);
}
