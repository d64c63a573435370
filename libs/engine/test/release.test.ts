import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, Json, OutputReport, Release } from '@writ/aarm';
import { compilePacks, resolveOpa, startEvaluator } from '@writ/policy';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryRecordings, createMemoryStore } from '@writ/store';
import { createEngine, standAlone, replay } from '../src/index.js';
import type { Engine, Evaluator, Signer, Store } from '../src/index.js';
import { ada, answer, enrol, identity, open, pep, problem, verified } from './house.js';

const packs = ['baseline', 'data-exfiltration'].map((name) => fileURLToPath(new URL(`../../../policies/${name}`, import.meta.url)));

/** A house rule: people say whether the model may see card numbers. */
const ASK_CARDS = `# METADATA
# scope: package
# title: cards
# description: a rule of the tests
# custom:
#   id: ask_cards
#   class: standard_deny
#   result: STEP_UP
#   priority: 600
#   parameters: {"shows": {"type": "array"}}
#   applies_to: [{"tool": "output", "operation": "release"}]
#   approvers: ["approver"]
package writ.rules.ask_cards

outcome := {"reason": "it shows card numbers"} if "FINANCIAL/card" in input.action.parameters.shows
`;

async function housePack(): Promise<string> {
  const folder = join(root, 'house');
  await mkdir(join(folder, 'rules'), { recursive: true });
  await writeFile(join(folder, 'pack.yaml'), 'id: house\nversion: "1"\ntitle: a pack of the tests\n');
  await writeFile(join(folder, 'rules', 'ask_cards.rego'), ASK_CARDS);
  await writeFile(join(folder, 'rules', 'ask_cards_test.rego'), 'package writ.rules.ask_cards_test\n\ntest_nothing if true\n');
  return folder;
}

let root: string;
let store: Store;
let signer: Signer;
let evaluator: Evaluator;
let engine: Engine;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'writ-release-'));
  store = createMemoryStore();
  [signer, evaluator] = await Promise.all([
    startSignerThread({ keyFile: join(root, 'key.json') }),
    compilePacks({ packs: [...packs, await housePack()], opa: resolveOpa, outDir: join(root, 'compiled') }).then(async (policy) =>
      startEvaluator(policy),
    ),
  ]);
  await enrol(store);
  engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
}, 120_000);
afterAll(async () => {
  await engine.close();
  await Promise.all([evaluator, signer, store].map(async (part) => part.close()));
  await rm(root, { recursive: true, force: true });
});

/** Put together here, so that no scanner takes this file for a leak. */
const token = ['gh', 'p_', 'a1B2'.repeat(9)].join('');

async function ran(id: string): Promise<Decision> {
  const action = { tool: 'shell', operation: 'execute', parameters: { command: 'cat notes.txt' } };
  const decision = await engine.authorize(pep, { session_id: id, action, identity: {} }, identity(), null);
  expect(decision.result).toBe('ALLOW');
  return decision;
}
const report = (output: Json, more: Partial<OutputReport> = {}): OutputReport => ({ status: 'completed', output, ...more });
const shows = async (decision: Decision, output: Json, more: Partial<OutputReport> = {}): Promise<Release> =>
  engine.releaseOutput(pep, decision.decision_id, report(output, more));
const stateOf = async (decision: Decision) => (await engine.contextOf(pep, decision.decision_id)).state;

