import { EventEmitter } from 'node:events';
import { DeferralSettingsSchema, ProblemError } from '@writ/aarm';
import type { Caller, Decision, DeferralSettings, PepCaller, PersonCaller, SubmittedEntry } from '@writ/aarm';
import { signingInput } from '@writ/receipt';
import { approvalStats } from './approval-stats.js';
import { authorize, redeem } from './authorize.js';
import { availableStore } from './available-store.js';
import { databaseClock, timestamp } from './clock.js';
import { decisionOf } from './core.js';
import type { Core } from './core.js';
import { NO_DISTANCE, distanceBy } from './distance.js';
import type { Distance } from './distance.js';
import { answerQuestion } from './deferrals/answer-question.js';
import { resolveDeferrals } from './deferrals/resolve-deferrals.js';
import type { Seen } from './deferrals/resolve-deferrals.js';
import { deferralStats } from './deferrals/stats.js';
import { ENDED, arrivalOf, reconsider } from './deferrals/reconsider.js';
import type { Arrival } from './deferrals/reconsider.js';
import type { Engine } from './engine.js';
import { evaluateInBatches } from './evaluate.js';
import { approvals, approvalsPage, awaitDecision, bundle, contextOf, receipt, sessionReceipts, sessions } from './evidence.js';
import { appendEntry, bodyOf, openSession } from './open-session.js';
import { createPipeline } from './pipeline.js';
import { onePolicy } from './policies/one-policy.js';
import type { Policies } from './policies/ports.js';
import type { Embedder, Evaluator, Signals, Signer, Store } from './ports.js';
import type { Shadow } from './replay/shadow.js';
import { recordOutcome } from './record-outcome.js';
import { releaseOutput } from './release-output.js';
import { cachedSessions } from './sessions.js';
import { settleApproval } from './settle-approval.js';
import { closeSession, settleOverdue } from './settle-overdue.js';
import { endStopped } from './stops/end-stopped.js';
import { askedBefore } from './grants/asked-before.js';
import { noGrants } from './grants/grants.js';
import { previewOf } from './grants/preview.js';
import { proposalsFrom } from './grants/proposals.js';
import type { Grants } from './grants/grants.js';
import { beginApproval } from './presence/begin-approval.js';
import { presenceDemand } from './presence/demand.js';
import { noPasskeys } from './presence/passkeys.js';
import type { Passkeys } from './presence/passkeys.js';
import { answeredByGrant } from './grants/use-grant.js';
import { noStops } from './stops/stops.js';
import type { Stops } from './stops/stops.js';
import { supplyContext } from './supply-context.js';
import { noToolPins } from './tools/tool-pins.js';
import type { ToolPins } from './tools/tool-pins.js';

/** The adapters that the engine works through. It owns none of them: whoever opened them closes them. */
export type EngineOptions = {
  readonly store: Store;
  readonly signer: Signer;
  readonly signals: Signals;
  /** Measures distances from the request; none where left out. */
  readonly embedder?: Embedder | null;
  /** How long a decision waits for a distance, in milliseconds; 50 by default. */
  readonly distanceBudgetMs?: number;
  /** Nobody is ever stopped where left out. */
  readonly stops?: Stops;
  /** Nothing is answered beforehand where left out. */
  readonly grants?: Grants;
  /** Nobody has a passkey where left out: where one is asked for, nothing is approved. */
  readonly passkeys?: Passkeys;
  /** Each definition of a tool is taken for the first where left out. */
  readonly toolPins?: ToolPins;
  /** Lets versions in shadow decide beside the active ones; none do where left out. */
  readonly shadow?: Pick<Shadow, 'observe'>;
  /** The `issuer` of a tenant's receipts; `urn:writ:<tenant>` by default. */
  readonly issuer?: (tenantId: string) => string;
  /** How deferrals are settled, and within what bounds; what is left out has its default. */
  readonly deferrals?: Partial<DeferralSettings>;
} & (
  | { readonly policies: Policies }
  /** One policy for every tenant, for ever. */
  | { readonly evaluator: Evaluator }
);

const noShadow: Core['shadow'] = { observe: () => undefined };

/** Builds the engine: every process that writes has one, and the database orders them. */
export function createEngine(options: EngineOptions): Engine {
  const core = coreOf(options);
  core.stops.onChange(() => void endStopped(core).catch(() => undefined));
  return engineOn(core);
}

