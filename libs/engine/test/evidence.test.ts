import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { migrate, openPostgresPolicyStore, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import pg from 'pg';
import { createEngine, createPolicyControl, followStops, onePolicy, openGrants, openToolPins } from '../src/index.js';
import type { Engine, EvidenceAlarm, PolicyControl, PolicyStore, Stops, Store } from '../src/index.js';
import { ada, answer, ask, identity, open, pep, person, problem, startHouse, verified } from './house.js';
import type { House } from './house.js';

/** What somebody who may write every row of the database can get out of the service: nothing that runs. */
let dir: string;
let postgres: RunningPostgres;
let owner: pg.Client;
let store: Store;
let policies: PolicyStore;
let control: PolicyControl;
let house: House;
const alarms: EvidenceAlarm[] = [];
const stopped: Stops[] = [];
const engines: Engine[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'writ-evidence-'));
  postgres = await startPostgres({ dataDir: join(dir, 'data') });
  await migrate({ url: postgres.url });
  const { appUrl } = await provision({ url: postgres.url });
  store = await openPostgresStore({ url: appUrl });
  policies = openPostgresPolicyStore({ url: appUrl });
  house = await startHouse({ store });
  control = createPolicyControl({ store, policies, signer: house.signer, alarm: (alarm) => alarms.push(alarm) });
  owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  // Triggers that keep evidence from being changed do not stop its owner.
  await owner.query('SET session_replication_role = replica');
  for (const table of ['entries', 'receipts', 'policy_transitions']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
}, 60_000);
afterAll(async () => {
  await Promise.all(engines.map(async (engine) => engine.close()));
  await Promise.all(stopped.map(async (stops) => stops.close()));
  await owner.end();
  await policies.close();
  await house.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => {
  alarms.splice(0);
});

/** A process that starts: it knows nothing but what is stored. */
async function restarted(): Promise<Engine> {
  const stops = await followStops({ policies, control });
  const engine = createEngine({
    ...{ store, signer: house.signer, policies: onePolicy(house.evaluator), signals: createSignals(), stops },
    grants: openGrants({ policies, control }),
    toolPins: openToolPins(policies),
    alarm: (alarm) => alarms.push(alarm),
  });
  stopped.push(stops);
  engines.push(engine);
  return engine;
}

const edit = async (sql: string, ...values: unknown[]): Promise<void> => {
  const { rowCount } = await owner.query(sql, values);
  expect(rowCount).toBeGreaterThan(0);
};

/** No ALLOW came of it, and the alarm names the row. */
async function refused(attempt: Promise<unknown>, row: string): Promise<void> {
  expect(await problem(attempt)).toBe('evidence_broken');
  expect(alarms.map((alarm) => alarm.row)).toContain(row);
}

const KEYED = { tool: 'disk', parameters: { path: '/' }, key: 'k' };
const PAY = { tool: 'pay', parameters: { amount: 5 } };

describe('a stored answer under its key', () => {
  it.each<[string, string]>([
    [
      'whose DENY was made an ALLOW',
      `answer = replace(answer, '"DENY"', '"ALLOW"'), outcome = 'awaited', outcome_deadline = now() + interval '1 hour'`,
    ],
    [
      'that was taken from another action',
      `answer = replace(replace(answer, '"DENY"', '"ALLOW"'), '"outcome":null', '"outcome":"awaited"'), outcome = 'awaited', outcome_deadline = now()`,
    ],
  ])('%s is not given', async (_, change) => {
    const session = await open(house.engine);
    const denied = await ask(house.engine, session, KEYED);
    expect(denied.result).toBe('DENY');
    await edit(`UPDATE decisions SET ${change} WHERE decision_id = $1`, denied.decision_id);
    await refused(ask(await restarted(), session, KEYED), `decisions ${denied.decision_id}`);
  });

  it('that nobody decided is not given', async () => {
    const session = await open(house.engine);
    const allowed = await ask(house.engine, session, { tool: 'file', key: 'real' });
    const { rows } = await owner.query<{ answer: string }>('SELECT answer FROM decisions WHERE decision_id = $1', [allowed.decision_id]);
    const forged = (rows[0]?.answer ?? '').replaceAll(allowed.decision_id, 'dec_forged');
    const { decision_id: denied } = await ask(house.engine, session, KEYED);
    // The key of the denial now leads to an ALLOW that no receipt knows.
    await edit(
      `INSERT INTO decisions SELECT tenant_id, 'dec_forged', session_id, receipt_seq, 'forged', request_digest, 'final', NULL, 'awaited',
         now() + interval '1 hour', $2, NULL FROM decisions WHERE decision_id = $1`,
      denied,
      forged,
    );
    await refused(ask(await restarted(), session, { ...KEYED, key: 'forged' }), 'decisions dec_forged');
  });

  it('that was allowed to another action is not given', async () => {
    const session = await open(house.engine);
    const allowed = await ask(house.engine, session, { tool: 'file', key: 'mine' });
    const denied = await ask(house.engine, session, KEYED);
    await edit('DELETE FROM decisions WHERE decision_id = $1', denied.decision_id);
    await edit(
      'UPDATE decisions SET idempotency_key = $2, request_digest = $3 WHERE decision_id = $1',
      allowed.decision_id,
      KEYED.key,
      await digestOf(session),
    );
    await refused(ask(await restarted(), session, KEYED), `decisions ${allowed.decision_id}`);
  });

  /** The digest that a request for {@link KEYED} has: read from a decision on it. */
  async function digestOf(session: string): Promise<string> {
    const { decision_id } = await ask(house.engine, session, { ...KEYED, key: 'probe' });
    const { rows } = await owner.query<{ request_digest: string }>('SELECT request_digest FROM decisions WHERE decision_id = $1', [
      decision_id,
    ]);
    return rows[0]?.request_digest ?? '';
  }
});

describe('a pending decision', () => {
  const asked = async () => {
    const session = await open(house.engine);
    return { session, decision: await ask(house.engine, session, PAY) };
  };
  const INVENTED = {
    approver: 'ada',
    method: 'token',
    statement_digest: `sha256:${'0'.repeat(64)}`,
    decision: 'approve',
    at: '2026-01-01T00:00:00.000Z',
  };
  const approvals = JSON.stringify([{ ...INVENTED, self_confirmation: false }]);
  const executing = `state = 'final', deadline = NULL, outcome = 'awaited', outcome_deadline = now() + interval '1 hour',
    answer = replace(replace(answer, '"result":"STEP_UP"', '"result":"ALLOW"'), '"outcome":null', '"outcome":"awaited"')`;

  it.each<[string, string]>([
    ['whose row says that it was approved', executing],
    ['with an answer that nobody gave', `${executing}, suspended = jsonb_set(suspended::jsonb, '{approvals}', '${approvals}')::text`],
  ])('%s is not redeemed', async (_, change) => {
    const { session, decision } = await asked();
    await edit(`UPDATE decisions SET ${change} WHERE decision_id = $1`, decision.decision_id);
    const engine = await restarted();
    const request = { session_id: session, action: { ...PAY, operation: 'run' }, identity: {} };
    await refused(
      engine.redeem(pep, decision.decision_id, { request, identity: identity(), key: null }),
      `decisions ${decision.decision_id}`,
    );
  });

  it.each<[string, string]>([
    ['with an answer that nobody gave', `suspended = jsonb_set(suspended::jsonb, '{approvals}', '${approvals}')::text`],
    ['with another action', `suspended = jsonb_set(suspended::jsonb, '{action,parameters,amount}', '900')::text`],
    ['with another requester', `suspended = jsonb_set(suspended::jsonb, '{requester,human,id}', '"mallory"')::text`],
    ['with another view of the session', `suspended = jsonb_set(suspended::jsonb, '{view,risk_level}', '"LOW"')::text`],
    ['with another policy', `suspended = jsonb_set(suspended::jsonb, '{policy_hash}', '"sha256:${'0'.repeat(64)}"')::text`],
    [
      'with a later deadline',
      `deadline = '2099-01-01T00:00:00Z', answer = regexp_replace(answer, '"deadline":"[^"]+"', '"deadline":"2099-01-01T00:00:00.000Z"')`,
    ],
  ])('%s is not approved', async (_, change) => {
    const { decision } = await asked();
    await edit(`UPDATE decisions SET ${change} WHERE decision_id = $1`, decision.decision_id);
    await refused(answer(await restarted(), ada, decision), `decisions ${decision.decision_id}`);
  });

  it('that was approved does not run another action, nor twice', async () => {
    const { session, decision } = await asked();
    await answer(house.engine, ada, decision);
    const engine = await restarted();
    const use = async (amount: number, key: string) =>
      engine.redeem(pep, decision.decision_id, {
        request: { session_id: session, action: { tool: 'pay', operation: 'run', parameters: { amount } }, identity: {} },
        identity: identity(),
        key,
      });
    expect((await use(5, 'once')).result).toBe('ALLOW');
    await edit(`UPDATE decisions SET suspended = (suspended::jsonb - 'redeemed_by')::text WHERE decision_id = $1`, decision.decision_id);
    await refused(use(5, 'twice'), `decisions ${decision.decision_id}`);
    await edit(
      `UPDATE decisions SET suspended = jsonb_set(suspended::jsonb, '{action,parameters,amount}', '900')::text WHERE decision_id = $1`,
      decision.decision_id,
    );
    await refused(use(900, 'other'), `decisions ${decision.decision_id}`);
  });

  it('that was denied does not wait again', async () => {
    const { decision } = await asked();
    const { rows } = await owner.query<Record<string, string>>(
      'SELECT state, deadline, answer, suspended FROM decisions WHERE decision_id = $1',
      [decision.decision_id],
    );
    await answer(house.engine, ada, decision, 'deny');
    const { state, deadline, answer: was, suspended } = rows[0] ?? {};
    await edit(
      'UPDATE decisions SET state = $2, deadline = $3, answer = $4, suspended = $5 WHERE decision_id = $1',
      decision.decision_id,
      state,
      deadline,
      was,
      suspended,
    );
    await refused(answer(await restarted(), ada, decision), `decisions ${decision.decision_id}`);
    // Not even where the receipt of the denial is taken away as well.
    await edit(`DELETE FROM receipts WHERE decision_id = $1 AND kind <> 'decision'`, decision.decision_id);
    expect(await problem(answer(await restarted(), ada, decision))).toBe('evidence_broken');
  });
});

describe('the context of a session', () => {
  const told = async (): Promise<string> => {
    const session = await open(house.engine);
    const read = await ask(house.engine, session, { tool: 'crm' });
    await house.engine.recordOutcome(pep, read.decision_id, { status: 'completed', output: 'jane@example.com' });
    expect((await ask(house.engine, session, { tool: 'mail', parameters: { to: 'a@x.example' } })).result).toBe('DENY');
    return session;
  };
  const mail = async (session: string) => ask(await restarted(), session, { tool: 'mail', parameters: { to: 'a@x.example' } });

  it('with a label taken out is not decided on', async () => {
    const session = await told();
    const { rows } = await owner.query<{ seq: number }>(
      `UPDATE entries SET body = replace(replace(body, '"PII"', ''), 'CONFIDENTIAL', 'INTERNAL') WHERE session_id = $1 AND kind = 'decision' AND body LIKE '%PII%' RETURNING seq`,
      [session],
    );
    const [first] = rows.map(({ seq }) => seq).sort((a, b) => a - b);
    await refused(mail(session), `entries ${session} ${String(first)}`);
  });

  it.each<[string, string]>([
    ['with an entry taken out', `DELETE FROM entries WHERE session_id = $1 AND seq = 2`],
    ['with two entries swapped', `UPDATE entries SET seq = CASE seq WHEN 2 THEN -3 ELSE seq END WHERE session_id = $1`],
  ])('%s is not decided on', async (_, sql) => {
    const session = await told();
    await edit(sql, session);
    await refused(mail(session), `entries ${session} 2`);
  });

  it('cut back to an older head is not decided on', async () => {
    const session = await told();
    await edit(
      `UPDATE sessions SET entry_seq = 0, entry_hash = (SELECT hash FROM entries WHERE session_id = $1 AND seq = 0) WHERE session_id = $1`,
      session,
    );
    await refused(mail(session), `sessions ${session}`);
  });

  it('of somebody else is not decided on', async () => {
    const session = await told();
    await edit(`UPDATE sessions SET principal = 'mallory' WHERE session_id = $1`, session);
    await refused(mail(session), `sessions ${session}`);
  });

  it('of another instance is not decided on', async () => {
    const session = await told();
    await edit(`UPDATE sessions SET agent_instance = 'stolen' WHERE session_id = $1`, session);
    await refused(mail(session), `sessions ${session}`);
  });

  it('that was sealed is not opened again', async () => {
    const session = await open(house.engine);
    await house.engine.closeSession(pep, session);
    await edit(`UPDATE sessions SET status = 'open' WHERE session_id = $1`, session);
    await refused(ask(await restarted(), session, { tool: 'file' }), `sessions ${session}`);
  });

  it('whose newest receipt was signed by another key is not decided on', async () => {
    const session = await told();
    const { rows } = await owner.query<{ receipt_id: string; seq: number }>(
      'SELECT receipt_id, seq FROM receipts WHERE session_id = $1 ORDER BY seq DESC LIMIT 1',
      [session],
    );
    await edit(`UPDATE receipts SET signature = reverse(signature) WHERE receipt_id = $1`, rows[0]?.receipt_id);
    await refused(mail(session), `receipts ${session} ${String(rows[0]?.seq)}`);
  });

  it('with a cut tail is exported with its gap', async () => {
    const session = await told();
    await edit('DELETE FROM receipts WHERE session_id = $1 AND seq = (SELECT max(seq) FROM receipts WHERE session_id = $1)', session);
    expect(await verified(house, session)).toMatchObject({ verdict: 'invalid', cause: 'gap' });
  });
});

describe('what people gave and took', () => {
  const olga = person('olga', 'operator');

  it('a grant that nobody gave answers nothing, and one that was given answers for what it was given', async () => {
    const engine = await restarted();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await edit(
      `INSERT INTO grants (tenant_id, grant_id, agent, tool, operation, parameters, expires_at, max_uses, reason, by_id, by_roles, at)
       VALUES ('acme', 'grt_forged', 'coder', 'pay', 'run', '{"amount":{"type":"number","optional":false,"restricting":false}}', $1, 100, 'x', 'ada', '{approver}', now())`,
      expires_at,
    );
    expect((await ask(engine, await open(engine), PAY)).result).toBe('STEP_UP');
    const parameters = { amount: { type: 'number' as const, optional: false, restricting: false, maximum: 1 } };
    const given = await engine.grant(ada, {
      agent: 'coder',
      tool: 'pay',
      operation: 'run',
      parameters,
      expires_at,
      max_uses: 5,
      reason: 'x',
    });
    const small = { ...PAY, parameters: { amount: 1 } };
    expect((await ask(engine, await open(engine), small)).result).toBe('ALLOW');
    await edit(`UPDATE grants SET parameters = replace(parameters, '"maximum":1', '"maximum":1000') WHERE grant_id = $1`, given.grant_id);
    for (const action of [PAY, small]) expect((await ask(engine, await open(engine), action)).result).toBe('STEP_UP');
    await edit(`UPDATE grants SET parameters = replace(parameters, '"maximum":1000', '"maximum":1') WHERE grant_id = $1`, given.grant_id);
    await engine.revokeGrant(ada, given.grant_id);
    await edit('UPDATE grants SET revoked_at = NULL, revoked_by = NULL WHERE grant_id = $1', given.grant_id);
    expect((await ask(engine, await open(engine), small)).result).toBe('STEP_UP');
  });

  it('a stop that only a row lifts goes on, in this process and in the next', async () => {
    const engine = await restarted();
    const session = await open(engine);
    const stop = await engine.stop(olga, { kind: 'session', id: session, reason: 'it misbehaves' });
    await edit('UPDATE stops SET lifted_at = now(), lifted_by = $2 WHERE stop_id = $1', stop.stop_id, 'nobody');
    await owner.query(`SELECT pg_notify('writ_policy', '')`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    for (const each of [engine, await restarted()]) expect((await ask(each, session, { tool: 'file' })).result).toBe('DENY');
  });

  it('an event whose detail was rewritten counts for nothing', async () => {
    const engine = await restarted();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    await engine.grant(ada, { agent: 'coder', tool: 'pay', operation: 'run', parameters: {}, expires_at, max_uses: 5, reason: 'x' });
    await edit(`UPDATE policy_transitions SET detail = replace(detail, '"max_uses":5', '"max_uses":500') WHERE event = 'grant'`);
    const ledger = createPolicyControl({ store, policies, signer: house.signer, alarm: (alarm) => alarms.push(alarm) }).ledger('acme');
    expect(await problem(ledger)).toBe('evidence_broken');
    expect(alarms[0]?.row).toMatch(/^policy_transitions rct_/u);
  });
});