describe('whether the model may see what a tool returned', () => {
  it('passes what is ordinary, by a decision of its own that is signed', async () => {
    const id = await open(engine);
    const first = await ran(id);
    const { decision, output, redactions } = await shows(first, 'three files of ann@corp.io');
    expect(decision).toMatchObject({
      result: 'ALLOW',
      outcome: null,
      obligations: [],
      call_id: first.decision_id,
      effective_parameters: null,
    });
    expect([output, redactions]).toEqual([undefined, []]);
    expect((await engine.decision(pep, first.decision_id)).outcome).toBe('completed');
    const receipts = await store.receiptsOfDecision('acme', decision.decision_id);
    expect(receipts.map(({ kind }) => kind)).toEqual(['decision']);
    expect((await verified({ engine, signer }, id)).verdict).toBe('valid');
  });

  it('takes secrets out, and remembers that they were there', async () => {
    const id = await open(engine);
    const first = await ran(id);
    const release = await shows(first, { config: `token ${token}`, mail: 'ann@corp.io' });
    expect(release).toMatchObject({
      decision: { result: 'MODIFY', policy: { policy_id: 'data-exfiltration/redact_secrets' } },
      output: { config: 'token [redacted: github_token]', mail: 'ann@corp.io' },
      redactions: [{ path: '/config', label: 'SECRET', kind: 'github_token' }],
    });
    const state = await stateOf(await ran(id));
    expect(state.classification).toMatchObject({ level: 'RESTRICTED', labels: expect.arrayContaining(['SECRET']) });
    // The showing is no step of the agent.
    expect(state).toMatchObject({ action_count: 1, tools_used: ['shell'] });
  });

  it('keeps the output itself out of the evidence', async () => {
    const id = await open(engine);
    const { decision } = await shows(await ran(id), `token ${token}`);
    const receipts = await store.receiptsOfDecision('acme', decision.decision_id);
    const disclosed = receipts.flatMap(({ disclosures }) => disclosures.map((each) => Buffer.from(each, 'base64url').toString()));
    const written = JSON.stringify([await store.entries('acme', id, -1), receipts, disclosed]);
    expect(written).toContain('SECRET/github_token');
    expect(written).not.toContain(token);
  });

  it('withholds what it saw only a part of', async () => {
    const first = await ran(await open(engine));
    const { decision } = await shows(first, 'x'.repeat(1024 * 1024 + 1));
    expect(decision).toMatchObject({ result: 'DENY', policy: { policy_id: 'baseline/deny_unread_output' } });
    const other = await ran(await open(engine));
    const digest = `sha256:${'0'.repeat(64)}`;
    expect((await shows(other, 'the beginning', { output_digest: digest })).decision.result).toBe('DENY');
  });

  it('answers the same output alike, and another one not at all', async () => {
    const id = await open(engine);
    const first = await ran(id);
    const once = await shows(first, `token ${token}`);
    expect(await shows(first, `token ${token}`)).toEqual(once);
    expect(await problem(shows(first, 'something else'))).toBe('outcome_conflict');
    expect((await store.entries('acme', id, -1)).filter(({ body }) => body.includes('"release"'))).toHaveLength(1);
  });

  it('shows only what the outcome told: what was reported without it has left no trace of it', async () => {
    const id = await open(engine);
    const [silent, other] = [await ran(id), await ran(id)];
    await engine.recordOutcome(pep, silent.decision_id, { status: 'completed' });
    expect(await problem(shows(silent, `token ${token}`))).toBe('outcome_conflict');
    await engine.recordOutcome(pep, other.decision_id, report('harmless'));
    expect(await problem(shows(other, `token ${token}`))).toBe('outcome_conflict');
    expect((await shows(other, 'harmless')).decision.result).toBe('ALLOW');
    expect((await store.entries('acme', id, -1)).filter(({ body }) => body.includes('"release"'))).toHaveLength(1);
  });

  it('is decided by the level that the enforcement point gave it, too; by the highest where only a part is here', async () => {
    const id = await open(engine);
    const [labelled, part] = [await ran(id), await ran(id)];
    const { decision } = await shows(labelled, 'plain', { classification: { level: 'CONFIDENTIAL', labels: ['PHI'] } });
    const half = await shows(part, 'the beginning', { output_digest: `sha256:${'0'.repeat(64)}` });
    expect(decision.result).toBe('ALLOW');
    const disclosed = async (of: Decision): Promise<string> => {
      const [receipt] = await store.receiptsOfDecision('acme', of.decision_id);
      return (receipt?.disclosures ?? []).map((each) => Buffer.from(each, 'base64url').toString()).join('\n');
    };
    expect(await disclosed(decision)).toContain(`"labels":["PHI"],"level":"CONFIDENTIAL","of":"${labelled.decision_id}"`);
    expect(await disclosed(half.decision)).toContain(`"level":"RESTRICTED","of":"${part.decision_id}"`);
  });

  it.each(['approve', 'deny'] as const)('waits for people where a rule asks them, who %s', async (said) => {
    const id = await open(engine);
    const first = await ran(id);
    const card = 'pay with 4111 1111 1111 1111';
    const waiting = await shows(first, card);
    expect(waiting).toMatchObject({ decision: { result: 'STEP_UP' }, redactions: [] });
    expect(waiting.output).toBeUndefined();
    await answer(engine, ada, waiting.decision, said);
    const after = await shows(first, card);
    expect(after.decision).toMatchObject({
      decision_id: waiting.decision.decision_id,
      result: said === 'approve' ? 'ALLOW' : 'DENY',
      outcome: said === 'approve' ? 'completed' : null,
    });
    expect(await shows(first, card)).toEqual(after);
    expect((await verified({ engine, signer }, id)).verdict).toBe('valid');
  });

  it('refuses outputs of nothing that ran', async () => {
    const first = await ran(await open(engine));
    const { decision } = await shows(first, 'x');
    expect(await problem(shows(decision, 'x'))).toBe('outcome_unexpected');
    expect(await problem(engine.releaseOutput(pep, 'dec_unknown', report('x')))).toBe('decision_not_found');
    expect(await problem(engine.releaseOutput({ ...pep, agent_instance: 'other' }, first.decision_id, report('x')))).toBe(
      'decision_not_found',
    );
  });

  it('is decided again alike in a replay', async () => {
    const { recorded } = await replay({
      recordings: createMemoryRecordings(store),
      signals: createSignals(),
      tenant_id: 'acme',
      since: '2026-01-01T00:00:00.000Z',
      version: async (hash) => Promise.resolve(hash === evaluator.terms.hash ? evaluator : null),
    });
    expect(recorded.replayed).toBeGreaterThan(10);
    expect(recorded).toMatchObject({ reproduced: recorded.replayed, differences: [] });
  });
});
