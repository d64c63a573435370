import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../src/decision/decide.js';
import { RESULTS, executes } from '../src/decision/result.js';
import { CONTEXT_FIELDS } from '../src/context/context-fields.js';
import type { Json, JsonObject } from '../src/json.js';
import type { PolicySet, RuleOutcome } from '../src/policy/policy.js';
import { policyOf, ruleOf } from './policy-from-data.js';
import type { RuleData } from './policy-from-data.js';
import { OPTIONAL, RESTRICTING, anyRule, world } from './worlds.js';
import type { World } from './worlds.js';

const decided = ({ rules: of, terms: under, view: seen, parameters: given, verified }: World) =>
  decide(
    { tool: 'mail', operation: 'send', parameters: given },
    { identity: { verified, failure: null, effective_scope: ['*'], chain: [] }, view: seen },
    policyOf(of, under),
  );

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

/** Whether `after` asks for no more than `before`: the relation that MODIFY may move along. */
function narrower(
  after: Json | undefined,
  before: Json | undefined,
  { restricting, optional }: { readonly restricting: boolean; readonly optional: boolean },
): boolean {
  if (JSON.stringify(after) === JSON.stringify(before)) return true;
  if (after === undefined) return optional && !restricting;
  if (before === undefined) return restricting && after !== null;
  if (Array.isArray(before)) return Array.isArray(after) && after.every((member) => (before as readonly Json[]).includes(member as Json));
  if (typeof after === 'number') return typeof before === 'number' && after < before;
  if (restricting) return before === false && after === true;
  return after === '***' || (after === null && optional);
}

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

const RUNS = { numRuns: 2000 };

describe('the worlds of these laws', () => {
  it('reach every result, and narrow', () => {
    const seen = fc.sample(world, { numRuns: 3000, seed: 1 }).map((given) => ({ given, verdict: decided(given) }));
    for (const result of RESULTS) expect(seen.filter(({ verdict }) => verdict.result === result).length).toBeGreaterThan(100);
    const narrowed = seen.filter(
      ({ given, verdict }) =>
        executes(verdict.result) && verdict.effective_parameters !== null && differ(verdict.effective_parameters, given.parameters),
    );
    expect(narrowed.length).toBeGreaterThan(50);
  });
});

