/** A deployment in small, each part a process that can be killed and started again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPolicyControl, openEnrolments } from '@writ/engine';
import { secretHash } from '@writ/server';
import { migrate, openPostgresPolicyStore, openPostgresStore, provision, startPostgres } from '@writ/store';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { connectWhenUp } from './connect-when-up.mjs';
import { writePack } from './pack.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = 's'.repeat(32);

/** @param {{ queue: 'postgres' | 'redis', deadline_s: number, opa: string }} options */
export async function startDeployment({ queue, deadline_s, opa }) {
  const folder = await mkdtemp(join(tmpdir(), 'writ-soak-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter.
  await chmod(folder, 0o711);
  const port = await freePort();
  const data = { dataDir: join(folder, 'data'), port };
  const database = await startDatabase(data);
  await migrate({ url: database.url });
  const roles = await provision({ url: database.url });
  const issuer = await startIssuer();
  const redis = queue === 'redis' ? await startRedis(folder) : null;
  const [signerPort, restPort] = [await freePort(), await freePort()];
  const pack = await writePack(join(folder, 'soak'), { deadline_s });
  const env = environment({ roles, folder, issuer, opa, pack, signerPort, queueUrl: redis?.url ?? roles.queueUrl });
  const signer = program('apps/signer/dist/main.js', {
    WRIT_SIGNER_PORT: String(signerPort),
    WRIT_SIGNER_SECRET: SECRET,
    WRIT_KEY_FILE: join(folder, 'keys', 'receipt.pem'),
  });
  const parts = {
    api: program('apps/decision-api/dist/main.js', { ...env, WRIT_REST_PORT: String(restPort), WRIT_GRPC_PORT: String(await freePort()) }),
    worker: program('apps/worker/dist/main.js', env),
    postgres: database.part,
    ...(redis === null ? {} : { redis }),
  };
  await signer.start();
  await enrol({ url: roles.appUrl, signerUrl: `http://127.0.0.1:${signerPort}` });
  await parts.api.start();
  await parts.worker.start();
  const url = `http://127.0.0.1:${restPort}`;
  const close = async () => {
    await Promise.all([signer, parts.api, parts.worker].map((part) => part.kill()));
    await redis?.stop();
    issuer.close();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, parts, issuer, headers: { authorization: `Bearer writ_pep.acme.pep1.${SECRET}` }, close };
}

async function startDatabase(data) {
  let postgres = await startPostgres(data);
  const part = {
    start: async () => {
      postgres = await startPostgres(data);
    },
    kill: async () => {
      process.kill(postgres.pid, 'SIGKILL');
      await postgres.exited;
      // Gives the folder back.
      await postgres.stop();
    },
  };
  return { url: postgres.url, part, stop: async () => postgres.stop() };
}

const environment = ({ roles, folder, issuer, opa, pack, signerPort, queueUrl }) => ({
  WRIT_DATABASE_URL: roles.appUrl,
  WRIT_QUEUE_URL: queueUrl,
  WRIT_SIGNER_URL: `http://127.0.0.1:${signerPort}`,
  WRIT_SIGNER_SECRET: SECRET,
  WRIT_PACKS: pack,
  WRIT_POLICY_DIR: join(folder, 'policy'),
  WRIT_OPA: opa,
  WRIT_ISSUERS: JSON.stringify([issuer.pinned]),
});

async function enrol({ url, signerUrl }) {
  const [store, policies] = [await openPostgresStore({ url }), openPostgresPolicyStore({ url })];
  const signer = await connectWhenUp({ url: signerUrl, secret: SECRET });
  const enrolments = openEnrolments({ store, control: createPolicyControl({ store, policies, signer }), alarm: () => undefined });
  const pep = { tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'soak' };
  await enrolments.enrol({ id: 'root', roles: ['administrator'], service: false }, { ...pep, secret_hash: secretHash(SECRET) });
  await Promise.all([signer.close(), policies.close(), store.close()]);
}

/** A program whose last words are kept, for whoever asks why it is not there. */
function program(path, env) {
  const { PATH = '', HOME = '' } = process.env;
  let child = null;
  let said = '';
  return {
    start: async () => {
      child = spawn(process.execPath, [join(ROOT, path)], { cwd: ROOT, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4000)));
    },
    kill: async () => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    lastWords: () => `${path} ${child?.exitCode === null ? 'runs' : `ended with ${child?.exitCode}`}:\n${said}`,
  };
}

async function startRedis(folder) {
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
    '--pidfile',
    join(folder, 'redis.pid'),
  ];
  let server = null;
  const start = async () => {
    server = spawn('redis-server', args, { stdio: 'ignore' });
    await once(server, 'spawn');
  };
  const kill = async () => {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill, stop: kill, flush: async () => command(port, 'FLUSHALL') };
}

/** One inline command; Redis answers with a line. */
async function command(port, text) {
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${text}\r\n`);
  await once(socket, 'data');
  socket.end();
}

async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const issuer = 'https://soak.issuer.test';
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'soak', alg: 'ES256' }] });
  const server = createHttp((_, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sign = (audience, claims) =>
    new SignJWT({ scope: '*', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'soak', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(`writ/${audience}`)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return {
    pinned: { issuer, jwks_url: `http://127.0.0.1:${server.address().port}/`, tenant_id: 'acme' },
    person: (id, roles) => sign('people', { sub: id, token_use: 'person', roles }),
    delegated: (id, roles) => sign('agents', { sub: id, token_use: 'delegated', roles }),
    agent: () => sign('machines', { sub: 'coder', token_use: 'agent', instance: 'laptop' }),
    close: () => server.close(),
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Waits until it answers with what is wanted. */
export async function until(look, { seconds, what }) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await look().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(200);
  }
}
