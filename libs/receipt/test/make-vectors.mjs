/**
 * Made the frozen vectors of `testdata/receipts/v1`, once. It is kept as the documentation of how they came to be and is
 * never run by tests: ECDSA draws a fresh nonce, so running it again writes other signatures. A change of format gets a
 * new folder (`v2`) beside the old one, which must verify for ever.
 *
 *     node libs/receipt/test/make-vectors.mjs <empty folder>
 */
import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GENESIS,
  SESSION_EXPORT_FORMAT,
  actionDigest,
  canonicalize,
  disclosure,
  jwkThumbprint,
  protectedHeader,
  receiptDigest,
  sha256,
  signingInput,
  toP1363LowS,
} from '../dist/index.js';

const folder = process.argv[2];
mkdirSync(join(folder, 'receipts'), { recursive: true });
mkdirSync(join(folder, 'sessions'), { recursive: true });

const testKey = (seed) => {
  const ecdh = createECDH('prime256v1');
  const d = createHash('sha256').update(seed).digest();
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  return { jwk, kid: jwkThumbprint(jwk), key: createPrivateKey({ key: { ...jwk, d: d.toString('base64url') }, format: 'jwk' }) };
};
const signer = testKey('writ-vector-key-1');
const stranger = testKey('writ-vector-key-2');
const record = (changes = {}) => ({
  kid: signer.kid,
  jwk: signer.jwk,
  valid_from: '2026-11-01T00:00:00.000Z',
  valid_until: '2026-12-01T00:00:00.000Z',
  status: 'active',
  compromised_at: null,
  ...changes,
});

const rawSign = (input, key = signer.key) => Buffer.from(toP1363LowS(sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })));
const sealText = (payload, header = protectedHeader(signer.kid), key = signer.key) => ({
  payload,
  protected: header,
  signature: rawSign(signingInput(header, payload), key).toString('base64url'),
  disclosures: [],
});
const header = (value) => Buffer.from(canonicalize(value)).toString('base64url');
const at = (seconds) => new Date(Date.parse('2026-11-23T09:00:00.000Z') + seconds * 1000).toISOString();
const digestOf = (text) => sha256(`writ-vector ${text}`);

const requester = (seconds, human = 'https://idp.example#u-1029') => ({
  human: { id: human, roles: ['developer'], scope: ['mail.send', 'db.query'] },
  service: { id: 'pep:laptop-7', roles: [], scope: [] },
  agent: { id: 'agent:finance-bot', roles: [], scope: ['mail.send', 'db.query'], instance: 'fb-3', jkt: stranger.kid },
  session: 'ses_vector1',
  effective_scope: ['db.query', 'mail.send'],
  delegation_chain: [
    {
      delegator: human,
      delegatee: 'agent:finance-bot',
      jkt: stranger.kid,
      scope: ['mail.send'],
      issued_at: at(-60),
      expires_at: at(3600),
      depth: 1,
      max_depth: 4,
      token_digest: digestOf('token'),
      par_hash: null,
      verified_by: 'https://idp.example',
      checked_at: at(seconds),
    },
  ],
  evidence: [
    { claim: 'human', source: 'oidc', checked_at: at(seconds), max_age_s: 60, revocation: 'not_checked', token_digest: digestOf('human') },
  ],
});

const mask = (value) =>
  value !== null && typeof value === 'object'
    ? Array.isArray(value)
      ? value.map(mask)
      : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mask(v)]))
    : '***';
const salt = (text) => createHash('sha256').update(`salt ${text}`).digest().subarray(0, 16).toString('base64url');

const actions = {};
const act = (n, tool, operation, parameters, effective = null) => {
  const nonce = salt(`nonce ${n}`);
  const disclosures = [
    disclosure({ salt: salt(`a${n}`), name: 'action_nonce', value: nonce }),
    disclosure({ salt: salt(`p${n}`), name: 'parameters', value: parameters }),
    ...(effective === null ? [] : [disclosure({ salt: salt(`e${n}`), name: 'effective_parameters', value: effective })]),
  ];
  actions[n] = {
    disclosures,
    effective: actionDigest({ tool, operation, parameters: effective ?? parameters }, nonce),
    action: (seconds, human) => ({
      action_id: `act_vector${n}`,
      timestamp: at(n * 10),
      tool,
      operation,
      original_tool: null,
      parameters: mask(parameters),
      action_digest: actionDigest({ tool, operation, parameters }, nonce),
      requester_context: requester(seconds, human),
    }),
  };
};
act(1, 'shell', 'run', { command: 'ls -la', timeout: 1.5 });
act(2, 'database', 'execute', { sql: 'DROP DATABASE production' });
act(
  3,
  'database',
  'query',
  { sql: 'SELECT * FROM t', limit: 100000, étiquette: '€ \u{1F600}' },
  { sql: 'SELECT * FROM t', limit: 100, étiquette: '€ \u{1F600}' },
);
act(4, 'email', 'send', { to: 'mallory@outside.example', body: 'Q3 list' });
act(5, 'cloud', 'scale', { group: 'web', size: 3 });

