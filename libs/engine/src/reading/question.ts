import { visible } from '@writ/aarm';
import type { Json } from '@writ/aarm';
import type { ApprovalRequest } from './approvals.js';
import { sentenceOf } from './sentence.js';

/** One line of what an approver must see. */
export interface Fact {
  readonly name: string;
  /** Safe to look at; never cut. */
  readonly text: string;
  /** It comes from the agent or from what the agent read: nobody vouches for it. */
  readonly untrusted: boolean;
}

/** A question to people, the same wherever it is shown (AARM R4, approval service). */
export interface Question {
  readonly title: string;
  /** What will happen, in one sentence. */
  readonly sentence: string;
  readonly facts: readonly Fact[];
  /** When it becomes a denial. */
  readonly deadline: string;
  /** Whether policy could not decide and nothing that it waited for arrived. */
  readonly escalated: boolean;
  /** Whether a yes takes a passkey, so that it can be given in the console alone. */
  readonly presence_required: boolean;
}

/** What people are asked about a decision that waits for them; null where it does not. */
export function questionOf(request: ApprovalRequest): Question | null {
  const { decision, requester } = request;
  if (decision.pending === null) return null;
  const agent = visible(requester.agent?.id ?? 'an unknown agent');
  const call = `${visible(request.tool)}.${visible(request.operation)}`;
  return {
    title: `${agent} asks to run ${call}`,
    sentence: sentenceOf(request, { agent, call }),
    facts: [...parameterFacts(request), ...contextFacts(request), ...termsOf(request)],
    deadline: decision.pending.deadline,
    escalated: decision.initial_result === 'DEFER',
    presence_required: request.presence_required,
  };
}

const known = (name: string, text: string): Fact => ({ name, text, untrusted: false });
const claimed = (name: string, text: string): Fact => ({ name, text: visible(text), untrusted: true });

/** Names that lines of the question have themselves. */
const OWN = new Set('why for session risk confidence answers backups digest'.split(' '));

/**
 * The name of a parameter, which an agent chooses: what is no plain name, or is one of ours, stands in quotes. INVARIANT: no
 * parameter reads like a line of the question, nor breaks into two.
 */
export const parameterName = (name: string): string =>
  /^[\p{L}\p{N}_.$[\]-]{1,64}$/u.test(name) && !OWN.has(name.toLowerCase()) ? visible(name) : visible(JSON.stringify(name));

/** What will run, and beside it what was asked for where policy or an approver changed it. */
function parameterFacts({ parameters, submitted_parameters: submitted }: ApprovalRequest): readonly Fact[] {
  const names = [...new Set([...Object.keys(submitted), ...Object.keys(parameters)])];
  return names.flatMap((name) => {
    const [before, after] = [submitted[name], parameters[name]];
    const shownAs = parameterName(name);
    if (after === undefined) return [claimed(`${shownAs} (taken away)`, textOf(before ?? null))];
    const changed = before === undefined || textOf(before) !== textOf(after);
    if (!changed) return [claimed(shownAs, textOf(after))];
    return [claimed(shownAs, textOf(after)), ...(before === undefined ? [] : [claimed(`${shownAs} (was asked for)`, textOf(before))])];
  });
}

function contextFacts({
  decision,
  requester,
  original_request: asked,
  context,
  signals,
  prior_actions: prior,
}: ApprovalRequest): readonly Fact[] {
  const { level, labels } = context.classification;
  const before = prior.map(({ tool, operation, result }) => `${tool}.${operation} ${result ?? 'undecided'}`);
  const more = context.action_count - 1 - prior.length;
  return [
    asked.text === null
      ? known('the user asked', `not known: ${visible(asked.reason ?? 'no reason given')}`)
      : claimed('the user asked', asked.text),
    known('why', `${visible(decision.reason.message)} (${visible(decision.policy.policy_id)})`),
    known('for', identityOf(requester)),
    known('session', `has touched ${[level, ...labels].join(' ')}; ${context.action_count.toString()} actions so far`),
    ...(before.length === 0 ? [] : [claimed('before this', `${more > 0 ? `${more.toString()} more, then ` : ''}${before.join(', ')}`)]),
    ...lineageFacts(signals),
    known('risk', [decision.risk_level ?? 'not known', ...remarks(signals)].join('; ')),
    known('confidence', shown(decision.confidence)),
    known('fits the request', shown(decision.alignment)),
    ...(decision.initial_result === 'DEFER'
      ? [known('was deferred', 'policy could not decide, and what it waited for did not arrive')]
      : []),
    ...(decision.deferral?.attempts ?? []).map(({ by, detail }) => claimed('was tried', `${by}: ${detail}`)),
  ];
}

/** In words why an action came to be asked for. */
const ORIGINS: Readonly<Record<string, string>> = {
  requested: 'the request',
  delegated: 'a source that the request hands over to',
  implied: 'a step on the way',
  unasked: 'nobody',
  told: 'only the output of another tool',
  named_by_output: 'only the output of another tool, by name',
  no_request: 'not known: there is no request',
};

interface Suspect {
  readonly parameter: string;
  readonly text: string;
  readonly tool: string | null;
}

/** Where the call and its risky values come from. */
function lineageFacts({ call_origin: origin, untrusted_values: values = [] }: ApprovalRequest['signals']): readonly Fact[] {
  const asked = typeof origin === 'string' ? [known('asked for by', ORIGINS[origin] ?? origin)] : [];
  const suspects = (values as unknown as readonly Suspect[]).map(({ parameter, text, tool }) =>
    claimed(
      `${parameterName(parameter)} comes from`,
      `${tool === null ? 'text that was not looked at to its end' : `text that \`${tool}\` returned`}, and from nowhere else: ${text}`,
    ),
  );
  return [...asked, ...suspects];
}

/** What is remarkable, and how far it is from the request where that was measured. */
function remarks({ risk_signals: found = [], semantic_distance: distance }: ApprovalRequest['signals']): readonly string[] {
  const said = (found as readonly string[]).map((name) => name.replaceAll('_', ' '));
  return [...said, ...(typeof distance === 'number' ? [`distance ${distance.toString()} from the request`] : [])];
}

/** From the human to the agent instance. */
function identityOf({ human, service, agent, delegation_chain: chain }: ApprovalRequest['requester']): string {
  const person = human === null ? 'nobody known' : visible(human.id);
  const by = agent === null ? 'an unknown agent' : `${visible(agent.id)} on ${visible(agent.instance)}`;
  const hops = chain.map(({ delegatee }) => visible(delegatee));
  return [person, ...hops, ...(service === null ? [] : [visible(service.id)]), by].join(' → ');
}

function termsOf({ decision: { pending }, action_digest, presence_required: presence }: ApprovalRequest): readonly Fact[] {
  const backups = pending?.escalation;
  return [
    known('answers', `${(pending?.quorum ?? 1).toString()} of ${(pending?.approvers ?? []).map(visible).join(', ')}`),
    ...(backups === undefined ? [] : [known('backups', `${backups.to.map(visible).join(', ')}, from ${backups.at}`)]),
    ...(presence ? [known('a yes takes', 'a passkey of the approver, in the console')] : []),
    known('digest', action_digest),
  ];
}

const shown = (value: number | null): string => (value === null ? 'not known' : value.toString());

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
