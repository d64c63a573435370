import type { Json, JsonObject, SubmittedAction, UserRequest } from '@writ/aarm';
import type { Execution } from '../outcome.js';
import type { Refusal, Ruling } from '../ruling.js';
import { agentText } from './agent-text.js';
import { translate } from './claude-code-tools.js';
import type { McpNames } from './claude-code-tools.js';
import { isInjected } from './injected-prompt.js';

export { isFreeName } from './claude-code-tools.js';
export type { McpNames } from './claude-code-tools.js';

export const AGENT_TYPE = 'claude-code';
const LONGEST_PROMPT = 65_536;

/** What the host submits as a prompt. */
interface Prompt {
  readonly userRequest: UserRequest;
  readonly byUser: boolean;
  /** What was submitted in the user's place; the model reads it, and it is nobody's request. */
  readonly injected: string | null;
}

/** A hook payload of Claude Code, read. */
export type HookEvent =
  | ({ readonly kind: 'prompt'; readonly hostSessionId: string } & Prompt)
  | {
      readonly kind: 'action';
      readonly hostSessionId: string;
      readonly action: SubmittedAction;
      readonly callId: string;
      toHost: (parameters: JsonObject) => JsonObject;
    }
  | { readonly kind: 'outcome'; readonly hostSessionId: string; readonly callId: string; readonly execution: Execution };

/** What the hook program writes and how it ends. */
export interface HookAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: 0 | 2;
}

const SILENT: HookAnswer = { stdout: '', stderr: '', exitCode: 0 };

/** Whether something can still be stopped at an event: only a tool call can, and so can whatever is none of the others. */
export const canStop = (event: string | null): boolean => event === null || !AFTERWARDS.has(event);

/** The event that a payload names; null where it names none. */
export const eventOf = (payload: unknown): string | null => {
  const event = isObject(payload) ? payload['hook_event_name'] : null;
  return typeof event === 'string' ? event : null;
};

const AFTERWARDS: ReadonlySet<string> = new Set(['UserPromptSubmit', 'PostToolUse', 'PostToolUseFailure']);

/** Reads a payload; throws a TypeError that names what is wrong with it. */
export const readHookEvent = (payload: unknown, names: McpNames = {}): HookEvent => {
  if (!isObject(payload)) throw new TypeError('the payload is not a json object');
  const hostSessionId = text(payload, 'session_id');
  const event = text(payload, 'hook_event_name');
  if (event === 'UserPromptSubmit') return { kind: 'prompt', hostSessionId, ...readPrompt(payload) };
  if (event === 'PreToolUse') return { kind: 'action', hostSessionId, ...readAction(payload, names) };
  if (event === 'PostToolUse')
    return readOutcome(payload, hostSessionId, { status: 'completed', output: payload['tool_response'] ?? null });
  if (event === 'PostToolUseFailure')
    return readOutcome(payload, hostSessionId, {
      status: 'failed',
      error: typeof payload['error'] === 'string' ? payload['error'] : 'no reason given',
    });
  throw new TypeError(`\`hook_event_name\` is \`${event.slice(0, 64)}\`, which this hook is not for`);
};

/** Only what a person typed is a user request: wake-ups, results of sub-agents and reminders must not pass for one. */
const readPrompt = (payload: JsonObject): Prompt => {
  const prompt = payload['prompt'];
  const text = typeof prompt === 'string' ? prompt.replaceAll(/\p{Surrogate}/gu, '\ufffd').slice(0, LONGEST_PROMPT) : '';
  const reason = notByUser(payload, text);
  if (reason !== null) return { byUser: false, userRequest: { available: false, reason }, injected: text.trim() === '' ? null : text };
  if (text.trim() === '') return { byUser: true, userRequest: { available: false, reason: 'the prompt is empty' }, injected: null };
  return { byUser: true, userRequest: { text }, injected: null };
};

/** Why a prompt is not the user's; null where it is. Builds of the host differ in which of these they send. */
const notByUser = (payload: JsonObject, text: string): string | null => {
  const source = payload['source'] ?? 'user';
  if (source !== 'user' && source !== 'sdk') return `the prompt came from \`${named(source)}\`, not from the user`;
  if (payload['agent_id'] !== undefined) return 'the prompt is one of a sub-agent, not of the user';
  return isInjected(text) ? 'the prompt has text of the host in it, and is not the words of the user alone' : null;
};

