import { assemble } from '@writ/assembly';
import { buildLazily, closeOnSignal, createAuthenticator, lazily, log, needed, readConfig } from '@writ/server';
import { openDeliveries } from '@writ/store';
import { startDecisionApi } from './decision-api.js';
import { eventsOf } from './events.js';

const config = readConfig();
const assembly = buildLazily(() => assemble(config));
/** Clicks in Slack and Teams come here: this is the process that faces the outside. */
const answering = config.notify?.slack?.answers !== undefined || config.notify?.teams?.bot !== undefined;
const clicks = answering ? openDeliveries({ url: needed(config.databaseUrl, 'WRIT_DATABASE_URL') }) : null;
const api = await startDecisionApi({
  host: config.host,
  restPort: config.restPort,
  grpcPort: config.grpcPort,
  engine: lazily(() => assembly.current().engine),
  keys: async () => assembly.current().keys(),
  lag: async () => assembly.current().store.lag(),
  authenticator: createAuthenticator({
    issuers: config.issuers,
    audience: config.audience,
    tokenLifetimeS: config.tokenLifetimeS,
    peps: async (tenantId, pepId) => assembly.current().enrolments.find(tenantId, pepId),
    revocations: {
      find: (tenantId, token) => assembly.current().revocations.find(tenantId, token),
      heard: () => assembly.current().revocations.heard(),
    },
  }),
  policies: () => assembly.current().policies.status(),
  metricsCredential: config.metricsCredential,
  events: eventsOf(config.issuers, async (revocation) => assembly.current().revocations.revoke(revocation)),
  ...(clicks === null || config.notify === undefined ? {} : { channels: { settings: config.notify, clicks } }),
});
log('info', 'listening', { rest: api.restUrl, grpc_port: api.grpcPort });
closeOnSignal(async () => {
  await api.close();
  await assembly.close();
  await clicks?.close();
});
