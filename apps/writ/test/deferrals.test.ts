import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Decision, Json, JsonObject } from '@writ/aarm';
import { createClaude } from '../src/demo/claude.js';
import type { Claude } from '../src/demo/claude.js';
import { connectAgent, startDemonstration } from './demonstration.js';
import { runNode, PROGRAM } from './run-program.js';

/**
 * The whole way, every part in its own process: `writ up`, the hook as Claude Code runs it, people on the command line, and a
 * calendar and a ticket system that are asked over HTTP.
 */
const folder = mkdtempSync(join(tmpdir(), 'writ-deferrals-'));
const data = join(folder, 'data');
const project = join(folder, 'project');
const baseline = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));

let sources: Server;
let asked: string[];
let calendar: 'down' | 'open';
let service: Awaited<ReturnType<typeof startDemonstration>>;
let command: string;
let ran: { readonly tool: string; readonly input: JsonObject }[];

const MANIFEST = 'id: exports\nversion: "1"\ntitle: exports of customers\n';
const rule = (
  id: string,
  { operation, fact, value }: { readonly operation: string; readonly fact: string; readonly value: string },
): string => `# METADATA
# scope: package
# title: ${id}
# description: it runs while the fact is known
# custom:
#   id: ${id}
#   class: context_dependent_defer
#   result: ALLOW
#   applies_to: [{"tool": "crm", "operation": "${operation}"}]
package writ.rules.${id}

outcome := {"reason": "the fact is known"} if input.context.facts.${fact} == "${value}"
`;
const RULES = {
  export_with_ticket: rule('export_with_ticket', { operation: 'export', fact: 'ticket', value: 'approved' }),
  read_out_with_customer: rule('read_out_with_customer', { operation: 'read_out', fact: 'customer_present', value: 'yes' }),
};
const TOOLS = `
- { tool: crm, operation: export, effect: grant, output: { level: INTERNAL, labels: [] }, parameters: { rows: { type: integer, restricting: true } } }
- { tool: crm, operation: read_out, effect: grant, output: { level: INTERNAL, labels: [] } }
`;

const pack = (): string => {
  const to = join(folder, 'packs', 'exports');
  mkdirSync(join(to, 'rules'), { recursive: true });
  writeFileSync(join(to, 'pack.yaml'), MANIFEST);
  writeFileSync(join(to, 'tools.yaml'), TOOLS);
  for (const [id, text] of Object.entries(RULES)) {
    writeFileSync(join(to, 'rules', `${id}.rego`), text);
    writeFileSync(join(to, 'rules', `${id}_test.rego`), `package writ.rules.${id}_test\n\ntest_nothing if true\n`);
  }
  return to;
};

const settings = (url: string): string => {
  const file = join(folder, 'deferrals.yaml');
  writeFileSync(
    file,
    `
attempts: 3
backoff_s: 4
allow: ['127.0.0.1']
resolvers:
  - { name: calendar, url: '${url}/window', provides: [change_window] }
  - { name: tickets, url: '${url}/tickets', provides: [ticket] }
confirmations:
  - { fact: customer_present, ask: Is the customer with you?, answers: [yes, no] }
`,
  );
  return file;
};