/** A source as it may stand in a reason: a short word, whatever was sent. */
const named = (source: Json): string => (typeof source === 'string' && /^[\w.-]{1,64}$/u.test(source) ? source : 'an unknown source');

const readAction = (payload: JsonObject, names: McpNames): Pick<Extract<HookEvent, { kind: 'action' }>, 'action' | 'callId' | 'toHost'> => {
  const callId = text(payload, 'tool_use_id');
  const input = payload['tool_input'];
  if (!isObject(input)) throw new TypeError('`tool_input` is not an object');
  const { action, toHost } = translate(text(payload, 'tool_name'), input, { names, server: serverOf(payload) });
  return { callId, toHost, action: { ...action, call_id: callId.slice(0, 256) } };
};

/** The server of MCP that the host names beside the tool; builds before 2.1.332 do not. */
const serverOf = (payload: JsonObject): string | null => {
  const server = payload['mcp_server'];
  const name = isObject(server) ? server['name'] : null;
  return typeof name === 'string' && name !== '' ? name : null;
};

const readOutcome = (payload: JsonObject, hostSessionId: string, execution: Execution): HookEvent => ({
  kind: 'outcome',
  hostSessionId,
  callId: text(payload, 'tool_use_id'),
  execution,
});

/** The answer to PreToolUse. ALLOW says nothing: the user's own permission settings still apply. */
export const answerAction = (ruling: Ruling, event: Extract<HookEvent, { kind: 'action' }>): HookAnswer => {
  switch (ruling.kind) {
    case 'run':
      if (ruling.decision.effective_parameters === null) return SILENT;
      return changed(event.toHost(ruling.parameters));
    case 'refuse':
      return denial(refusalText(ruling));
    case 'hold':
      return denial('Writ denied this action: the decision is still pending');
    default:
      return lastResort(`unknown ruling \`${String(ruling satisfies never)}\``);
  }
};

/** Other input and no permission: what the user is asked before a tool runs stays theirs. */
const changed = (updatedInput: JsonObject): HookAnswer => ({
  stdout: JSON.stringify({ hookSpecificOutput: { hookEventName: 'PreToolUse', updatedInput } }),
  stderr: '',
  exitCode: 0,
});

/** What the agent reads: that it was denied, why, and what it may do; which rule said so stays in the receipt. */
export const refusalText = (refusal: Refusal): string =>
  `Writ denied this action: ${refusal.message} (${refusal.code}).${refusal.remedy === null ? '' : ` What you may do: ${refusal.remedy}.`}`;

/** A note to the user that changes nothing else: for events after which nothing can be stopped any more. */
export const warn = (message: string): HookAnswer => ({
  stdout: JSON.stringify({ systemMessage: agentText(message) }),
  stderr: '',
  exitCode: 0,
});

export const pass = (): HookAnswer => SILENT;

/** The answer when nothing is certain, not even who asks. */
export const lastResort = (message: string): HookAnswer => denial(`Writ denied this action: ${message}`);

/**
 * Every denial, so that it holds where its output is spoiled: the exit status and standard error say it first, and the JSON says it in
 * every dialect known. A host that finds a line of somebody else's before the JSON still has the status; one that heeds no status has the JSON.
 */
const denial = (text: string): HookAnswer => {
  const reason = agentText(text);
  return {
    stdout: JSON.stringify({
      hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason: reason },
      decision: 'deny',
      reason,
      permissionDecision: 'deny',
      permissionDecisionReason: reason,
      permission: 'deny',
      user_message: reason,
      agent_message: reason,
      cancel: true,
      errorMessage: reason,
    }),
    stderr: `${reason}\n`,
    exitCode: 2,
  };
};

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (payload: JsonObject, key: string): string => {
  const value = payload[key];
  if (typeof value !== 'string' || value === '') throw new TypeError(`\`${key}\` is missing`);
  return value;
};
