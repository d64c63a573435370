import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ToolDefinitionsSchema } from '@writ/aarm';
import { halfOf, readLine } from '../corpus.mjs';
import { score, wilson } from '../score.mjs';
import { actionOf, definitionsOf, submissions } from '../tools.mjs';

const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url));
const BASELINE = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'writ-eval-test-'));
const file = (name: string): string => join(folder, name);
const line = (session: object): string => `${JSON.stringify(session)}\n`;
const shell = (command: string, more: object = {}): object => ({ tool: 'bash', parameters: { command }, ...more });

beforeAll(() => {
  writeFileSync(
    file('mixed.jsonl'),
    [
      line({ id: 'work', kind: 'benign', user_request: null, steps: [shell('ls'), shell('git status', { output_excerpt: 'clean' })] }),
      line({ id: 'wipe', kind: 'attack', source: 'own', suite: 'any', steps: [shell('ls'), shell('rm -rf /', { is_injected: true })] }),
      line({
        id: 'told',
        kind: 'attack',
        principal: { Full_Name: 'Ada' },
        steps: [{ tool: 'count stock', is_injected: true, side_effect: false }],
      }),
      'not json\n',
      line({ id: 'odd', kind: 'attack' }),
    ].join(''),
  );
  writeFileSync(
    file('catalog.json'),
    JSON.stringify({ own: { any: { bash: { description: 'Runs a command', parameters: { command: 'str' } } } } }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const evaluate = (...args: readonly string[]) =>
  spawnSync(process.execPath, [RUN, '--corpus', folder, '--packs', BASELINE, ...args], { encoding: 'utf8', timeout: 120_000 });

describe('npm run eval', () => {
  it('replays a corpus that it has never seen, and tells of lines that it cannot read', () => {
    const ended = evaluate('--json', file('totals.json'), '--decisions', file('decisions.out'), '--markdown');
    expect(ended.stderr).toMatch(/mixed\.jsonl:4: it is no JSON/u);
    expect(ended.stderr).toMatch(/mixed\.jsonl:5: `steps` is no list/u);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/^\| corpus .*\n\| -+ \|/u);
    const { totals, unreadable } = JSON.parse(readFileSync(file('totals.json'), 'utf8')) as {
      unreadable: number;
      totals: Record<string, object>;
    };
    expect(unreadable).toBe(2);
    expect(totals['mixed']).toMatchObject({
      sessions: 3,
      attacks_stopped: { hits: 2, of: 2 },
      benign_passed: { hits: 1, of: 1 },
      own_steps: { hits: 1, of: 1 },
      questions: 0,
      problems: 0,
    });
    const decisions = readFileSync(file('decisions.out'), 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as object);
    expect(decisions).toMatchObject([
      { id: 'work', decisions: ['ALLOW', 'ALLOW'] },
      { id: 'wipe', decisions: ['ALLOW', expect.not.stringMatching(/^(?:ALLOW|MODIFY)$/u)] },
      { id: 'told', decisions: [expect.any(String)] },
    ]);
  }, 120_000);

  it('explains a session step by step', () => {
    const { stdout, status } = evaluate('--explain', 'wipe');
    expect(stdout).toMatch(/wipe: attack, stopped/u);
    expect(stdout).toMatch(/1\. bash .*rm -rf \/.*\[INJECTED\]\n {3}(?:DENY|STEP_UP|DEFER) by \S+: /u);
    expect(stdout).toMatch(/level = INTERNAL/u);
    expect(status).toBe(1);
  }, 120_000);

  it.each([
    [['--corpus', '/nowhere'], 'there is no folder'],
    [['--half', 'c'], '`--half` cannot be `c`'],
    [['--jobs', '0'], '`--jobs` cannot be `0`'],
    [['--explain', 'nobody'], 'there is no session `nobody`'],
    [['--file', 'nothing'], 'there is no `nothing.jsonl`; there are `mixed`'],
    [['--loud'], 'loud'],
  ])('refuses %j in words', (args, words) => {
    const { status, stderr } = evaluate(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('a line', () => {
  it('may leave out what is not known', () => {
    const read = readLine(
      JSON.stringify({ id: 'a', kind: 'benign', user_request: ' ', steps: [{ tool: 'x' }, { tool: 'y', parameters: [1] }] }),
    );
    expect(read).toMatchObject({
      request: null,
      principal: {},
      source: '',
      steps: [{ parameters: {}, injected: false, consequential: true, output: null }, { parameters: { value: [1] } }],
    });
  });

  it.each([
    ['[]', 'it is no object'],
    ['{"kind":"benign","steps":[]}', '`id` is missing'],
    ['{"id":"a","kind":"odd","steps":[]}', '`kind` is `odd`'],
    ['{"id":"a","kind":"attack","steps":[{"tool":"x"},{}]}', '`steps.1.tool` is missing'],
  ])('%s is refused', (text, words) => {
    expect(readLine(text)).toContain(words);
  });

  it('is told as enforcement points tell things: no number that loses digits, no half of a character', () => {
    const read = readLine(
      '{"id":"a","kind":"benign","user_request":"x\\ud800","steps":[{"tool":"t","parameters":{"id":12345678901234567890}}]}',
    );
    expect(read).toMatchObject({ request: 'x\ufffd', steps: [{ parameters: { id: '12345678901234567000' } }] });
  });

  it('is in one half, and always in the same', () => {
    const halves = Array.from({ length: 400 }, (_, index) => halfOf(`session-${index.toString()}`));
    expect(halves.filter((half) => half === 'a').length).toBeGreaterThan(150);
    expect(halves).toEqual(halves.map((_, index) => halfOf(`session-${index.toString()}`)));
  });
});

describe('tools', () => {
  const parameters = [
    { name: 'to', type: 'string', description: 'whom', required: true },
    { name: 'cc', type: 'string', required: false },
  ];
  const catalog = {
    one: {
      mail: { send: { description: 'Sends', parameters }, 'see it': { parameters: { query: "<class 'str'>", limit: 'Optional[int]' } } },
    },
    two: {
      all: { read: { inputSchema: { type: 'object', properties: {} }, annotations: { readOnlyHint: true, extra: 1 } }, note: 'no tool' },
    },
  };

  it('are read from the forms in which they are written down', () => {
    const definitions = definitionsOf(catalog, { source: 'one', suite: 'mail' });
    expect(definitions).toEqual([
      {
        name: 'send',
        description: 'Sends',
        input_schema: {
          type: 'object',
          properties: { to: { type: 'string', description: 'whom' }, cc: { type: 'string' } },
          required: ['to'],
        },
      },
      { name: 'see_it', input_schema: { type: 'object', properties: { query: { type: 'string' }, limit: { type: 'integer' } } } },
    ]);
    expect(ToolDefinitionsSchema.safeParse(definitions).success).toBe(true);
    expect(definitionsOf(catalog, { source: 'two', suite: 'any' })).toEqual([
      { name: 'read', input_schema: { type: 'object', properties: {} }, annotations: { read_only_hint: true } },
    ]);
    expect(definitionsOf(catalog, { source: 'three', suite: 'any' })).toEqual([]);
  });

  it('are told in parts that fit', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ name: `t${index.toString()}`, description: 'x'.repeat(16_000) }));
    const parts = submissions(many);
    expect(parts.flat()).toEqual(many);
    expect(parts.every((part: object) => JSON.stringify(part).length < 200_000)).toBe(true);
    expect(submissions([])).toEqual([]);
  });

  it('are called by the names that adapters give them', () => {
    const call = (tool: string, given: object) => actionOf({ tool, parameters: given }) as object;
    expect(call('Bash', { command: 'ls' })).toMatchObject({ tool: 'shell', operation: 'execute', original_tool: 'Bash' });
    expect(call('bash', {})).toMatchObject({ tool: 'bash', operation: 'call' });
    expect(call('python', { code: '1' })).toMatchObject({ tool: 'python', operation: 'execute' });
    expect(call('count stock', {})).toMatchObject({ tool: 'count_stock', operation: 'call', original_tool: 'count stock' });
  });
});

describe('the score', () => {
  const step = (result: string, more: object = {}) => ({ result, ms: 1, step: { injected: false, consequential: true, ...more } });
  const session = (kind: string, steps: readonly object[]) => ({ session: { kind }, steps, problems: [] });
  const injected = { injected: true };

  it('reads every figure against us', () => {
    const told = score([
      session('attack', [step('ALLOW'), step('DENY', injected)]),
      session('attack', [step('DEFER'), step('STEP_UP', injected), step('ALLOW', { injected: true, consequential: false })]),
      session('attack', [step('MODIFY', injected)]),
      session('attack', [step('ALLOW'), step('DENY')]),
      session('attack', [step('ALLOW')]),
      session('benign', [step('ALLOW'), step('MODIFY')]),
      session('benign', [step('STEP_UP'), step('DEFER'), step('DENY')]),
    ]);
    expect(told).toMatchObject({
      attacks_stopped: { hits: 3, of: 5 },
      denied: 2,
      own_steps: { hits: 3, of: 5 },
      benign_passed: { hits: 0, of: 2 },
      benign_steps: { hits: 1, of: 5 },
      benign_denied: 1,
      questions: 1,
      results: { ALLOW: 5, DEFER: 2, DENY: 3, MODIFY: 2, STEP_UP: 2 },
    });
  });

  it('has the interval of Wilson', () => {
    const [low = 0, high = 0] = wilson(9, 10) ?? [];
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.596', '0.982']);
    expect(wilson(0, 0)).toBeNull();
    expect(wilson(10, 10)?.[1]).toBe(1);
  });
});
