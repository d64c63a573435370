import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, JsonObject } from '@writ/aarm';
import type { ApprovalRequest, GrantPreview, Proposal, ReplayReport } from '@writ/engine';
import { createClaude } from '../src/demo/claude.js';
import type { Claude, ToolCall } from '../src/demo/claude.js';
import { connectAgent, startDemonstration } from './demonstration.js';
import { PROGRAM, runNode } from './run-program.js';

/** People on the command line, against the processes as they run: `writ up` and the hook of a coding agent. */
const folder = mkdtempSync(join(tmpdir(), 'writ-answers-'));
const data = join(folder, 'data');
const project = join(folder, 'project');
const packs = fileURLToPath(new URL('../../../policies', import.meta.url));
const baseline = join(packs, 'baseline');

let service: Awaited<ReturnType<typeof startDemonstration>>;
let command: string;
/** Of the agent. */
let id: string;

beforeAll(async () => {
  service = await startDemonstration(data, { WRIT_PACKS: baseline });
  command = await connectAgent({ data, project, mcp: ['payments=payments'] });
}, 120_000);
afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const agent = (): Claude => createClaude({ command, cwd: project, perform: async () => Promise.resolve({ done: true }) });
const run = async (...args: readonly string[]) => runNode(PROGRAM, [...args, '--data', data]);
const json = async (...args: readonly string[]): Promise<unknown> => {
  const ran = await run(...args, '--json');
  expect(ran.stderr).toBe('');
  return JSON.parse(ran.stdout) as unknown;
};
const waiting = async (least: number): Promise<readonly ApprovalRequest[]> => {
  for (;;) {
    const { approvals } = (await json('approvals')) as { readonly approvals: readonly ApprovalRequest[] };
    if (approvals.length >= least) return approvals;
    await new Promise((wake) => setTimeout(wake, 200));
  }
};
const transfer = (amount: number): JsonObject => ({ amount, currency: 'EUR', to: 'vendor-1' });
const idOf = (approvals: readonly ApprovalRequest[], amount: number): string =>
  approvals.find(({ parameters }) => parameters['amount'] === amount)?.decision.decision_id ?? '';

describe('people on the command line', () => {
  it('answer several questions at once, each by itself', async () => {
    const claude = agent();
    await claude.prompt('pay the invoices of May by transfer');
    const calls = [1500, 1600].map(async (amount) => claude.tool('mcp__payments__transfer', transfer(amount)));
    const approvals = await waiting(2);
    const [first, second] = [idOf(approvals, 1500), idOf(approvals, 1600)];
    id = approvals[0]?.requester.agent?.id ?? '';
    const { results } = (await json('approvals', 'answer', `${first}=approve`, `${second}=deny`)) as {
      readonly results: readonly { readonly decision_id: string; readonly decision: Decision }[];
    };
    expect(results.map(({ decision_id, decision }) => [decision_id, decision.result])).toEqual([
      [first, 'ALLOW'],
      [second, 'DENY'],
    ]);
    const ended: readonly ToolCall[] = await Promise.all(calls);
    expect(ended.map(({ kind }) => kind)).toEqual(['ran', 'blocked']);
  }, 60_000);

  it.each<[string, readonly string[], string]>([
    ['nothing', ['approve'], 'it is not said what is answered'],
    ['something that is no answer', ['answer', 'dec_1=perhaps'], '`dec_1=perhaps` is not an answer'],
    ['what does not wait', ['approve', 'dec_1', 'dec_2'], '`dec_1` does not wait for an answer of `bob`'],
  ])('are told of %s', async (_, args, message) => {
    const ran = await run('approvals', ...args);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(message);
  });

  it('see what a grant would have answered before they give it', async () => {
    const limits = ['--parameter', 'amount:{"type":"number","maximum":1550}', '--parameter', 'currency', '--parameter', 'to'];
    const { approvals } = (await json('approvals')) as { readonly approvals: readonly ApprovalRequest[] };
    expect(approvals).toEqual([]);
    const preview = (await json('grants', 'preview', id, 'payments.transfer', ...limits)) as GrantPreview;
    expect(preview).toMatchObject({ looked_at: 2, covered: 1, approved: 1, denied: 0, uses_left: 9 });
    const shown = await run('grants', 'preview', id, 'payments.transfer', '--parameter', 'amount', ...limits.slice(2));
    expect(shown.stdout).toContain('it would have answered 2 of 2 questions: 1 approved, 1 refused');
    expect(shown.stdout).toContain('People refused 1 of them');
    expect(await json('grants')).toEqual({ grants: [] });
  }, 60_000);

  it('are proposed a rule for what they always approve, with what it would change', async () => {
    const claude = agent();
    await claude.prompt('book the refunds of June');
    const calls = Array.from({ length: 10 }, async (_, i) => claude.tool('mcp__payments__refund', { amount: 2000 + i, order: 'o1' }));
    const approvals = await waiting(10);
    expect((await run('approvals', 'approve', ...approvals.map(({ decision }) => decision.decision_id))).code).toBe(0);
    await Promise.all(calls);
    const kept = join(folder, 'proposed');
    const { proposals, replay } = (await json('policy', 'propose', '--pack', baseline, '--write', kept)) as {
      readonly proposals: readonly Proposal[];
      readonly replay: ReplayReport;
    };
    expect(proposals).toMatchObject([
      {
        tool: 'payments',
        operation: 'refund',
        change: 'allow',
        answered: 10,
        people: 1,
        parameters: { amount: { minimum: 2000, maximum: 2009 } },
      },
    ]);
    expect(replay.candidate).toMatchObject({ flipped: 10 });
    expect(existsSync(join(kept, 'rules', 'allow_payments_refund_1.rego'))).toBe(true);
    // What is left to its author is to say what it must never change.
    const checked = await run('policy', 'check', join(packs, 'payments'), kept);
    expect(checked.stdout).toContain('passed: 0 errors, 1 warning');
    const shown = await run('policy', 'propose', '--pack', baseline);
    expect(shown.stdout).toContain('one person approved all 10 questions of baseline/');
    expect(shown.stdout).toContain('Nothing was changed');
  }, 120_000);
});
