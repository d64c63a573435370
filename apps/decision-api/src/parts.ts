import type { Deliveries, Engine, Revocations } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';
import type { Authenticator, NotifySettings, ReadEvent } from '@writ/server';
import type { Projections } from '@writ/store';
import type { Metrics } from './metrics.js';
import type { TenantSeries } from './tenant-series.js';

/** What answers in the channels themselves need. */
export interface ChannelParts {
  readonly settings: NotifySettings;
  readonly clicks: Pick<Deliveries, 'firstClick'>;
}

/** What events of issuers need. */
export interface EventParts {
  readonly read: ReadEvent;
  readonly revoke: Revocations['revoke'];
}

/** What the controllers of both protocols call. */
export interface DecisionApiParts {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  /** All public keys ever used to sign. */
  readonly keys: () => Promise<readonly KeyRecord[]>;
  readonly metrics: Metrics;
  /** How far what people query is behind the log; left out where nobody can tell. */
  readonly lag?: Projections['lag'] | undefined;
  readonly tenantSeries: TenantSeries;
  /** What a scraper sends to be told of tenants; nobody is where it is left out. */
  readonly metricsCredential?: string | undefined;
  /** Where people may answer in Slack or Teams; left out where they may not. */
  readonly channels?: ChannelParts | undefined;
  /** Where issuers may tell what they took back; left out where none does. */
  readonly events?: EventParts | undefined;
}

/** Injection token of {@link DecisionApiParts}. */
export const PARTS = Symbol('decision-api parts');
