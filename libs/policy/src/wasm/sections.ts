import { ByteReader, joined, unsigned } from './bytes.js';

/** The sections of a module by their numbers. */
export const SECTION = { custom: 0, type: 1, import: 2, function: 3, global: 6, export: 7, element: 9, code: 10 } as const;

/** A section as it stands in the file, without its head. */
export interface Section {
  readonly id: number;
  readonly bytes: Uint8Array;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const;

/** Splits a module into its sections. */
export function readSections(module: Uint8Array): readonly Section[] {
  if (MAGIC.some((byte, at) => module[at] !== byte)) throw new Error('this is no module of WebAssembly 1');
  const reader = new ByteReader(module, MAGIC.length);
  const sections: Section[] = [];
  while (!reader.done) sections.push({ id: reader.byte(), bytes: reader.lengthPrefixed() });
  return sections;
}

/** The module that consists of these sections. */
export const writeSections = (sections: readonly Section[]): Uint8Array<ArrayBuffer> =>
  joined([MAGIC, ...sections.flatMap(({ id, bytes }) => [[id], unsigned(bytes.length), bytes])]);

/** What the metering must know of a module. */
export interface ModuleFacts {
  /** How many functions and globals are imported: they have the first numbers. */
  readonly imported: { readonly functions: number; readonly globals: number };
  /** The globals of the module itself, and which of them can change. */
  readonly globals: readonly { readonly mutable: boolean }[];
  readonly exports: readonly string[];
  /** The types of the functions of the module itself. */
  readonly types: readonly FunctionType[];
  /** All functions of the table. */
  readonly table: readonly number[];
  /** The names of imported functions, in the order of their numbers. */
  readonly importedNames: readonly string[];
  /** The numbers of functions by the names that the module gives them for whoever looks into it. */
  readonly names: ReadonlyMap<string, number>;
}

/** How many parameters a function has, and the type of its result; null where it has none. */
export interface FunctionType {
  readonly parameters: number;
  readonly result: number | null;
}

/** Reads what the metering must know. */
export function readFacts(sections: readonly Section[]): ModuleFacts {
  const within = (id: number): ByteReader => {
    const found = sections.filter((section) => section.id === id);
    if (found.length > 1) throw new Error('the module has a section twice');
    return new ByteReader(found[0]?.bytes ?? Uint8Array.of(0));
  };
  const types = vector(within(SECTION.type), readType);
  const imports = vector(within(SECTION.import), readImport);
  const kinds = imports.map(({ kind }) => kind);
  return {
    imported: { functions: countOf(kinds, KIND.function), globals: countOf(kinds, KIND.global) },
    globals: vector(within(SECTION.global), readGlobal),
    exports: vector(within(SECTION.export), readExport),
    types: vector(within(SECTION.function), (reader) => typeAt(types, reader.u32())),
    table: vector(within(SECTION.element), readElements).flat(),
    importedNames: imports.flatMap(({ kind, name }) => (kind === KIND.function ? [name] : [])),
    names: readNames(sections),
  };
}

/** A list with its length before it. */
export function vector<T>(reader: ByteReader, read: (reader: ByteReader) => T): readonly T[] {
  return Array.from({ length: reader.u32() }, () => read(reader));
}

const KIND = { function: 0, table: 1, memory: 2, global: 3 } as const;
const countOf = (kinds: readonly number[], wanted: number): number => kinds.filter((kind) => kind === wanted).length;

function readType(reader: ByteReader): FunctionType {
  if (reader.byte() !== 0x60) throw new Error('the module has a type that is not known');
  const parameters = reader.lengthPrefixed().length;
  const [result, ...others] = reader.lengthPrefixed();
  if (others.length > 0) throw new Error('the module has a function with several results');
  return { parameters, result: result ?? null };
}

function typeAt(types: readonly FunctionType[], index: number): FunctionType {
  const type = types[index];
  if (type === undefined) throw new Error('the module has a function without a type');
  return type;
}

function readImport(reader: ByteReader): { readonly kind: number; readonly name: string } {
  reader.lengthPrefixed();
  const name = textOf(reader.lengthPrefixed());
  const kind = reader.byte();
  if (kind === KIND.function) reader.skipNumber();
  else if (kind === KIND.global) reader.skip(2);
  else if (kind === KIND.table || kind === KIND.memory) {
    if (kind === KIND.table) reader.skip(1);
    const limited = reader.byte() === 1;
    reader.skipNumber();
    if (limited) reader.skipNumber();
  } else throw new Error('the module imports what is not known');
  return { kind, name };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The custom section `name` has a part of the number 1 with the names of functions. */
function readNames(sections: readonly Section[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { bytes } of sections.filter(({ id }) => id === SECTION.custom)) {
    const reader = new ByteReader(bytes);
    if (textOf(reader.lengthPrefixed()) !== 'name') continue;
    while (!reader.done) {
      const part = reader.byte();
      const entries = new ByteReader(reader.lengthPrefixed());
      if (part !== FUNCTION_NAMES) continue;
      for (const [index, name] of vector(entries, (entry) => [entry.u32(), textOf(entry.lengthPrefixed())] as const))
        names.set(name, index);
    }
  }
  return names;
}

const FUNCTION_NAMES = 1;

function readGlobal(reader: ByteReader): { readonly mutable: boolean } {
  reader.skip(1);
  const mutable = reader.byte() === 1;
  skipConstant(reader);
  return { mutable };
}

/** A constant expression: one instruction and its end. */
function skipConstant(reader: ByteReader): void {
  const opcode = reader.byte();
  if (opcode !== 0x41 && opcode !== 0x42 && opcode !== 0x23) throw new Error('the module has a constant that is not known');
  reader.skipNumber();
  if (reader.byte() !== 0x0b) throw new Error('the module has a constant that is not known');
}

function readExport(reader: ByteReader): string {
  const name = textOf(reader.lengthPrefixed());
  reader.skip(1);
  reader.skipNumber();
  return name;
}

function readElements(reader: ByteReader): readonly number[] {
  if (reader.u32() !== 0) throw new Error('the module has a table that is not known');
  skipConstant(reader);
  return vector(reader, (functions) => functions.u32());
}
