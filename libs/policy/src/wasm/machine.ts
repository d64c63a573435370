import { Fault, OVERRUN } from './fault.js';
import { METERS, STATE } from './meter.js';
import type { Replacement } from './replace.js';
import { WebAssembly } from './webassembly.js';
import type { Exports, Global, Module } from './webassembly.js';

/** What one evaluation may use. */
export interface Allowance {
  /** In instructions of the module; what the host does for it is charged in the same coin. */
  readonly fuel: number;
  /** How deep functions that call themselves may be nested. */
  readonly depth: number;
}

/**
 * Pays for work before it is done, in the coin of the module.
 *
 * @throws Fault where the evaluation has too little left
 */
export type Spend = (work: number) => void;

/** A builtin that the module leaves to its host: texts of values go in, as `opa_value_dump` writes them, and JSON comes out; null is undefined. */
export interface HostBuiltin {
  readonly call: (values: readonly string[], spend: Spend) => string | null;
  /** The module has one of its own, which this one takes the place of. */
  readonly replaces?: Omit<Replacement, 'id'>;
}

/** The functions of a module that its host's builtins take the place of. */
export const replacementsOf = (builtins: MachineParts['builtins']): readonly Replacement[] =>
  [...builtins.values()].flatMap(({ replaces }, index) => (replaces === undefined ? [] : [{ ...replaces, id: FIRST_REPLACED + index }]));

/** Above all numbers that a module gives to what it leaves to its host. */
const FIRST_REPLACED = 0x10_0000;

/** What a machine is made of. */
export interface MachineParts {
  readonly module: Module;
  /** In pages of 64 KiB. All of it is there from the begin, so that nothing depends on who grew it before. */
  readonly pages: number;
  readonly builtins: ReadonlyMap<string, HostBuiltin>;
}

/**
 * An instance of a metered policy module, by OPA's binary interface 1.2.
 *
 * INVARIANT: every evaluation begins in the same state. What an answer is, and what it costs, is a function of module, input and
 * allowance: never of what was evaluated before, of how the memory grew, or of how an earlier evaluation ended.
 */
export class Machine {
  readonly #exports: Exports;
  readonly #memory: Uint8Array;
  readonly #entrypoints: Readonly<Record<string, number>>;
  readonly #names: ReadonlyMap<number, string>;
  readonly #builtins: MachineParts['builtins'];
  readonly #data: number;
  #left = 0;
  readonly #begin: { readonly memory: Uint8Array; readonly globals: readonly (readonly [Global, number])[] };

  constructor({ module, pages, builtins }: MachineParts) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#memory = new Uint8Array(memory.buffer);
    this.#builtins = builtins;
    const call = (id: number, _context: number, ...values: readonly number[]): number => this.#callBuiltin(id, values);
    const opa_abort = (at: number): never => {
      throw abortedBy(this.#text(at));
    };
    const calls = Object.fromEntries([0, 1, 2, 3, 4].map((count) => [`opa_builtin${count}`, call]));
    this.#exports = new WebAssembly.Instance(module, { env: { memory, opa_abort, opa_println: () => undefined, ...calls } }).exports;
    // Its start asks for the size of the memory by growing it by nothing, which takes the buffer away.
    this.#memory = new Uint8Array(memory.buffer);
    if (this.#global('opa_wasm_abi_version').value !== 1) throw new Error('the module speaks another binary interface');
    this.#entrypoints = this.#json('entrypoints') as Readonly<Record<string, number>>;
    this.#names = new Map(Object.entries(this.#json('builtins') as Readonly<Record<string, number>>).map(([name, id]) => [id, name]));
    this.#data = this.#read('{}');
    this.#begin = this.#state();
  }

  /** The builtins that the module leaves to its host. */
  get leaves(): readonly string[] {
    return [...this.#names.values()];
  }

  /**
   * Evaluates one entrypoint on a JSON document, and answers with JSON.
   *
   * @throws Fault where the evaluation cannot end as it should
   */
  evaluate(input: string, entrypoint: string, { fuel, depth }: Allowance): string {
    const number = this.#entrypoints[entrypoint];
    if (number === undefined) throw new Error(`the module has no entrypoint \`${entrypoint}\``);
    this.#restore();
    this.#global(METERS.fuel).value = fuel;
    this.#global(METERS.depth).value = depth;
    try {
      return this.#run(input, number);
    } catch (cause) {
      throw this.#faultOf(cause);
    } finally {
      this.#left = Math.max(0, this.#global(METERS.fuel).value);
      this.#global(METERS.fuel).value = ENOUGH;
    }
  }

  /** What is left of the last evaluation's fuel. */
  get fuel(): number {
    return this.#left;
  }

  /** How many bytes of its memory the last evaluation touched at most: they stay with the process. */
  get used(): number {
    return this.#call('opa_heap_ptr_get');
  }

  #run(input: string, entrypoint: number): string {
    const document = this.#read(input);
    const context = this.#call('opa_eval_ctx_new');
    this.#call('opa_eval_ctx_set_input', context, document);
    this.#call('opa_eval_ctx_set_data', context, this.#data);
    this.#call('opa_eval_ctx_set_entrypoint', context, entrypoint);
    if (this.#call('eval', context) !== 0) throw new Fault('the evaluation failed');
    return this.#text(this.#call('opa_json_dump', this.#call('opa_eval_ctx_get_result', context)));
  }

  #callBuiltin(id: number, values: readonly number[]): number {
    const builtin = this.#builtinOf(id);
    const texts = values.map((value) => this.#text(this.#call('opa_value_dump', value)));
    this.#charge(texts);
    const answer = builtin.call(texts, (work) => {
      this.#spend(work);
    });
    this.#charge([answer ?? '']);
    return answer === null ? 0 : this.#read(answer);
  }

  #builtinOf(id: number): HostBuiltin {
    const name = this.#names.get(id) ?? '';
    const builtin = id < FIRST_REPLACED ? this.#builtins.get(name) : [...this.#builtins.values()][id - FIRST_REPLACED];
    if (builtin === undefined) throw new Fault(`the builtin \`${name}\` is not offered`);
    return builtin;
  }

  /** What the host does costs what it has to look at, in the coin of the module. */
  #charge(texts: readonly string[]): void {
    this.#spend(HOST_CALL + HOST_CHARACTER * texts.reduce((sum, { length }) => sum + length, 0));
  }

