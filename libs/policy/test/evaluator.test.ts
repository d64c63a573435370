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

/** Compares for hours and allocates nothing, so that only its budget can end it. */
const ENDLESS = `outcome := {"reason": "never"} if {
	all := numbers.range(1, 3000)
	some a in all
	some b in all
	some c in all
	a == b
	c == -3
}`;

/** Says much more than a rule may, and less than fills the memory of the module. */
const HUGE = `outcome := {"reason": "x", "modifications": [text | some _ in numbers.range(1, 20)]} if {
	text := concat("", ["0123456789" | some _ in numbers.range(1, 2000)])
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

  it('ends an endless rule by its budget: its caller is denied, whatever the others of the batch are', async () => {
    expect(await spoken('other', 'endless', 'mail', 'endless')).toEqual([
      'ALLOW posture',
      'DENY rule_error',
      'DENY rule',
      'DENY rule_error',
    ]);
    const [denied] = await evaluator.decide([draft('endless')]);
    expect(denied?.verdict.reason.message).toBe('rule `endless` failed: it used up its budget');
  });

  it('answers others while an evaluation takes long', async () => {
    const ended: string[] = [];
    const ask = async (tool: string): Promise<void> => {
      await evaluator.decide([draft(tool)]);
      ended.push(tool);
    };
    await Promise.all([ask('endless'), ask('mail')]);
    expect(ended).toEqual(['mail', 'endless']);
  });

  it('ends a rule that says more than it may', async () => {
    const [denied] = await evaluator.decide([draft('huge')]);
    expect(denied?.verdict.reason).toMatchObject({ code: 'rule_error', message: 'rule `huge` failed: it says more than it may' });
  });

  it('denies a stopped draft that no rule is about, whatever the posture', async () => {
    const [decision] = await evaluator.decide([{ ...draft('other'), stopped: true }]);
    expect(decision?.verdict).toMatchObject({ result: 'DENY', reason: { code: 'rule_error' } });
  });

  it('refuses what cannot be written down, and goes on', async () => {
    await expect(evaluator.decide([draft('other', { text: '\ud800' })])).rejects.toBeInstanceOf(PolicyError);
    expect(await spoken('other')).toEqual(['ALLOW posture']);
  });

  it('survives the death of its thread: nothing is decided for those who asked, and whoever asks later is answered', async () => {
    const cramped = await startEvaluator(compiled, { heapMb: 32 });
    // Grown bit by bit: an allocation that fails at once would end the whole process.
    const heavy = { lists: Array.from({ length: 600 }, () => Array.from({ length: 2000 }, () => ({}))) };
    await expect(cramped.decide([draft('endless', heavy)])).rejects.toMatchObject({ code: 'evaluator_down' });
    const decisions = await cramped.decide([draft('other')]).finally(() => cramped.close());
    expect(decisions.map(({ verdict }) => verdict.reason.code)).toEqual(['posture']);
  });

  it('gives up a thread that is at one action for too long: that decides nothing, and whoever asks later is answered', async () => {
    const hasty = await startEvaluator(compiled, { hungMs: 5 });
    const ended = async (tool: string): Promise<string> =>
      hasty.decide([draft(tool)]).then(
        ([decision]) => decision?.verdict.reason.code ?? '',
        (error: unknown) => (error as PolicyError).code,
      );
    // So short a limit is met by chance: asked until it is, and until it is not.
    while ((await ended('endless')) !== 'evaluator_down');
    while ((await ended('other')) !== 'posture');
    await hasty.close();
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
