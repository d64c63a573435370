import type { ContextView } from '../context/context-fields.js';
import type { PolicyTerms } from '../policy/policy.js';
import type { Verdict } from './decision.js';
import { verdict } from './verdict.js';

/**
 * A session may have only so many actions waiting: people who are asked too often stop reading. One question more is a
 * DENY that says so; nothing here makes a verdict less strict.
 */
export function withinQuota(given: Verdict, view: ContextView, terms: PolicyTerms): Verdict {
  const { most_questions: most } = terms;
  const waiting = view['pending_count'];
  if (given.result !== 'STEP_UP' || most === undefined || typeof waiting !== 'number' || waiting < most) return given;
  const code = 'question_quota';
  const message = `\`${waiting.toString()}\` actions of this session wait already, and no more than \`${most.toString()}\` may: answer those first`;
  const { policy_id } = verdict({ result: 'DENY', code, message, terms });
  return {
    ...given,
    result: 'DENY',
    reason: { code, message },
    policy_id,
    missing: [],
    approval: null,
    timeout_s: null,
    effective_parameters: null,
  };
}
