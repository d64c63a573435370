import { approvalTermsOf, modify, toolDeclaration } from '@writ/aarm';
import type { Constraint, Decision, JsonObject, ResolutionAttempt, Verdict } from '@writ/aarm';
import type { Authority } from '../authority/authority.js';
import { attemptsOf } from '../decision/attempt.js';
import { decideAgain } from '../decision/decide-again.js';
import type { DecideAgainServices } from '../decision/decide-again.js';
import type { Deciding } from '../decision/deciding.js';
import { constraintsFor } from '../decision/questions.js';
import { denial, resolvePending } from '../decision/resolve.js';
import type { Resolution, ResolveServices } from '../decision/resolve.js';
import { asksPeople } from './settled.js';
import { timestamp } from '../journal/clock.js';
import type { PendingDecision } from '../journal/pending-decision.js';
import type { Evaluator } from '../journal/ports.js';
import type { StepResult } from '../journal/step.js';

/** What this works with. */
export type GiveUpServices = Pick<Authority, 'policies'> & Pick<Deciding, 'deferrals'> & DecideAgainServices & ResolveServices;

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
export async function giveUp(services: GiveUpServices, waiting: PendingDecision, left: Left): Promise<StepResult<Decision>> {
  // Nobody can constrain or approve an output that is not there.
  if (left.verdict.reason.code === 'pending_dependency') return left.wait();
  for (const constraint of constraintsFor(services.deferrals, waiting.suspended.action)) {
    const resolution = await tryConstraint(services, waiting, { constraint, left });
    if (resolution !== null) return resolvePending(services, waiting, resolution);
  }
  return services.deferrals.escalate ? resolvePending(services, waiting, escalation(services, waiting, left)) : left.wait();
}

/** Policy decides on the narrower form as if that had been submitted; null where it does not let that run. */
async function tryConstraint(
  services: GiveUpServices,
  waiting: PendingDecision,
  { constraint, left }: { readonly constraint: Constraint; readonly left: Left },
): Promise<Resolution | null> {
  const narrowed = narrowedBy(services, waiting, constraint);
  if (narrowed === null) return null;
  const again = await decideAgain(services, waiting, { past: () => true, instead: narrowed });
  if (again.kind === 'undecidable') {
    const ends = denial('context_denies', { code: 'resolved', message: again.why, method: 'safe_constraints' });
    return { ...ends, by: [`constraint:${constraint.name}`] };
  }
  const { verdict } = again;
  return isSafe(verdict) ? settledNarrower(waiting, { verdict, narrowed, name: constraint.name, open: openIn(left) }) : null;
}

const isSafe = ({ result }: Verdict): boolean => result === 'ALLOW' || result === 'MODIFY' || result === 'STEP_UP';

/** Null where it changes nothing, or would not narrow. */
function narrowedBy(
  services: GiveUpServices,
  { suspended: { action }, snapshot }: PendingDecision,
  { modifications }: Constraint,
): JsonObject | null {
  const { tools } = services.policies.active(snapshot.session.tenant_id).terms;
  const made = modify(action.parameters, modifications, toolDeclaration(tools, action));
  return 'widens' in made || made.parameters === action.parameters ? null : made.parameters;
}

function settledNarrower(
  waiting: PendingDecision,
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
function escalation(services: GiveUpServices, { record, suspended, snapshot, now }: PendingDecision, left: Left): Resolution {
  const { verdict, attempt } = left;
  const evaluator = services.policies.active(snapshot.session.tenant_id);
  const { step_up_timeout_s } = evaluator.terms;
  const longest = Date.parse(suspended.deferred_at) + services.deferrals.duration_s * 1000;
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
