import { ByteReader, joined, signed, unsigned } from './bytes.js';
import { NO_RESULT, OP } from './instructions.js';
import { repairPatterns } from './repair.js';
import { replaceBodies } from './replace.js';
import type { Replacement } from './replace.js';
import { recursiveFunctions } from './recursion.js';
import { scanBody } from './scan.js';
import type { ScannedBody } from './scan.js';
import { readFacts, readSections, SECTION, vector, writeSections } from './sections.js';
import type { FunctionType, ModuleFacts, Section } from './sections.js';

/** The counters that a metered module exports. */
export const METERS = { fuel: 'writ_fuel', depth: 'writ_depth' } as const;
/** Under this name and its number a metered module exports each global of its own that can change. */
export const STATE = 'writ_state_';

/**
 * Meters a module: the same one, with functions that its host replaces, and with two counters that its host sets before it runs. At the begin of every function and of every turn
 * of a loop `writ_fuel` loses as much as the straight code behind it has instructions, and below zero the module traps; a function that
 * may call itself takes one of `writ_depth` while it runs, and traps where none is left.
 *
 * A pure function of the bytes, so that the same policy overruns at the same place on every machine.
 *
 * @throws Error where the module has anything that is not known
 */
export function meterModule(module: Uint8Array, replacements: readonly Replacement[] = []): Uint8Array<ArrayBuffer> {
  const sections = readSections(module);
  const facts = readFacts(sections);
  if (facts.exports.some((name) => name.startsWith('writ_'))) throw new Error('the module exports names that the metering needs');
  const fuel = facts.imported.globals + facts.globals.length;
  const meters: Meters = { fuel: unsigned(fuel), depth: unsigned(fuel + 1) };
  if (!sections.some(({ id }) => id === SECTION.global)) throw new Error('the module has no globals');
  return writeSections(sections.map((section) => metered(section, { facts, meters, replacements })));
}

/** The numbers of the two globals, as they stand in code. */
interface Meters {
  readonly fuel: readonly number[];
  readonly depth: readonly number[];
}

/** What the sections are metered with. */
interface Metering {
  readonly facts: ModuleFacts;
  readonly meters: Meters;
  readonly replacements: readonly Replacement[];
}

function metered({ id, bytes }: Section, metering: Metering): Section {
  const { facts, meters } = metering;
  if (id === SECTION.global) return { id, bytes: extended(bytes, [NEW_GLOBAL, NEW_GLOBAL]) };
  if (id === SECTION.export) return { id, bytes: extended(bytes, exportsOf(facts, meters)) };
  if (id === SECTION.code) return { id, bytes: meteredCode(bytes, metering) };
  return { id, bytes };
}

/** An `i32` that can change. It begins with all there is, because a module has a start of its own. */
const NEW_GLOBAL: readonly number[] = [0x7f, 0x01, OP.i32Const, ...signed(0x7fff_ffff), OP.end];

/** A section that is a list, with more at its end. */
function extended(bytes: Uint8Array, more: readonly (readonly number[])[]): Uint8Array {
  const reader = new ByteReader(bytes);
  return joined([unsigned(reader.u32() + more.length), bytes.subarray(reader.at), ...more]);
}

function exportsOf({ imported, globals }: ModuleFacts, { fuel, depth }: Meters): readonly (readonly number[])[] {
  const state = globals.flatMap(({ mutable }, index) =>
    mutable ? [exported(`${STATE}${index}`, unsigned(imported.globals + index))] : [],
  );
  return [exported(METERS.fuel, fuel), exported(METERS.depth, depth), ...state];
}

const exported = (name: string, index: readonly number[]): readonly number[] => [
  ...unsigned(name.length),
  ...Buffer.from(name, 'latin1'),
  0x03,
  ...index,
];

function meteredCode(bytes: Uint8Array, { facts, meters, replacements }: Metering): Uint8Array {
  const { imported, table, types } = facts;
  const given = vector(new ByteReader(bytes), (reader) => reader.lengthPrefixed());
  const bodies = repairPatterns(replaceBodies(given, facts, replacements), facts).map(scanBody);
  if (bodies.length !== types.length) throw new Error('the module has functions without a body');
  const recursive = recursiveFunctions(bodies, { imported: imported.functions, table });
  const written = bodies.map((body, index) => {
    const { parameters, result } = types[index] as FunctionType;
    const rest = unsigned(parameters + body.locals.count);
    return meteredBody(body, { ...meters, rest }, recursive.has(index) ? { result: result ?? NO_RESULT } : null);
  });
  return joined([unsigned(bodies.length), ...written.flatMap((body) => [unsigned(body.length), body])]);
}

/** The counters, and the variable of a function that holds what is left of one. */
interface Places extends Meters {
  readonly rest: readonly number[];
}

/** What stands in a body from `at`, up to `until`, gives way to `code`. */
interface Edit {
  readonly at: number;
  readonly until: number;
  readonly code: readonly number[];
}

const insertion = (at: number, code: readonly number[]): Edit => ({ at, until: at, code });

/** A function's body with its counters; `nested` is one that may call itself: it gives back its depth however it returns. */
function meteredBody(scanned: ScannedBody, places: Places, nested: { readonly result: number } | null): Uint8Array {
  const { body, locals, counters, returns, end } = scanned;
  const charges = counters.map(({ at, weight }) => insertion(at, charge(places.fuel, weight, places.rest)));
  const begin = counters[0]?.at ?? 0;
  const edits: Edit[] = [insertion(begin, ONE_MORE_I32), ...charges];
  if (nested !== null) {
    edits.splice(2, 0, insertion(begin, [...charge(places.depth, 1, places.rest), OP.block, nested.result]));
    // What returned from the function leaves the block around its code instead.
    for (const { at, depth } of returns) edits.push({ at, until: at + 1, code: [OP.br, ...unsigned(depth)] });
    edits.push(insertion(end, [OP.end, ...giveBack(places.depth)]));
  }
  return joined([unsigned(locals.groups + 1), ...edited(body, locals.at, edits)]);
}

/** A group of one variable, to stand behind the others. */
const ONE_MORE_I32: readonly number[] = [0x01, 0x7f];

/** A body from a place on, with its edits; those of one place stay in their order. */
function edited(body: Uint8Array, start: number, edits: readonly Edit[]): readonly (Uint8Array | readonly number[])[] {
  let from = start;
  const parts = edits
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ at, until, code }) => {
      const before = body.subarray(from, at);
      from = until;
      return [before, code];
    });
  return [...parts, body.subarray(from)];
}

/** Takes `amount` of a counter, and traps below zero. What is left goes through a variable: reading the counter again costs more. */
const charge = (counter: readonly number[], amount: number, rest: readonly number[]): readonly number[] => [
  ...[OP.globalGet, ...counter, OP.i32Const, ...signed(amount), OP.i32Sub, OP.localTee, ...rest, OP.globalSet, ...counter],
  ...[OP.localGet, ...rest, OP.i32Const, 0x00, OP.i32LessThanSigned, OP.if, NO_RESULT, OP.unreachable, OP.end],
];

const giveBack = (counter: readonly number[]): readonly number[] => [
  ...[OP.globalGet, ...counter, OP.i32Const, 0x01, OP.i32Add, OP.globalSet, ...counter],
];
