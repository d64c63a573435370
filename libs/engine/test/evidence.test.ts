import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSignals } from '@writ/signals';
import { migrate, openPostgresPolicyStore, openPostgresStore, provision, startPostgres } from '@writ/store';
import type { RunningPostgres } from '@writ/store';
import pg from 'pg';
import { createEngine, createPolicyControl, followRevocations, followStops, onePolicy, openGrants, openToolPins } from '../src/index.js';
import type {
  DecisionRecord,
  Engine,
  EvidenceAlarm,
  PolicyControl,
  PolicyStore,
  Revocations,
  Stops,
  Store,
  SuspendedDecision,
} from '../src/index.js';
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
const stopped: (Stops | Revocations)[] = [];
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
  for (const table of ['log', 'policy_transitions']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  const checks = await owner.query<{ conname: string }>(
    `SELECT conname FROM pg_constraint WHERE conrelid = 'log'::regclass AND contype = 'c'`,
  );
  for (const { conname } of checks.rows) await owner.query(`ALTER TABLE log DROP CONSTRAINT ${conname}`);
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
  const revocations = await followRevocations({ policies, control });
  const engine = createEngine({
    ...{ store, signer: house.signer, policies: onePolicy(house.evaluator), signals: createSignals(), stops, revocations },
    grants: openGrants({ policies, control }),
    toolPins: openToolPins(policies),
    alarm: (alarm) => alarms.push(alarm),
  });
  stopped.push(stops, revocations);
  engines.push(engine);
  return engine;
}

const edit = async (sql: string, ...values: unknown[]): Promise<void> => {
  const { rowCount } = await owner.query(sql, values);
  expect(rowCount).toBeGreaterThan(0);
};

interface LogRow {
  readonly tenant_id: string;
  readonly session_id: string;
  readonly seq: number;
  readonly first_receipt: number;
  readonly record: string;
  readonly entries: string;
  readonly receipts: string;
}
type Edited = Partial<Pick<LogRow, 'record' | 'entries' | 'receipts'>>;

/** The rows of the log that a condition finds, in the order of their session. */
const rowsWhere = async (where: string, ...values: unknown[]): Promise<readonly LogRow[]> =>
  (await owner.query<LogRow>(`SELECT * FROM log WHERE ${where} ORDER BY seq`, values)).rows;

const rewriteRow = async ({ tenant_id, session_id, seq, ...row }: LogRow, change: Edited): Promise<void> => {
  const { record, entries, receipts } = { ...row, ...change };
  await edit(
    'UPDATE log SET record = $4, entries = $5, receipts = $6 WHERE tenant_id = $1 AND session_id = $2 AND seq = $3',
    ...[tenant_id, session_id, seq, record, entries, receipts],
  );
};

const newestOf = async (decisionId: string): Promise<LogRow> => {
  const row = (await rowsWhere('COALESCE(changes, decision_id) = $1', decisionId)).at(-1);
  if (row === undefined) throw new Error('no such decision');
  return row;
};
const storedIn = ({ record }: LogRow): DecisionRecord => (JSON.parse(record) as { readonly decision: DecisionRecord }).decision;

/** Rewrites what the newest row says of a decision, and the columns that have to say the same. */
async function editDecision(decisionId: string, change: (decision: DecisionRecord) => DecisionRecord): Promise<void> {
  const row = await newestOf(decisionId);
  const decision = change(storedIn(row));
  await rewriteRow(row, { record: JSON.stringify({ ...(JSON.parse(row.record) as object), decision }) });
  await edit(
    `UPDATE log SET state = $4, outcome = $5, deadline = $6, decision_id = CASE WHEN decision_id IS NULL THEN NULL ELSE $7 END
     WHERE tenant_id = $1 AND session_id = $2 AND seq = $3`,
    ...[row.tenant_id, row.session_id, row.seq, decision.state, decision.outcome, decision.deadline, decision.decision_id],
  );
}