beforeAll(async () => {
  asked = [];
  sources = createServer((request, response) => {
    asked.push(request.url ?? '');
    const knows = request.url === '/window' && calendar === 'open';
    response.writeHead(knows ? 200 : 503, { 'content-type': 'application/json' });
    response.end(knows ? JSON.stringify({ facts: { change_window: 'open' } }) : '');
  });
  await new Promise<void>((resolve) => sources.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((sources.address() as AddressInfo).port)}`;
  service = await startDemonstration(data, { WRIT_DEFERRALS: settings(url), WRIT_PACKS: `${baseline},${pack()}` });
  command = await connectAgent({ data, project, mcp: ['credentials=credentials', 'crm=crm'] });
}, 120_000);
afterAll(async () => {
  await service.close();
  sources.closeAllConnections();
  sources.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const claude = (): Claude => {
  ran = [];
  return createClaude({
    command,
    cwd: project,
    perform: async (tool, input): Promise<Json> => {
      ran.push({ tool, input });
      return Promise.resolve({ done: true });
    },
  });
};
const writ = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const run = await runNode(PROGRAM, [...args, '--json', '--data', data]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(run.stdout) as Record<string, unknown>;
};
const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((wake) => setTimeout(wake, 200));
  }
};
const sleep = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a deferred call of a coding agent', () => {
  it('AARM-92: runs once a source knows what was missing, without anybody being asked', async () => {
    calendar = 'down';
    const agent = claude();
    await agent.prompt('rotate the key of the mail service');
    const call = agent.tool('mcp__credentials__rotate', { name: 'mail' });
    await until(async () => Promise.resolve(asked.includes('/window') ? true : undefined));
    await sleep(300);
    expect(ran).toEqual([]);
    const { deferrals } = (await writ('deferrals')) as { readonly deferrals: readonly Decision[] };
    expect(deferrals[0]).toMatchObject({ result: 'DEFER', missing: ['facts.change_window'] });
    calendar = 'open';
    expect(await call).toMatchObject({ kind: 'ran', input: { name: 'mail' } });
    expect(ran).toEqual([{ tool: 'mcp__credentials__rotate', input: { name: 'mail' } }]);
    expect(await writ('approvals')).toEqual({ approvals: [] });
  }, 60_000);

  it('AARM-70: goes on to people where no source helps; what they narrow it to is what runs', async () => {
    const agent = claude();
    await agent.prompt('export the customers');
    const call = agent.tool('mcp__crm__export', { rows: 5000 });
    let early: unknown;
    void call.then((ended) => (early = ended));
    const waiting = await until(async () => {
      const { approvals } = (await writ('approvals')) as { readonly approvals: readonly { readonly decision: Decision }[] };
      if (early !== undefined) throw new Error(`it ended before anybody was asked: ${JSON.stringify(early)}`);
      return approvals[0]?.decision;
    });
    expect(waiting).toMatchObject({ result: 'STEP_UP', initial_result: 'DEFER', reason: { code: 'attempts_exhausted' } });
    expect(waiting.deferral?.attempts.map(({ by, ended }) => [by, ended])).toEqual(Array(3).fill(['resolver:tickets', 'failed']));
    expect(ran).toEqual([]);
    await writ('approvals', 'approve', waiting.decision_id, '--cap', 'rows=10');
    expect(await call).toMatchObject({ kind: 'ran', input: { rows: 10 } });
    expect(ran).toEqual([{ tool: 'mcp__crm__export', input: { rows: 10 } }]);
    const { deferrals: stats } = await writ('stats');
    expect(stats).toMatchObject({ deferred: 2, settled: 2, escalation_rate: 0.5, timeout_rate: 0 });
  }, 60_000);

  it('runs once the person it works for has answered a narrow question', async () => {
    const agent = claude();
    await agent.prompt('read the record out to the customer');
    const call = agent.tool('mcp__crm__read_out', { customer: 'c1' });
    const waiting = await until(async () => {
      const { deferrals } = (await writ('deferrals')) as { readonly deferrals: readonly Decision[] };
      return deferrals[0];
    });
    expect(waiting.deferral?.questions).toEqual([{ fact: 'customer_present', ask: 'Is the customer with you?', answers: ['yes', 'no'] }]);
    const after = await writ('deferrals', 'answer', waiting.decision_id, 'customer_present=yes', '--as', 'alice');
    expect(after).toMatchObject({ result: 'ALLOW', resolution: { method: 'user_confirmation', by: ['person:alice'] } });
    expect(await call).toMatchObject({ kind: 'ran', input: { customer: 'c1' } });
  }, 60_000);
});
