import type { PersonCaller, PolicyTerms, Rule } from '@writ/aarm';
import type { Catalogue, Engine, Evidence, PolicyControl, PolicyStore } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';
import type { Loaders } from './loaders.js';
import type { Workshop } from './workshop.js';

/** Injection token of {@link ControlPlaneParts}. */
export const PARTS = Symbol('control-plane parts');

/** What the resolvers need. */
export interface ControlPlaneParts {
  readonly engine: Evidence &
    Pick<Engine, 'settleApproval' | 'beginApproval' | 'passkeys' | 'beginPasskey' | 'addPasskey' | 'removePasskey'>;
  readonly catalogue: Catalogue;
  readonly policies: PolicyStore;
  readonly control: PolicyControl;
  readonly workshop: Workshop;
  /** The public keys of the signer. */
  readonly keys: () => Promise<readonly KeyRecord[]>;
  /** What a tenant without a stored policy is decided on. */
  readonly policy: () => { readonly terms: PolicyTerms; readonly rules: readonly Rule[] };
}

/** Who is asking, put into every query's context by the edge. */
export interface QueryContext {
  readonly person: PersonCaller;
  /** Of this query alone: what one person may see is never another's answer. */
  readonly loaders: Loaders;
  /** Rejects once the person's token is no longer accepted; for what outlives a request. */
  readonly stillAccepted: () => Promise<void>;
}
