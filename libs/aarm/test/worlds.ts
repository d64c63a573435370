import fc from 'fast-check';
import type { Json, JsonObject } from '../src/json.js';
import type { Modification } from '../src/decision/obligation.js';
import type { PolicyTerms } from '../src/policy/policy.js';
import type { RuleData } from './policy-from-data.js';

/** Most of what is drawn is likely, so that the laws meet every result often; a little of it is anything. */
const mostly = <T>(likely: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 19, arbitrary: likely }, { weight: 1, arbitrary: rare });

const scalar = fc.oneof(fc.integer({ min: -5, max: 500 }), fc.constantFrom('a', 'b', '***'), fc.boolean(), fc.constant(null));
const address = fc.constantFrom('a', 'b', 'c');
const anything = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));

const sensible = {
  limit: mostly<Json>(fc.integer({ min: -5, max: 500 }), anything),
  to: mostly<Json>(fc.array(address, { maxLength: 3 }), anything),
  body: mostly<Json>(fc.constantFrom('secret', ''), anything),
  dry_run: mostly<Json>(fc.boolean(), anything),
  cc: mostly<Json>(address, anything),
};
const parameters: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record(sensible, { requiredKeys: ['limit', 'to', 'body'], noNullPrototype: true }),
  fc.record(sensible, { requiredKeys: [], noNullPrototype: true }),
);

const share = mostly(fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.85, 1), fc.double());
const view = fc.record(
  {
    level: fc.constantFrom('PUBLIC', 'RESTRICTED'),
    action_count: fc.nat(9),
    alignment: share,
    confidence: share,
    composite_risk: mostly(fc.constantFrom(0, 0.1, 0.5), share),
    facts: fc.record({ window: fc.constantFrom('open', null) }, { requiredKeys: [], noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const at = (...names: string[]): fc.Arbitrary<string[]> => fc.constantFrom(...names).map((name) => [name]);
const anywhere = at('limit', 'to', 'body', 'dry_run', 'cc');
const modification = mostly<Modification>(
  fc.oneof(
    fc.record({ op: fc.constant('cap' as const), path: at('limit'), value: fc.integer({ min: -5, max: 500 }) }),
    fc.record({ op: fc.constant('keep' as const), path: at('to'), value: fc.uniqueArray(address) }),
    fc.record({ op: fc.constant('set' as const), path: at('body'), value: fc.constantFrom('***', null) }),
    fc.record({ op: fc.constant('set' as const), path: at('dry_run', 'limit'), value: fc.constantFrom(true, false, null) }),
    fc.record({ op: fc.constant('drop' as const), path: at('cc') }),
  ),
  fc.oneof(
    fc.record({ op: fc.constant('cap' as const), path: anywhere, value: fc.integer({ min: -5, max: 500 }) }),
    fc.record({ op: fc.constant('set' as const), path: anywhere, value: scalar }),
    fc.record({ op: fc.constant('keep' as const), path: anywhere, value: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ op: fc.constant('drop' as const), path: anywhere }),
  ),
);

const never = <T>(value: T): fc.Arbitrary<T | undefined> => mostly<T | undefined>(fc.constant(undefined), fc.constant(value));

/** Any rule that a pack may have; a forbidden one is in its band. */
export const anyRule = (id: string): fc.Arbitrary<RuleData> =>
  fc
    .record({
      class: mostly<RuleData['class']>(
        fc.constantFrom('context_dependent_deny', 'context_dependent_allow', 'context_dependent_defer', 'standard_allow', 'standard_deny'),
        fc.constant('forbidden'),
      ),
      result: fc.constantFrom<NonNullable<RuleData['result']>[]>('ALLOW', 'ALLOW', 'DENY', 'MODIFY', 'MODIFY', 'STEP_UP', 'DEFER'),
      priority: fc.constantFrom(100, 300, 500),
      reads: mostly(fc.constant<string[]>([]), fc.subarray(['level', 'action_count', 'facts.window'])),
      overridable: fc.boolean(),
      severity: fc.constantFrom<NonNullable<RuleData['severity']>[]>('LOW', 'HIGH'),
      on_aligned: fc.constantFrom<NonNullable<RuleData['on_aligned']>[]>('STEP_UP', 'ALLOW'),
      fails: never('oops'),
      says: fc.option(
        fc.record({ reason: fc.constant('because'), modifications: fc.array(modification, { minLength: 1, maxLength: 2 }) }),
        {
          nil: undefined,
          freq: 3,
        },
      ),
      if: fc.option(fc.record({ limit: fc.record({ over: fc.constantFrom(0, 50, 200) }) }), { nil: undefined, freq: 1 }),
    })
    .map(({ says, fails, if: holds, ...rule }) => ({
      id,
      ...rule,
      ...(rule.class === 'forbidden' ? { result: 'DENY' as const, priority: 1000, reads: [] } : {}),
      ...(says === undefined ? {} : { says }),
      ...(fails === undefined ? {} : { fails }),
      ...(holds === undefined ? {} : { if: holds }),
    }));
const rules = fc
  .integer({ min: 0, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => anyRule(`r${i.toString()}`))));

/** What the catalogue says of the tool, where it says anything: two restrictions, and one parameter that may go. */
export const RESTRICTING: readonly string[] = ['limit', 'dry_run'];
export const OPTIONAL: readonly string[] = [...RESTRICTING, 'cc'];
const MAIL: PolicyTerms['tools'][number] = {
  tool: 'mail',
  operation: '*',
  effect: 'send',
  parameters: {
    limit: { type: 'any', optional: true, restricting: true },
    dry_run: { type: 'any', optional: true, restricting: true },
    cc: { type: 'any', optional: true, restricting: false },
  },
  closed: false,
  destinations: [],
  entities: [],
};
const terms = fc.record({
  posture: fc.record({ pack: fc.constant('test'), result: fc.constantFrom('ALLOW' as const, 'DENY' as const), overridable: fc.boolean() }),
  on_uncertain: fc.constantFrom('keep' as const, 'keep' as const, 'STEP_UP' as const, 'DEFER' as const),
  thresholds: fc.record({
    confidence: mostly<number | null>(fc.constant(null), fc.constant(0.5)),
    risk: mostly<number | null>(fc.constant(null), fc.constant(0.9)),
    misaligned: fc.constant(0.2),
    aligned: fc.constant(0.8),
  }),
  tools: mostly<PolicyTerms['tools']>(fc.constant([MAIL]), fc.constant([])),
});

/** One action before one policy set. */
export const world = fc.record({ rules, terms, view, parameters, verified: mostly(fc.constant(true), fc.constant(false)) });
export type World = typeof world extends fc.Arbitrary<infer W> ? W : never;
