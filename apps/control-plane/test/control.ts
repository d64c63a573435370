import type { RelyingParty } from '@writ/aarm';
import { createPolicyControl } from '@writ/engine';
import type { Catalogue, PolicyControl, PolicyStore } from '@writ/engine';
import { probeVersion, resolveOpa } from '@writ/policy';
import { createAuthenticator } from '@writ/server';
import { openPostgresCatalogue, openPostgresPolicyStore } from '@writ/store';
import { send } from '../../decision-api/test/client.js';
import type { TestIssuer } from '../../decision-api/test/issuer.js';
import { evaluator } from '../../decision-api/test/rules.js';
import { startService } from '../../decision-api/test/service.js';
import type { TestService } from '../../decision-api/test/service.js';
import { startControlPlane } from '../src/control-plane.js';
import { createWorkshop } from '../src/workshop.js';

/** An answer over the wire. */
export interface Answered {
  readonly status: number;
  readonly data: Record<string, unknown> | null;
  readonly codes: readonly unknown[];
  readonly text: string;
}

/** A control plane over a whole decision point: a real database, a real signer, a real compiler. */
export interface TestControl {
  readonly service: TestService;
  readonly url: string;
  /** Another tenant's people. */
  readonly elsewhere: TestIssuer;
  readonly policies: PolicyStore;
  readonly control: PolicyControl;
  /** Statements that lists and versions took, by name of the method. */
  readonly counted: Map<string, number>;
  as(id: string, ...roles: readonly string[]): Promise<{ readonly authorization: string }>;
  query(text: string, headers: Readonly<Record<string, string>>, variables?: object): Promise<Answered>;
  close(): Promise<void>;
}

/** The same object, with its calls counted. */
function counting<T extends object>(object: T, counted: Map<string, number>): T {
  return new Proxy(object, {
    get: (target, name, receiver) => {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]): unknown => {
        counted.set(String(name), (counted.get(String(name)) ?? 0) + 1);
        return (found as (...values: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

/** Starts everything; the caller closes it. With a place for passkeys, every yes takes one. */
export async function startControl(place?: RelyingParty): Promise<TestControl> {
  const service = await startService({}, undefined, place);
  const { elsewhere } = service;
  const authenticator = createAuthenticator({
    issuers: [service.issuer.pinned, elsewhere.pinned],
    audience: 'writ',
    revocations: { find: () => null, heard: () => 0 },
    peps: (tenantId, pepId) => service.store.pep(tenantId, pepId),
  });
  const counted = new Map<string, number>();
  const policyStore = openPostgresPolicyStore({ url: service.appUrl });
  const catalogue: Catalogue = openPostgresCatalogue({ url: service.appUrl });
  const control = createPolicyControl({ store: service.store, policies: policyStore, signer: service.signer, probe: probeVersion });
  const { terms, rules } = evaluator;
  const plane = await startControlPlane({
    host: '127.0.0.1',
    port: 0,
    engine: counting(service.engine, counted),
    policies: counting(policyStore, counted),
    catalogue: counting(catalogue, counted),
    control,
    workshop: createWorkshop({ opa: resolveOpa }),
    keys: () => service.store.keys(),
    policy: () => ({ terms, rules }),
    caller: async (header) => authenticator.caller(header),
  });
  return {
    service,
    url: plane.url,
    elsewhere,
    policies: policyStore,
    control,
    counted,
    as: async (id, ...roles) => ({ authorization: `Bearer ${await service.issuer.person(id, roles)}` }),
    query: async (text, headers, variables = {}) => {
      const answer = await send(plane.url, { path: '/graphql', body: JSON.stringify({ query: text, variables }), headers });
      return answered(answer);
    },
    close: async () => {
      await plane.close();
      await catalogue.close();
      await policyStore.close();
      await service.close();
    },
  };
}

function answered(answer: Awaited<ReturnType<typeof send>>): Answered {
  const body = answer.body as { data?: Record<string, unknown>; errors?: { extensions?: { code?: unknown } }[]; code?: unknown };
  const codes = body.errors?.map(({ extensions }) => extensions?.code) ?? (body.code === undefined ? [] : [body.code]);
  return { status: answer.status, data: body.data ?? null, codes, text: answer.text };
}
