import { approvalTermsOf, modify, toolDeclaration } from '@writ/aarm';
import type { Constraint, Decision, JsonObject, ResolutionAttempt, Verdict } from '@writ/aarm';
import { timestamp } from '../clock.js';
import type { Core } from '../core.js';
import { decideAgain } from '../decide-again.js';
import type { Evaluator } from '../ports.js';
import { denial, resolvePending } from '../resolve.js';
import type { Resolution, Waiting } from '../resolve.js';
import type { StepResult } from '../step.js';
import { attemptsOf } from './attempt.js';
import { asksPeople } from './settled.js';
import { constraintsFor } from './sources.js';

/** Where the attempts left a deferral. */
export interface Left {
  readonly verdict: Pick<Verdict, 'reason' | 'missing'>;
  /** The last of the attempts. */
  readonly attempt: ResolutionAttempt;
  /** What becomes of it where people are not asked. */
  readonly wait: () => StepResult<Decision>;
}

/**
 * What is left once every attempt was too little: a narrower form of the action, if policy lets that run although what
 * is missing stays missing; then people.
 */
export async function giveUp(core: Core, waiting: Waiting, left: Left): Promise<StepResult<Decision>> {
  // Nobody can constrain or approve an output that is not there.
  if (left.verdict.reason.code === 'pending_dependency') return left.wait();
  for (const constraint of constraintsFor(core.deferrals, waiting.suspended.action)) {
    const resolution = await tryConstraint(core, waiting, { constraint, left });
    if (resolution !== null) return resolvePending(core, waiting, resolution);
  }
  return core.deferrals.escalate ? resolvePending(core, waiting, escalation(core, waiting, left)) : left.wait();
}

/** Policy decides on the narrower form as if that had been submitted; null where it does not let that run. */
async function tryConstraint(
  core: Core,
  waiting: Waiting,
  { constraint, left }: { readonly constraint: Constraint; readonly left: Left },
): Promise<Resolution | null> {
  const narrowed = narrowedBy(core, waiting, constraint);
  if (narrowed === null) return null;
  const again = await decideAgain(core, waiting, { past: () => true, instead: narrowed });
  if (again.kind === 'undecidable') {
    const ends = denial('context_denies', { code: 'resolved', message: again.why, method: 'safe_constraints' });
    return { ...ends, by: [`constraint:${constraint.name}`] };
  }
  const { verdict } = again;
  return isSafe(verdict) ? settledNarrower(waiting, { verdict, narrowed, name: constraint.name, open: openIn(left) }) : null;
}

const isSafe = ({ result }: Verdict): boolean => result === 'ALLOW' || result === 'MODIFY' || result === 'STEP_UP';

/** Null where it changes nothing, or would not narrow. */
function narrowedBy(core: Core, { suspended: { action }, snapshot }: Waiting, { modifications }: Constraint): JsonObject | null {
  const { tools } = core.policies.active(snapshot.session.tenant_id).terms;
  const made = modify(action.parameters, modifications, toolDeclaration(tools, action));
  return 'widens' in made || made.parameters === action.parameters ? null : made.parameters;
}

function settledNarrower(
  waiting: Waiting,
  {
    verdict,
    narrowed,
    name,
    open,
  }: { readonly open: NonNullable<Resolution['open']> } & {
    readonly verdict: Verdict;
    readonly narrowed: JsonObject;
    readonly name: string;
  },
): Resolution {
  const by = [`constraint:${name}`];
  const attempt = {
    at: timestamp(waiting.now),
    method: 'safe_constraints' as const,
    by: `constraint:${name}`,
    ended: 'settled' as const,
    detail: `with the constraint \`${name}\`: ${verdict.reason.message}`,
  };
  const ends = { reason: verdict.reason, method: 'safe_constraints' as const, by, attempt, open };
  const effective = verdict.effective_parameters ?? narrowed;
  if (verdict.result === 'STEP_UP')
    return { ...ends, on: 'context_asks', result: 'STEP_UP', effective, pending: asksPeople(waiting, verdict) };
  return { ...ends, on: 'context_narrows', result: 'MODIFY', effective };
}

/** The way on to people, who are told what stayed open: their yes stands for that. */
function escalation(core: Core, { record, suspended, snapshot, now }: Waiting, left: Left): Resolution {
  const { verdict, attempt } = left;
  const evaluator = core.policies.active(snapshot.session.tenant_id);
  const { step_up_timeout_s } = evaluator.terms;
  const longest = Date.parse(suspended.deferred_at) + core.deferrals.duration_s * 1000;
  const used = attemptsOf(record.answer).length + 1;
  return {
    on: 'attempts_exhausted',
    result: 'STEP_UP',
    reason: { code: 'attempts_exhausted', message: `\`${used.toString()}\` attempts did not settle it: ${verdict.reason.message}` },
    method: attempt.method,
    by: [attempt.by],
    effective: suspended.action.parameters,
    pending: {
      kind: 'STEP_UP',
      deadline: timestamp(Math.min(now + step_up_timeout_s * 1000, longest)),
      ...peopleFor(evaluator, record.answer, now),
    },
    attempt,
    open: openIn(left),
    escalates: true,
  };
}

const openIn = ({ verdict }: Left): NonNullable<Resolution['open']> => ({ code: verdict.reason.code, missing: verdict.missing });

type Pending = NonNullable<Decision['pending']>;

/** INVARIANT: what is missing never makes fewer people, or others, decide than a rule asks for that could not speak. */
function peopleFor({ terms, rules }: Evaluator, { policy }: Decision, now: number): Pick<Pending, 'approvers' | 'quorum' | 'escalation'> {
  const asking = policy.rules.filter(({ result }) => result === 'STEP_UP');
  const known = rules.filter(({ id, pack }) => asking.some((each) => each.id === id && each.pack === pack));
  const { approvers, quorum, escalation } = approvalTermsOf(known, terms);
  return {
    approvers: [...approvers],
    quorum,
    ...(escalation === undefined ? {} : { escalation: { at: timestamp(now + escalation.after_s * 1000), to: [...escalation.to] } }),
  };
}
