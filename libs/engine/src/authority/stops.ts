import { ProblemError, stopFor } from '@writ/aarm';
import type { AgentParty, DelegationHop, JsonObject, PersonCaller, StopRecord, StopRequest, StopSubject } from '@writ/aarm';
import type { SessionRecord } from '../journal/ports.js';
import type { PolicyControl, PolicyStore } from './policies.js';

/** The kill switch: who may not act any more, by the database, known here within a moment of the change. */
export interface Stops {
  /** The stop that holds for a subject, by what this process knows; null where none does. */
  find(subject: StopSubject): StopRecord | null;
  /** Tenants for which any stop holds. */
  tenants(): readonly string[];
  /** Calls back after what holds has changed. */
  onChange(listener: () => void): void;
  stop(caller: PersonCaller, request: StopRequest): Promise<StopRecord>;
  lift(caller: PersonCaller, stopId: string): Promise<StopRecord>;
  /** All of the tenant, the newest first. */
  list(caller: PersonCaller): Promise<readonly StopRecord[]>;
  close(): Promise<void>;
}

/** How often to look where no notification came. */
const LOOK_EVERY_MS = 250;

/** Follows the stops of all tenants. What was known stays in force while the database does not answer. */
export async function followStops({
  policies,
  control,
}: {
  readonly policies: PolicyStore;
  readonly control: Pick<PolicyControl, 'ledger' | 'stop' | 'lift'>;
}): Promise<Stops> {
  const followed = new FollowedStops(policies, control);
  await followed.start();
  return followed;
}

class FollowedStops implements Stops {
  readonly #policies: PolicyStore;
  readonly #control: Pick<PolicyControl, 'ledger' | 'stop' | 'lift'>;
  readonly #listeners: (() => void)[] = [];
  #active: StopRecord[] = [];
  #known = '';
  #timer: NodeJS.Timeout | null = null;
  #watch: { close(): Promise<void> } | null = null;

  constructor(policies: PolicyStore, control: Pick<PolicyControl, 'ledger' | 'stop' | 'lift'>) {
    this.#policies = policies;
    this.#control = control;
  }

