import { visible } from '@writ/aarm';
import type { Decision, Deferral } from '@writ/aarm';
import { questionOf } from '@writ/engine';
import type { ApprovalRequest, Question, CurrentDecision } from '@writ/engine';

/** A question to people, with where to answer it, the same for every channel. */
export interface Notice extends Question {
  readonly decision_id: string;
  /** The digest of exactly what would run, which an answer must name. */
  readonly action_digest: string;
  /** Where to look at it and answer. Following it decides nothing. */
  readonly link: string;
  /** The other decisions that the same message tells of; absent where it tells of one. */
  readonly others?: readonly string[];
  /** Set where nobody answered for so long that the backups may: another message than the one before. */
  readonly backups?: true;
}

/** A narrow question to the one person for whom an agent asks: the answer is a fact, and approves nothing. */
export interface Inquiry {
  readonly tenant_id: string;
  readonly decision_id: string;
  /** Whom to ask. */
  readonly principal: string;
  readonly title: string;
  readonly questions: Deferral['questions'];
  readonly deadline: string;
}

/** What a deferral asks the person for whom it waits; null where it asks nothing, or not any more. */
export function inquiryOf(tenant_id: string, { decision, principal, asked }: CurrentDecision): Inquiry | null {
  const { decision_id, pending, deferral } = decision;
  if (pending?.kind !== 'DEFER' || asked === null || deferral === undefined || deferral.questions.length === 0) return null;
  const title = `${visible(asked.agent ?? 'an unknown agent')} waits to run ${visible(asked.tool)}.${visible(asked.operation)}`;
  return { tenant_id, decision_id, principal, title, questions: deferral.questions, deadline: pending.deadline };
}

/** How a question ended, for messages that asked it. */
export interface Closing {
  readonly text: string;
  readonly link: string;
}

/** How a decision that was asked about stands now. */
export function closingOf({ decision_id, result, reason, pending }: Decision, consoleUrl: string): Closing {
  const link = new URL(`approvals/${encodeURIComponent(decision_id)}`, consoleUrl).href;
  if (pending !== null) return { text: 'It is asked anew in another message: what it is about has changed.', link };
  return { text: `${result}: ${visible(reason.message)}`, link };
}

/** What people are told about a decision that waits for them; null where it does not. */
export function noticeOf(request: ApprovalRequest, consoleUrl: string): Notice | null {
  const question = questionOf(request);
  if (question === null) return null;
  const { decision_id } = request.decision;
  const link = new URL(`approvals/${encodeURIComponent(decision_id)}`, consoleUrl).href;
  return { ...question, decision_id, action_digest: request.action_digest, link };
}

/** The notice for backups: it says that they may answer, and is no repetition of the one that nobody answered. */
export function forBackups(notice: Notice, { decision: { pending } }: ApprovalRequest): Notice {
  const names = (pending?.escalation?.to ?? []).map(visible).join(', ');
  return { ...notice, sentence: `${notice.sentence} Nobody has answered yet: ${names} may answer now, too.`, backups: true };
}

/** The notice as plain text, for channels that have nothing better. */
export const plainText = ({ title, sentence, facts, deadline, escalated, link }: Notice): string =>
  [
    escalated ? `${title} (deferred, now up to people)` : title,
    '',
    sentence,
    '',
    ...facts.map(({ name, text, untrusted }) => `${name}: ${text}${untrusted ? '  [from the agent, not verified]' : ''}`),
    '',
    `Without an answer it is denied at ${deadline}.`,
    `Look at it and answer: ${link}`,
  ].join('\n');

/** Several questions in one message, which only leads to them: nothing in it can answer. */
export function together(notices: readonly [Notice, ...Notice[]], consoleUrl: string): Notice {
  const [first] = notices;
  const deadlines = notices.map(({ deadline }) => deadline).sort();
  return {
    ...first,
    title: `${String(notices.length)} questions wait for an answer`,
    sentence: 'So many were asked within an hour that these are told together. Each is answered by itself.',
    facts: notices.map(({ title, deadline }) => ({ name: deadline, text: title, untrusted: true })),
    deadline: deadlines[0] ?? first.deadline,
    escalated: false,
    link: new URL('approvals', consoleUrl).href,
    others: notices.slice(1).map(({ decision_id }) => decision_id),
  };
}
