import type { JsonObject } from '@writ/aarm';
import { actionDigest } from '@writ/receipt';
import type { DecisionRecord, SuspendedDecision } from './ports.js';
import type { Snapshot } from './sessions.js';

/** A pending decision, with the snapshot and the time it is looked at. */
export interface PendingDecision {
  readonly record: DecisionRecord;
  readonly suspended: SuspendedDecision;
  readonly snapshot: Snapshot;
  readonly now: number;
}

/** The digest of parameters under the nonce of the original action. */
export const digestOf = ({ action, action_nonce }: SuspendedDecision, parameters: JsonObject): string =>
  actionDigest({ tool: action.tool, operation: action.operation, parameters }, action_nonce);
