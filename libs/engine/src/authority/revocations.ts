import { ProblemError, revokesRequester, revokesToken } from '@writ/aarm';
import type { RequesterContext, TokenRevocation, TokenSubject } from '@writ/aarm';
import { revocationKey } from './revocation-control.js';
import type { PolicyControl, PolicyStore } from './policies.js';

/** What issuers took back, by the database, known here within a moment of the change. */
export interface Revocations {
  /** Why a token counts no more, by what this process knows; null where it does. */
  find(tenantId: string, token: TokenSubject): TokenRevocation | null;
  /** Why what was decided for a requester does not hold; null where it does. */
  findFor(tenantId: string, requester: RequesterContext): TokenRevocation | null;
  /** Tenants in which anything was taken back. */
  tenants(): readonly string[];
  /** Another number after the database told of any change: an enrolment that ended as well. */
  heard(): number;
  /** Calls back after more was taken back. */
  onChange(listener: () => void): void;
  /** Takes tokens back; what was taken back before under the same `jti` is found again. */
  revoke(revocation: Omit<TokenRevocation, 'at'>): Promise<TokenRevocation>;
  close(): Promise<void>;
}

/** How often to look where no notification came. */
const LOOK_EVERY_MS = 250;
/** What is older revokes nothing that still lives: no token lives longer than a day. */
export const KEPT_MS = 2 * 86_400_000;
/** What is recorded at one time may be seen a little later: its transaction has to end first. */
const OVERLAP_MS = 60_000;

type Control = Pick<PolicyControl, 'ledger' | 'revokeTokens'>;

/** Follows what was taken back in all tenants. What was known stays so while the database does not answer. */
export async function followRevocations({
  policies,
  control,
}: {
  readonly policies: PolicyStore;
  readonly control: Control;
}): Promise<Revocations> {
  const followed = new FollowedRevocations(policies, control);
  await followed.start();
  return followed;
}

class FollowedRevocations implements Revocations {
  readonly #policies: PolicyStore;
  readonly #control: Control;
  readonly #listeners: (() => void)[] = [];
  /** By tenant, in the order in which they became known. */
  readonly #known = new Map<string, Map<string, TokenRevocation>>();
  /** The same, by whom they name. */
  #named = new Map<string, TokenRevocation[]>();
  #heard = 0;
  #since = Date.now() - KEPT_MS;
  #timer: NodeJS.Timeout | null = null;
  #watch: { close(): Promise<void> } | null = null;

  constructor(policies: PolicyStore, control: Control) {
    this.#policies = policies;
    this.#control = control;
  }

  /** INVARIANT: nothing is verified before what was taken back has been read once, as it was signed: a row that is gone gives nothing back. */
  async start(): Promise<void> {
    for (const tenant_id of await this.#policies.tenants())
      for (const revocation of (await this.#control.ledger(tenant_id)).revocations.values()) this.#learn(revocation);
    await this.#look();
    this.#watch = await this.#policies.watch(() => {
      this.#heard += 1;
      void this.#look().catch(() => undefined);
    });
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), LOOK_EVERY_MS);
  }

  find(tenantId: string, token: TokenSubject): TokenRevocation | null {
    if (this.#named.size === 0) return null;
    return this.#namedBy(tenantId, token.issuer, token.subject).find((each) => revokesToken(each, token)) ?? null;
  }

  findFor(tenantId: string, requester: RequesterContext): TokenRevocation | null {
    if (this.#named.size === 0) return null;
    const { human, service, agent, evidence } = requester;
    const names = [human?.id, service?.id, agent?.id].filter((name) => name !== undefined);
    const named = evidence.flatMap(({ source }) => names.flatMap((name) => this.#namedBy(tenantId, source, name)));
    return named.find((each) => revokesRequester(each, requester)) ?? null;
  }

  tenants(): readonly string[] {
    return [...this.#known.keys()];
  }

  heard(): number {
    return this.#heard;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async revoke(revocation: Omit<TokenRevocation, 'at'>): Promise<TokenRevocation> {
    const recorded = await this.#control.revokeTokens(revocation);
    await this.#look();
    return recorded;
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#watch?.close();
  }

  async #look(): Promise<void> {
    const rows = await this.#policies.revocations(new Date(this.#since).toISOString());
    const newest = rows.at(-1);
    if (newest !== undefined) this.#since = Math.max(this.#since, Date.parse(newest.at) - OVERLAP_MS);
    const learnt = rows.filter((row) => this.#learn(row));
    if (learnt.length === 0) return;
    this.#forget();
    for (const listener of this.#listeners) listener();
  }

  /** Whether it was not known. */
  #learn(revocation: TokenRevocation): boolean {
    const known = this.#known.get(revocation.tenant_id) ?? new Map<string, TokenRevocation>();
    const key = revocationKey(revocation);
    if (known.has(key)) return false;
    this.#known.set(revocation.tenant_id, known.set(key, revocation));
    this.#index(revocation);
    return true;
  }

  #index(revocation: TokenRevocation): void {
    const { tenant_id, issuer, subject, person } = revocation;
    for (const name of new Set([subject, person ?? subject])) {
      const key = nameKey(tenant_id, issuer, name);
      this.#named.set(key, [...(this.#named.get(key) ?? []), revocation]);
    }
  }

  #namedBy(tenantId: string, issuer: string, name: string): readonly TokenRevocation[] {
    return this.#named.get(nameKey(tenantId, issuer, name)) ?? [];
  }

  /** Drops what revokes nothing that still lives. */
  #forget(): void {
    const limit = Date.now() - KEPT_MS;
    const isOld = ({ at }: TokenRevocation): boolean => Date.parse(at) < limit;
    const all = [...this.#known.values()].flatMap((known) => [...known.values()]);
    if (!all.some(isOld)) return;
    this.#known.clear();
    this.#named = new Map();
    for (const revocation of all) if (!isOld(revocation)) this.#learn(revocation);
  }
}

const nameKey = (tenantId: string, issuer: string, name: string): string => `${tenantId} ${issuer} ${name}`;

/** For engines that stand alone: nothing was taken back, and nothing can be. */
export const noRevocations: Revocations = {
  find: () => null,
  findFor: () => null,
  tenants: () => [],
  heard: () => 0,
  onChange: () => undefined,
  revoke: async () => Promise.reject(new ProblemError('not_ready', { detail: 'this process cannot take tokens back' })),
  close: async () => Promise.resolve(),
};
