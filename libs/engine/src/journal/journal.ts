import type { EventEmitter } from 'node:events';
import type { Clock } from './clock.js';
import type { Evidence } from './evidence.js';
import type { Pipeline } from './pipeline.js';
import type { Store } from './ports.js';
import type { Sessions } from './sessions.js';
import type { Uses } from './uses.js';

/** The record of all sessions: what reads it, and the one pipeline that appends to it. Each operation takes the part that it needs. */
export interface Journal {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly uses: Uses;
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  /** What is believed of all that is stored. */
  readonly evidence: Evidence;
  /** The `issuer` of a tenant's receipts. */
  readonly issuer: (tenantId: string) => string;
  /** Emits a decision's id when its state changed in this process. */
  readonly changed: EventEmitter;
}
