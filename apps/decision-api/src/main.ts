import { assemble } from '@writ/assembly';
import { buildLazily, closeOnSignal, createAuthenticator, log, readConfig } from '@writ/server';
import { startDecisionApi } from './decision-api.js';
import { lazyEngine } from './lazy-engine.js';

const config = readConfig();
const assembly = buildLazily(() => assemble(config));
const api = await startDecisionApi({
  host: config.host,
  restPort: config.restPort,
  grpcPort: config.grpcPort,
  engine: lazyEngine(() => assembly.current().engine),
  keys: async () => assembly.current().store.keys(),
  authenticator: createAuthenticator({
    issuers: config.issuers,
    audience: config.audience,
    peps: async (tenantId, pepId) => assembly.current().store.pep(tenantId, pepId),
  }),
  policies: () => assembly.current().policies.status(),
});
log('info', 'listening', { rest: api.restUrl, grpc_port: api.grpcPort });
closeOnSignal(async () => {
  await api.close();
  await assembly.close();
});
