import type { Decision, EntryBody, Fact, ResolverSettings } from '@writ/aarm';
import { attemptsOf } from '../decision/attempt.js';
import type { Deciding } from '../decision/deciding.js';
import { missingFacts, resolversFor } from '../decision/questions.js';
import { timedOut } from '../decision/resolve.js';
import { ENDED, arrivalOf, reconsiderOne } from './reconsider.js';
import type { Arrival, ReconsiderServices } from './reconsider.js';
import type { Resolver } from './sources.js';
import { failedAttempt, onlyConstraints, tryAgain } from './try-again.js';
import type { TryAgainServices } from './try-again.js';
import { timestamp } from '../journal/clock.js';
import type { Journal } from '../journal/journal.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { DecisionRecord, DeferredPlace, DeferredRow } from '../journal/ports.js';
import type { Snapshot } from '../journal/sessions.js';
import { answerOnly, appendWithEntries } from '../journal/step.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type ResolveDeferralsServices = Pick<Journal, 'changed' | 'clock' | 'sessions' | 'store'> &
  Pick<Deciding, 'deferrals'> &
  ReconsiderServices &
  TryAgainServices &
  OnDecisionServices;

const BATCH = 200;
/** Deferrals whose sources are asked at the same time. */
const MOST_AT_ONCE = 16;

/** What this process has seen of sessions that told it nothing new. */
export type Seen = Map<string, number>;

/**
 * One look at every deferral that waits: what arrived and was missed is taken into account, and who can be asked is asked
 * when it is time. Safe to run anywhere, any number of times: two that ask at once record one attempt.
 */
export async function resolveDeferrals(services: ResolveDeferralsServices, resolvers: readonly Resolver[], seen: Seen): Promise<number> {
  let after: DeferredPlace | null = null;
  let settled = 0;
  const waiting = new Set<string>();
  for (;;) {
    const rows = await services.store.deferred({ after, limit: BATCH });
    const now = await services.clock.now();
    for (let at = 0; at < rows.length; at += MOST_AT_ONCE) {
      const looks = rows.slice(at, at + MOST_AT_ONCE).map(async (row) => look(services, row, { resolvers, seen, now }).catch(() => false));
      settled += (await Promise.all(looks)).filter(Boolean).length;
    }
    for (const { record } of rows) waiting.add(record.decision_id);
    const last: DecisionRecord | undefined = rows.at(-1)?.record;
    if (rows.length < BATCH || last === undefined) break;
    after = { deadline: last.deadline ?? '', decision_id: last.decision_id };
  }
  for (const id of seen.keys()) if (!waiting.has(id)) seen.delete(id);
  return settled;
}

interface Looking {
  readonly resolvers: readonly Resolver[];
  readonly seen: Seen;
  readonly now: number;
}

/** Whether the deferral ended. */
async function look(
  services: ResolveDeferralsServices,
  { record, entry_seq }: DeferredRow,
  { resolvers, seen, now }: Looking,
): Promise<boolean> {
  const { tenant_id, decision_id, suspended, deadline } = record;
  // The sweep of deadlines ends it.
  if (suspended === null || (deadline !== null && Date.parse(deadline) <= now)) return false;
  const from = Math.max(suspended.resolving?.seen_seq ?? entry_seq, seen.get(decision_id) ?? -1);
  if (entry_seq > from) {
    const arrival = await missed(services, record, from);
    seen.set(decision_id, entry_seq);
    if (arrival !== null && !(await reconsiderOne(services, { tenant_id, decisionId: decision_id }, arrival))) return true;
  }
  const next_at = suspended.resolving?.next_at ?? null;
  return next_at !== null && Date.parse(next_at) <= now ? ask(services, record, resolvers) : false;
}

/** The latest of what arrived that this deferral waits for, or else anything that may make its rules say something else. */
async function missed(
  services: ResolveDeferralsServices,
  { tenant_id, session_id, answer }: DecisionRecord,
  afterSeq: number,
): Promise<Arrival | null> {
  const bodies = (await services.store.entries(tenant_id, session_id, afterSeq)).map(({ body }) => JSON.parse(body) as EntryBody);
  const arrivals = bodies.flatMap((body) => arrivalOf(body, 'writ') ?? []);
  const ended = bodies.some(({ kind }) => kind === 'outcome' || kind === 'resolution');
  return arrivals.findLast(({ concerns }) => concerns(answer)) ?? arrivals.at(-1) ?? (ended ? ENDED : null);
}

