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

/** What a module has beside its functions. */
export interface Surroundings {
  /** The function of its host with two values, which then has the number 0. */
  readonly host?: boolean;
  /** The names that it gives to its functions; its own begin behind that of the host. */
  readonly names?: readonly (readonly [number, string])[];
}

/** A module with these functions, exported by their names; they call each other by their numbers. */
export function assemble(
  functions: Readonly<Record<string, TestFunction>>,
  { host = false, names = [] }: Surroundings = {},
): Uint8Array<ArrayBuffer> {
  const all = Object.values(functions);
  const list = (items: readonly (readonly number[])[]): Uint8Array => joined([unsigned(items.length), ...items]);
  const types = all.map(({ parameters }) => [0x60, parameters, ...Array<number>(parameters).fill(I32), 1, I32]);
  const bodies = all.map(({ locals = [], code }) => {
    const body = [...unsigned(locals.length), ...locals.flatMap(([count, type]) => [...unsigned(count), type]), ...code, OP.end];
    return [...unsigned(body.length), ...body];
  });
  const named = (name: string): readonly number[] => [name.length, ...Buffer.from(name, 'latin1')];
  const imported = host ? 1 : 0;
  const exports = Object.keys(functions).map((name, index) => [...named(name), 0x00, index + imported]);
  const entries = list(names.map(([index, name]) => [index, ...named(name)]));
  return writeSections([
    { id: 1, bytes: list([...types, [0x60, 4, I32, I32, I32, I32, 1, I32]]) },
    ...(host ? [{ id: 2, bytes: list([[...named('env'), ...named('opa_builtin2'), 0x00, types.length]]) }] : []),
    { id: 3, bytes: list(all.map((_, index) => [index])) },
    { id: 6, bytes: list([[I32, 0x01, OP.i32Const, 0x07, OP.end]]) },
    { id: 7, bytes: list(exports) },
    { id: 10, bytes: list(bodies) },
    ...(names.length === 0 ? [] : [{ id: 0, bytes: joined([named('name'), [1, ...unsigned(entries.length)], entries]) }]),
  ]);
}
