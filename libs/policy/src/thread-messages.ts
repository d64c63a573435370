import type { ComposedDecision } from '@writ/engine';
import type { CompiledPolicy } from './compiled.js';
import type { Module } from './wasm/webassembly.js';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly policy: Pick<CompiledPolicy, 'terms' | 'rules'>;
  readonly module: Module;
  /** One 32-bit number: the item that is being decided, {@link IDLE} between batches. */
  readonly progress: SharedArrayBuffer;
}

/** No item is being decided. */
export const IDLE = -1;

/** Items are counted through all batches, so that one number says which is being decided. */
export interface BatchMessage {
  readonly first: number;
  /** JSON text of the drafts: half the cost of a structured clone. */
  readonly drafts: string;
}

/** What a thread says: that it is ready, then how each batch ended. */
export type ThreadMessage = { readonly type: 'ready' } | BatchEnd;

/** How a batch ended. */
export type BatchEnd =
  | { readonly type: 'composed'; readonly first: number; readonly decisions: readonly ComposedDecision[] }
  /** An item that this machine could not decide or write down: nothing of the batch can be used. */
  | { readonly type: 'refused'; readonly first: number; readonly message: string };
