import { buildLazily, closeOnSignal, createAuthenticator, log, readConfig } from '@writ/server';
import { compose } from './compose.js';
import { builtConsole, readConsole } from './console/console-files.js';
import { signInsOf } from './console/sign-ins.js';
import { startControlPlane } from './control-plane.js';
import { partsLater } from './parts-later.js';

/** The control plane as a process of its own: it listens at once, and answers `not_ready` until its database does. */
const config = readConfig();
const composition = buildLazily(() => compose(config));
const authenticator = createAuthenticator({
  issuers: config.issuers,
  audience: config.audience,
  tokenLifetimeS: config.tokenLifetimeS,
  peps: async (tenantId, pepId) => composition.current().enrolments.find(tenantId, pepId),
  revocations: {
    find: (tenantId, token) => composition.current().revocations.find(tenantId, token),
    heard: () => composition.current().revocations.heard(),
  },
});
const api = await startControlPlane({
  host: config.host,
  port: config.controlPort,
  ...partsLater(() => composition.current()),
  caller: async (authorization) => authenticator.caller(authorization),
  console: { files: readConsole(builtConsole()), signIn: signInsOf(config.issuers) },
});
log('info', 'listening', { graphql: `${api.url}/graphql` });
closeOnSignal(async () => {
  await api.close();
  await composition.close();
});
