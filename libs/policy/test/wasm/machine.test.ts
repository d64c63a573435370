import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOST_BUILTINS } from '../../src/builtins/host-builtins.js';
import { EVALUATION } from '../../src/evaluation.js';
import { compileModule } from '../../src/wasm-policy.js';
import { Fault } from '../../src/wasm/fault.js';
import { Machine } from '../../src/wasm/machine.js';
import type { Module } from '../../src/wasm/webassembly.js';
import { compile, remove, rule, temporaryFolder } from '../packs.js';

/** Leaves something behind in every way that a rule can: patterns, memory, a trap, nesting, a call of the host. */
const RULES = {
  pattern: 'outcome := {"reason": "x"} if regex.match(`(?i)^(a|b)+[0-9]{2,40}$`, input.action.parameters.text)',
  bad_pattern: 'outcome := {"reason": "x"} if regex.match(concat("", ["(", input.action.parameters.text]), "a")',
  nested: 'outcome := {"reason": "x"} if is_array(json.unmarshal(input.action.parameters.text))',
  between: 'outcome := {"reason": "x"} if replace(input.action.parameters.text, "", input.action.parameters.text) == ""',
  sought:
    'outcome := {"reason": "x"} if strings.replace_n({input.action.parameters.text: "", "y": ""}, input.action.parameters.text) == "y"',
  large: 'outcome := {"reason": "x"} if count([[a, b] | some a in numbers.range(1, 9000); some b in numbers.range(1, 9000)]) > 0',
  endless:
    'outcome := {"reason": "x"} if { some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); some c in numbers.range(1, 3000); a * b == c - 9000000 }',
  told: 'outcome := {"reason": sprintf("%s, %d", [input.action.parameters.text, count(input.action.parameters.text)])}',
};

let root: string;
let module: Module;

beforeAll(async () => {
  root = await temporaryFolder();
  const custom = 'parameters: {text: {type: string}}';
  const files = Object.entries(RULES).map(([id, body]) => rule({ id, body, custom }));
  const compiled = await compile(root, { p: Object.assign({}, ...files) });
  module = compileModule(new Uint8Array(await readFile(compiled.wasmFile)));
}, 60_000);
afterAll(() => remove(root));

const machine = (): Machine => new Machine({ module, pages: EVALUATION.pages, builtins: HOST_BUILTINS });
const input = (applicable: readonly string[], text: string): string =>
  JSON.stringify({ action: { tool: 'mail', operation: 'run', parameters: { text } }, context: {}, applicable });

function ended(one: Machine, text: string, fuel = 20_000_000): { readonly answer: string; readonly left: number } {
  try {
    return { answer: one.evaluate(text, 'writ/main/outcomes', { fuel, depth: EVALUATION.depth }), left: one.fuel };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { answer: `fault: ${error.message}`, left: one.fuel };
  }
}

describe('a machine', () => {
  it('gives an answer', () => {
    expect(JSON.parse(ended(machine(), input(['pattern', 'told'], 'ab12')).answer)).toEqual([
      { result: { pattern: { reason: 'x' }, told: { reason: 'ab12, 4' } } },
    ]);
  });

  it.each([
    ['endless', '', 'fault: it used up its budget'],
    ['nested', '['.repeat(3000) + ']'.repeat(3000), 'fault: it is nested too deeply'],
    ['nested', `${'['.repeat(3000)}"\\ud800"${']'.repeat(3000)}`, 'fault: it is nested too deeply'],
    ['between', 'x'.repeat(8_000), 'fault: it used up its budget'],
    ['sought', 'x'.repeat(8_000), 'fault: it used up its budget'],
  ])('ends `%s`', (id, text, answer) => {
    expect(ended(machine(), input([id], text))).toMatchObject({ answer });
  });

  it('ends an evaluation that fills its memory', () => {
    expect(ended(machine(), input(['large'], ''), 2_000_000_000).answer).toBe('fault: it used more memory than it may');
  });

  it("charges the host's work in the coin of the module", () => {
    const [short, long] = ['a', 'a'.repeat(1000)].map((text) => ended(machine(), input(['told'], text)));
    expect(short!.left - long!.left).toBeGreaterThan(2 * 1000 * 500);
    expect(ended(machine(), input(['told'], 'a'.repeat(50_000))).answer).toBe('fault: it used up its budget');
  });

  it('answers and charges the same, whatever came before', () => {
    const questions = fc.record({
      applicable: fc.subarray(Object.keys(RULES), { minLength: 1 }),
      text: fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.constant('['.repeat(3000) + ']'.repeat(3000)),
        fc.stringMatching(/^[ab]{1,30}[0-9]{0,4}$/u),
      ),
      fuel: fc.integer({ min: 1, max: 20_000_000 }),
    });
    const used = machine();
    fc.assert(
      fc.property(questions, ({ applicable, text, fuel }) => {
        const asked = input(applicable, text);
        expect(ended(used, asked, fuel)).toEqual(ended(machine(), asked, fuel));
      }),
      { numRuns: 60 },
    );
  });

  it('has no other entrypoint', () => {
    expect(() => machine().evaluate('{}', 'writ/other', { fuel: 1000, depth: 10 })).toThrow('no entrypoint');
  });
});
