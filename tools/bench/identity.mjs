/**
 * `npm run bench:identity`: what proving who asks costs, in CPU a call, on this machine: the service's check of an identity, with tokens
 * bound to no key and to one, beside the one signature that each decision has anyway; and the enforcement point's part of a hook call.
 */
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createInstanceKey, proveInstance } from '@writ/pep';
import { jwkThumbprint, requestDigest, verifyReceipt } from '@writ/receipt';
import { standAlone } from '@writ/engine';
import { createAuthenticator, secretHash } from '@writ/server';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CALLS = 4000;
const PEP = { tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'bench' };
const caller = { kind: 'pep', ...PEP };

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] });
const server = createServer((_, response) => response.end(keys));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = 'https://issuer.test';
const now = () => Math.floor(Date.now() / 1000);
const token = async (claims) =>
  new SignJWT({ iss: issuer, iat: now(), exp: now() + 900, jti: randomUUID(), scope: '*', ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'JWT' })
    .sign(privateKey);

const authenticator = createAuthenticator({
  issuers: [{ issuer, jwksUrl: `http://127.0.0.1:${server.address().port}/`, tenantId: 'acme' }],
  audience: 'writ',
  revocations: standAlone.revocations,
  peps: async () => ({ ...PEP, secret_hash: secretHash('s'.repeat(32)), created_at: new Date().toISOString(), revoked_at: null }),
});

const human = await token({ aud: 'writ/agents', sub: 'alice', token_use: 'delegated', roles: ['dev'] });
const agent = (more) => token({ aud: 'writ/machines', sub: 'coder', token_use: 'agent', instance: 'laptop', ...more });
const { key, publicKey: jwk } = createInstanceKey();
const [free, bound] = [await agent({}), await agent({ cnf: { jkt: jwkThumbprint(jwk) } })];
const askedFor = (index) => ({
  ...{ session_id: 'ses_1', tool: 'shell', operation: 'execute', nonce: String(index).padStart(22, '0') },
  parameters: { command: `git status --short # ${index}` },
});

/** Mean CPU of this process, user and system, in microseconds a call. */
async function cpuOf(work) {
  for (let index = 0; index < CALLS / 4; index += 1) await work(index);
  const from = process.cpuUsage();
  for (let index = 0; index < CALLS; index += 1) await work(index);
  const { user, system } = process.cpuUsage(from);
  return (user + system) / CALLS;
}
const row = (name, micros) => console.log(`${micros.toFixed(1).padStart(8)} µs  ${name}`);

const credential = `Bearer writ_pep.acme.pep1.${'s'.repeat(32)}`;
row('the credential of an enforcement point', await cpuOf(() => authenticator.caller(credential)));
row(
  'an identity whose token is bound to no key',
  await cpuOf((index) => authenticator.identity({ human, agent: free }, caller, askedFor(index))),
);
const proofs = Array.from({ length: CALLS + CALLS / 4 }, (_, index) =>
  proveInstance(key, { token: bound, asked: askedFor(index % CALLS) }),
);
let next = 0;
const failures = new Set();
const proven = await cpuOf(async (index) => {
  const { failure } = await authenticator.identity({ human, agent: bound, agent_proof: proofs[nextProof(index)] }, caller, askedFor(index));
  if (failure !== null) failures.add(failure);
});
function nextProof(index) {
  next += 1;
  // The first quarter is for warming up, and asks for the same as what comes after it.
  return next <= CALLS / 4 ? CALLS + index : index;
}
row('an identity whose token is bound to a key, its proof checked', proven);
const { privateKey: signing } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const payload = Buffer.alloc(1500, 'x');
row(
  'one signature of a receipt, which each decision has anyway',
  await cpuOf(() => sign('sha256', payload, { key: signing, dsaEncoding: 'ieee-p1363' })),
);
row('enforcement point: the digest of a request', await cpuOf((index) => requestDigest(askedFor(index))));
row('enforcement point: the proof of its instance', await cpuOf((index) => proveInstance(key, { token: bound, asked: askedFor(index) })));
const vector = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../testdata/receipts/v1/receipts/valid-01-decision-ALLOW.json', import.meta.url)), 'utf8'),
);
row(
  'enforcement point: an answer verified',
  await cpuOf(() => verifyReceipt({ ...vector.receipt, disclosures: [] }, { keys: vector.keys })),
);
if (failures.size > 0) console.log(`refused: ${[...failures].join('; ')}`);
server.close();
