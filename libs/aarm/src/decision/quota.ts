import type { ContextView } from '../context/context-fields.js';
import type { Json, JsonObject } from '../json.js';
import { DEFAULT_MOST_QUESTIONS } from '../policy/policy.js';
import type { PolicyTerms } from '../policy/policy.js';
import type { Verdict } from './decision.js';
import type { ReasonCode } from './result.js';
import { verdict } from './verdict.js';

/** Where a context tells how much waits already, in whatever session. Not a field that rules may read. */
export const QUEUES = 'queues';

/** What waits already where an action would wait as well. */
export interface Queues extends JsonObject {
  /** Of this agent for this person. */
  readonly agent: number;
  /** By each of those who would be asked. */
  readonly approvers: Readonly<Record<string, number>>;
}

/**
 * Only so many actions may wait: people who are asked too often stop reading. One more is a DENY that says whose queue is full; nothing
 * here makes a verdict less strict.
 */
export function withinQuota(given: Verdict, view: ContextView, terms: PolicyTerms): Verdict {
  const full = fullQueue(given, view, terms);
  if (full === null) return given;
  const { policy_id } = verdict({ result: 'DENY', ...full, terms });
  return {
    ...given,
    result: 'DENY',
    reason: full,
    policy_id,
    missing: [],
    approval: null,
    timeout_s: null,
    effective_parameters: null,
  };
}

/** Why the action may not wait; null where it may, or need not. */
function fullQueue(given: Verdict, view: ContextView, terms: PolicyTerms): Verdict['reason'] | null {
  const asks = given.result === 'STEP_UP';
  if (!asks && given.result !== 'DEFER') return null;
  const waiting = view['pending_count'];
  if (asks && terms.most_questions !== undefined && typeof waiting === 'number' && waiting >= terms.most_questions)
    return full('question_quota', { waiting, whose: 'of this session', most: terms.most_questions });
  const queues = view[QUEUES];
  return queues === undefined ? null : fullElsewhere(isObject(queues) ? queues : {}, { given, terms });
}

function fullElsewhere(
  queues: JsonObject,
  { given, terms }: { readonly given: Verdict; readonly terms: PolicyTerms },
): Verdict['reason'] | null {
  const { agent: ofAgent, approver: ofApprover } = { ...DEFAULT_MOST_QUESTIONS, ...terms.most_questions_of };
  const waiting = numberIn(queues['agent']);
  if (!(waiting < ofAgent)) return full('agent_quota', { waiting, whose: 'of this agent for this person', most: ofAgent });
  const asked = queues['approvers'];
  for (const name of given.approval?.approvers ?? []) {
    const known = asked !== undefined && isObject(asked) && Object.hasOwn(asked, name) ? numberIn(asked[name]) : 0;
    if (!(known < ofApprover)) return full('approver_quota', { waiting: known, whose: `for \`${name}\``, most: ofApprover });
  }
  return null;
}

const full = (
  code: ReasonCode,
  { waiting, whose, most }: { readonly waiting: number; readonly whose: string; readonly most: number },
): Verdict['reason'] => ({
  code,
  message: `\`${waiting.toString()}\` actions ${whose} wait already, and no more than \`${most.toString()}\` may: answer those first`,
});

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** INVARIANT: not-a-number is below nothing, so a count that is none is beyond every bound. */
const numberIn = (value: Json | undefined): number => (typeof value === 'number' ? value : Number.NaN);
