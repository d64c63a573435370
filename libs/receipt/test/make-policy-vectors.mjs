/**
 * Made the `policy-*` vectors of `testdata/receipts/v1`, once: see `make-vectors.mjs`, which made the others.
 *
 *     node libs/receipt/test/make-policy-vectors.mjs <folder with receipts and sessions>
 */
import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GENESIS,
  SESSION_EXPORT_FORMAT,
  canonicalize,
  jwkThumbprint,
  protectedHeader,
  receiptDigest,
  sha256,
  signingInput,
  toP1363LowS,
} from '../dist/index.js';

const folder = process.argv[2];
const ecdh = createECDH('prime256v1');
const d = createHash('sha256').update('writ-vector-key-1').digest();
ecdh.setPrivateKey(d);
const point = ecdh.getPublicKey();
const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
const kid = jwkThumbprint(jwk);
const key = createPrivateKey({ key: { ...jwk, d: d.toString('base64url') }, format: 'jwk' });
const keys = [
  { kid, jwk, valid_from: '2026-11-01T00:00:00.000Z', valid_until: '2026-12-01T00:00:00.000Z', status: 'active', compromised_at: null },
];
const seal = (payload) => {
  const header = protectedHeader(kid);
  const signature = Buffer.from(toP1363LowS(sign('sha256', signingInput(header, payload), { key, dsaEncoding: 'ieee-p1363' })));
  return { payload, protected: header, signature: signature.toString('base64url'), disclosures: [] };
};

const at = (seconds) => new Date(Date.parse('2026-11-23T10:00:00.000Z') + seconds * 1000).toISOString();
const digestOf = (text) => sha256(`writ-vector ${text}`);
const who = (id, roles) => ({
  human: { id, roles, scope: [] },
  service: null,
  agent: null,
  session: 'ses_policy_acme',
  effective_scope: [],
  delegation_chain: [],
  evidence: [],
});
const ana = ['https://idp.example#ana', ['author']];
const bea = ['https://idp.example#bea', ['policy_approver']];
const ops = ['https://idp.example#ops', ['operator']];

const base = (n, [id, roles], said) => ({
  receipt_id: `rct_policy${n}`,
  version: '1.0',
  canon: 'jcs',
  issuer: 'urn:writ:acme',
  tenant: 'acme',
  issued_at: at(n * 10),
  action: null,
  requester_context: who(id, roles),
  context: { session_id: 'ses_policy_acme', context_hash: GENESIS, head_seq: -1, level: 'PUBLIC', labels: [] },
  decision: null,
  approval: null,
  deferral: null,
  execution: null,
  _sd: [],
  _sd_alg: 'sha-256',
  ...said,
});
const policy = { id: 'baseline', version: '2', hash: digestOf('policy 2'), content_digest: digestOf('content 2') };
const event = (n, person, of) =>
  base(n, person, {
    kind: 'policy_event',
    policy_event: {
      policy,
      by: { id: person[0], roles: person[1] },
      reason: '',
      replaced: null,
      generation: 1,
      overrides: [],
      detail_digest: null,
      ...of,
    },
  });
const story = [
  base(0, ana, { kind: 'session_open' }),
  event(0, ana, { event: 'publish', from: null, to: 'draft' }),
  event(1, ana, { event: 'check', from: 'draft', to: 'checked', detail_digest: digestOf('check report') }),
  event(2, ana, { event: 'test', from: 'checked', to: 'tested', detail_digest: digestOf('test report') }),
  event(3, bea, { event: 'sign', from: 'tested', to: 'signed' }),
  event(4, ops, {
    event: 'activate',
    from: 'signed',
    to: 'active',
    replaced: digestOf('policy 1'),
    generation: 2,
    overrides: [{ refusal: 'blast_radius', reason: 'the incident of today' }],
    detail_digest: digestOf('replay'),
  }),
  event(5, bea, { event: 'settings', policy: null, from: null, to: null, generation: 2, detail_digest: digestOf('settings') }),
];
const chained = (payloads) => {
  let prev = GENESIS;
  return payloads.map((payload, seq) => {
    const receipt = seal(canonicalize({ ...payload, chain: { seq, prev } }));
    prev = receiptDigest(receipt.payload);
    return receipt;
  });
};

const write = (kind, name, vector) =>
  writeFileSync(join(folder, kind, `policy-${name}.json`), `${JSON.stringify({ ...vector, profile: 'writ', keys }, null, 2)}\n`, {
    flag: 'wx',
  });
const valid = { verdict: 'valid', cause: null };
const receipts = chained(story);
const exported = (of) => ({ format: SESSION_EXPORT_FORMAT, tenant: 'acme', session_id: 'ses_policy_acme', receipts: of, count: of.length });
write('sessions', 'valid', { about: 'from draft to active', session: exported(receipts), expect: { ...valid, receipts: 7 } });
const gap = receipts.filter((_, seq) => seq !== 4);
write('sessions', 'unsigned', {
  about: 'the signature of the approver left out',
  session: { ...exported(gap), count: 7 },
  expect: { verdict: 'invalid', cause: 'gap', seq: 4, missing: [4] },
});

const one = (name, about, receipt, expect) => write('receipts', name, { about, receipt, expect });
const undecidable = { verdict: 'undecidable', cause: 'unknown-shape' };
const changed = (of) => seal(canonicalize({ ...JSON.parse(receipts[5].payload), ...of }));
const inside = (of) => changed({ policy_event: { ...JSON.parse(receipts[5].payload).policy_event, ...of } });
const bare = Object.fromEntries(Object.entries(JSON.parse(receipts[5].payload)).filter(([member]) => member !== 'policy_event'));
one('valid-activate', 'an activation', receipts[5], valid);
one('valid-settings', 'a change of settings', receipts[6], valid);
one('without-event', 'a policy event that does not say what happened', seal(canonicalize(bare)), undecidable);
one('null-event', 'a policy event that is null', changed({ policy_event: null }), undecidable);
one('extra-inside', 'a member more in the event', inside({ note: 'x' }), undecidable);
one('unknown-state', 'a state that there is not', inside({ to: 'approved' }), undecidable);
one('unknown-event', 'an event that there is not', inside({ event: 'approve' }), undecidable);
one('without-person', 'an event of nobody', changed({ requester_context: null }), { verdict: 'invalid', cause: 'incoherent' });
one('event-in-opening', 'an event in a receipt of another kind', changed({ kind: 'session_open' }), undecidable);
const tampered = { ...receipts[5], payload: receipts[5].payload.replace('idp.example#ops', 'idp.example#ana') };
one('tampered-person', 'another person', tampered, { verdict: 'invalid', cause: 'signature' });
