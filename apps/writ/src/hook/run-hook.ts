import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { claudeCode, createPep, PepError, refusalOf } from '@writ/pep';
import type { Pep, Ruling } from '@writ/pep';
import type { HookConfig } from './hook-config.js';
import { openHookState } from './hook-state.js';
import type { HookState } from './hook-state.js';
import { identityTokens } from './identity-tokens.js';

type HookEvent = claudeCode.HookEvent;
type ActionEvent = Extract<HookEvent, { kind: 'action' }>;
type PromptEvent = Extract<HookEvent, { kind: 'prompt' }>;
type OutcomeEvent = Extract<HookEvent, { kind: 'outcome' }>;

/** One hook call: everything it needs. */
interface Call {
  readonly pep: Pep;
  readonly state: HookState;
  readonly hostSessionId: string;
  /** Called once the decision is known to be pending: from here on, time is what the host gives. */
  readonly onHold: () => void;
  readonly leftMs: () => number;
}

/** Answers one event. It may throw; the caller turns that into a denial where something can still be denied. */
export const runHook = async (
  event: HookEvent,
  options: { readonly config: HookConfig; readonly configFile: string; readonly onHold: () => void },
): Promise<claudeCode.HookAnswer> => {
  const { config } = options;
  const home = dirname(options.configFile);
  const call: Call = {
    pep: createPep({
      url: config.url,
      credential: config.credential,
      keys: config.keys,
      instanceKey: config.instance_key,
      identity: () => identityTokens(config, join(home, 'tokens.json')),
      deadlineMs: config.hold_ms,
    }),
    state: openHookState(join(home, 'sessions'), event.hostSessionId),
    hostSessionId: event.hostSessionId,
    onHold: options.onHold,
    // performance.now() counts from the start of the process, which is when the host's timer started.
    leftMs: () => Math.max(1, config.hold_ms - performance.now()),
  };
  switch (event.kind) {
    case 'prompt':
      return onPrompt(event, call);
    case 'action':
      return onAction(event, call);
    case 'outcome':
      return onOutcome(event, call);
    default:
      throw new TypeError(`unknown event \`${String(event satisfies never)}\``);
  }
};

/** The prompt always goes through: an action after it is refused if the request cannot be recorded by then. */
const onPrompt = async (event: PromptEvent, call: Call): Promise<claudeCode.HookAnswer> => {
  // What is not the user's says why there is no request, but never takes the place of one.
  const first = !call.state.wasOpened() && call.state.unsentRequest() === null;
  if (event.byUser || first) call.state.saveUnsentRequest(event.userRequest);
  if (event.injected !== null) call.state.saveUnsentSource(event.injected);
  try {
    await deliverSession(call);
    return claudeCode.pass();
  } catch (error) {
    return claudeCode.warn(
      `Writ could not record this request, so actions will be denied until it can: ${refusalOf(error).message}. See whether the service of Writ runs`,
    );
  }
};

const onAction = async (event: ActionEvent, call: Call): Promise<claudeCode.HookAnswer> => {
  const ruling = await rule(event, call);
  if (ruling.kind === 'run') {
    const { decision_id, session_id } = ruling.decision;
    call.state.saveCall(event.callId, { decision_id, session_id });
  }
  return claudeCode.answerAction(ruling, event);
};

const rule = async (event: ActionEvent, call: Call): Promise<Ruling> => {
  try {
    const sessionId = await deliverSession(call);
    const idempotencyKey = keyOfRun(event, sessionId);
    const first = await call.pep.decide({ sessionId, action: event.action, idempotencyKey });
    if (first.kind !== 'hold') return first;
    call.onHold();
    return await call.pep.hold({ decision: first.decision, action: event.action, idempotencyKey, deadlineMs: call.leftMs() });
  } catch (error) {
    return refusalOf(error);
  }
};

/**
 * The key of this one run: the session, the call, what it does, and this process of the hook. A host that runs a call id a second time
 * starts the hook a second time, and is asked anew; retrying within one process finds the same answer.
 */
const keyOfRun = ({ callId, action }: ActionEvent, sessionId: string): string =>
  createHash('sha256')
    .update(JSON.stringify([sessionId, callId, action, RUN]))
    .digest('hex');

const RUN = randomUUID();

/**
 * Makes sure that the service knows the session, the user's latest request, and what was submitted in the user's place. Which session a
 * host's session is, is asked of the service each time: a file beside the agent could name one that has forgotten what was read.
 */
const deliverSession = async ({ pep, state, hostSessionId }: Call): Promise<string> => {
  const request = state.unsentRequest();
  const opensWith = state.wasOpened() ? null : request;
  const { sessionId, created } = await pep.openSession({
    hostSessionId,
    agentType: claudeCode.AGENT_TYPE,
    userRequest: opensWith ?? { available: false, reason: 'no prompt was seen before the first action' },
  });
  if (request !== null && (opensWith === null || !created)) await pep.appendRequest(sessionId, request);
  state.saveOpened();
  state.saveUnsentRequest(null);
  for (const text of state.unsentSources()) {
    await pep.appendSource(sessionId, {
      kind: 'retrieved',
      name: 'a prompt that the host submitted in the place of the user',
      content: text,
    });
    state.forgetSource(text);
  }
  return sessionId;
};

/** Somebody else ended it, or it is gone: there is nothing left to report. */
const SETTLED: readonly string[] = ['outcome_conflict', 'outcome_unexpected', 'decision_not_found'];
/** Asking again with the same report cannot help: the service records it as lost. */
const REFUSED: readonly string[] = ['invalid_field', 'malformed_body', 'body_too_large'];

const onOutcome = async (event: OutcomeEvent, call: Call): Promise<claudeCode.HookAnswer> => {
  const started = call.state.takeCall(event.callId);
  const now = started === null ? [] : [{ ...started, execution: event.execution }];
  const reports = [...now, ...call.state.takeUnreported(3)];
  for (const [at, report] of reports.entries()) {
    try {
      const { decision_id: decisionId, session_id: sessionId, execution } = report;
      await call.pep.reportOutcome({ decisionId, sessionId, execution });
    } catch (error) {
      const problem = error instanceof PepError ? (error.problem ?? '') : '';
      if (SETTLED.includes(problem)) continue;
      const never = REFUSED.includes(problem);
      for (const rest of reports.slice(never ? at + 1 : at)) call.state.saveUnreported(rest);
      const later = never ? 'the service will not take it' : 'it will be reported with the next one';
      return claudeCode.warn(`Writ could not record what this call did; ${later}: ${refusalOf(error).message}`);
    }
  }
  return claudeCode.pass();
};
