import { fold } from '@writ/aarm';
import type { Entry, EntryBody } from '@writ/aarm';
import { chainEntries } from './chain.js';
import type { UnsignedReceipt } from './chain.js';
import type { Head } from './head.js';
import type { AppendUnit, PasskeyUse, ReceiptRow } from './ports.js';
import type { Snapshot } from './sessions.js';

/** A receipt with what its row needs beside the signature. */
export type UnsignedRow = UnsignedReceipt & Pick<ReceiptRow, 'receipt_id' | 'decision_id' | 'kind' | 'issued_at'>;

/** All that a step appends, composed on one snapshot, and what its caller is answered once it is durable. */
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
  /** The answer with what only the signed receipts can add to it. */
  readonly prove?: (receipts: readonly ReceiptRow[]) => T;
}

/** What a step comes to: something to append, or an answer that writes nothing. */
export type StepResult<T> = { readonly kind: 'append'; readonly prepared: Prepared<T> } | { readonly kind: 'answer'; readonly answer: T };

/** One step of one session. `prepare` may run several times, each time on a newer snapshot. */
export interface Step<T> {
  readonly tenant_id: string;
  readonly session_id: string;
  prepare(snapshot: Snapshot | null, attempt: number): StepResult<T> | Promise<StepResult<T>>;
}

/** Appends what was prepared, then answers. */
export const append = <T>(prepared: Prepared<T>): StepResult<T> => ({ kind: 'append', prepared });

/** Answers and leaves the session as it is. */
export const answerOnly = <T>(answer: T): StepResult<T> => ({ kind: 'answer', answer });

/** Appends entries and nothing else. */
export function appendEntries<T>(
  base: Snapshot,
  { at, bodies, answer }: NewEntries & { readonly answer: (head: Head) => T },
): StepResult<T> {
  const { entries, head } = chainEntries(base.head, at, bodies);
  return append({ base, entries, head, receipts: [], answer: answer(head) });
}

interface NewEntries {
  /** RFC 3339. */
  readonly at: string;
  readonly bodies: readonly EntryBody[];
}

/**
 * Takes a step on the session as these entries leave it, and appends the entries and the step as one: nobody ever sees the one
 * without the other.
 */
export async function appendWithEntries<T>(
  base: Snapshot,
  { at, bodies }: NewEntries,
  step: (known: Snapshot) => Promise<StepResult<T>>,
): Promise<StepResult<T>> {
  const { entries, head } = chainEntries(base.head, at, bodies);
  const result = await step({ ...base, state: entries.reduce(fold, base.state), head });
  if (result.kind === 'answer') return append({ base, entries, head, receipts: [], answer: result.answer });
  return append({ ...result.prepared, base, entries: [...entries, ...result.prepared.entries] });
}
