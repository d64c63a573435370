import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../src/decision/decide.js';
import { executes } from '../src/decision/result.js';
import { CONTEXT_FIELDS } from '../src/context/context.js';
import type { Json, JsonObject } from '../src/json.js';
import type { PolicySet, PolicyTerms, RuleOutcome } from '../src/policy/policy.js';
import { RULE_CLASSES } from '../src/policy/policy.js';
import { policyOf, ruleOf } from './policy-from-data.js';
import type { RuleData } from './policy-from-data.js';

const scalar = fc.oneof(fc.integer({ min: -5, max: 500 }), fc.constantFrom('a', 'b', '***'), fc.boolean(), fc.constant(null));
const parameters = fc.dictionary(fc.constantFrom('limit', 'to', 'body', 'cc'), fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), {
  noNullPrototype: true,
});
const view = fc.dictionary(
  fc.constantFrom('level', 'action_count', 'alignment', 'confidence', 'composite_risk'),
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('PUBLIC', 'RESTRICTED')),
  { noNullPrototype: true },
);
const path = fc.constantFrom('limit', 'to', 'body', 'cc').map((name): string[] => [name]);
const modification = fc.oneof(
  fc.record({ op: fc.constant('cap' as const), path, value: fc.integer({ min: -5, max: 500 }) }),
  fc.record({ op: fc.constant('set' as const), path, value: scalar }),
  fc.record({ op: fc.constant('keep' as const), path, value: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ op: fc.constant('drop' as const), path }),
);
const says = fc.option(fc.record({ reason: fc.constant('because'), modifications: fc.array(modification, { maxLength: 2 }) }), {
  nil: undefined,
});
const ruleClass = fc.constantFrom(...RULE_CLASSES);

/** Any rule that a pack may have: its class says whether it is in the forbidden band. */
const anyRule = (id: string): fc.Arbitrary<RuleData> =>
  fc
    .record({
      class: ruleClass,
      result: fc.constantFrom('ALLOW', 'DENY', 'MODIFY', 'STEP_UP', 'DEFER'),
      priority: fc.constantFrom(100, 300, 500),
      reads: fc.subarray(['level', 'action_count', 'facts.window']),
      overridable: fc.boolean(),
      severity: fc.constantFrom('LOW', 'HIGH'),
      on_aligned: fc.constantFrom('STEP_UP', 'ALLOW'),
      fails: fc.option(fc.constant('oops'), { nil: undefined, freq: 8 }),
      says,
    })
    .map(({ says: voice, fails, ...rule }) => {
      const hard = rule.class === 'forbidden' ? { result: 'DENY', priority: 1000, reads: [] } : {};
      return {
        id,
        ...rule,
        ...hard,
        ...(voice === undefined ? {} : { says: voice }),
        ...(fails === undefined ? {} : { fails }),
      } as RuleData;
    });
const rules = fc
  .integer({ min: 0, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => anyRule(`r${i.toString()}`))));
const MAIL: PolicyTerms['tools'][number] = {
  tool: 'mail',
  operation: '*',
  effect: 'send',
  parameters: {
    limit: { type: 'any', optional: true, restricting: true },
    cc: { type: 'any', optional: true, restricting: false },
  },
  closed: false,
  destinations: [],
  entities: [],
};
const terms = fc.record({
  posture: fc.record({ pack: fc.constant('test'), result: fc.constantFrom('ALLOW' as const, 'DENY' as const), overridable: fc.boolean() }),
  on_uncertain: fc.constantFrom('keep' as const, 'STEP_UP' as const, 'DEFER' as const),
  thresholds: fc.record({
    confidence: fc.constantFrom(null, 0.5),
    risk: fc.constantFrom(null, 0.9),
    misaligned: fc.constant(0.2),
    aligned: fc.constant(0.8),
  }),
  tools: fc.boolean().map((declared): PolicyTerms['tools'] => (declared ? [MAIL] : [])),
});
const world = fc.record({ rules, terms, view, parameters, verified: fc.boolean() });
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const decided = ({ rules: of, terms: under, view: seen, parameters: given, verified }: World) =>
  decide(
    { tool: 'mail', operation: 'send', parameters: given },
    { identity: { verified, failure: null }, view: seen },
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

const RUNS = { numRuns: 2000 };

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
        fc.pre(given.rules.some(({ fails }) => fails !== undefined));
        expect(decided(given).result).toBe('DENY');
      }),
      RUNS,
    );
  });

  it('is DENY where a forbidden rule speaks, whatever else holds', () => {
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
          const marks = { restricting: catalogue && name === 'limit', optional: catalogue && (name === 'limit' || name === 'cc') };
          expect(narrower(after[name], (given.parameters as JsonObject)[name], marks)).toBe(true);
        }
      }),
      RUNS,
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

  it('is reached whatever a policy does, and nothing that is not an outcome lets an action run', () => {
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
            { identity: { verified: true, failure: null }, view: seen as JsonObject },
            policy,
          );
          if (throws) expect(verdict.reason.code).toBe('rule_error');
          else expect(executes(verdict.result) ? outcomes.length >= 2 : true).toBe(true);
        },
      ),
      RUNS,
    );
  });
});
