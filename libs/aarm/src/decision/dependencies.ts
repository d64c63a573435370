import type { ContextView } from '../context/context-fields.js';
import type { Json, JsonObject } from '../json.js';
import type { PolicyTerms } from '../policy/policy.js';
import type { Verdict } from './decision.js';
import type { ReasonCode } from './result.js';
import { verdict } from './verdict.js';

/** Where a context tells of the actions that this one needs the output of. Not a field that rules may read. */
export const DEPENDENCIES = 'dependencies';

/** The actions whose output an action needs. */
export interface Dependencies extends JsonObject {
  /** Those that have not ended yet, and those that ended without an output. */
  readonly waiting: readonly string[];
  readonly broken: readonly string[];
  /** How many waits stand one behind the other up to this one, and how many may. */
  readonly depth: number;
  readonly most: number;
}

/**
 * What becomes of a verdict where the action needs the output of others (AARM R4.9, R4.11): as long as they have not
 * ended it is deferred like them, and without their output it is denied. Nothing here makes a verdict less strict.
 */
export function afterDependencies(given: Verdict, view: ContextView, terms: PolicyTerms): Verdict {
  const said = view[DEPENDENCIES];
  if (said === undefined || given.result === 'DENY') return given;
  const needed = isObject(said) ? said : {};
  const [waiting, broken] = [namesIn(needed['waiting']), namesIn(needed['broken'])];
  const instead = (result: 'DENY' | 'DEFER', code: ReasonCode, message: string): Verdict => {
    const { timeout_s, policy_id } = verdict({ result, code, message, terms });
    return { ...given, result, reason: { code, message }, policy_id, missing: [], approval: null, timeout_s };
  };
  if (broken.length > 0) return instead('DENY', 'dependency_failed', `${quoted(broken)} ended without the output that this needs`);
  if (waiting.length === 0) return given;
  const [depth, most] = [numberIn(needed['depth']), numberIn(needed['most'])];
  if (!(depth <= most))
    return instead('DENY', 'cascade_limit', `\`${depth.toString()}\` waits in a row are more than the \`${most.toString()}\` that may be`);
  return given.result === 'DEFER' ? given : instead('DEFER', 'pending_dependency', `this needs the output of ${quoted(waiting)}`);
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not-a-number is below nothing, so what is not known is beyond every bound. */
const numberIn = (value: Json | undefined): number => (typeof value === 'number' ? value : Number.NaN);

/** INVARIANT: a list that is not one names something that is not known, and what is not known is waited for. */
const namesIn = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly Json[]).map(String) : ['?']);

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
