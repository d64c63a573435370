import { createRequire } from 'node:module';
import type * as OpaWasm from '@open-policy-agent/opa-wasm';

// Its ESM entry exports less than its types say; the CommonJS one has it all.
const { loadPolicySync } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as typeof OpaWasm;

const PAGE = 65_536;
/** 64 MiB: what one evaluation may use before it traps. Node's worker limits do not count WASM memory. */
const MOST_PAGES = 1024;
const LEAST_PAGES = 16;
/** An instance that grew beyond this is replaced before its next evaluation, so that a leak never reaches the maximum. */
const WORN_BYTES = 256 * PAGE;
const ENCODER = new TextEncoder();

/** An instance of the compiled module. It throws strings, traps and may leak pages; {@link WasmPolicy} replaces it then. */
type Instance = ReturnType<typeof loadPolicySync> & { readonly mem: WebAssembly.Memory };

/** The compiled policy in WASM: text in, JSON out, a fresh instance after every fault. */
export class WasmPolicy {
  readonly #module: WebAssembly.Module;
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
    const answer: unknown = instance.evaluate(ENCODER.encode(input).buffer, 0);
    this.#instance = instance.mem.buffer.byteLength > WORN_BYTES ? null : instance;
    return answer;
  }

  #start(): Instance {
    for (let initial = LEAST_PAGES; ; initial *= 2) {
      try {
        return loadPolicySync(this.#module, { initial, maximum: MOST_PAGES }) as Instance;
      } catch (cause) {
        // A module with much data asks for more pages to begin with.
        if (!(cause instanceof WebAssembly.LinkError) || initial * 2 > MOST_PAGES) throw cause;
      }
    }
  }
}
