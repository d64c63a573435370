/** Starts what `writ up` starts, on a data folder of its own, and enrols an enforcement point for each session. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';

/** Why there is nothing to ask. */
export class ServiceError extends Error {}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TENANT = 'default';
const STARTS_WITHIN_MS = 120_000;
const STOPS_WITHIN_MS = 15_000;

/** @param {{ packs: readonly string[], say: (line: string) => void }} options */
export async function startService({ packs, say }) {
  const folder = await mkdtemp(join(tmpdir(), 'writ-eval-'));
  // PostgreSQL runs as another user when we are root: it must be able to enter.
  await chmod(folder, 0o711);
  const issuer = await startIssuer();
  const up = startUp({ folder, packs, issuer });
  const closing = [async () => rm(folder, { recursive: true, force: true }), async () => issuer.close(), up.stop];
  const close = async () => {
    for (const stop of closing.splice(0).reverse()) await stop();
  };
  try {
    const record = await up.ready;
    if (record.ready !== true) throw new ServiceError(`\`writ up\` did not start: ${record.error ?? JSON.stringify(record)}`);
    const secret = await readFile(join(folder, 'demonstration', 'secret'), 'utf8');
    const { id, rules, hash } = record.policy;
    say(`policy \`${id}\`, ${rules} rules, ${hash}`);
    const agent = new Agent({ keepAlive: true });
    closing.push(async () => agent.destroy());
    return { policy: record.policy, enrol: async (name) => enrolled({ secret, issuer, agent, record }, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function startUp({ folder, packs, issuer }) {
  const { PATH = '', HOME = '', WRIT_OPA } = process.env;
  const env = { PATH, HOME, WRIT_ISSUERS: JSON.stringify([issuer.pinned]), ...(WRIT_OPA === undefined ? {} : { WRIT_OPA }) };
  const args = ['apps/writ/bin/writ.mjs', 'up', '--demonstration', '--json', '--port', '0', '--data', folder, '--packs', packs.join(',')];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4000)));
  const ended = once(child, 'exit');
  const ready = Promise.race([
    firstRecord(child.stdout),
    ended.then(([code]) => Promise.reject(new Error(`\`writ up\` ended with ${code}:\n${said}`))),
    new Promise((_, reject) =>
      setTimeout(() => reject(new Error(`\`writ up\` was not ready in time:\n${said}`)), STARTS_WITHIN_MS).unref(),
    ),
  ]);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    await ended;
    clearTimeout(late);
  };
  return { ready, stop };
}

/** The JSON with which it says that it is ready: one line, or several. */
async function firstRecord(stream) {
  let text = '';
  for await (const line of createInterface({ input: stream })) {
    text += line;
    try {
      const record = JSON.parse(text);
      stream.resume();
      return record;
    } catch {
      // Not whole yet.
    }
  }
  return new Promise(() => undefined);
}

/** An agent and a principal of their own: what one session does must mean nothing to another. */
async function enrolled({ secret, issuer, agent, record: { rest_url: url, issuer_url } }, name) {
  const body = { host: 'claude-code', human: 'alice' };
  const headers = { authorization: `Bearer ${secret}` };
  const { body: pep } = await exchange({ agent, url: `${issuer_url}/enrolments`, method: 'POST', body, headers });
  const identity = {
    human: await issuer.sign({ sub: `user_${name}`, token_use: 'delegated', roles: ['user'] }),
    agent: await issuer.sign({ sub: pep.agent_id, token_use: 'agent', roles: ['agent'], instance: pep.agent_instance }),
  };
  const authorization = `Bearer ${pep.credential}`;
  const call = async (method, path, body, headers = {}) =>
    exchange({ agent, url: `${url}${path}`, method, body, headers: { authorization, ...headers } });
  return { identity, get: async (path) => call('GET', path), post: async (path, body, headers) => call('POST', path, body, headers) };
}

/** Status and body, whatever the status is. */
function exchange({ agent, url, method, body, headers }) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? null : JSON.stringify(body);
    const sized = text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const request = httpRequest(url, { method, agent, headers: { ...headers, ...sized } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString('utf8') || 'null') }),
      );
    });
    request.on('error', reject);
    request.end(text ?? undefined);
  });
}

async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const issuer = 'https://eval.issuer.test';
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'eval', alg: 'ES256' }] });
  const server = createServer((_, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sign = (claims) =>
    new SignJWT({ scope: '*', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'eval', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(claims.token_use === 'agent' ? 'writ/machines' : 'writ/agents')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { pinned: { issuer, jwks_url: `http://127.0.0.1:${server.address().port}/`, tenant_id: TENANT }, sign, close };
}