/** Asks those who are registered, one after the other, until one of them settles it. */
async function ask(services: ResolveDeferralsServices, record: DecisionRecord, resolvers: readonly Resolver[]): Promise<boolean> {
  const { tenant_id, answer } = record;
  const registered = resolversFor(services.deferrals, tenant_id, answer);
  if (registered.length === 0) return ended(await unasked(services, record));
  let used = attemptsOf(answer).length;
  for (const each of registered) {
    const after = await askOne(services, record, { each, used, resolver: resolvers.find(({ name }) => name === each.name) });
    if (after.pending?.kind !== 'DEFER') return ended(after);
    used += 1;
  }
  return false;

  function ended(after: Decision): boolean {
    if (after.pending?.kind === 'DEFER') return false;
    services.changed.emit(after.decision_id);
    return true;
  }
}

interface Asking {
  readonly each: ResolverSettings;
  readonly resolver: Resolver | undefined;
  /** The attempts that were on record when it was asked. */
  readonly used: number;
}

async function askOne(services: ResolveDeferralsServices, record: DecisionRecord, { each, resolver, used }: Asking): Promise<Decision> {
  const { suspended, tenant_id, session_id, decision_id, answer } = record;
  if (suspended === null) return answer;
  const snapshot = await services.sessions.load(tenant_id, session_id);
  const { tool, operation, parameters } = suspended.action;
  const said =
    resolver === undefined
      ? { kind: 'failed' as const, why: 'it is registered, but not known to this process' }
      : await resolver.resolve({
          ...{ tenant_id, session_id, decision_id, tool, operation, parameters },
          principal: snapshot?.session.principal ?? '',
          agent: suspended.requester.agent?.id ?? null,
          facts: missingFacts(answer).filter((fact) => each.provides.includes(fact)),
        });
  const by = `resolver:${each.name}`;
  if (said.kind === 'failed')
    return attempt(services, record, {
      used,
      step: async (waiting) => failedAttempt(services, waiting, { method: 'resolver', by, detail: said.why }),
    });
  const detail = `it told ${said.facts.map(({ name }) => `\`${name}\``).join(', ')}`;
  return attempt(services, record, {
    used,
    facts: said.facts,
    step: async (waiting) => tryAgain(services, waiting, { method: 'resolver', by, detail, counts: true }),
  });
}

/** Nobody is registered for what is missing: a question may be open, or only a constraint is left. */
async function unasked(services: ResolveDeferralsServices, record: DecisionRecord): Promise<Decision> {
  const used = attemptsOf(record.answer).length;
  const open = record.answer.deferral?.questions ?? [];
  const trying = {
    method: 'user_confirmation' as const,
    by: 'writ',
    detail: `nobody answered ${open.map(({ fact }) => `\`${fact}\``).join(', ')} yet`,
  };
  return attempt(services, record, {
    used,
    step: async (waiting) => (open.length > 0 ? failedAttempt(services, waiting, trying) : onlyConstraints(services, waiting)),
  });
}

interface Attempt {
  /** The attempts that were on record when the source was asked. */
  readonly used: number;
  /** What the source said: on record for every other action of the session too, whatever becomes of this deferral. */
  readonly facts?: readonly Fact[];
  readonly step: (waiting: PendingDecision) => Promise<StepResult<Decision>>;
}

/** INVARIANT: of two that asked at once, only the first has its attempt recorded. */
async function attempt(
  services: ResolveDeferralsServices,
  { tenant_id, decision_id }: DecisionRecord,
  { used, facts = [], step }: Attempt,
): Promise<Decision> {
  return onDecision<Decision>(services, { tenant_id, caller: null, decisionId: decision_id }, async (record, snapshot, now) => {
    const { suspended, answer } = record;
    const stale = answer.pending?.kind !== 'DEFER' || attemptsOf(answer).length !== used || timedOut({ record, now }) !== null;
    const take = async (known: Snapshot): Promise<StepResult<Decision>> =>
      stale || suspended === null ? answerOnly(answer) : step({ record, suspended, snapshot: known, now });
    if (facts.length === 0 || snapshot.session.status === 'closed') return take(snapshot);
    const bodies = facts.map((fact): EntryBody => ({ kind: 'fact', ...fact }));
    return appendWithEntries(snapshot, { at: timestamp(now), bodies }, take);
  });
}
