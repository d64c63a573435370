import { buildLazily, closeOnSignal, createAuthenticator, log, readConfig } from '@writ/server';
import { compose } from './compose.js';
import { startControlPlane } from './control-plane.js';

/** The control plane as a process of its own: it listens at once, and answers `not_ready` until its database does. */
const config = readConfig();
const composition = buildLazily(() => compose(config));
const authenticator = createAuthenticator({
  issuers: config.issuers,
  audience: config.audience,
  peps: async (tenantId, pepId) => composition.current().store.pep(tenantId, pepId),
});
const api = await startControlPlane({
  host: config.host,
  port: config.controlPort,
  engine: {
    sessions: async (...given) => composition.current().engine.sessions(...given),
    decision: async (...given) => composition.current().engine.decision(...given),
    sessionReceipts: async (...given) => composition.current().engine.sessionReceipts(...given),
    approvals: async (...given) => composition.current().engine.approvals(...given),
  },
  policy: () => composition.current().policy,
  caller: async (authorization) => authenticator.caller(authorization),
});
log('info', 'listening', { graphql: `${api.url}/graphql` });
closeOnSignal(async () => {
  await api.close();
  await composition.close();
});
