import { visible } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import type { ApprovalRequest } from '@writ/engine';

/** One line of what an approver must see. */
export interface Fact {
  readonly name: string;
  /** Safe to look at; never cut. */
  readonly text: string;
  /** It comes from the agent or from what the agent read: nobody vouches for it. */
  readonly untrusted: boolean;
}

/** A question to people, the same for every channel. */
export interface Notice {
  readonly decision_id: string;
  readonly title: string;
  /** What will happen, in one sentence. */
  readonly sentence: string;
  readonly facts: readonly Fact[];
  /** When it becomes a denial. */
  readonly deadline: string;
  /** The digest of exactly what would run, which an answer must name. */
  readonly action_digest: string;
  /** Where to look at it and answer. Following it decides nothing. */
  readonly link: string;
}

/** What people are asked about a decision that waits for them; null where it does not. */
export function noticeOf(request: ApprovalRequest, consoleUrl: string): Notice | null {
  const { decision, requester, action_digest } = request;
  if (decision.pending === null) return null;
  const { deadline } = decision.pending;
  const agent = visible(requester.agent?.id ?? 'an unknown agent');
  const call = `${visible(request.tool)}.${visible(request.operation)}`;
  return {
    decision_id: decision.decision_id,
    title: `${agent} asks to run ${call}`,
    sentence: sentenceOf(request, { agent, call }),
    facts: factsOf(request),
    deadline,
    action_digest,
    link: new URL(`approvals/${encodeURIComponent(decision.decision_id)}`, consoleUrl).href,
  };
}

function sentenceOf({ requester, parameters, decision }: ApprovalRequest, { agent, call }: { agent: string; call: string }): string {
  const names = Object.keys(parameters).length;
  const given = names === 0 ? 'without parameters' : `with the ${names === 1 ? 'parameter' : `${names.toString()} parameters`} below`;
  const person = requester.human === null ? 'nobody known' : visible(requester.human.id);
  const narrowed = decision.effective_parameters === null ? '' : ' They were narrowed by policy.';
  return `If approved, ${agent} runs ${call} ${given}, for ${person}.${narrowed}`;
}

function factsOf(request: ApprovalRequest): readonly Fact[] {
  const { decision, requester, original_request: asked, context } = request;
  const { level, labels } = context.classification;
  const known = (name: string, text: string): Fact => ({ name, text, untrusted: false });
  const claimed = (name: string, text: string): Fact => ({ name, text: visible(text), untrusted: true });
  return [
    ...Object.entries(request.parameters).map(([name, value]) => claimed(name, textOf(value))),
    asked.text === null
      ? known('the user asked', `not known: ${visible(asked.reason ?? 'no reason given')}`)
      : claimed('the user asked', asked.text),
    known('why', `${visible(decision.reason.message)} (${visible(decision.policy.policy_id)})`),
    known('for', requester.human === null ? 'nobody known' : visible(requester.human.id)),
    known('session', `has touched ${[level, ...labels].join(' ')}; ${context.action_count.toString()} actions so far`),
    known('risk', decision.risk_level ?? 'not known'),
    known('confidence', decision.confidence === null ? 'not known' : decision.confidence.toString()),
    ...(decision.initial_result === 'DEFER' ? [known('before', 'it was deferred for want of context')] : []),
    known('answers', `${(decision.pending?.quorum ?? 1).toString()} of ${(decision.pending?.approvers ?? []).map(visible).join(', ')}`),
    known('digest', request.action_digest),
  ];
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The notice as plain text, for channels that have nothing better. */
export const plainText = ({ title, sentence, facts, deadline, link }: Notice): string =>
  [
    title,
    '',
    sentence,
    '',
    ...facts.map(({ name, text, untrusted }) => `${name}: ${text}${untrusted ? '  [from the agent, not verified]' : ''}`),
    '',
    `Without an answer it is denied at ${deadline}.`,
    `Look at it and answer: ${link}`,
  ].join('\n');