/** A value with its text changed. */
const inText = <T>(value: T, ...changes: readonly (readonly [string | RegExp, string])[]): T =>
  JSON.parse(changes.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as T;

/** No ALLOW came of it, and the alarm names the row. */
async function refused(attempt: Promise<unknown>, row: string): Promise<void> {
  expect(await problem(attempt)).toBe('evidence_broken');
  expect(alarms.map((alarm) => alarm.row)).toContain(row);
}

const KEYED = { tool: 'disk', parameters: { path: '/' }, key: 'k' };
const PAY = { tool: 'pay', parameters: { amount: 5 } };

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
type Change = (decision: DecisionRecord) => DecisionRecord;

describe('a stored answer under its key', () => {
  it.each<[string, Change]>([
    [
      'whose DENY was made an ALLOW',
      (was) => ({ ...was, answer: inText(was.answer, ['"DENY"', '"ALLOW"']), outcome: 'awaited', outcome_deadline: inAnHour() }),
    ],
    [
      'that was taken from another action',
      (was) => ({
        ...was,
        answer: inText(was.answer, ['"DENY"', '"ALLOW"'], ['"outcome":null', '"outcome":"awaited"']),
        outcome: 'awaited',
        outcome_deadline: inAnHour(),
      }),
    ],
  ])('%s is not given', async (_, change) => {
    const session = await open(house.engine);
    const denied = await ask(house.engine, session, KEYED);
    expect(denied.result).toBe('DENY');
    await editDecision(denied.decision_id, change);
    await refused(ask(await restarted(), session, KEYED), `decisions ${denied.decision_id}`);
  });

  it('that nobody decided is not given', async () => {
    const session = await open(house.engine);
    const allowed = await ask(house.engine, session, { tool: 'file', key: 'real' });
    const real = storedIn(await newestOf(allowed.decision_id));
    const { decision_id: denied } = await ask(house.engine, session, KEYED);
    // The key of the denial now leads to an ALLOW that no receipt knows.
    await editDecision(denied, (was) => ({
      ...inText(real, [allowed.decision_id, 'dec_forged']),
      idempotency_key: 'forged',
      request_digest: was.request_digest,
    }));
    await edit(`UPDATE idempotency_keys SET key = 'forged', decision_id = 'dec_forged' WHERE decision_id = $1`, denied);
    await refused(ask(await restarted(), session, { ...KEYED, key: 'forged' }), 'decisions dec_forged');
  });

  it('that was allowed to another action is not given', async () => {
    const session = await open(house.engine);
    const allowed = await ask(house.engine, session, { tool: 'file', key: 'mine' });
    const denied = await ask(house.engine, session, KEYED);
    const { request_digest } = storedIn(await newestOf(denied.decision_id));
    await edit('DELETE FROM idempotency_keys WHERE decision_id = $1', denied.decision_id);
    await editDecision(allowed.decision_id, (was) => ({ ...was, idempotency_key: KEYED.key, request_digest }));
    await edit('UPDATE idempotency_keys SET key = $2 WHERE decision_id = $1', allowed.decision_id, KEYED.key);
    await refused(ask(await restarted(), session, KEYED), `decisions ${allowed.decision_id}`);
  });

  it('to which the key of another decision was led is not given', async () => {
    const session = await open(house.engine);
    const allowed = await ask(house.engine, session, { tool: 'file', key: 'led' });
    const denied = await ask(house.engine, session, KEYED);
    await edit('UPDATE idempotency_keys SET decision_id = $2 WHERE decision_id = $1', denied.decision_id, allowed.decision_id);
    await refused(ask(await restarted(), session, KEYED), 'log');
  });
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
  const approvals = [{ ...INVENTED, self_confirmation: false }] as unknown as SuspendedDecision['approvals'];
  const suspended =
    (change: (was: SuspendedDecision) => object): Change =>
    (was) => ({ ...was, suspended: was.suspended && { ...was.suspended, ...change(was.suspended) } });
  const executing: Change = (was) => ({
    ...was,
    ...{ state: 'final', deadline: null, outcome: 'awaited', outcome_deadline: inAnHour() },
    answer: inText(was.answer, ['"result":"STEP_UP"', '"result":"ALLOW"'], ['"outcome":null', '"outcome":"awaited"']),
  });
  const answered = suspended(() => ({ approvals }));
  const another = suspended(({ action }) => ({ action: { ...action, parameters: { ...action.parameters, amount: 900 } } }));

  it.each<[string, Change]>([
    ['whose row says that it was approved', executing],
    ['with an answer that nobody gave', (was) => answered(executing(was))],
  ])('%s is not redeemed', async (_, change) => {
    const { session, decision } = await asked();
    await editDecision(decision.decision_id, change);
    const engine = await restarted();
    const request = { session_id: session, action: { ...PAY, operation: 'run' }, identity: {} };
    await refused(
      engine.redeem(pep, decision.decision_id, { request, identity: identity(), key: null }),
      `decisions ${decision.decision_id}`,
    );
  });

  it.each<[string, Change]>([
    ['with an answer that nobody gave', answered],
    ['with another action', another],
    [
      'with another requester',
      suspended(({ requester }) => ({ requester: { ...requester, human: { ...requester.human, id: 'mallory' } } })),
    ],
    ['with another view of the session', suspended(({ view }) => ({ view: { ...view, risk_level: 'LOW' } }))],
    ['with another policy', suspended(() => ({ policy_hash: `sha256:${'0'.repeat(64)}` }))],
    [
      'with a later deadline',
      (was) => ({
        ...was,
        deadline: '2099-01-01T00:00:00.000Z',
        answer: inText(was.answer, [/"deadline":"[^"]+"/gu, '"deadline":"2099-01-01T00:00:00.000Z"']),
      }),
    ],
  ])('%s is not approved', async (_, change) => {
    const { decision } = await asked();
    await editDecision(decision.decision_id, change);
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
    await editDecision(
      decision.decision_id,
      suspended(() => ({ redeemed_by: undefined })),
    );
    await refused(use(5, 'twice'), `decisions ${decision.decision_id}`);
    await editDecision(decision.decision_id, another);
    await refused(use(900, 'other'), `decisions ${decision.decision_id}`);
  });

  it('that was denied does not wait again', async () => {
    const { decision } = await asked();
    const before = storedIn(await newestOf(decision.decision_id));
    await answer(house.engine, ada, decision, 'deny');
    await editDecision(decision.decision_id, () => before);
    await refused(answer(await restarted(), ada, decision), `decisions ${decision.decision_id}`);
    // Not even where the receipt of the denial is taken away as well.
    await edit(`UPDATE log SET receipts = '' WHERE changes = $1`, decision.decision_id);
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
  /** Rewrites the first row with a decision: its heads and its bodies, of the action and of the decision. */
  const editDecided = async (session: string, change: (heads: readonly string[], bodies: readonly string[]) => readonly string[]) => {
    const [row] = await rowsWhere('session_id = $1 AND decision_id IS NOT NULL', session);
    if (row === undefined) throw new Error('no decision');
    const [heads = '', ...bodies] = row.entries.split('\n');
    await rewriteRow(row, { entries: change(heads.split(';'), bodies).join('\n') });
    return row.seq - row.first_receipt;
  };

  it('with a label taken out is not decided on', async () => {
    const session = await told();
    const first = await editDecided(session, (heads, [action = '', decided = '']) => {
      const bare = decided.replace('"PII"', '').replace('CONFIDENTIAL', 'INTERNAL');
      expect(bare).not.toBe(decided);
      return [heads.join(';'), action, bare];
    });
    await refused(mail(session), `entries ${session} ${String(first + 1)}`);
  });

  it.each<[string, Parameters<typeof editDecided>[1], number]>([
    ['with an entry taken out', ([prev = '', head = ''], [action = '']) => [`${prev};${head}`, action], 1],
    ['with two entries swapped', ([prev = '', one = '', two = ''], [a = '', b = '']) => [`${prev};${two};${one}`, b, a], 0],
  ])('%s is not decided on', async (_, change, at) => {
    const session = await told();
    const first = await editDecided(session, change);
    await refused(mail(session), `entries ${session} ${String(first + at)}`);
  });

  it('cut back to an older head is not decided on', async () => {
    const session = await told();
    await edit(
      `UPDATE log SET entry_seq = f.entry_seq, entry_hash = f.entry_hash FROM log f
       WHERE log.session_id = $1 AND log.seq = (SELECT max(seq) FROM log WHERE session_id = $1) AND f.session_id = $1 AND f.seq = 0`,
      session,
    );
    await refused(mail(session), `sessions ${session}`);
  });

  it('of somebody else is not decided on', async () => {
    const session = await told();
    await edit(
      `UPDATE log SET record = jsonb_set(record::jsonb, '{open,principal}', '"mallory"')::text WHERE session_id = $1 AND seq = 0`,
      session,
    );
    await refused(mail(session), `sessions ${session}`);
  });

  it('of another instance is not decided on', async () => {
    const session = await told();
    await edit(
      `UPDATE log SET record = jsonb_set(record::jsonb, '{open,agent_instance}', '"stolen"')::text WHERE session_id = $1 AND seq = 0`,
      session,
    );
    await refused(mail(session), `sessions ${session}`);
  });

  it('that was sealed is not opened again', async () => {
    const session = await open(house.engine);
    await house.engine.closeSession(pep, session);
    await edit('UPDATE log SET closed = false WHERE session_id = $1', session);
    await refused(ask(await restarted(), session, { tool: 'file' }), `sessions ${session}`);
  });

  it('whose newest receipt was signed by another key is not decided on', async () => {
    const session = await told();
    const row = (await rowsWhere('session_id = $1 AND receipts <> $2', session, '')).at(-1);
    if (row === undefined) throw new Error('no receipt');
    const [head = '', payload = ''] = row.receipts.split('\n');
    const words = head.split(' ');
    const signature = Buffer.from(words.at(-1) ?? '')
      .reverse()
      .toString();
    await rewriteRow(row, { receipts: `${[...words.slice(0, -1), signature].join(' ')}\n${payload}` });
    await refused(mail(session), `receipts ${session} ${row.first_receipt.toString()}`);
  });

  it('with a cut tail is exported with its gap', async () => {
    const session = await told();
    const row = (await rowsWhere('session_id = $1 AND receipts <> $2', session, '')).at(-1);
    if (row !== undefined) await rewriteRow(row, { receipts: '' });
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

  it('tokens that only a row gives back stay taken back, in this process and in the next', async () => {
    const revocations = [await followRevocations({ policies, control })];
    const [first] = revocations;
    const before = new Date().toISOString();
    const given = { tenant_id: 'acme', issuer: 'https://idp.test', person: null, before, reason: 'session-revoked' };
    await first?.revoke({ ...given, subject: 'u-17', jti: 'gone' });
    await first?.revoke({ ...given, subject: 'u-18', jti: 'changed' });
    await edit(`DELETE FROM revocations WHERE jti = 'gone'`);
    await edit(`UPDATE revocations SET before = '2020-01-01' WHERE jti = 'changed'`);
    await new Promise((resolve) => setTimeout(resolve, 600));
    revocations.push(await followRevocations({ policies, control }));
    stopped.push(...revocations);
    const issued_at = Math.floor(Date.parse(before) / 1000) - 60;
    for (const each of revocations)
      for (const subject of ['u-17', 'u-18']) expect(each.find('acme', { issuer: 'https://idp.test', subject, issued_at })).not.toBeNull();
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