const base = (seq, kind, seconds) => ({
  receipt_id: `rct_vector${seq}`,
  version: '1.0',
  canon: 'jcs',
  kind,
  issuer: 'https://writ.example/t/acme',
  tenant: 'acme',
  issued_at: at(seconds),
  action: null,
  requester_context: null,
  context: {
    session_id: 'ses_vector1',
    context_hash: digestOf(`head ${seq}`),
    head_seq: seq - 1,
    level: seq < 5 ? 'PUBLIC' : 'CONFIDENTIAL',
    labels: seq < 5 ? [] : ['PII'],
  },
  decision: null,
  approval: null,
  deferral: null,
  execution: null,
  chain: { seq, prev: GENESIS },
  _sd: [],
  _sd_alg: 'sha-256',
});
const about = (seq, kind, seconds, n, result, more = {}) => ({
  ...base(seq, kind, seconds),
  action: actions[n].action(seconds),
  decision: {
    decision_id: `dec_vector${n}`,
    result,
    policy: { policy_id: `baseline.rule-${n}`, version: '1.0.0', hash: digestOf('policy') },
    reason: { code: result === 'DENY' ? 'forbidden' : 'rule', message: `rule \`rule-${n}\` says so` },
    input_hash: digestOf(`input ${n}`),
    effective_digest: result === 'DENY' ? null : actions[n].effective,
    expires_at: result === 'STEP_UP' || result === 'DEFER' ? at(n * 10 + 900) : null,
  },
  ...(kind === 'decision' ? { _sd: actions[n].disclosures.map((d) => d.digest).sort() } : {}),
  ...more,
});
const deferral = (n, reason, missing, method = null, seconds = null, resolver = null) => ({
  reason,
  missing,
  deferred_at: at(n * 10),
  timeout_at: at(n * 10 + 900),
  resolution_method: method,
  resolution_timestamp: seconds === null ? null : at(seconds),
  resolver,
});
const approval = {
  approvals: [
    {
      approver: 'https://idp.example#u-2001',
      method: 'jwt',
      statement_digest: digestOf('statement'),
      decision: 'approve',
      at: at(60),
      self_confirmation: false,
    },
  ],
  required: 1,
  quorum_met: true,
};
const execution = (status, seconds) => ({
  status,
  started_at: at(seconds - 2),
  completed_at: status === 'lost_confirmation' ? null : at(seconds - 1),
  success: status === 'lost_confirmation' ? null : status === 'completed',
  output_hash: status === 'completed' ? digestOf('output') : null,
  error: status === 'failed' ? 'exit status `1`' : null,
  attested_by: status === 'lost_confirmation' ? 'writ' : 'pep:laptop-7',
});

