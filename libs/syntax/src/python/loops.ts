import type { SyntaxNodeRef } from '@lezer/common';
import { textOf } from './program.js';
import type { Program } from './program.js';

/** What ends a loop, or waits for somebody. */
const ENDS = new Set(['BreakStatement', 'ReturnStatement', 'RaiseStatement', 'YieldStatement', 'YieldExpression', 'AwaitExpression']);
const ENDING = /(^|\.)(exit|quit|_exit|sleep|input|accept|recv|recvfrom|wait|get|select|next|join|read|readline)$/u;
/** The end of a callee's text in which such a name stands. */
const LONGEST_END = 16;
const FOREVER = /^while\s*(?:\(\s*)?(?:True|1)\s*(?:\)\s*)?:/u;

/** Finds loops without an end while a tree is gone through, from the outside to the inside and back. */
export class Loops {
  /** Whether such a loop was met. */
  endless = false;
  readonly #open: { readonly isForever: boolean; ends: boolean }[] = [];
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  enter(node: SyntaxNodeRef): void {
    if (node.name === 'WhileStatement') {
      this.#open.push({ isForever: FOREVER.test(textOf(this.#program, node.node)), ends: false });
      return;
    }
    const innermost = this.#open.at(-1);
    if (innermost !== undefined && !innermost.ends && this.#isEnd(node)) innermost.ends = true;
  }

  leave(name: string): void {
    if (name !== 'WhileStatement') return;
    const loop = this.#open.pop();
    const outer = this.#open.at(-1);
    if (loop?.isForever === true && !loop.ends) this.endless = true;
    // What is in an inner loop is in the outer one, too.
    if (outer !== undefined && loop?.ends === true) outer.ends = true;
  }

  #isEnd(node: SyntaxNodeRef): boolean {
    if (ENDS.has(node.name)) return true;
    const callee = node.name === 'CallExpression' ? node.node.firstChild : null;
    if (callee === null) return false;
    const from = Math.max(callee.from, callee.to - LONGEST_END);
    return ENDING.test(this.#program.text.slice(from, callee.to));
  }
}
