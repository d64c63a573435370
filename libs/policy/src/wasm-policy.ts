import { createRequire } from 'node:module';

/** An instance of the compiled module. It throws strings, traps and may leak pages; {@link WasmPolicy} replaces it then. */
interface Instance {
  evaluate(input: ArrayBuffer, entrypoint: string): unknown;
  readonly mem: { readonly buffer: ArrayBuffer };
}

type Module = object;

// The types of both are spelled out: this code runs without the DOM's, which are the ones that know WebAssembly.
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module; readonly LinkError: new () => Error };
};
// The ESM entry of opa-wasm exports less than its types say; the CommonJS one has it all.
const require = createRequire(import.meta.url);
const { loadPolicySync } = require('@open-policy-agent/opa-wasm') as {
  readonly loadPolicySync: (module: Module, memory: { readonly initial: number; readonly maximum: number }) => Instance;
};

/** By name: a rule that marks itself as an entrypoint would move the numbers. */
const ENTRYPOINT = 'writ/main/outcomes';
const PAGE = 65_536;
/** 64 MiB: what one evaluation may use before it traps. Node's worker limits do not count WASM memory. */
const MOST_PAGES = 1024;
const LEAST_PAGES = 16;
/** An instance that grew beyond this is replaced before its next evaluation, so that a leak never reaches the maximum. */
const WORN_BYTES = 256 * PAGE;
const ENCODER = new TextEncoder();

/** The compiled policy in WASM: text in, JSON out, a fresh instance after every fault. */
export class WasmPolicy {
  readonly #module: Module;
  #instance: Instance | null = null;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#module = new WebAssembly.Module(bytes);
    this.#instance = this.#start();
  }

  /**
   * Evaluates the one entrypoint on a JSON document.
   *
   * @throws whatever the policy does: a trap, a string, a builtin's error; the next call has a new instance
   */
  evaluate(input: string): unknown {
    const instance = this.#instance ?? this.#start();
    // Whoever leaves by a throw leaves no instance behind.
    this.#instance = null;
    const answer: unknown = instance.evaluate(ENCODER.encode(input).buffer, ENTRYPOINT);
    this.#instance = instance.mem.buffer.byteLength > WORN_BYTES ? null : instance;
    return answer;
  }

  #start(): Instance {
    for (let initial = LEAST_PAGES; ; initial *= 2) {
      try {
        return loadPolicySync(this.#module, { initial, maximum: MOST_PAGES });
      } catch (cause) {
        // A module with much data asks for more pages to begin with.
        if (!(cause instanceof WebAssembly.LinkError) || initial * 2 > MOST_PAGES) throw cause;
      }
    }
  }
}
