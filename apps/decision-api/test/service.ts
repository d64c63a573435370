import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeferralSettings, RelyingParty } from '@writ/aarm';
import {
  createEngine,
  createPolicyControl,
  followRevocations,
  followStops,
  openGrants,
  openPasskeys,
  openToolPins,
  standAlone,
} from '@writ/engine';
import type { Engine, Evaluator, Outbox, PolicyControl, PolicyStore, Signer, Store } from '@writ/engine';
import { createAuthenticator, presenceAt, secretHash } from '@writ/server';
import type { Issuer, NotifySettings } from '@writ/server';
import { startSignerThread } from '@writ/signer';
import { createSignals } from '@writ/signals';
import { migrate, openDeliveries, openPostgresPolicyStore, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import { startDecisionApi } from '../src/decision-api.js';
import type { DecisionApi } from '../src/decision-api.js';
import { eventsOf } from '../src/events.js';
import { connect } from './client.js';
import type { GrpcClient } from './client.js';
import { startIssuer } from './issuer.js';
import type { TestIssuer } from './issuer.js';
import { evaluator } from './rules.js';

/** A whole decision point over a real database and a real signer. */
export interface TestService {
  readonly api: DecisionApi;
  readonly grpc: GrpcClient;
  readonly issuer: TestIssuer;
  /** Of the same tenant, with people of its own. */
  readonly second: TestIssuer;
  /** Of another tenant. */
  readonly elsewhere: TestIssuer;
  readonly engine: Engine;
  readonly store: Store & Outbox;
  readonly postgres: RunningPostgres;
  /** Of the role that processes connect as. */
  readonly appUrl: string;
  readonly signer: Signer;
  readonly dataDir: string;
  /** The header of the enrolled PEP, of another one of another instance, and of the first one's namesake in the other tenant. */
  readonly pep: { readonly authorization: string };
  readonly stranger: { readonly authorization: string };
  readonly namesake: { readonly authorization: string };
  close(): Promise<void>;
}

const SECRET = 's'.repeat(32);

/** Starts everything; the caller closes it. With a place for passkeys, every yes takes one, and people stop, grant and accept as well. */
export async function startService(
  deferrals: Partial<DeferralSettings> = {},
  notify?: NotifySettings,
  place?: RelyingParty,
  decidedBy: Evaluator = evaluator,
  pinned: (issuer: TestIssuer) => Partial<Issuer> = () => ({}),
): Promise<TestService> {
  const dir = await mkdtemp(join(tmpdir(), 'writ-api-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter, or its files go elsewhere and stay.
  await chmod(dir, 0o711);
  const dataDir = join(dir, 'data');
  const postgres = await startPostgres({ dataDir });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  const store = await openPostgresStore({ url: appUrl });
  const signer = await startSignerThread({ keyFile: join(dir, 'key.json') });
  await store.putKeys(await signer.keys());
  for (const [tenantId, pepId, instance] of [
    ['acme', 'pep1', 'laptop'],
    ['acme', 'pep2', 'desktop'],
    ['globex', 'pep1', 'laptop'],
  ] as const) {
    await store.enrolPep({
      tenant_id: tenantId,
      pep_id: pepId,
      secret_hash: secretHash(SECRET),
      agent_id: 'coder',
      agent_instance: instance,
      host: 'test',
      created_at: new Date().toISOString(),
      revoked_at: null,
    });
  }
  const [issuer, second, elsewhere] = [await startIssuer('acme'), await startIssuer('acme', 'own'), await startIssuer('globex')];
  const policies = openPostgresPolicyStore({ url: appUrl });
  const control = createPolicyControl({ store, signer, policies });
  const [stops, revocations] = await Promise.all([followStops({ policies, control }), followRevocations({ policies, control })]);
  const asking = place === undefined ? { evaluator: decidedBy } : authorityOf({ store, policies, control }, place);
  const engine = createEngine({ ...standAlone, stops, revocations, store, signer, signals: createSignals(), deferrals, ...asking });
  const issuers = [{ ...issuer.pinned, ...pinned(issuer) }, second.pinned, elsewhere.pinned];
  const authenticator = createAuthenticator({
    issuers,
    audience: 'writ',
    revocations,
    peps: (tenantId, pepId) => store.pep(tenantId, pepId),
  });
  const clicks = openDeliveries({ url: appUrl });
  const channels = notify === undefined ? undefined : { settings: notify, clicks };
  const keys = () => store.keys();
  const lag = () => store.lag();
  const events = eventsOf(issuers, async (revocation) => revocations.revoke(revocation));
  const api = await startDecisionApi({ host: '127.0.0.1', restPort: 0, grpcPort: 0, engine, keys, lag, authenticator, channels, events });
  const grpc = connect(api.grpcPort);
  const close = async (): Promise<void> => {
    grpc.close();
    await api.close();
    await clicks.close();
    await engine.close();
    await Promise.all([stops.close(), revocations.close()]);
    issuer.close();
    second.close();
    elsewhere.close();
    await signer.close();
    await policies.close();
    await store.close();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
  const header = (pepId: string, tenantId = 'acme') => ({ authorization: `Bearer writ_pep.${tenantId}.${pepId}.${SECRET}` });
  return {
    api,
    grpc,
    issuer,
    second,
    elsewhere,
    engine,
    store,
    postgres,
    appUrl,
    signer,
    dataDir,
    pep: header('pep1'),
    stranger: header('pep2'),
    namesake: header('pep1', 'globex'),
    close,
  };
}

/** The same rules, in tenants that ask every approver to be there. */
const authorityOf = (
  { store, policies, control }: { readonly store: Store; readonly policies: PolicyStore; readonly control: PolicyControl },
  place: RelyingParty,
) => ({
  evaluator: { ...evaluator, terms: { ...evaluator.terms, presence: 'required' as const } },
  passkeys: openPasskeys({ store, policies, control, verifier: presenceAt(place) }),
  grants: openGrants({ policies, control }),
  toolPins: openToolPins(policies),
});