  /** INVARIANT: nothing is decided before the stops have been read once. */
  async start(): Promise<void> {
    for (const tenant_id of await this.#policies.tenants()) this.#active.push(...(await this.#signedStops(tenant_id)));
    await this.#look();
    this.#watch = await this.#policies.watch(() => void this.#look().catch(() => undefined));
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), LOOK_EVERY_MS);
  }

  find(subject: StopSubject): StopRecord | null {
    return this.#active.length === 0 ? null : stopFor(this.#active, subject);
  }

  tenants(): readonly string[] {
    return [...new Set(this.#active.map(({ tenant_id }) => tenant_id))];
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async stop(caller: PersonCaller, request: StopRequest): Promise<StopRecord> {
    if (request.kind === 'tenant' && request.id !== caller.tenant_id)
      throw new ProblemError('invalid_field', { detail: `\`id\` of a tenant can only be your own, \`${caller.tenant_id}\``, field: 'id' });
    return this.#changed(await this.#control.stop({ tenant_id: caller.tenant_id, by: actorOf(caller), request }));
  }

  async lift(caller: PersonCaller, stopId: string): Promise<StopRecord> {
    return this.#changed(await this.#control.lift({ tenant_id: caller.tenant_id, by: actorOf(caller), stop_id: stopId }));
  }

  async list(caller: PersonCaller): Promise<readonly StopRecord[]> {
    return this.#policies.stops(caller.tenant_id);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#watch?.close();
  }

  async #changed(record: StopRecord): Promise<StopRecord> {
    await this.#look();
    return record;
  }

  /** INVARIANT: a stop ends with the signed event that lifts it, whatever becomes of its row. */
  async #unlifted(rows: readonly StopRecord[]): Promise<readonly StopRecord[]> {
    const gone = this.#active.filter(({ stop_id }) => !rows.some((row) => row.stop_id === stop_id));
    const signed = new Map<string, readonly StopRecord[]>();
    for (const { tenant_id } of gone) if (!signed.has(tenant_id)) signed.set(tenant_id, await this.#signedStops(tenant_id));
    return gone.filter(({ tenant_id, stop_id }) => signed.get(tenant_id)?.some((each) => each.stop_id === stop_id) === true);
  }

  async #signedStops(tenantId: string): Promise<readonly StopRecord[]> {
    const { stops } = await this.#control.ledger(tenantId);
    return [...stops].map(([stop_id, detail]) => stopFrom(tenantId, stop_id, detail));
  }

  async #look(): Promise<void> {
    const rows = await this.#policies.activeStops();
    const active = [...rows, ...(await this.#unlifted(rows))];
    const known = active.map(({ tenant_id, stop_id }) => `${tenant_id} ${stop_id}`).join('\n');
    if (known === this.#known) return;
    this.#known = known;
    this.#active = active;
    for (const listener of this.#listeners) listener();
  }
}

/** A stop that a row no longer shows, as its signed event has it. */
const stopFrom = (tenant_id: string, stop_id: string, { kind, id }: JsonObject): StopRecord => ({
  ...{ tenant_id, stop_id, by: 'writ', at: '', lifted_at: null, lifted_by: null },
  ...{ kind: kind as StopRecord['kind'], id: typeof id === 'string' ? id : '', reason: 'a signed event says so, and none has lifted it' },
});

const actorOf = ({ id, roles }: PersonCaller) => ({ id, roles, service: false });

/** For engines that stand alone: nobody is stopped, and nobody can be. */
export const noStops: Stops = {
  find: () => null,
  tenants: () => [],
  onChange: () => undefined,
  stop: async () => Promise.reject(unavailable()),
  lift: async () => Promise.reject(unavailable()),
  list: async () => Promise.resolve([]),
  close: async () => Promise.resolve(),
};

const unavailable = (): ProblemError => new ProblemError('not_ready', { detail: 'this process cannot stop anybody' });

/** Who asks in a session, as far as a stop may concern them. */
export interface Asking {
  readonly agent: Pick<AgentParty, 'id'> | null;
  readonly delegation_chain: readonly DelegationHop[];
}

/**
 * Why nothing may be done in a session by whoever asks: a stop of its person, its agent, or an agent that handed the task on, whose link
 * is named. Null where none holds.
 */
export function findStop(
  { stops }: { readonly stops: Pick<Stops, 'find'> },
  { session }: { readonly session: Pick<SessionRecord, 'tenant_id' | 'session_id' | 'principal' | 'agent_instance'> },
  { agent, delegation_chain: chain }: Asking,
): string | null {
  const { tenant_id, session_id, principal, agent_instance } = session;
  const holds = (agent_id: string | null): StopRecord | null => stops.find({ tenant_id, session_id, principal, agent_instance, agent_id });
  const own = holds(agent?.id ?? null);
  if (own !== null) return describeStop(own);
  for (const [index, { delegator, delegatee }] of chain.entries()) {
    const above = holds(delegatee);
    if (above !== null)
      return `link ${String(index + 1)} of the delegation, from \`${delegator}\` to \`${delegatee}\`: ${describeStop(above)}`;
  }
  return null;
}

/** What a denied caller is told. */
const describeStop = ({ kind, by, reason }: StopRecord): string => `\`${by}\` stopped this ${kind.replace('_', ' ')}: ${reason}`;

/** Whether an operator has withdrawn this person's authority, or that of everybody of the tenant. */
export const isPersonStopped = (stops: Pick<Stops, 'find'>, tenant_id: string, person: string): boolean =>
  stops.find({ tenant_id, principal: person, session_id: '', agent_instance: '', agent_id: null }) !== null;
