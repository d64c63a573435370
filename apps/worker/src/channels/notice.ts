import { questionOf } from '@writ/engine';
import type { ApprovalRequest, Question } from '@writ/engine';

/** A question to people, with where to answer it, the same for every channel. */
export interface Notice extends Question {
  readonly decision_id: string;
  /** The digest of exactly what would run, which an answer must name. */
  readonly action_digest: string;
  /** Where to look at it and answer. Following it decides nothing. */
  readonly link: string;
}

/** What people are told about a decision that waits for them; null where it does not. */
export function noticeOf(request: ApprovalRequest, consoleUrl: string): Notice | null {
  const question = questionOf(request);
  if (question === null) return null;
  const { decision_id } = request.decision;
  const link = new URL(`approvals/${encodeURIComponent(decision_id)}`, consoleUrl).href;
  return { ...question, decision_id, action_digest: request.action_digest, link };
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