describe('the decision', () => {
  it('is deterministic, and changes nothing that it is given', () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(decided(frozen(given))).toEqual(decided(structuredClone(given)));
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the rules', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffled = given.rules
          .map((rule) => ({ rule, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ rule }) => rule);
        expect(decided({ ...given, rules: shuffled })).toEqual(decided(given));
      }),
      RUNS,
    );
  });

  it('never executes while an applicable rule fails', () => {
    fc.assert(
      fc.property(world, (given) => {
        const broken: RuleData = { id: 'zz_broken', class: 'standard_allow', fails: 'oops' };
        expect(decided({ ...given, rules: [...given.rules, broken] as World['rules'] }).result).toBe('DENY');
      }),
      RUNS,
    );
  });

  it('is DENY beyond the scope of whoever asks, and within it as if there were no scope', () => {
    const scopes = fc.array(fc.constantFrom('*', 'mail', 'mail:send', 'mail:*', 'mail:read', 'ma*', 'file', '*:send', 'send', ''), {
      maxLength: 3,
    });
    const covering = ['*', 'mail', 'mail:send', 'mail:*', 'ma*'];
    fc.assert(
      fc.property(world, scopes, (given, effective_scope) => {
        const verdict = decide(
          { tool: 'mail', operation: 'send', parameters: given.parameters },
          { identity: { verified: given.verified, failure: null, effective_scope, chain: [] }, view: given.view },
          policyOf(given.rules, given.terms),
        );
        if (effective_scope.some((scope) => covering.includes(scope))) expect(verdict).toEqual(decided(given));
        else expect(verdict).toMatchObject({ result: 'DENY', effective_parameters: null });
      }),
      RUNS,
    );
  });

  it('AARM-33: is DENY where a forbidden rule speaks, whatever else holds', () => {
    fc.assert(
      fc.property(world, (given) => {
        const hard: RuleData = { id: 'zz_hard', class: 'forbidden', says: 'never' };
        const verdict = decided({ ...given, rules: [...given.rules, hard] as World['rules'] });
        expect(verdict.result).toBe('DENY');
        if (given.verified) expect(verdict.reason.code).toBe('forbidden');
      }),
      RUNS,
    );
  });

  it('is DENY where the loudest voice is a DENY that may not be lifted', () => {
    fc.assert(
      fc.property(world, (given) => {
        const firm: RuleData = { id: 'zz_firm', class: 'standard_deny', priority: 900, overridable: false, says: 'no' };
        expect(decided({ ...given, rules: [...given.rules, firm] as World['rules'] }).result).toBe('DENY');
      }),
      RUNS,
    );
  });

  // A DENY that says `on_aligned: ALLOW` is a way to allow, and is written as one; every other DENY only takes away.
  it('is not made to execute by one more DENY', () => {
    fc.assert(
      fc.property(world, anyRule('zz_more'), (given, more) => {
        fc.pre(more.class !== 'forbidden');
        const deny = { ...more, result: 'DENY', on_aligned: 'STEP_UP' } as RuleData;
        fc.pre(!executes(decided(given).result));
        expect(executes(decided({ ...given, rules: [...given.rules, deny] as World['rules'] }).result)).toBe(false);
      }),
      RUNS,
    );
  });

  it('only narrows where it modifies', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { effective_parameters: after } = decided(given);
        if (after === null) return;
        const catalogue = given.terms.tools.length > 0;
        for (const name of new Set([...Object.keys(after), ...Object.keys(given.parameters)])) {
          const marks = { restricting: catalogue && RESTRICTING.includes(name), optional: catalogue && OPTIONAL.includes(name) };
          expect(narrower(after[name], given.parameters[name], marks)).toBe(true);
        }
      }),
      { numRuns: 8000 },
    );
  });

  it('executes with parameters of its own only as MODIFY', () => {
    fc.assert(
      fc.property(world, (given) => {
        const verdict = decided(given);
        if (verdict.result === 'ALLOW') expect(verdict.effective_parameters).toBeNull();
        if (verdict.result === 'MODIFY') expect(verdict.effective_parameters).not.toBeNull();
        expect(verdict.approval === null).toBe(verdict.result !== 'STEP_UP');
        expect(verdict.timeout_s === null).toBe(verdict.result !== 'STEP_UP' && verdict.result !== 'DEFER');
      }),
      RUNS,
    );
  });

  it('AARM-53: is exactly one of the five whatever a policy does, and nothing that is not an outcome lets an action run', () => {
    const outcome = fc.oneof(
      fc.anything(),
      fc.record({ rule: fc.constantFrom('a', 'b'), kind: fc.constantFrom('spoke', 'silent', 'error', 'else') }),
    );
    fc.assert(
      fc.property(
        fc.array(outcome),
        fc.dictionary(fc.constantFrom(...Object.keys(CONTEXT_FIELDS)), fc.jsonValue()),
        fc.boolean(),
        (outcomes, seen, throws) => {
          const base = policyOf([], { posture: { pack: 'test', result: 'ALLOW', overridable: false } });
          const policy: PolicySet = {
            ...base,
            applicable: () => [ruleOf({ id: 'a', class: 'standard_allow' }), ruleOf({ id: 'b', class: 'standard_deny' })],
            evaluate: () => {
              if (throws) throw new Error('trap');
              return outcomes as RuleOutcome[];
            },
          };
          const verdict = decide(
            { tool: 'mail', operation: 'send', parameters: {} },
            { identity: { verified: true, failure: null, effective_scope: ['*'], chain: [] }, view: seen as JsonObject },
            policy,
          );
          expect(RESULTS.filter((result) => result === verdict.result)).toHaveLength(1);
          if (throws) expect(verdict.reason.code).toBe('rule_error');
          else expect(executes(verdict.result) ? outcomes.length >= 2 : true).toBe(true);
        },
      ),
      RUNS,
    );
  });
});