function coreOf(options: EngineOptions): Core {
  const { signer, signals, shadow = noShadow, stops = noStops, grants = noGrants, issuer = (tenantId) => `urn:writ:${tenantId}` } = options;
  const policies = 'policies' in options ? options.policies : onePolicy(options.evaluator);
  const deferrals = DeferralSettingsSchema.parse(options.deferrals ?? {});
  const store = availableStore(options.store);
  const known = cachedSessions(store);
  const clock = databaseClock(store);
  const pipeline = createPipeline({ store, signer, sessions: known });
  return {
    store,
    signer,
    policies,
    stops,
    grants,
    passkeys: options.passkeys ?? noPasskeys,
    asksPresence: presenceDemand(policies),
    toolPins: options.toolPins ?? noToolPins,
    signals,
    distance: distanceOf(options),
    sessions: known,
    pipeline,
    evaluate: evaluateInBatches(),
    clock,
    issuer,
    changed: changes(),
    shadow,
    deferrals,
  };
}

/** The week that a grant is held against, and the month that habits are looked for in. */
const LOOKED_BACK_MS = 7 * 86_400_000;
const MONTH_MS = 30 * 86_400_000;

const arriving = (entry: SubmittedEntry, { pep_id }: PepCaller): Arrival | null =>
  entry.kind === 'source' ? null : arrivalOf(bodyOf(entry), `pep:${pep_id}`);

function engineOn(core: Core): Engine {
  const { clock, pipeline } = core;
  // Wakes whoever waits here; in other processes they look by themselves.
  const told = async (caller: Caller, decision: Decision): Promise<Decision> => {
    core.changed.emit(decision.decision_id);
    // Whoever needs its output is denied with it, or decided again once it has one.
    if (decision.pending === null) await followed(core, { ...caller, session_id: decision.session_id }, ENDED);
    return decision;
  };
  return {
    openSession: async (caller, request, identity) => openSession(core, caller, { request, identity }),
    appendEntry: async (caller, sessionId, entry) => {
      const appended = await appendEntry(core, caller, { sessionId, entry });
      await followed(core, { ...caller, session_id: sessionId }, arriving(entry, caller));
      return appended;
    },
    closeSession: async (caller, sessionId) => closeSession(core, caller, sessionId),
    authorize: async (caller, request, identity, key) =>
      answeredByGrant(core, caller.tenant_id, await authorize(core, caller, { request, identity, key })),
    redeem: async (caller, decisionId, use) => redeem(core, caller, { ...use, decisionId }),
    decision: async (caller, decisionId) => (await decisionOf(core, caller, decisionId)).answer,
    awaitDecision: async (caller, decisionId, waitMs, signal) => awaitDecision(core, caller, { decisionId, waitMs, signal }),
    ...outcomesOn(core, told),
    ...deferralsOn(core, told),
    contextOf: async (caller, decisionId) => contextOf(core, caller, decisionId),
    approvals: async (caller) => approvals(core, caller),
    approvalsPage: async (caller, query) => approvalsPage(core, caller, query),
    settleApproval: async (caller, decisionId, answer) => told(caller, await settleApproval(core, caller, { decisionId, answer })),
    beginApproval: async (caller, decisionId, answer) => beginApproval(core, caller, { decisionId, answer }),
    settleOverdue: async (limit) => settleOverdue(core, limit),
    ...authority(core),
    sessions: async (caller, limit) => sessions(core, caller, limit),
    sessionReceipts: async (caller, sessionId) => sessionReceipts(core, caller, sessionId),
    receipt: async (caller, receiptId) => receipt(core, caller, receiptId),
    bundle: async (caller, decisionId) => bundle(core, caller, decisionId),
    ready: async () => ready(core),
    close: async () => {
      clock.close();
      await pipeline.idle();
    },
  };
}

type Told = (caller: Caller, decision: Decision) => Promise<Decision>;

/** What PEPs tell of what ran, or add. */
function outcomesOn(core: Core, told: Told): Pick<Engine, 'recordOutcome' | 'releaseOutput' | 'supplyContext'> {
  return {
    recordOutcome: async (caller, decisionId, report) => told(caller, await recordOutcome(core, caller, { decisionId, report })),
    releaseOutput: async (caller, decisionId, report) => {
      const release = await releaseOutput(core, caller, { decisionId, report });
      return { ...release, decision: await told(caller, release.decision) };
    },
    supplyContext: async (caller, decisionId, context) => told(caller, await supplyContext(core, caller, { decisionId, context })),
  };
}

