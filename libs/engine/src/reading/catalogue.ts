import type { PolicySignoff, PolicyTerms, Rule } from '@writ/aarm';
import type { PolicyTransition } from '../authority/policies.js';
import type { DecisionRecord, ReceiptRow, SessionSummary } from '../journal/ports.js';
import type { DeliveryRecord } from './deliveries.js';
import type { RecentAction } from './tool-report.js';

/** What lists show of a version beside its summary; its module stays where it is. */
export interface VersionParts {
  readonly hash: string;
  readonly rules: readonly Rule[];
  readonly terms: PolicyTerms;
  readonly sources: Readonly<Record<string, string>>;
}

/** The newest come first in every list but that of receipts; a place goes on after the row that it names. */
export interface Catalogue {
  sessions(
    tenantId: string,
    options: { readonly limit: number; readonly before?: { readonly opened_at: string; readonly session_id: string } | undefined },
  ): Promise<readonly SessionSummary[]>;
  sessionsById(tenantId: string, ids: readonly string[]): Promise<readonly SessionSummary[]>;
  decisions(
    tenantId: string,
    options: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<readonly DecisionRecord[]>;
  /** Of each session at most `limit`. */
  decisionsOf(tenantId: string, sessionIds: readonly string[], limit: number): Promise<readonly DecisionRecord[]>;
  /** Of the newest sessions, of each its newest actions. */
  recentActions(tenantId: string, options: { readonly sessions: number; readonly each: number }): Promise<readonly RecentAction[]>;
  /** In the order of the session's chain. */
  receipts(
    tenantId: string,
    options: { readonly sessionId: string; readonly limit: number; readonly after?: number | undefined },
  ): Promise<readonly ReceiptRow[]>;
  /** What was told to whom, of the newest decisions first. */
  deliveries(
    tenantId: string,
    options: {
      readonly limit: number;
      readonly before?: { readonly decision_id: string; readonly channel: string; readonly action_digest: string } | undefined;
      /** Only those that have not arrived. */
      readonly undelivered?: boolean | undefined;
    },
  ): Promise<readonly DeliveryRecord[]>;
  deliveriesOf(tenantId: string, decisionIds: readonly string[]): Promise<readonly DeliveryRecord[]>;
  versionParts(tenantId: string, hashes: readonly string[]): Promise<readonly VersionParts[]>;
  /** The signatures of each version since it was last a draft. */
  signoffsOf(tenantId: string, hashes: readonly string[]): Promise<readonly PolicySignoff[]>;
  /** Of each version its last check and its last test, with the reports. */
  reportsOf(tenantId: string, hashes: readonly string[]): Promise<readonly PolicyTransition[]>;
  close(): Promise<void>;
}