const story = [
  { ...base(0, 'session_open', 0), requester_context: requester(0) },
  about(1, 'decision', 10, 1, 'ALLOW'),
  about(2, 'outcome', 12, 1, 'ALLOW', { execution: execution('completed', 12) }),
  about(3, 'decision', 20, 2, 'DENY'),
  about(4, 'decision', 30, 3, 'MODIFY'),
  about(5, 'outcome', 33, 3, 'MODIFY', { execution: execution('failed', 33) }),
  about(6, 'decision', 40, 4, 'STEP_UP'),
  about(7, 'decision', 50, 5, 'DEFER', { deferral: deferral(5, 'insufficient_context', ['facts.maintenance_window']) }),
  about(8, 'approval', 60, 4, 'STEP_UP', { approval }),
  about(9, 'resolution', 61, 4, 'ALLOW', {
    approval,
    deferral: deferral(4, 'approval', [], 'human_approval', 61, 'https://idp.example#u-2001'),
  }),
  about(10, 'outcome', 70, 4, 'ALLOW', { execution: execution('lost_confirmation', 70) }),
  about(11, 'resolution', 950, 5, 'DENY', {
    deferral: deferral(5, 'insufficient_context', ['facts.maintenance_window'], 'timeout', 950, 'writ'),
  }),
  { ...base(12, 'session_seal', 1000), requester_context: requester(1000) },
];
const chained = (payloads) => {
  let prev = GENESIS;
  return payloads.map((payload, seq) => {
    const text = canonicalize({ ...payload, chain: { seq, prev } });
    prev = receiptDigest(text);
    const n = payload.action?.action_id.slice(-1);
    return { ...sealText(text), disclosures: payload.kind === 'decision' ? actions[n].disclosures.map((d) => d.encoded) : [] };
  });
};
const exported = (receipts, changes = {}) => ({
  format: SESSION_EXPORT_FORMAT,
  tenant: 'acme',
  session_id: 'ses_vector1',
  receipts,
  count: receipts.length,
  ...changes,
});
const receipts = chained(story);

const write = (kind, name, about_, body, expect) =>
  writeFileSync(
    join(folder, kind, `${name}.json`),
    `${JSON.stringify({ about: about_, profile: 'writ', keys: [record()], ...body, expect }, null, 2)}\n`,
  );
const VALID = { verdict: 'valid', cause: null };
const inv = (cause, more = {}) => ({ verdict: 'invalid', cause, ...more });
const und = (cause) => ({ verdict: 'undecidable', cause });
const rct = (name, about_, receipt, expect, more = {}) => write('receipts', name, about_, { ...more, receipt }, expect);
const ses = (name, about_, session, expect, more = {}) => write('sessions', name, about_, { ...more, session }, expect);

