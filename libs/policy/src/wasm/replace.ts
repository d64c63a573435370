import { ByteReader, joined, signed, unsigned } from './bytes.js';
import { NO_RESULT, OP } from './instructions.js';
import type { ModuleFacts } from './sections.js';

/** A function of the module whose work its host does. */
export interface Replacement {
  /** In the module's own list of names. */
  readonly name: string;
  readonly parameters: 1 | 2 | 3;
  /** The parameter that must be a set; for all other values the function stays as it is. */
  readonly forSet?: number;
  /** Tells the host which one is called. */
  readonly id: number;
}

/** The type of a set, as it stands in the first byte of a value. */
const SET = 0x07;
const BYTE_LOAD = [0x2d, 0x00, 0x00] as const;

/**
 * Lets the host do the work of functions that are known by their names; a function that the module has no use for is not in it.
 *
 * @throws Error where the module names no functions, so that nobody could tell
 */
export function replaceBodies(
  bodies: readonly Uint8Array[],
  { names, imported, importedNames }: ModuleFacts,
  replacements: readonly Replacement[],
): readonly Uint8Array[] {
  if (replacements.length > 0 && names.size === 0) throw new Error('the module does not name its functions');
  const replaced = [...bodies];
  for (const replacement of replacements) {
    const index = names.get(replacement.name);
    const host = importedNames.indexOf(`opa_builtin${replacement.parameters}`);
    const body = index === undefined ? undefined : bodies[index - imported.functions];
    if (index === undefined || body === undefined) continue;
    if (host < 0) throw new Error('the module cannot call its host');
    replaced[index - imported.functions] =
      replacement.forSet === undefined ? callOnly(replacement, host) : callForSet(body, replacement, host);
  }
  return replaced;
}

const callOf = ({ id, parameters }: Replacement, host: number): readonly number[] => [
  ...[OP.i32Const, ...signed(id), OP.i32Const, 0x00],
  ...Array.from({ length: parameters }, (_, index) => [OP.localGet, index]).flat(),
  ...[OP.call, ...unsigned(host)],
];

const callOnly = (replacement: Replacement, host: number): Uint8Array => joined([[0x00], callOf(replacement, host), [OP.end]]);

function callForSet(body: Uint8Array, replacement: Replacement, host: number): Uint8Array {
  const reader = new ByteReader(body);
  for (let groups = reader.u32(); groups > 0; groups -= 1) {
    reader.skipNumber();
    reader.skip(1);
  }
  const isSet = [OP.localGet, replacement.forSet ?? 0, ...BYTE_LOAD, OP.i32Const, SET, OP.i32Equal];
  const call = [OP.if, NO_RESULT, ...callOf(replacement, host), OP.return, OP.end];
  return joined([body.subarray(0, reader.at), isSet, call, body.subarray(reader.at)]);
}
