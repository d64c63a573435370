import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Evaluator } from '@writ/engine';
import { sha256 } from '@writ/receipt';
import { PolicyError } from '../src/error.js';
import { startEvaluator } from '../src/evaluator.js';
import type { CompiledPolicy } from '../src/compiled.js';
import { draft } from './drafts.js';
import { compile, manifest, remove, rule, temporaryFolder } from './packs.js';

/** Compares for hours and allocates nothing, so that only the watchdog can end it. */
const ENDLESS = `outcome := {"reason": "never"} if {
	all := numbers.range(1, 3000)
	some a in all
	some b in all
	some c in all
	a == b
	c == -3
}`;

/** Says more than a small heap can hold, and less than fills the memory of the module. */
const HUGE = `outcome := {"reason": "x", "modifications": [list | some _ in few]} if {
	few := numbers.range(1, 3000)
	list := [[] | some _ in numbers.range(1, 200)]
}`;

let root: string;
let compiled: CompiledPolicy;
let evaluator: Evaluator;

beforeAll(async () => {
  root = await temporaryFolder();
  compiled = await compile(root, {
    base: {
      'pack.yaml': manifest('base', 'posture: {result: ALLOW}\n'),
      ...rule({ id: 'no_mail', body: 'outcome := {"reason": "no mail"} if input.action.operation == "run"' }),
      ...rule({ id: 'endless', appliesTo: '{tool: endless}', body: ENDLESS }),
      ...rule({ id: 'huge', appliesTo: '{tool: huge}', body: HUGE }),
    },
  });
  evaluator = await startEvaluator(compiled);
}, 60_000);

afterAll(async () => {
  await evaluator.close();
  await remove(root);
});

const spoken = async (...tools: readonly string[]): Promise<readonly string[]> =>
  (await evaluator.decide(tools.map((tool) => draft(tool)))).map(({ verdict }) => `${verdict.result} ${verdict.reason.code}`);

describe('the evaluator', () => {
  it('decides and composes a batch in order', async () => {
    expect(await spoken('mail', 'other', 'mail')).toEqual(['DENY rule', 'ALLOW posture', 'DENY rule']);
  });

  it('gives back the receipt that is to be signed', async () => {
    const [decision] = await evaluator.decide([draft('mail')]);
    expect(JSON.parse(decision?.payload ?? '')).toMatchObject({ kind: 'decision', chain: { seq: draft('mail').head.receipt_seq + 1 } });
  });

  it('answers an empty batch', async () => {
    expect(await evaluator.decide([])).toEqual([]);
  });

  it('stops an endless rule: its caller is denied, the others are only late', async () => {
    const started = performance.now();
    const [mixed, other] = await Promise.all([spoken('other', 'endless', 'mail'), spoken('other')]);
    expect(mixed).toEqual(['ALLOW posture', 'DENY rule_error', 'DENY rule']);
    expect(other).toEqual(['ALLOW posture']);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await spoken('other')).toEqual(['ALLOW posture']);
  });

  it('stops several in one batch, one after the other', async () => {
    expect(await spoken('endless', 'endless', 'other')).toEqual(['DENY rule_error', 'DENY rule_error', 'ALLOW posture']);
  });

  it('denies a stopped draft that no rule is about, whatever the posture', async () => {
    const [decision] = await evaluator.decide([{ ...draft('other'), stopped: true }]);
    expect(decision?.verdict).toMatchObject({ result: 'DENY', reason: { code: 'rule_error' } });
  });

  it('refuses what cannot be written down, and goes on', async () => {
    await expect(evaluator.decide([draft('other', { text: '\ud800' })])).rejects.toBeInstanceOf(PolicyError);
    expect(await spoken('other')).toEqual(['ALLOW posture']);
  });

  it('survives the death of its thread: whose action it was is denied, the others are only late', async () => {
    const cramped = await startEvaluator(compiled, { heapMb: 24, limitMs: 20_000 });
    const decisions = await cramped.decide([draft('other'), draft('huge'), draft('mail')]).finally(() => cramped.close());
    expect(decisions.map(({ verdict }) => verdict.reason.code)).toEqual(['posture', 'rule_error', 'rule']);
    expect(decisions[1]?.verdict.reason.message).toContain('broke down');
  });

  it('does not start on a module that does not load', async () => {
    const wasmFile = join(root, 'nothing.wasm');
    await writeFile(wasmFile, 'nothing');
    await expect(startEvaluator({ ...compiled, wasmFile, wasmDigest: sha256('nothing') })).rejects.toMatchObject({
      code: 'evaluator_down',
    });
    await expect(startEvaluator({ ...compiled, wasmFile })).rejects.toMatchObject({ code: 'compiled_damaged' });
  });

  it('refuses a draft that is not plain data, and goes on', async () => {
    const odd = draft('other', { amount: 1n as never });
    await expect(evaluator.decide([odd])).rejects.toMatchObject({ code: 'evaluator_down' });
    expect(await spoken('other')).toEqual(['ALLOW posture']);
  });

  it('rejects what is asked after it was closed', async () => {
    const closing = await startEvaluator(compiled);
    const asked = closing.decide([draft('endless')]);
    const answered = expect(asked).rejects.toMatchObject({ code: 'evaluator_down' });
    await closing.close();
    await answered;
    await expect(closing.decide([draft('other')])).rejects.toMatchObject({ code: 'evaluator_down' });
  });
});
