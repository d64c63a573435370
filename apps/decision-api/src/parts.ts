import type { Engine } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';
import type { Authenticator } from '@writ/server';
import type { Metrics } from './metrics.js';

/** What the controllers of both protocols call. */
export interface DecisionApiParts {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  /** All public keys ever used to sign. */
  readonly keys: () => Promise<readonly KeyRecord[]>;
  readonly metrics: Metrics;
}

/** Injection token of {@link DecisionApiParts}. */
export const PARTS = Symbol('decision-api parts');
