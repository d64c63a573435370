import type { DeferralSettings } from '@writ/aarm';
import {
  createEngine,
  followRevocations,
  openEnrolments,
  followStops,
  openGrants,
  openPasskeys,
  openToolPins,
  startShadow,
} from '@writ/engine';
import type { Engine, Enrolments, Policies, PolicyControl, PolicyStore, Revocations, ShadowLog, Signer, Store } from '@writ/engine';
import { presenceAt, readDeferrals } from '@writ/server';
import type { Closable, Config } from '@writ/server';
import { logAlarm } from './log-alarm.js';
import { measuringOf } from './measuring.js';

/** What an engine is composed of, wherever it runs. Whoever opened them closes them. */
export interface EngineParts {
  readonly store: Store;
  readonly policyStore: PolicyStore;
  readonly signer: Signer;
  readonly policies: Policies;
  readonly control: PolicyControl;
  readonly shadowLog: Pick<ShadowLog, 'add'>;
  readonly config: Pick<Config, 'deferralsFile' | 'embedder' | 'passkeys'>;
}

/** An engine, and what whoever lets callers in asks beside it. */
export interface ComposedEngine {
  readonly engine: Engine;
  readonly deferrals: DeferralSettings;
  /** What issuers took back. */
  readonly revocations: Revocations;
  /** Which enforcement points there are. */
  readonly enrolments: Enrolments;
}

/** The one place where an engine is put together, so that no process leaves a part of it out. `later` takes what is to be closed. */
export async function composeEngine(
  { store, policyStore, signer, policies, control, shadowLog, config }: EngineParts,
  later: <T extends Closable>(part: T) => T,
): Promise<ComposedEngine> {
  const stops = later(await followStops({ policies: policyStore, control }));
  const revocations = later(await followRevocations({ policies: policyStore, control }));
  const verifier = config.passkeys === undefined ? null : presenceAt(config.passkeys);
  const deferrals = readDeferrals(config.deferralsFile);
  const measuring = measuringOf(config, later);
  const shadow = later(startShadow({ policies, signals: measuring.signals, log: shadowLog }));
  const engine = createEngine({
    ...{ store, signer, policies, stops, revocations, shadow, deferrals, ...measuring },
    grants: openGrants({ policies: policyStore, control }),
    passkeys: openPasskeys({ store, policies: policyStore, control, verifier }),
    toolPins: openToolPins(policyStore),
    alarm: logAlarm,
  });
  const enrolments = openEnrolments({ store, control, alarm: logAlarm });
  return { engine: later(engine), deferrals, revocations, enrolments };
}
