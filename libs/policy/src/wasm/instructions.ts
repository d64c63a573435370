import type { ByteReader } from './bytes.js';

/** The instructions that the metering names. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  localGet: 0x20,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i32Equal: 0x46,
  i32LessThanSigned: 0x48,
  i32Add: 0x6a,
  i32Sub: 0x6b,
} as const;

/** A block without a result. */
export const NO_RESULT = 0x40;

/**
 * Passes over what follows an instruction's first byte.
 *
 * INVARIANT: each instruction that is known takes time and memory bounded by a constant, calls and loops aside. Those that work on
 * as many bytes as they are told (`memory.copy`, `memory.fill`) are not known, nor is any later extension: a module with one is refused.
 */
export function skipImmediates(reader: ByteReader, opcode: number): void {
  if (isPlain(opcode)) return;
  if (isBlock(opcode) || isIndexed(opcode) || opcode === OP.i32Const || opcode === 0x42) reader.skipNumber();
  else if (isMemoryAccess(opcode) || opcode === OP.callIndirect) {
    reader.skipNumber();
    reader.skipNumber();
  } else if (opcode === 0x0e) for (let left = reader.u32(); left >= 0; left -= 1) reader.skipNumber();
  else if (opcode === 0x3f || opcode === 0x40) reader.skip(1);
  else if (opcode === 0x43) reader.skip(4);
  else if (opcode === 0x44) reader.skip(8);
  else throw new Error(`the module has an instruction that is not known, \`0x${opcode.toString(16)}\``);
}

/** Whether it opens a block that an `end` closes. */
export const isBlock = (opcode: number): boolean => opcode >= OP.block && opcode <= OP.if;

/** Without anything behind it: `unreachable`, `nop`, `else`, `end`, `return`, `drop`, `select`, and all that computes. */
const isPlain = (opcode: number): boolean =>
  opcode <= 0x01 ||
  opcode === OP.else ||
  opcode === OP.end ||
  opcode === OP.return ||
  opcode === 0x1a ||
  opcode === 0x1b ||
  isNumeric(opcode);

const isNumeric = (opcode: number): boolean => opcode >= 0x45 && opcode <= 0xc4;

/** `br`, `br_if`, `call`, and the variables. */
const isIndexed = (opcode: number): boolean =>
  opcode === OP.br || opcode === OP.brIf || opcode === OP.call || (opcode >= 0x20 && opcode <= 0x24);

const isMemoryAccess = (opcode: number): boolean => opcode >= 0x28 && opcode <= 0x3e;
