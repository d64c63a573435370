import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PolicyActor } from '@writ/aarm';
import { controlSessionId } from '@writ/engine';
import type { PolicyContent, PolicyControl } from '@writ/engine';
import { compileContent, policyHash, resolveOpa } from '@writ/policy';
import { SESSION_EXPORT_FORMAT, sha256, verifySession } from '@writ/receipt';
import { METRICS_CREDENTIAL, startDeployment } from './processes.js';
import type { ApiProcess, Deployment } from './processes.js';

/** Requests a second, over both replicas in turn. */
const RATE = 200;
const SESSIONS = 32;
/** No more than these wait for an answer: a machine that cannot keep up with the rate is asked less often. */
const MOST_WAITING = 32;
/** Far longer than anything takes that does not hang. */
const HANGS_MS = 20_000;
const STEADY_MS = 1_000;

let deployment: Deployment;
let folder: string;
let replicas: readonly ApiProcess[];
let control: PolicyControl;
const versions: PolicyContent[] = [];

/** The one action of the test is allowed by one version and denied by the other, each in its own words. */
async function version(name: string, result: 'ALLOW' | 'DENY'): Promise<PolicyContent> {
  const pack = join(folder, name);
  await mkdir(join(pack, 'rules'), { recursive: true });
  const head = `# METADATA\n# title: a rule\n# description: a rule of the tests\n# custom:\n#   id: says\n#   class: ${result === 'ALLOW' ? 'standard_allow' : 'standard_deny'}\n#   result: ${result}\n`;
  await writeFile(join(pack, 'pack.yaml'), `id: base\nversion: "${name}"\ntitle: a pack of the tests\n`);
  const body = `#   applies_to: [{tool: lamp}]\npackage writ.rules.says\n\noutcome := {"reason": "so says ${name}"}\n`;
  await writeFile(join(pack, 'rules/says.rego'), head + body);
  await writeFile(join(pack, 'rules/says_test.rego'), 'package writ.rules.says_test\n\ntest_nothing if true\n');
  return compileContent({ packs: [pack], opa: resolveOpa, outDir: join(folder, 'out') });
}

