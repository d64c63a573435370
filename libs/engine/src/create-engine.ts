import { EventEmitter } from 'node:events';
import { DeferralSettingsSchema, ProblemError } from '@writ/aarm';
import type { DeferralSettings } from '@writ/aarm';
import { signingInput } from '@writ/receipt';
import type { Authority } from './authority/authority.js';
import { noGrants } from './authority/grants.js';
import type { Grants } from './authority/grants.js';
import { onePolicy } from './authority/one-policy.js';
import { noPasskeys } from './authority/passkeys.js';
import type { Passkeys } from './authority/passkeys.js';
import type { Policies } from './authority/policies.js';
import { presenceRule } from './authority/presence.js';
import { noRevocations } from './authority/revocations.js';
import type { Revocations } from './authority/revocations.js';
import { noStops } from './authority/stops.js';
import type { Stops } from './authority/stops.js';
import { noToolPins } from './authority/tool-pins.js';
import type { ToolPins } from './authority/tool-pins.js';
import type { Deciding } from './decision/deciding.js';
import { NO_DISTANCE, distanceBy } from './decision/distance.js';
import type { Distance } from './decision/distance.js';
import { earlierSessions } from './decision/earlier.js';
import type { Engine } from './faces/engine.js';
import { forPeople } from './faces/for-people.js';
import { forPeps } from './faces/for-peps.js';
import { forReaders } from './faces/for-readers.js';
import { forWorkers } from './faces/for-workers.js';
import { availableStore } from './journal/available-store.js';
import { databaseClock } from './journal/clock.js';
import { evidenceBy } from './journal/evidence.js';
import type { EvidenceAlarm } from './journal/evidence.js';
import type { Journal } from './journal/journal.js';
import { createPipeline } from './journal/pipeline.js';
import type { AsyncSignals } from './journal/async-signals.js';
import type { Embedder, Evaluator, Signer, Store } from './journal/ports.js';
import { cachedSessions } from './journal/sessions.js';
import { sessionUses } from './journal/uses.js';
import { endStopped } from './pending/end-stopped.js';
import type { Shadow } from './replay/shadow.js';

/** The adapters that the engine works through. It owns none of them: whoever opened them closes them. */
export type EngineOptions = {
  readonly store: Store;
  readonly signer: Signer;
  readonly signals: AsyncSignals;
  /** Who is stopped. Where nobody can be, say so with `standAlone`. */
  readonly stops: Stops;
  /** What issuers took back. Where nothing can be, say so with `standAlone`. */
  readonly revocations: Revocations;
  /** Which definitions of tools are pinned. Where each is taken for the first, say so with `standAlone`. */
  readonly toolPins: ToolPins;
  /** Measures distances from the request; none where left out. */
  readonly embedder?: Embedder | null;
  /** How long a decision waits for a distance, in milliseconds; 50 by default. */
  readonly distanceBudgetMs?: number;
  /** Nothing is answered beforehand where left out. */
  readonly grants?: Grants;
  /** Nobody has a passkey where left out: where one is asked for, nothing is approved. */
  readonly passkeys?: Passkeys;
  /** Lets versions in shadow decide beside the active ones; none do where left out. */
  readonly shadow?: Pick<Shadow, 'observe'>;
  /** The `issuer` of a tenant's receipts; `urn:writ:<tenant>` by default. */
  readonly issuer?: (tenantId: string) => string;
  /** Told of stored state that does not agree with its signed evidence; nothing is answered on it, told or not. */
  readonly alarm?: (alarm: EvidenceAlarm) => void;
  /** How deferrals are settled, and within what bounds; what is left out has its default. */
  readonly deferrals?: Partial<DeferralSettings>;
} & (
  | { readonly policies: Policies }
  /** One policy for every tenant, for ever. */
  | { readonly evaluator: Evaluator }
);

/**
 * For an engine with no authority beside its policy, as tools and tests build it: nobody is stopped, no token is taken back, and each
 * definition of a tool is taken for the first. Said in so many words, since leaving a check out would weaken it.
 */
export const standAlone: Pick<EngineOptions, 'stops' | 'revocations' | 'toolPins'> = {
  stops: noStops,
  revocations: noRevocations,
  toolPins: noToolPins,
};

/** Builds the engine: every process that writes has one, and the database orders them. */
export function createEngine(options: EngineOptions): Engine {
  const { signer } = options;
  const journal = journalOf(options);
  const authority = authorityOf(options);
  const services = { ...journal, ...authority, ...decidingOf(options, { ...journal, ...authority }) };
  const endWaits = (): void => void endStopped(services).catch(() => undefined);
  authority.stops.onChange(endWaits);
  authority.revocations.onChange(endWaits);
  return {
    ...forPeps(services),
    ...forPeople(services),
    ...forWorkers(services),
    ...forReaders(services),
    ready: async () => requireReady({ ...services, signer }),
    close: async () => {
      journal.clock.close();
      await journal.pipeline.idle();
    },
  };
}

function journalOf(options: EngineOptions): Journal {
  const { store: opened, signer, issuer = (tenantId) => `urn:writ:${tenantId}`, alarm = () => undefined } = options;
  const store = availableStore(opened, alarm);
  const evidence = evidenceBy(signer, alarm);
  const sessions = cachedSessions({ store, evidence });
  const uses = sessionUses(store);
  return {
    store,
    sessions,
    uses,
    pipeline: createPipeline({ store, signer, sessions, uses }),
    clock: databaseClock(store),
    evidence,
    issuer,
    changed: new EventEmitter().setMaxListeners(0),
  };
}

function authorityOf(options: EngineOptions): Authority {
  const { stops, revocations, toolPins, grants = noGrants, passkeys = noPasskeys } = options;
  const policies = 'policies' in options ? options.policies : onePolicy(options.evaluator);
  return { policies, stops, revocations, toolPins, grants, passkeys, requiresPresence: presenceRule(policies) };
}

function decidingOf(options: EngineOptions, services: Journal & Authority): Deciding {
  const { signals, shadow, deferrals } = options;
  return {
    signals,
    distance: distanceOf(options),
    earlier: earlierSessions(services),
    deferrals: DeferralSettingsSchema.parse(deferrals ?? {}),
    observe: (decided) => shadow?.observe(decided),
  };
}

const distanceOf = ({ embedder, signals, distanceBudgetMs }: EngineOptions): Distance =>
  embedder === undefined || embedder === null
    ? NO_DISTANCE
    : distanceBy(embedder, { signals, ...(distanceBudgetMs === undefined ? {} : { budget_ms: distanceBudgetMs }) });

/** Ready means that a signed receipt can be written: a durable write, a signature and a living evaluator, all just now. */
async function requireReady({
  store,
  signer,
  policies,
}: Pick<Journal, 'store'> & Pick<Authority, 'policies'> & { readonly signer: Signer }): Promise<void> {
  try {
    const probe = signingInput(signer.protected, '{"kind":"readiness"}');
    const [, signatures] = await Promise.all([store.ready(), signer.sign([probe]), policies.ready()]);
    if (signatures.length !== 1) throw new TypeError('the signer did not sign');
  } catch (cause) {
    throw new ProblemError('not_ready', { detail: 'no signed receipt can be written right now' }, { cause });
  }
}
