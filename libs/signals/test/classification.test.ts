import { describe, expect, it } from '@jest/globals';
import { openingState } from '@writ/aarm';
import type { Classification, Json, PolicyTerms, ToolDeclaration } from '@writ/aarm';
import { createSignals } from '../src/index.js';
import { textOf } from '../src/text-of.js';

const line = (tool: string, more: Partial<ToolDeclaration> = {}): ToolDeclaration => ({
  tool,
  operation: '*',
  effect: 'read',
  parameters: {},
  closed: false,
  destinations: [],
  entities: [],
  ...more,
});

const terms: PolicyTerms = {
  id: 'test',
  version: '1',
  hash: `sha256:${'0'.repeat(64)}`,
  posture: { pack: 'test', result: 'DENY', overridable: true },
  on_uncertain: 'keep',
  thresholds: { confidence: 0.5, risk: 0.95, misaligned: 0.2, aligned: 0.8 },
  defer_timeout_s: 300,
  step_up_timeout_s: 300,
  approvers: ['approver'],
  tools: [line('shell', { effect: 'execute' }), line('crm', { output: { level: 'CONFIDENTIAL', labels: ['PII'] } })],
};

const classify = (output: Json | undefined, tool = 'shell', excerpt = false): Classification =>
  createSignals().classifyOutput({
    tool,
    operation: 'run',
    output,
    excerpt,
    terms,
    state: openingState({ session_id: 'ses_1', started_at: '2026-11-23T00:00:00.000Z' }),
  });

/** Put together here, so that no scanner takes this file for a leak. */
const split = (...parts: string[]): string => parts.join('');

describe('the classification of an output', () => {
  it.each<[string, Json, string, string[]]>([
    ['nothing remarkable', 'a.txt b.txt', 'INTERNAL', []],
    ['one address', 'mail bob@example.com', 'INTERNAL', []],
    ['a list of addresses', ['a@firm.io', 'b@firm.io', { email: 'c@firm.io' }], 'CONFIDENTIAL', ['PII']],
    ['a history', 'Author: A <a@x.io>\nAuthor: B <b@x.io>\nCo-authored-by: C <c@x.io>\n', 'INTERNAL', []],
    ['a table of two persons', 'id,name,email\n1,Ann,ann@shop.example\n2,Bo,bo@shop.example', 'CONFIDENTIAL', ['PII']],
    [
      'records',
      [
        { name: 'Ann', email: 'ann@shop.example' },
        { name: 'Bo', email: 'bo@shop.example' },
      ],
      'CONFIDENTIAL',
      ['PII'],
    ],
    ['records inside a text', '[{"name":"Ann","email":"ann@shop.example","phone":"1"}]', 'CONFIDENTIAL', ['PII']],
    ['packages with versions', 'node@20.1.2\nreact@18.2.0\n@types/jest@30.0.0', 'INTERNAL', []],
    ['fixtures and remotes', 'a@example.com b@example.org c@x.test git@github.com noreply@github.com', 'INTERNAL', []],
    ['an author of a package', '{"name":"x","author":{"name":"Ann","email":"ann@firm.io"}}', 'INTERNAL', []],
    ['telephone numbers', 'phone: +49 30 1234 5678, +1 (415) 555 0132, +33 1 42 68 53 00', 'CONFIDENTIAL', ['PII']],
    ['a national id', { ssn: '078-05-1120' }, 'CONFIDENTIAL', ['PII']],
    ['a card', 'card 4111 1111 1111 1111', 'RESTRICTED', ['FINANCIAL']],
    ['sixteen digits that are no card', 'build 4111 1111 1111 1112', 'INTERNAL', []],
    ['an IBAN', 'to DE89 3704 0044 0532 0130 00', 'RESTRICTED', ['FINANCIAL']],
    ['an IBAN with a wrong check', 'to DE88 3704 0044 0532 0130 00', 'INTERNAL', []],
    ['a medical record', { patient_id: 7, diagnosis: 'E11', dosage: '5 mg' }, 'RESTRICTED', ['PHI']],
    ['a private key', split('-----BEGIN EC', ' PRIVATE KEY-----'), 'RESTRICTED', ['SECRET']],
    ['an access key', split('key AK', 'IAABCDEFGHIJKLMNOP'), 'RESTRICTED', ['SECRET']],
    ['a token', split('gh', 'p_', 'a1B2'.repeat(9)), 'RESTRICTED', ['SECRET']],
  ])('finds %s', (_, output, level, labels) => {
    expect(classify(output)).toEqual({ level, labels });
  });

  it('is highest for a tool that nothing is known of', () => {
    expect(classify('hello', 'stranger').level).toBe('RESTRICTED');
    expect(classify(undefined, 'stranger').level).toBe('RESTRICTED');
  });

  it('adds to what the catalogue says, and never takes away', () => {
    expect(classify('nothing here', 'crm')).toEqual({ level: 'CONFIDENTIAL', labels: ['PII'] });
    expect(classify('4111 1111 1111 1111', 'crm')).toEqual({ level: 'RESTRICTED', labels: ['FINANCIAL', 'PII'] });
  });

  it('does not call harmless what it did not read to the end', () => {
    expect(classify('x'.repeat(300 * 1024)).level).toBe('INTERNAL');
    expect(classify('x'.repeat(600 * 1024))).toEqual({ level: 'RESTRICTED', labels: ['UNREAD'] });
    expect(classify('x'.repeat(600 * 1024), 'crm')).toEqual({ level: 'CONFIDENTIAL', labels: ['PII', 'UNREAD'] });
    expect(classify('the beginning', 'shell', true)).toEqual({ level: 'RESTRICTED', labels: ['UNREAD'] });
    expect(classify(undefined, 'shell', true)).toEqual({ level: 'RESTRICTED', labels: ['UNREAD'] });
    expect(textOf(['a', { b: 1, c: [null, true] }])).toEqual({ text: 'a\nb\n1\nc\nnull\ntrue', whole: true });
    expect(textOf(new Array<Json>(200_000).fill(1)).whole).toBe(false);
  });

  it.each([
    ['addresses', 'a.b+c@d-e.'],
    ['digits', '4111 '],
    ['an IBAN that never ends', 'DE89 3704 '],
    ['telephone numbers', '+1 (415'],
    ['key blocks', '-----BEGIN A B C '],
    ['commit lines', '   Author:'],
    ['upper case', 'ABCDEF 12'],
    ['blanks', '  \n'],
  ])('takes bounded time on %s', (_, piece) => {
    const text = piece.repeat(Math.ceil((256 * 1024) / piece.length));
    const started = performance.now();
    classify(text);
    expect(performance.now() - started).toBeLessThan(750);
  });
});
