import type { ComposedDecision } from '@writ/engine';
import type { CompiledPolicy } from './compiled.js';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly policy: Pick<CompiledPolicy, 'terms' | 'rules'>;
  readonly module: Uint8Array<ArrayBuffer>;
  /** One 32-bit number: the item that is being decided, {@link IDLE} between batches. */
  readonly progress: SharedArrayBuffer;
  /** What a stopped evaluation is told as. */
  readonly overrun: string;
}

/** No item is being decided. */
export const IDLE = -1;

/** Items are counted through all batches, so that one number says which is being decided. */
export interface BatchMessage {
  readonly first: number;
  /** JSON text of the drafts: half the cost of a structured clone, on the thread that is the limit. */
  readonly drafts: string;
}

export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'composed'; readonly first: number; readonly decisions: readonly ComposedDecision[] }
  /** An item that could not be written down even as stopped: nothing of the batch can be used. */
  | { readonly type: 'refused'; readonly first: number; readonly message: string };
