import type { Notice } from './notice.js';

/** How one attempt to deliver went. */
export type Delivery =
  | { readonly state: 'delivered' }
  /** Worth another attempt: the other side was down, slow or busy. */
  | { readonly state: 'failed'; readonly error: string }
  /** No attempt will do better: wrong address, refused credential, forbidden destination. */
  | { readonly state: 'rejected'; readonly error: string };

/** A way to reach people. It only points at the question: no channel can answer it by being read. */
export interface Channel {
  readonly name: string;
  /** Never rejects. */
  deliver(notice: Notice): Promise<Delivery>;
}
