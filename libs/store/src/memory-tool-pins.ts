import { MOST_PINS } from '@writ/aarm';
import type { ToolPin } from '@writ/aarm';
import type { PinAccepted, PolicyStore } from '@writ/engine';

/** The pins of tools in memory. */
export class MemoryToolPins implements Pick<PolicyStore, 'pinTools' | 'toolPins'> {
  readonly #pins = new Map<string, ToolPin>();

  readonly pinTools: PolicyStore['pinTools'] = async (tenant_id, agent, tools) => {
    const at = new Date().toISOString();
    const mine = [...this.#pins.values()].filter((pin) => pin.tenant_id === tenant_id && pin.agent === agent).length;
    const added = tools.filter(({ name }) => !this.#pins.has(keyOf(tenant_id, agent, name))).length;
    const pinned = new Map<string, string>();
    for (const { name, digest, definition } of tools) {
      const key = keyOf(tenant_id, agent, name);
      const known = this.#pins.get(key);
      if (known === undefined && mine + added > MOST_PINS) continue;
      const first = { tenant_id, agent, name, digest, definition, pinned_at: at, met: null, accepted_by: null };
      const met = known === undefined || known.digest === digest ? null : { digest, definition, at };
      this.#pins.set(key, { ...(known ?? first), met: met?.digest === known?.met?.digest ? (known?.met ?? null) : met });
      pinned.set(name, known?.digest ?? digest);
    }
    return Promise.resolve(pinned);
  };

  readonly toolPins: PolicyStore['toolPins'] = async (tenantId) => {
    const found = [...this.#pins.values()].filter(({ tenant_id }) => tenant_id === tenantId);
    return Promise.resolve(found.sort((a, b) => rank(a, b)));
  };

  /** Whether it is still the one that was looked at. */
  waits(tenantId: string, { agent, name, digest }: PinAccepted): boolean {
    return this.#pins.get(keyOf(tenantId, agent, name))?.met?.digest === digest;
  }

  accept(tenantId: string, { agent, name, digest, by, at }: PinAccepted): void {
    const key = keyOf(tenantId, agent, name);
    const known = this.#pins.get(key);
    if (known === undefined || known.met === null) return;
    this.#pins.set(key, { ...known, digest, definition: known.met.definition, pinned_at: at, met: null, accepted_by: by });
  }
}

const keyOf = (tenantId: string, agent: string, name: string): string => JSON.stringify([tenantId, agent, name]);
const order = (a: string, b: string): number => Number(a > b) - Number(a < b);
const rank = (a: ToolPin, b: ToolPin): number =>
  Number(a.met === null) - Number(b.met === null) || order(a.agent, b.agent) || order(a.name, b.name);
