import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decide } from '@writ/aarm';
import type { Json, JsonObject, PolicySet, Verdict } from '@writ/aarm';
import { parse } from 'yaml';
import { compilePacks } from '../src/compile.js';
import type { CompiledPolicy } from '../src/compiled.js';
import { deferralTriggers } from '../src/deferral-triggers.js';
import { resolveOpa } from '../src/opa.js';
import { loadPolicySet } from '../src/policy-set.js';
import { remove, temporaryFolder } from './packs.js';

interface Golden {
  readonly name: string;
  readonly action: { readonly tool: string; readonly operation: string; readonly parameters: JsonObject };
  /** Fields of the context that differ from {@link OPENING}; null takes one away. */
  readonly context?: Readonly<Record<string, Json>>;
  readonly expected: {
    readonly result: string;
    readonly rule?: string;
    readonly code?: string;
    readonly missing?: readonly string[];
    readonly approvers?: readonly string[];
    readonly effective_parameters?: JsonObject;
  };
}

/** The context of a session that has touched nothing, whose request neither asks for the action nor forbids it. */
const OPENING: Readonly<Record<string, Json>> = {
  level: 'PUBLIC',
  data_classifications: [],
  alignment: 0.5,
  confidence: 0.9,
  composite_risk: 0.1,
  risk_level: 'LOW',
  call_origin: 'no_request',
  recipients_named: false,
  recipients_known: false,
  carries: [],
};

const pack = fileURLToPath(new URL('../../../policies/baseline', import.meta.url));
const suites = readdirSync(join(pack, 'cases')).map((file) => ({
  file,
  cases: parse(readFileSync(join(pack, 'cases', file), 'utf8')) as readonly Golden[],
}));

describe('the baseline pack', () => {
  let policy: PolicySet;
  let compiled: CompiledPolicy;
  let outDir: string;

  beforeAll(async () => {
    outDir = await temporaryFolder();
    compiled = await compilePacks({ packs: [pack], opa: await resolveOpa(), outDir });
    policy = await loadPolicySet(compiled);
  }, 120_000);
  afterAll(() => remove(outDir));

  it('AARM-41: defers under the conditions that the documentation lists', () => {
    const documented = readFileSync(new URL('../../../docs/deferral-triggers.md', import.meta.url), 'utf8');
    // `npm run triggers` writes the page anew.
    expect(documented).toBe(deferralTriggers(compiled));
  });

  describe.each(suites)('$file', ({ cases }) => {
    it.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
      const fields = Object.entries({ ...OPENING, ...golden.context }).filter(([, value]) => value !== null);
      const verdict = decide(
        golden.action,
        { identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] }, view: Object.fromEntries(fields) },
        policy,
      );
      expect(told(verdict, golden.expected)).toEqual(golden.expected);
    });
  });
});

/** The parts of the verdict that a golden case speaks of. */
function told(verdict: Verdict, expected: Golden['expected']): Partial<Golden['expected']> {
  const all = {
    result: verdict.result,
    rule: verdict.policy_id,
    code: verdict.reason.code,
    missing: verdict.missing,
    approvers: verdict.approval?.approvers,
    effective_parameters: verdict.effective_parameters,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(expected, name)));
}
