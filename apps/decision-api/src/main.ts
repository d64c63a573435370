import { buildLazily, closeOnSignal, createAuthenticator, log, readConfig } from '@writ/server';
import { compose, enrolments } from './compose.js';
import { startDecisionApi } from './decision-api.js';
import { lazyEngine } from './lazy-engine.js';

const config = readConfig();
const composition = buildLazily(() => compose(config));
const api = await startDecisionApi({
  host: config.host,
  restPort: config.restPort,
  grpcPort: config.grpcPort,
  engine: lazyEngine(() => composition.current().engine),
  keys: async () => composition.current().store.keys(),
  authenticator: createAuthenticator({ issuers: config.issuers, audience: config.audience, peps: enrolments(() => composition.current()) }),
});
log('info', 'listening', { rest: api.restUrl, grpc_port: api.grpcPort });
closeOnSignal(async () => {
  await api.close();
  await composition.close();
});
