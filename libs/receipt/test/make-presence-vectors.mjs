/**
 * Made the `presence-*` vectors of `testdata/receipts/v1`, once: see `make-vectors.mjs`, which made the others.
 *
 *     node libs/receipt/test/make-presence-vectors.mjs <folder with receipts>
 */
import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalize, jwkThumbprint, presenceChallenge, protectedHeader, sha256, signingInput, toP1363LowS } from '../dist/index.js';

const folder = process.argv[2];
const keyFrom = (seed) => {
  const ecdh = createECDH('prime256v1');
  const d = createHash('sha256').update(seed).digest();
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const jwk = { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') };
  const key = createPrivateKey({ key: { ...jwk, d: d.toString('base64url') }, format: 'jwk' });
  return { jwk, key, cose: Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), x, Buffer.from('225820', 'hex'), y]) };
};
const writ = keyFrom('writ-vector-key-1');
const kid = jwkThumbprint(writ.jwk);
const keys = [
  {
    kid,
    jwk: writ.jwk,
    valid_from: '2026-11-01T00:00:00.000Z',
    valid_until: '2026-12-01T00:00:00.000Z',
    status: 'active',
    compromised_at: null,
  },
];
const seal = (payload) => {
  const header = protectedHeader(kid);
  const options = { key: writ.key, dsaEncoding: 'ieee-p1363' };
  const signature = Buffer.from(toP1363LowS(sign('sha256', signingInput(header, payload), options)));
  return { payload, protected: header, signature: signature.toString('base64url'), disclosures: [] };
};

const [passkey, another] = [keyFrom('writ-vector-passkey-1'), keyFrom('writ-vector-passkey-2')];
const deadline = '2026-11-23T11:00:00.000Z';
const base64url = (data) => Buffer.from(data).toString('base64url');
const sha = (data) => createHash('sha256').update(data).digest();

/** What a browser and an authenticator say of a statement; all of it can be wrong. */
function presenceOf(statement, wrong = {}) {
  const { by = passkey, origin = 'https://console.writ.example', rpId = 'writ.example', flags = 0x05, type = 'webauthn.get' } = wrong;
  const client = Buffer.from(
    JSON.stringify({ type, challenge: presenceChallenge(wrong.signs ?? sha256(canonicalize(statement))), origin, crossOrigin: false }),
  );
  const data = Buffer.concat([sha(rpId), Buffer.from([flags, 0, 0, 0, 7])]);
  return {
    credential_id: base64url(sha('writ-vector-credential')),
    public_key: base64url(passkey.cose),
    client_data: base64url(client),
    authenticator_data: base64url(data),
    signature: base64url(sign('sha256', Buffer.concat([data, sha(client)]), by.key)),
    action_digest: statement.action_digest,
    deadline: statement.deadline,
    ...wrong.members,
  };
}

const plain = (name) => JSON.parse(JSON.parse(readFileSync(join(folder, 'receipts', `${name}.json`), 'utf8')).receipt.payload);

/** A plain receipt, with the answer in it signed by a passkey. */
function receiptOf(name, { change = {}, wrong = {}, decision = {} } = {}) {
  const payload = plain(name);
  const said = { ...payload.decision, ...decision };
  const [answered] = payload.approval.approvals;
  const statement = {
    action_digest: payload.action.action_digest,
    answer: 'approve',
    approver: answered.approver,
    deadline,
    decision_id: said.decision_id,
    policy_hash: said.policy.hash,
  };
  const given = {
    ...answered,
    decision: 'approve',
    statement_digest: sha256(canonicalize(statement)),
    presence: presenceOf(statement, wrong),
    ...change,
  };
  const approval = { approvals: [given], required: 1, quorum_met: true };
  return seal(canonicalize({ ...payload, decision: said, approval }));
}

const valid = { verdict: 'valid', cause: null };
const refuted = { verdict: 'invalid', cause: 'presence' };
const unknown = { verdict: 'undecidable', cause: 'unknown-shape' };
const digest = (text) => sha256(`writ-vector ${text}`);
const ran = { result: 'ALLOW', effective_digest: plain('valid-08-approval').action.action_digest };
const write = (name, about, receipt, expect) => {
  const vector = { about, profile: 'writ', keys, receipt, expect };
  writeFileSync(join(folder, 'receipts', `presence-${name}.json`), `${JSON.stringify(vector, null, 2)}\n`, { flag: 'wx' });
};

write('valid-approval', 'an approval that a passkey signed', receiptOf('valid-08-approval'), valid);
write('valid-resolution', 'what ran is what a passkey signed', receiptOf('valid-09-resolution', { decision: ran }), valid);
const other = { ...ran, effective_digest: digest('something else') };
write('other-ran', 'what ran is not what the passkey signed', receiptOf('valid-09-resolution', { decision: other }), refuted);
for (const [name, about, options] of [
  ['other-person', 'the statement is of another person', { change: { approver: 'https://idp.example#mallory' } }],
  ['other-statement', 'the statement is another one', { change: { statement_digest: digest('another statement') } }],
  ['other-challenge', 'the passkey signed another statement', { wrong: { signs: digest('another statement') } }],
  ['other-domain', 'the passkey is one of another domain', { wrong: { rpId: 'evil.example' } }],
  ['other-key', 'another passkey signed', { wrong: { by: another } }],
  ['registration', 'the passkey was made, not asked to sign', { wrong: { type: 'webauthn.create' } }],
  ['unverified', 'the authenticator did not verify the person', { wrong: { flags: 0x01 } }],
  ['absent-person', 'the authenticator saw nobody', { wrong: { flags: 0x04 } }],
  ['on-a-denial', 'a denial claims a passkey', { change: { decision: 'deny' } }],
  ['no-key', 'the key is not one of ES256', { wrong: { members: { public_key: base64url('key') } } }],
])
  write(name, about, receiptOf('valid-08-approval', options), refuted);
write('extra-member', 'the proof has a member more', receiptOf('valid-08-approval', { wrong: { members: { more: 'x' } } }), unknown);
write('null', 'there is a proof that is none', receiptOf('valid-08-approval', { change: { presence: null } }), unknown);