  #spend(work: number): void {
    const fuel = this.#global(METERS.fuel);
    fuel.value = Math.max(-1, fuel.value - Math.ceil(work));
    if (fuel.value < 0) throw new Fault(OVERRUN);
  }

  /** Puts a JSON text into the module. */
  #read(json: string): number {
    const length = Buffer.byteLength(json);
    const at = this.#call('opa_malloc', length);
    ENCODER.encodeInto(json, this.#memory.subarray(at, at + length));
    const value = this.#call('opa_json_parse', at, length);
    if (value === 0) throw new Fault('the module cannot read its input');
    return value;
  }

  /** Takes a text out of the module: it ends with a zero. */
  #text(at: number): string {
    const end = this.#memory.indexOf(0, at);
    return DECODER.decode(this.#memory.subarray(at, end < 0 ? undefined : end));
  }

  #json(list: string): unknown {
    return JSON.parse(this.#text(this.#call('opa_json_dump', this.#call(list))));
  }

  #call(name: string, ...args: readonly number[]): number {
    const called = this.#exports[name];
    if (called === undefined) throw new Error(`the module does not export \`${name}\``);
    return called(...args);
  }

  #global(name: string): Global {
    const global = this.#exports[name];
    if (global === undefined) throw new Error(`the module does not export \`${name}\``);
    return global;
  }

  /** All that an evaluation may change and a later one may look at. */
  #state(): { readonly memory: Uint8Array; readonly globals: readonly (readonly [Global, number])[] } {
    const globals = Object.keys(this.#exports).filter((name) => name.startsWith(STATE));
    return {
      memory: this.#memory.slice(0, this.#call('opa_heap_ptr_get')),
      globals: globals.map((name) => [this.#global(name), this.#global(name).value]),
    };
  }

  #restore(): void {
    this.#memory.set(this.#begin.memory);
    for (const [global, value] of this.#begin.globals) global.value = value;
  }

  #faultOf(cause: unknown): unknown {
    if (this.#global(METERS.fuel).value < 0) return new Fault(OVERRUN, { cause });
    if (this.#global(METERS.depth).value < 0) return new Fault('it is nested too deeply', { cause });
    if (cause instanceof WebAssembly.RuntimeError) return new Fault('the evaluation trapped', { cause });
    return cause;
  }
}

/** For what the host asks between two evaluations. */
const ENOUGH = 0x7fff_ffff;
/** What the host charges for a call, and for each character that goes in or out: about what the module would need. */
const HOST_CALL = 20_000;
const HOST_CHARACTER = 100;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** What the module says when it gives up. */
const abortedBy = (message: string): Fault => new Fault(message === 'opa_malloc: failed' ? 'it used more memory than it may' : message);
