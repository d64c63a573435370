import { ProblemError } from '@writ/aarm';
import type { Decision, PersonCaller, QuestionAnswer } from '@writ/aarm';
import type { Deciding } from '../decision/deciding.js';
import { resolvePending, timedOut } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import { tryAgain } from './try-again.js';
import type { TryAgainServices } from './try-again.js';
import { timestamp } from '../journal/clock.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import { appendWithEntries } from '../journal/step.js';

/** What this works with. */
export type AnswerQuestionServices = Pick<Deciding, 'deferrals'> & ResolveServices & TryAgainServices & OnDecisionServices;

/** How long an answer counts where no setting says. */
const DEFAULT_MAX_AGE_S = 300;

/**
 * Records the human principal's answer to a question that a deferral asks, and decides the deferral again in the same step, so the
 * record names the answer that was read. The answer is a fact like any other: it approves nothing, and policy decides what follows.
 */
export async function answerQuestion(
  services: AnswerQuestionServices,
  caller: PersonCaller,
  { decisionId, said }: { readonly decisionId: string; readonly said: QuestionAnswer },
): Promise<Decision> {
  const { tenant_id, id } = caller;
  const source = `person:${id}`;
  const settings = services.deferrals.confirmations.find(({ fact }) => fact === said.fact);
  const fact = { name: said.fact, value: said.value, source, max_age_s: settings?.max_age_s ?? DEFAULT_MAX_AGE_S };
  return onDecision<Decision>(services, { tenant_id, caller: null, decisionId }, async (record, snapshot, now) => {
    if (snapshot.session.principal !== id) throw notYours(decisionId);
    const { suspended, answer } = record;
    requireOpen(answer, said);
    if (suspended === null) throw notPending(decisionId);
    const late = timedOut({ record, now });
    if (late !== null) return resolvePending(services, { record, suspended, snapshot, now }, late);
    return appendWithEntries(snapshot, { at: timestamp(now), bodies: [{ kind: 'fact', ...fact }] }, async (known) => {
      const detail = `\`${said.fact}\` is \`${String(said.value)}\``;
      const trying = { method: 'user_confirmation' as const, by: source, detail, counts: true };
      return tryAgain(services, { record, suspended, snapshot: known, now }, trying);
    });
  });
}

function requireOpen({ decision_id, pending, deferral }: Decision, { fact, value }: QuestionAnswer): void {
  if (pending?.kind !== 'DEFER') throw notPending(decision_id);
  const question = deferral?.questions.find((each) => each.fact === fact);
  if (question === undefined)
    throw new ProblemError('invalid_field', { detail: `decision \`${decision_id}\` does not ask for \`${fact}\``, field: 'fact' });
  if (question.answers.includes(value)) return;
  const answers = question.answers.map((each) => `\`${String(each)}\``).join(', ');
  throw new ProblemError('invalid_field', { detail: `\`${String(value)}\` is no answer to it: use one of ${answers}`, field: 'value' });
}

const notPending = (id: string): ProblemError =>
  new ProblemError('not_pending', { detail: `decision \`${id}\` does not wait for an answer`, field: 'decision_id' });

/** INVARIANT: a question of somebody else looks like one that is not there. */
const notYours = (id: string): ProblemError =>
  new ProblemError('decision_not_found', { detail: `there is no decision \`${id}\``, field: 'decision_id' });
