// The measured Writ: PostgreSQL, signer, evaluator, engine and the decision API, as `writ up` runs them, with the packs named.
// Run as its own process; prints `{restPort, grpcPort, credential, human, agent}` when it serves, stops on SIGTERM.
import { randomBytes, createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import { startPostgres, migrate, provision, openPostgresStore } from '@writ/store';
import { startSignerThread } from '@writ/signer';
import { compilePacks, startEvaluator } from '@writ/policy';
import { createEngine, standAlone } from '@writ/engine';
import { signalsAside } from '@writ/signals';
import { createAuthenticator } from '@writ/server';
import { startDecisionApi } from '@writ/decision-api';
import { getOpa } from '../../get-opa/get-opa.mjs';

/** `{folder, packs}`: where the data lies, and the folders of the packs. */
const { folder, packs } = JSON.parse(process.argv[2]);
mkdirSync(folder, { recursive: true });

/** An issuer with one key; tokens live an hour. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' };
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const token = (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(claims.token_use === 'agent' ? 'writ/machines' : 'writ/agents')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return { issuer, token, close: () => server.close() };
}

const postgres = await startPostgres({ dataDir: join(folder, 'pg') });
await migrate({ url: postgres.url });
const { appUrl } = await provision({ url: postgres.url });
const store = await openPostgresStore({ url: appUrl });
const signer = await startSignerThread({ keyFile: join(folder, 'signer', 'key.pem') });
await store.putKeys(await signer.keys());
const compiled = await compilePacks({
  packs,
  opa: await getOpa(),
  outDir: join(folder, 'compiled'),
});
const evaluator = await startEvaluator(compiled);
const signals = signalsAside();
const engine = createEngine({ ...standAlone, store, signer, evaluator, signals });
const issuer = await startIssuer();
const authenticator = createAuthenticator({
  issuers: [{ issuer: issuer.issuer, jwksUrl: `${issuer.issuer}/jwks`, tenantId: 'local' }],
  audience: 'writ',
  revocations: { find: () => null, heard: () => 0 },
  peps: (tenant, id) => store.pep(tenant, id),
});
const api = await startDecisionApi({ host: '127.0.0.1', restPort: 0, grpcPort: 0, engine, keys: () => store.keys(), authenticator });

const secret = randomBytes(24).toString('base64url');
await store.enrolPep({
  tenant_id: 'local',
  pep_id: 'bench',
  secret_hash: `sha256:${createHash('sha256').update(secret).digest('hex')}`,
  agent_id: 'agent:bench',
  agent_instance: 'bench-1',
  host: 'bench',
  created_at: new Date().toISOString(),
  revoked_at: null,
});
const scope = '*';
const human = await issuer.token({ sub: 'alice', token_use: 'delegated', roles: ['developer'], scope });
const agent = await issuer.token({ sub: 'agent:bench', instance: 'bench-1', token_use: 'agent', roles: [], scope });
process.stdout.write(
  JSON.stringify({
    restPort: Number(new URL(api.restUrl).port),
    grpcPort: api.grpcPort,
    credential: `writ_pep.local.bench.${secret}`,
    human,
    agent,
  }) + '\n',
);

process.once('SIGTERM', async () => {
  await api.close();
  await engine.close();
  await signals.close();
  await evaluator.close();
  await signer.close();
  await store.close();
  issuer.close();
  await postgres.stop();
  process.exit(0);
});
