import { ProblemError } from '@writ/aarm';
import type { Decision, PersonCaller, QuestionAnswer } from '@writ/aarm';
import type { Core } from '../core.js';
import { onDecision } from '../record-outcome.js';
import { resolutionPlan, timedOut } from '../resolve.js';
import type { Waiting } from '../resolve.js';
import type { Plan } from '../step.js';
import { appendFacts } from './resolve-deferrals.js';
import { tryAgain } from './try-again.js';

/**
 * What the human principal says to a question that a deferral asks. It is a fact like any other: it approves nothing, and
 * policy decides what follows from it.
 */
export async function answerQuestion(
  core: Core,
  caller: PersonCaller,
  { decisionId, said }: { readonly decisionId: string; readonly said: QuestionAnswer },
): Promise<Decision> {
  const record = await core.store.decision(caller.tenant_id, decisionId);
  if (record === null)
    throw new ProblemError('decision_not_found', { detail: `there is no decision \`${decisionId}\``, field: 'decision_id' });
  const session = await core.sessions.load(record.tenant_id, record.session_id);
  if (session?.session.principal !== caller.id) throw notYours(decisionId);
  requireOpen(record.answer, said);
  const settings = core.deferrals.confirmations.find(({ fact }) => fact === said.fact);
  const source = `person:${caller.id}`;
  await appendFacts(core, record, [{ name: said.fact, value: said.value, source, max_age_s: settings?.max_age_s ?? 300 }]);
  return onDecision<Decision>(
    core,
    { tenant_id: caller.tenant_id, caller: null, decisionId },
    (found, snapshot, now): Plan<Decision> | Promise<Plan<Decision>> => {
      const { suspended, answer } = found;
      if (answer.pending?.kind !== 'DEFER' || suspended === null) return { kind: 'answer', answer };
      const waiting: Waiting = { record: found, suspended, snapshot, now };
      const late = timedOut(waiting);
      if (late !== null) return resolutionPlan(core, waiting, late);
      const detail = `\`${said.fact}\` is \`${String(said.value)}\``;
      return tryAgain(core, waiting, { method: 'user_confirmation', by: source, detail, counts: true });
    },
  );
}

function requireOpen({ decision_id, pending, deferral }: Decision, { fact, value }: QuestionAnswer): void {
  if (pending?.kind !== 'DEFER')
    throw new ProblemError('not_pending', { detail: `decision \`${decision_id}\` does not wait for an answer`, field: 'decision_id' });
  const question = deferral?.questions.find((each) => each.fact === fact);
  if (question === undefined)
    throw new ProblemError('invalid_field', { detail: `decision \`${decision_id}\` does not ask for \`${fact}\``, field: 'fact' });
  if (question.answers.includes(value)) return;
  const answers = question.answers.map((each) => `\`${String(each)}\``).join(', ');
  throw new ProblemError('invalid_field', { detail: `\`${String(value)}\` is no answer to it: use one of ${answers}`, field: 'value' });
}

/** INVARIANT: a question of somebody else looks like one that is not there. */
const notYours = (id: string): ProblemError =>
  new ProblemError('decision_not_found', { detail: `there is no decision \`${id}\``, field: 'decision_id' });