story.forEach((payload, seq) =>
  rct(
    `valid-${String(seq).padStart(2, '0')}-${payload.kind}${payload.kind === 'decision' ? `-${payload.decision.result}` : ''}`,
    `receipt ${seq} of the valid session`,
    receipts[seq],
    VALID,
  ),
);
const good = receipts[4];
const edit = (change) => {
  const value = JSON.parse(good.payload);
  change(value);
  return { ...good, payload: canonicalize(value) };
};
const resigned = (change) => {
  const value = JSON.parse(good.payload);
  change(value);
  return { ...sealText(canonicalize(value)), disclosures: good.disclosures };
};
rct('valid-erased', 'the disclosures are erased, the evidence holds', { ...good, disclosures: [] }, VALID);
rct(
  'tampered-human',
  'another human in the requester context',
  edit((p) => {
    p.action.requester_context.human.id = 'https://idp.example#u-9';
  }),
  inv('signature'),
);
rct(
  'tampered-policy-hash',
  'another policy hash',
  edit((p) => {
    p.decision.policy.hash = digestOf('other');
  }),
  inv('signature'),
);
rct(
  'tampered-action-digest',
  'another parameters digest',
  edit((p) => {
    p.action.action_digest = digestOf('other');
  }),
  inv('signature'),
);
rct(
  'tampered-seq',
  'another place in the session',
  edit((p) => {
    p.chain.seq = 3;
  }),
  inv('signature'),
);
rct(
  'tampered-context-hash',
  'another context',
  edit((p) => {
    p.context.context_hash = digestOf('other');
  }),
  inv('signature'),
);
rct(
  'tampered-result',
  'a DENY turned into an ALLOW',
  { ...receipts[3], payload: receipts[3].payload.replace('"DENY"', '"ALLOW"') },
  inv('signature'),
);
rct(
  'wrong-typ',
  'signed by the right key as something else',
  { ...sealText(good.payload, header({ alg: 'ES256', kid: signer.kid, typ: 'JWT' })), disclosures: good.disclosures },
  und('unknown-shape'),
);
rct(
  'alg-none',
  'no algorithm and no signature',
  { ...good, protected: header({ alg: 'none', kid: signer.kid, typ: 'writ-receipt+jws' }), signature: '' },
  und('unsupported-alg'),
);
const hsHeader = header({ alg: 'HS256', kid: signer.kid, typ: 'writ-receipt+jws' });
rct(
  'alg-hs256',
  'an HMAC keyed with the public key',
  {
    ...good,
    protected: hsHeader,
    signature: createHash('sha256').update(signer.jwk.x).update(signingInput(hsHeader, good.payload)).digest('base64url'),
  },
  und('unsupported-alg'),
);
rct(
  'unknown-kid',
  'a key that nobody trusts',
  { ...sealText(good.payload, protectedHeader(stranger.kid), stranger.key), disclosures: good.disclosures },
  und('no-trust-anchor'),
);
rct(
  'wrong-key',
  "the trusted key's id over another key's signature",
  { ...sealText(good.payload, protectedHeader(signer.kid), stranger.key), disclosures: good.disclosures },
  inv('signature'),
);
const embedded = header({ alg: 'ES256', jwk: stranger.jwk, kid: stranger.kid, typ: 'writ-receipt+jws' });
rct(
  'embedded-key',
  'the receipt brings its own key',
  { ...sealText(good.payload, embedded, stranger.key), disclosures: good.disclosures },
  und('embedded-key-only'),
);
const critical = header({ alg: 'ES256', crit: ['b64'], kid: signer.kid, typ: 'writ-receipt+jws' });
rct(
  'extra-header',
  'one more member in the protected header, signed',
  { ...sealText(good.payload, critical), disclosures: good.disclosures },
  und('unknown-shape'),
);
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const raw = Buffer.from(good.signature, 'base64url');
const high = Buffer.concat([
  raw.subarray(0, 32),
  Buffer.from((N - BigInt(`0x${raw.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0'), 'hex'),
]);
rct('high-s', 'the twin signature with n - s', { ...good, signature: high.toString('base64url') }, inv('malleable'));
rct('truncated-signature', 'one byte short', { ...good, signature: raw.subarray(0, 63).toString('base64url') }, inv('signature'));
rct('padded-signature', 'base64 that is not base64url', { ...good, signature: `${good.signature}==` }, und('malformed'));
rct('non-canonical-space', 'one space more, signed', sealText(good.payload.replace('{', '{ ')), inv('non-canonical'));
rct('non-canonical-duplicate', 'a member twice, signed', sealText(good.payload.replace('{', '{"_sd":[],')), inv('non-canonical'));
rct('not-json', 'a payload that is no JSON object, signed', sealText('"writ"'), und('malformed'));
rct(
  'extra-member',
  'an unknown member, signed',
  resigned((p) => {
    p.decision.advice = 'none';
  }),
  und('unknown-shape'),
);
rct(
  'missing-member',
  'a member absent, signed',
  resigned((p) => {
    delete p.approval;
  }),
  und('unknown-shape'),
);
rct(
  'wrong-type',
  'a string as seq, signed',
  resigned((p) => {
    p.chain.seq = '4';
  }),
  und('unknown-shape'),
);
rct(
  'decision-without-action',
  'a decision about nothing, signed',
  resigned((p) => {
    p.action = null;
  }),
  inv('incoherent'),
);
rct(
  'parameters-mismatch',
  'disclosed parameters that do not give the signed digest, signed',
  resigned((p) => {
    p.action.action_digest = digestOf('other');
  }),
  inv('digest-mismatch'),
);
rct(
  'effective-mismatch',
  'disclosed effective parameters that do not give the signed digest, signed',
  resigned((p) => {
    p.decision.effective_digest = digestOf('other');
  }),
  inv('digest-mismatch'),
);
rct(
  'forged-disclosure',
  'parameters that were never committed to',
  { ...good, disclosures: [good.disclosures[0], disclosure({ salt: salt('x'), name: 'parameters', value: { sql: 'SELECT 1' } }).encoded] },
  inv('disclosure-mismatch'),
);
rct('revoked-key', 'the key was revoked', good, inv('key-revoked'), { keys: [record({ status: 'revoked', compromised_at: at(100) })] });
rct('before-window', 'issued before the key was valid', good, inv('key-window'), { keys: [record({ valid_from: at(31) })] });
rct('after-window', 'issued at the end of the window, which is excluded', good, inv('key-window'), {
  keys: [record({ valid_until: at(30), status: 'retired' })],
});
rct('retired-key', 'issued while the key was valid, retired since', good, VALID, {
  keys: [record({ valid_until: at(31), status: 'retired' })],
});
rct('window-missing', 'a trusted key without a window', good, und('window-missing'), {
  keys: [{ kid: signer.kid, jwk: signer.jwk, valid_until: null, status: 'active', compromised_at: null }],
});
rct('no-keys', 'nothing is trusted', good, und('no-trust-anchor'), { keys: [] });
rct('mislabelled-key', "the receipt's key id on another key", good, und('no-trust-anchor'), { keys: [record({ jwk: stranger.jwk })] });

const without = (list, seq) => list.filter((_, index) => index !== seq);
ses('valid', 'every kind and every result, sealed', exported(receipts), { ...VALID, seq: null, missing: [], sealed: true });
ses('valid-unsealed', 'a session that still runs', exported(receipts.slice(0, 8)), { ...VALID, seq: null, missing: [], sealed: false });
ses('gap', 'one receipt deleted', exported(without(receipts, 6), { count: 13 }), inv('gap', { seq: 6, missing: [6] }));
ses(
  'gap-count-adjusted',
  'one receipt deleted and the count adjusted',
  exported(without(receipts, 6)),
  inv('gap', { seq: 6, missing: [6] }),
);
ses('truncated', 'the tail deleted', exported(receipts.slice(0, 10), { count: 13 }), inv('gap', { seq: 10, missing: [10, 11, 12] }));
ses('headless', 'the opening deleted', exported(receipts.slice(1), { count: 13 }), inv('gap', { seq: 0, missing: [0] }));
const swapped = [...receipts];
[swapped[4], swapped[5]] = [swapped[5], swapped[4]];
ses('reordered', 'two receipts swapped', exported(swapped), inv('chain-broken', { seq: 5 }));
ses('doubled', 'one receipt twice', exported([...receipts.slice(0, 5), receipts[4], ...receipts.slice(5)]), inv('forked', { seq: 4 }));
const twin = sealText(canonicalize({ ...JSON.parse(receipts[3].payload), receipt_id: 'rct_twin' }));
ses('forked', 'two histories at one place', exported([...receipts.slice(0, 4), twin, ...receipts.slice(4)]), inv('forked', { seq: 3 }));
ses(
  'spliced',
  'a receipt replaced by its signed twin',
  exported([...receipts.slice(0, 3), twin, ...receipts.slice(4)]),
  inv('chain-broken', { seq: 4 }),
);
ses(
  'tampered',
  'one payload changed',
  exported(receipts.map((r, seq) => (seq === 3 ? { ...r, payload: r.payload.replace('"DENY"', '"ALLOW"') } : r))),
  inv('signature', { seq: 3 }),
);
const chainedStory = (payloads, changes) => exported(chained(payloads), changes);
ses(
  'foreign',
  'a receipt of another session',
  chainedStory([...story.slice(0, 3), { ...story[3], context: { ...story[3].context, session_id: 'ses_other' } }]),
  inv('foreign-receipt', { seq: 3 }),
);
ses(
  'foreign-tenant',
  'a receipt of another tenant',
  chainedStory([...story.slice(0, 3), { ...story[3], tenant: 'other' }]),
  inv('foreign-receipt', { seq: 3 }),
);
ses('not-opened', 'a session that begins with a decision', chainedStory(story.slice(1, 4)), inv('session-open', { seq: 0 }));
ses('opened-twice', 'a session that is opened twice', chainedStory([story[0], story[0]]), inv('session-open', { seq: 1 }));
ses('after-seal', 'a receipt after the seal', chainedStory([story[0], story[12], story[3]]), inv('incoherent', { seq: 1 }));
ses(
  'outcome-of-deny',
  'an outcome of what was denied',
  chainedStory([story[0], story[3], { ...about(2, 'outcome', 30, 2, 'DENY'), execution: execution('completed', 30) }]),
  inv('incoherent', { seq: 2 }),
);
ses('outcome-of-nothing', 'an outcome of what was never decided', chainedStory([story[0], story[2]]), inv('incoherent', { seq: 1 }));
ses('two-outcomes', 'an action that completed twice', chainedStory([...story.slice(0, 3), story[2]]), inv('incoherent', { seq: 3 }));
ses(
  'resolved-twice',
  'a resolution of what no longer waits',
  chainedStory([story[0], story[6], story[9], story[9]]),
  inv('incoherent', { seq: 3 }),
);
ses(
  'requester-changed',
  'a resolution for another requester',
  chainedStory([story[0], story[6], { ...story[9], action: actions[4].action(61, 'https://idp.example#u-9') }]),
  inv('incoherent', { seq: 2 }),
);
ses('not-an-export', 'another format', exported(receipts, { format: 'other' }), und('malformed'));
ses('empty', 'no receipts', exported([]), und('malformed'));
