import { HOST_BUILTINS } from './builtins/host-builtins.js';
import { EVALUATION } from './evaluation.js';
import { Fault } from './wasm/fault.js';
import { Machine, replacementsOf } from './wasm/machine.js';
import { meterModule } from './wasm/meter.js';
import { WebAssembly } from './wasm/webassembly.js';
import type { Module } from './wasm/webassembly.js';

/** By name: a rule that marks itself as an entrypoint would move the numbers. */
const ENTRYPOINT = 'writ/main/outcomes';
/** A machine that touched more than this is replaced before its next evaluation: what it touched stays with the process. */
const WORN_BYTES = 16 << 20;

/** Meters and compiles a module. Another thread can be given the result. */
export const compileModule = (bytes: Uint8Array): Module => new WebAssembly.Module(meterModule(bytes, replacementsOf(HOST_BUILTINS)));

/** The compiled policy: JSON in, JSON out. */
export class WasmPolicy {
  readonly #module: Module;
  #machine: Machine | null = null;
  #spent = 0;

  constructor(module: Module) {
    this.#module = module;
    this.#machine = this.#start();
  }

  /** What the last evaluation took, in fuel. */
  get spent(): number {
    return this.#spent;
  }

  /**
   * Evaluates an entrypoint on a JSON document.
   *
   * @throws Fault where the policy cannot answer, the same on every machine
   */
  evaluate(input: string, fuel: number = EVALUATION.fuel, entrypoint = ENTRYPOINT): unknown {
    const machine = (this.#machine ??= this.#start());
    try {
      const answer = machine.evaluate(input, entrypoint, { fuel, depth: EVALUATION.depth });
      if (answer.length > EVALUATION.answer) throw new Fault('it says more than it may');
      return parsed(answer);
    } finally {
      this.#spent = fuel - machine.fuel;
      if (machine.used > WORN_BYTES) this.#machine = null;
    }
  }

  #start(): Machine {
    return new Machine({ module: this.#module, pages: EVALUATION.pages, builtins: HOST_BUILTINS });
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (cause) {
    throw new Fault('its answer is no JSON', { cause });
  }
}