/** What settles deferrals, and tells of them. */
function deferralsOn(core: Core, told: Told): Pick<Engine, 'answerQuestion' | 'deferrals' | 'deferralStats' | 'resolveDeferrals'> {
  const seen: Seen = new Map();
  const newest = async ({ tenant_id }: PersonCaller) => core.store.deferrals(tenant_id, { limit: MOST_COUNTED });
  return {
    answerQuestion: async (caller, decisionId, said) => told(caller, await answerQuestion(core, caller, { decisionId, said })),
    deferrals: async ({ tenant_id }) => {
      const pending = await core.store.pending(tenant_id, { limit: MOST_LISTED });
      return pending.flatMap(({ answer }) => (answer.pending?.kind === 'DEFER' ? [answer] : []));
    },
    deferralStats: async (caller) => deferralStats(await newest(caller)),
    resolveDeferrals: async (resolvers) => resolveDeferrals(core, resolvers, seen),
  };
}

/** What was appended is durable whatever becomes of the deferrals: those that fail here are found by the sweep. */
async function followed(
  core: Core,
  session: { readonly tenant_id: string; readonly session_id: string },
  arrival: Arrival | null,
): Promise<void> {
  if (arrival !== null) await reconsider(core, session, arrival).catch(() => undefined);
}

/** Deferrals that statistics are made of, and those that are listed. */
const MOST_COUNTED = 5000;
const MOST_LISTED = 500;

type PasskeyMethod = 'passkeys' | 'beginPasskey' | 'addPasskey' | 'removePasskey';

/** What people give and take: the kill switch, standing grants and their passkeys. */
const authority = ({
  stops,
  grants,
  passkeys,
  store,
  clock,
}: Core): Pick<
  Engine,
  'stop' | 'lift' | 'stops' | 'grant' | 'revokeGrant' | 'grants' | 'previewGrant' | 'proposals' | 'approvalStats' | PasskeyMethod
> => ({
  stop: async (caller, request) => stops.stop(caller, request),
  lift: async (caller, stopId) => stops.lift(caller, stopId),
  stops: async (caller) => stops.list(caller),
  grant: async (caller, request) => grants.give(caller, request),
  revokeGrant: async (caller, grantId) => grants.revoke(caller, grantId),
  grants: async (caller) => grants.list(caller),
  previewGrant: async ({ tenant_id }, request) => {
    const since = (await clock.now()) - LOOKED_BACK_MS;
    return previewOf(request, { ...(await askedBefore(store, tenant_id, since)), since: timestamp(since) });
  },
  proposals: async ({ tenant_id }) => proposalsFrom((await askedBefore(store, tenant_id, (await clock.now()) - MONTH_MS)).asked),
  passkeys: async (caller, person) => passkeys.list(caller, person),
  beginPasskey: async (caller, credentialId) => passkeys.begin(caller, credentialId),
  addPasskey: async (caller, request) => passkeys.add(caller, request),
  removePasskey: async (caller, request) => passkeys.remove(caller, request),
  approvalStats: async ({ tenant_id }) => {
    const { records, of } = await store.asked(tenant_id, { limit: MOST_COUNTED });
    return approvalStats({ asked: records.map(({ answer }) => answer), decisions: of });
  },
});

const changes = (): EventEmitter => new EventEmitter().setMaxListeners(0);

/** Ready means that a signed receipt can be written: a durable write, a signature and a living evaluator, all just now. */
async function ready({ store, signer, policies }: Core): Promise<void> {
  try {
    const probe = signingInput(signer.protected, '{"kind":"readiness"}');
    const [, signatures] = await Promise.all([store.ready(), signer.sign([probe]), policies.ready()]);
    if (signatures.length !== 1) throw new TypeError('the signer did not sign');
  } catch (cause) {
    throw new ProblemError('not_ready', { detail: 'no signed receipt can be written right now' }, { cause });
  }
}

const distanceOf = ({ embedder, signals, distanceBudgetMs }: EngineOptions): Distance =>
  embedder === undefined || embedder === null
    ? NO_DISTANCE
    : distanceBy(embedder, { signals, ...(distanceBudgetMs === undefined ? {} : { budget_ms: distanceBudgetMs }) });
