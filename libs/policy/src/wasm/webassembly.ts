/** A compiled module. It can be sent to other threads, which then share its code. */
export type Module = object;

/** A global of a module. */
export interface Global {
  value: number;
}

/** A memory of a module, in pages of 64 KiB. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, ((...args: readonly number[]) => number) & Global>>;

/** What of WebAssembly is used here. The types are spelled out: this code runs without the DOM's, which are the ones that know them. */
export const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
    readonly Instance: new (module: Module, imports: { readonly env: Readonly<Record<string, unknown>> }) => { readonly exports: Exports };
    readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => Memory;
    readonly RuntimeError: new () => Error;
  };
};