beforeAll(async () => {
  deployment = await startDeployment();
  folder = await mkdtemp(join(tmpdir(), 'writ-switching-'));
  versions.push(await version('on', 'ALLOW'), await version('off', 'DENY'));
  replicas = await Promise.all([deployment.startApi(), deployment.startApi()]);
  control = deployment.control;
}, 120_000);
afterAll(async () => {
  await deployment.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const everybody = (id: string): PolicyActor => ({ id, roles: ['author', 'policy_approver', 'operator'], service: false });

/** Everything up to the signature. */
async function prepare(content: PolicyContent): Promise<void> {
  const of = { tenant_id: 'acme', hash: content.hash };
  await control.publish({ tenant_id: 'acme', by: everybody('ana'), content });
  const findings = { passed: true, intent_read: true, report: null };
  for (const move of ['check', 'test'] as const) await control.change({ ...of, by: everybody('ana'), move, findings });
  expect(await control.change({ ...of, by: everybody('bea'), move: 'sign' })).toMatchObject({ ok: true });
}

const move = async (name: 'activate' | 'rollback', { hash }: Pick<PolicyContent, 'hash'>): Promise<void> => {
  expect(await control.change({ tenant_id: 'acme', by: everybody('ana'), move: name, hash })).toMatchObject({ ok: true });
};

interface Answer {
  readonly replica: number;
  readonly sent: number;
  readonly answered: number;
  readonly status: number;
  readonly body: {
    readonly session_id: string;
    readonly result: string;
    readonly reason: { readonly message: string };
    readonly policy: { readonly hash: string };
    readonly receipt: { readonly receipt_id: string };
  };
}

async function post(replica: number, path: string, body: unknown): Promise<Answer> {
  const sent = Date.now();
  const answer = await fetch(`${replicas[replica]?.url ?? ''}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...deployment.headers },
    body: JSON.stringify(body),
  });
  return { replica, sent, status: answer.status, body: (await answer.json()) as Answer['body'], answered: Date.now() };
}

const ask = async (replica: number, session_id: string): Promise<Answer> =>
  post(replica, '/v1/decisions', { session_id, action: { tool: 'lamp', operation: 'use', parameters: {} }, identity: deployment.identity });

/** What a load has asked so far, and what was answered. */
interface Asked {
  readonly all: Promise<Answer>[];
  readonly answers: Answer[];
}

/** Asks at a steady rate until it is told to stop. */
async function load(sessions: readonly string[], asked: Asked, enough: AbortSignal): Promise<void> {
  const began = Date.now();
  for (let n = 0; !enough.aborted; n += 1) {
    const due = began + (n * 1000) / RATE;
    if (due > Date.now()) await sleep(due - Date.now());
    while (asked.all.length - asked.answers.length >= MOST_WAITING) await sleep(1);
    const answer = ask(n % replicas.length, sessions[n % sessions.length] ?? '');
    asked.all.push(answer);
    void answer.then((one) => asked.answers.push(one));
  }
}

/** Waits until each replica has answered with a version. */
async function goneOver({ answers }: Asked, { hash, asked }: Switch): Promise<void> {
  const hasGone = (replica: number): boolean =>
    answers.some((answer) => answer.replica === replica && answer.body.policy.hash === hash && answer.answered >= asked);
  await eventually(async () => Promise.resolve([0, 1].every(hasGone)));
}

/** When a version began to be active, by the clock of this process: not before it was asked for, and at the latest once that was answered. */
interface Switch {
  readonly hash: string;
  readonly asked: number;
  readonly at: number;
}

/**
 * Whether the version could decide that request: it is the active one or the one before it, and the replica had not gone over to the
 * active one already when the request was sent.
 */
function wasActive(timeline: readonly Switch[], answers: readonly Answer[], { replica, sent, answered, body }: Answer): boolean {
  const begun = timeline.filter(({ asked }) => asked <= answered);
  const current = begun.findLast(({ at }) => at <= sent) ?? begun[0];
  if (current === undefined || begun.slice(begun.indexOf(current)).some(({ hash }) => hash === body.policy.hash)) return true;
  const before = begun[begun.indexOf(current) - 1];
  const hadGoneOver = answers.some(
    (one) => one.replica === replica && one.body.policy.hash === current.hash && one.sent >= current.asked && one.answered < sent,
  );
  return before?.hash === body.policy.hash && !hadGoneOver;
}

it('AARM-55: four switches under load: no failed or mixed decision, each receipt names an active version, both replicas go over', async () => {
  const [on, off] = versions as [PolicyContent, PolicyContent];
  for (const content of versions) await prepare(content);
  const timeline: Switch[] = [];
  const change = async (name: 'activate' | 'rollback', content: PolicyContent): Promise<void> => {
    const asked = Date.now();
    await move(name, content);
    timeline.push({ hash: content.hash, asked, at: Date.now() });
  };
  await change('activate', on);
  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, n) => {
      const opened = { host_session_id: `switch-${n.toString()}`, user_request: { text: 'use the lamp' }, identity: deployment.identity };
      return (await post(n % 2, '/v1/sessions', opened)).body.session_id;
    }),
  );
  for (const replica of [0, 1]) await eventually(async () => (await ask(replica, sessions[replica] ?? '')).body.policy.hash === on.hash);
  const asked: Asked = { all: [], answers: [] };
  const enough = new AbortController();
  const loading = load(sessions, asked, enough.signal);
  for (const [name, content] of [
    ['activate', off],
    ['rollback', on],
    ['rollback', off],
    ['rollback', on],
  ] as const) {
    await sleep(STEADY_MS);
    await change(name, content);
    await goneOver(asked, timeline.at(-1) as Switch);
  }
  enough.abort();
  await loading;
  const answers = await Promise.all(asked.all);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const said = new Map([
    [on.hash, 'ALLOW so says on'],
    [off.hash, 'DENY so says off'],
  ]);
  const mixed = answers.filter(({ body }) => said.get(body.policy.hash) !== `${body.result} ${body.reason.message}`);
  expect(mixed).toEqual([]);
  expect(answers.filter((answer) => !wasActive(timeline, answers, answer))).toEqual([]);
  for (const replica of [0, 1]) {
    const seen = answers.filter((answer) => answer.replica === replica).map(({ body }) => body.policy.hash);
    expect(seen.filter((hash, n) => hash !== seen[n - 1]).length).toBeGreaterThanOrEqual(5);
  }
  await expectEvidence(sessions, answers);
  const slowest = Math.max(
    ...timeline.slice(1).flatMap(({ hash, at }) => [0, 1].map((replica) => firstAfter(answers, { replica, hash, at }) - at)),
  );
  process.stdout.write(
    `decisions ${answers.length.toString()}, switches ${(timeline.length - 1).toString()}, slowest replica ${slowest.toString()} ms\n`,
  );
}, 120_000);

const firstAfter = (answers: readonly Answer[], of: { readonly replica: number; readonly hash: string; readonly at: number }): number =>
  Math.min(
    ...answers
      .filter(({ replica, body, answered }) => replica === of.replica && body.policy.hash === of.hash && answered >= of.at)
      .map(({ answered }) => answered),
  );

/** What was answered is what the receipts say, and the control session verifies like any other. */
async function expectEvidence(sessions: readonly string[], answers: readonly Answer[]): Promise<void> {
  const keys = await deployment.keys();
  const named = new Map<string, string | undefined>();
  for (const session_id of [...sessions, controlSessionId('acme')]) {
    const receipts = await deployment.store.receipts('acme', session_id);
    const exported = { format: SESSION_EXPORT_FORMAT, tenant: 'acme', session_id, receipts, count: receipts.length } as const;
    expect(verifySession(exported, { keys })).toMatchObject({ verdict: 'valid' });
    for (const { receipt_id, payload } of receipts) {
      const { decision } = JSON.parse(payload) as { readonly decision: { readonly policy: { readonly hash: string } } | null };
      named.set(receipt_id, decision?.policy.hash);
    }
  }
  expect(answers.filter(({ body }) => named.get(body.receipt.receipt_id) !== body.policy.hash)).toEqual([]);
}

const metrics = async (url: string, authorization?: string): Promise<string> =>
  (await fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })).text();
const scraped = (url: string): Promise<string> => metrics(url, `Bearer ${METRICS_CREDENTIAL}`);

it('keeps the version that works where the next one does not start, and says so', async () => {
  const [on, off] = versions as [PolicyContent, PolicyContent];
  const wasm = new Uint8Array([0, 97, 115, 109, 7, 7, 7, 7]);
  const files = [...off.files.filter(({ name }) => name !== 'policy.wasm'), { name: 'policy.wasm', sha256: sha256(wasm) }];
  const hash = policyHash(off.opa_version, files);
  const broken: PolicyContent = { ...off, wasm, wasm_digest: sha256(wasm), files, hash, terms: { ...off.terms, hash } };
  const opened = { host_session_id: 'broken', user_request: { text: 'use the lamp' }, identity: deployment.identity };
  const session = (await post(0, '/v1/sessions', opened)).body.session_id;
  await prepare(broken);
  await move('activate', broken);
  for (const [replica, { url }] of replicas.entries()) {
    await eventually(async () => (await scraped(url)).includes('writ_policy_failing{tenant="acme"} 1'));
    for (const stranger of [await metrics(url), await metrics(url, 'Bearer x')]) {
      expect(stranger).toContain('writ_decisions_total');
      expect(stranger).not.toMatch(/acme|sha256:/u);
    }
    expect((await ask(replica, session)).body).toMatchObject({ result: 'ALLOW', policy: { hash: on.hash } });
  }
  await move('rollback', off);
  for (const [replica, { url }] of replicas.entries()) {
    await eventually(async () => (await ask(replica, session)).body.policy.hash === off.hash);
    expect(await scraped(url)).toContain('writ_policy_failing{tenant="acme"} 0');
  }
}, 60_000);

/** Waits for a fact; only what hangs is cut off. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + HANGS_MS;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not come about');
    await sleep(20);
  }
}
