import { approvalTermsOf, modify, toolDeclaration } from '@writ/aarm';
import type { Constraint, Decision, JsonObject, ResolutionAttempt, Verdict } from '@writ/aarm';
import { timestamp } from '../clock.js';
import type { Core } from '../core.js';
import { decideAgain } from '../decide-again.js';
import type { Evaluator } from '../ports.js';
import { resolutionPlan } from '../resolve.js';
import type { Resolution, Waiting } from '../resolve.js';
import type { Plan } from '../step.js';
import { attemptsOf } from './attempt.js';
import { asksPeople } from './settled.js';
import { constraintsFor } from './sources.js';

/** Where the attempts left a deferral. */
export interface Left {
  readonly verdict: Pick<Verdict, 'reason' | 'missing'>;
  /** The last of the attempts. */
  readonly attempt: ResolutionAttempt;
  /** What becomes of it where people are not asked. */
  readonly wait: () => Plan<Decision>;
}

/**
 * What is left once every attempt was too little: a narrower form of the action, if policy lets that run although what
 * is missing stays missing; then people.
 */
export async function giveUp(core: Core, waiting: Waiting, left: Left): Promise<Plan<Decision>> {
  // Nobody can constrain or approve an output that is not there.
  if (left.verdict.reason.code === 'pending_dependency') return left.wait();
  return constrained(core, waiting, { left, constraints: constraintsFor(core.deferrals, waiting.suspended.action) });
}

/** Asks about one constraint after the other; policy decides on what it leaves as if that had been submitted. */
async function constrained(
  core: Core,
  waiting: Waiting,
  { left, constraints: [first, ...others] }: { readonly left: Left; readonly constraints: readonly Constraint[] },
): Promise<Plan<Decision>> {
  if (first === undefined) return core.deferrals.escalate ? resolutionPlan(core, waiting, escalation(core, waiting, left)) : left.wait();
  const next = async (): Promise<Plan<Decision>> => constrained(core, waiting, { left, constraints: others });
  const narrowed = narrowedBy(core, waiting, first);
  if (narrowed === null) return next();
  return decideAgain(core, waiting, {
    cause: { on: 'context_denies', method: 'safe_constraints', by: [`constraint:${first.name}`] },
    past: () => true,
    instead: narrowed,
    conclude: ({ verdict }) =>
      isSafe(verdict) ? settledNarrower(waiting, { verdict, narrowed, name: first.name, open: openIn(left) }) : null,
    otherwise: () => ({ kind: 'later', plan: next() }),
  });
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
