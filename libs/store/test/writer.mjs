/**
 * A process that appends to sessions until it is killed, and projects beside it: `writer.mjs <url> <name> <session>…`. Prints what was
 * committed, a line each, only once it is.
 */
import { createHash, randomUUID } from 'node:crypto';
import { openPostgresStore } from '../dist/index.js';

const [, , url, name, ...sessions] = process.argv;
const TENANT = 't1';
const store = await openPostgresStore({ url });
const digest = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const say = (line) => process.stdout.write(`${line}\n`);

function answerOf(session_id, decision_id, result) {
  return {
    decision_id,
    session_id,
    action_id: `act_${randomUUID()}`,
    call_id: null,
    result,
    initial_result: result,
    classification: 'standard_allow',
    reason: { code: 'rule', message: 'said so' },
    policy: { policy_id: 'p', version: '1', hash: digest('p'), rules: [] },
    risk_level: null,
    confidence: null,
    alignment: null,
    missing: [],
    effective_parameters: {},
    obligations: [],
    pending: null,
    resolution: null,
    outcome: null,
    receipt: { receipt_id: 'rct', seq: 0 },
  };
}

function unitOn(session_id, head, number) {
  const at = new Date().toISOString();
  const decision_id = `dec_${randomUUID()}`;
  const waits = number % 3 === 0;
  const bodies = ['action', 'decision'].map((kind) => ({ kind, body: JSON.stringify({ kind, name, number }) }));
  let { entry_seq, entry_hash } = head;
  const entries = bodies.map(({ kind, body }) => {
    const entry = { seq: (entry_seq += 1), kind, at, body, prev_hash: entry_hash, hash: digest(entry_hash + body) };
    entry_hash = entry.hash;
    return entry;
  });
  const payload = JSON.stringify({ decision_id });
  const receipt = {
    ...{ seq: head.receipt_seq + 1, receipt_id: `rct_${randomUUID()}`, decision_id, kind: 'decision', issued_at: at },
    ...{ payload, protected: 'p', signature: 's', disclosures: ['d'] },
  };
  return {
    tenant_id: TENANT,
    session_id,
    expected: head,
    head: { entry_seq, entry_hash, receipt_seq: receipt.seq, receipt_hash: digest(payload) },
    open: null,
    close: false,
    entries,
    receipts: [receipt],
    decision: {
      ...{ tenant_id: TENANT, decision_id, session_id, idempotency_key: `${name}-${number}`, request_digest: digest('r') },
      ...{ state: waits ? 'pending' : 'final', deadline: waits ? new Date(Date.now() + 3_600_000).toISOString() : null },
      ...{ outcome: null, outcome_deadline: null, answer: answerOf(session_id, decision_id, waits ? 'STEP_UP' : 'ALLOW'), suspended: null },
    },
    change: null,
  };
}

async function project() {
  for (;;) {
    await store.project();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function append() {
  for (let number = 0; ; number += 1) {
    const heads = await Promise.all(sessions.map(async (id) => (await store.session(TENANT, id)).head));
    const units = sessions.map((id, index) => unitOn(id, heads[index], number));
    const results = await store.append(units);
    results.forEach((result, index) => {
      if (result === 'committed')
        say(`${units[index].session_id} ${units[index].decision.decision_id} ${units[index].decision.idempotency_key}`);
    });
  }
}

await Promise.all([append(), project()]);
