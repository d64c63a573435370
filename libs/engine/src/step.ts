import type { Entry } from '@writ/aarm';
import type { UnsignedReceipt } from './chain.js';
import type { ComposedDecision, DecisionDraft } from './decision-draft.js';
import type { Head } from './head.js';
import type { AppendUnit, Evaluator, PasskeyUse, ReceiptRow } from './ports.js';
import type { Snapshot } from './sessions.js';

/** A receipt with what its row needs beside the signature. */
export type UnsignedRow = UnsignedReceipt & Pick<ReceiptRow, 'receipt_id' | 'decision_id' | 'kind' | 'issued_at'>;

/** All that a step would append, composed on one snapshot, and what its caller is told once it is durable. */
export interface Prepared<T> {
  readonly base: Snapshot;
  readonly open?: AppendUnit['open'];
  readonly close?: boolean;
  readonly entries: readonly Entry[];
  readonly receipts: readonly UnsignedRow[];
  readonly head: Head;
  readonly decision?: AppendUnit['decision'];
  readonly change?: AppendUnit['change'];
  readonly presence?: PasskeyUse;
  readonly answer: T;
}

/** What a step wants: to append, to have an action decided first, or nothing at all. */
export type Plan<T> =
  | { readonly kind: 'append'; readonly prepared: Prepared<T> }
  | {
      readonly kind: 'decide';
      readonly draft: DecisionDraft;
      /** The version that it was drafted for: what is activated meanwhile does not change a decision on its way. */
      readonly evaluator: Evaluator;
      readonly finish: (composed: ComposedDecision) => Plan<T>;
    }
  /** A plan that takes more reading. */
  | { readonly kind: 'later'; readonly plan: Promise<Plan<T>> }
  | { readonly kind: 'answer'; readonly answer: T };

/** One step of one session. `prepare` may run several times, each time on a newer snapshot. */
export interface Step<T> {
  readonly tenant_id: string;
  readonly session_id: string;
  prepare(snapshot: Snapshot | null, attempt: number): Plan<T> | Promise<Plan<T>>;
}
