import type { Entry, Result } from '@writ/aarm';
import type { ReceiptRow, SessionRecord } from '../journal/ports.js';

/** All that was recorded of one session, up to its head. */
export interface SessionRecording {
  readonly session: SessionRecord;
  readonly entries: readonly Entry[];
  readonly receipts: readonly ReceiptRow[];
}

/** Where a listing of sessions goes on. */
export interface RecordingPlace {
  readonly opened_at: string;
  readonly session_id: string;
}

/** Reads what was recorded, many sessions at a time. Changes nothing. */
export interface Recordings {
  /** Sessions with decisions, opened at `since` or later, the newest first; `before` goes on after one of them. */
  sessions(
    tenantId: string,
    options: { readonly since: string; readonly limit: number; readonly before?: RecordingPlace | undefined },
  ): Promise<readonly SessionRecord[]>;
  /** What was recorded of these sessions up to the heads given, in their order. */
  read(sessions: readonly SessionRecord[]): Promise<readonly SessionRecording[]>;
  close(): Promise<void>;
}

/** How often a version in shadow answered so where the active one answered otherwise, or the same. */
export interface ShadowCount {
  readonly tenant_id: string;
  /** The version in shadow, and the one that decided. */
  readonly shadow: string;
  readonly active: string;
  readonly tool: string;
  readonly operation: string;
  readonly result: Result;
  readonly rule: string;
  readonly shadow_result: Result;
  readonly shadow_rule: string;
  readonly count: number;
  /** The decision last counted here. */
  readonly decision_id: string;
  readonly at: string;
}

/** What a version in shadow did not get to see: the queue was full, or it could not be asked. */
export interface ShadowLoss {
  readonly tenant_id: string;
  readonly shadow: string;
  readonly dropped: number;
  readonly failed: number;
}

/** Keeps what versions in shadow would have decided, added up. */
export interface ShadowLog {
  /** Adds to what is there. */
  add(counts: readonly ShadowCount[], losses: readonly ShadowLoss[]): Promise<void>;
  /** Of one version, the most frequent first. */
  counts(tenantId: string, shadow: string, options: { readonly limit: number }): Promise<readonly ShadowCount[]>;
  /** Zeroes where nothing was lost. */
  loss(tenantId: string, shadow: string): Promise<ShadowLoss>;
  close(): Promise<void>;
}
