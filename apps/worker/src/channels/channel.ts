import type { Closing, Inquiry, Notice } from './notice.js';

/** How one attempt to deliver went. */
export type Delivery =
  /** `message` names what was sent, where it can be changed later. */
  | { readonly state: 'delivered'; readonly message?: string }
  /** Worth another attempt: the other side was down, slow or busy. */
  | { readonly state: 'failed'; readonly error: string }
  /** No attempt will do better: wrong address, refused credential, forbidden destination. */
  | { readonly state: 'rejected'; readonly error: string };

/** A way to reach people. A message decides nothing by being read. */
export interface Channel {
  readonly name: string;
  /** Never rejects. `tenantId` is whose question it is: where it is answered on the spot, it is answered for that tenant. */
  deliver(notice: Notice, tenantId?: string): Promise<Delivery>;
  /** What can be answered in the channel itself; absent where messages only link. */
  readonly answers?: Answering;
}

/** A channel whose messages can be answered where they stand. */
export interface Answering {
  readonly tenantId: string;
  /** Asks one person, in private. Never rejects. */
  ask(inquiry: Inquiry): Promise<Delivery>;
  /** Shows how it ended in place of what was asked. Never rejects. */
  close(message: string, closing: Closing): Promise<Delivery>;
}
