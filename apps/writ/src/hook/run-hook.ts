import { createHash } from 'node:crypto';
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
  // A wake-up says why there is no request, but never takes the place of one.
  const first = call.state.session() === null && call.state.unsentRequest() === null;
  if (event.byUser || first) call.state.saveUnsentRequest(event.userRequest);
  try {
    await deliverSession(call);
    return claudeCode.pass();
  } catch (error) {
    const refusal = refusalOf(error);
    return claudeCode.warn(
      `Writ could not record this request, so actions will be denied until it can: ${refusal.message}. See whether the service of Writ runs`,
    );
  }
};

const onAction = async (event: ActionEvent, call: Call): Promise<claudeCode.HookAnswer> => {
  const ruling = await rule(event, call);
  if (ruling.kind === 'run') call.state.saveCall(event.callId, ruling.decision.decision_id);
  return claudeCode.answerAction(ruling, event);
};

const rule = async (event: ActionEvent, call: Call): Promise<Ruling> => {
  try {
    const sessionId = await deliverSession(call);
    const first = await decide(event, call, sessionId);
    if (first.kind === 'refuse' && first.problem === 'session_not_found') {
      // The service's data is new: this session must be opened there.
      call.state.forgetSession();
      return await wait(await decide(event, call, await deliverSession(call)), event, call);
    }
    return await wait(first, event, call);
  } catch (error) {
    return refusalOf(error);
  }
};

const decide = (event: ActionEvent, call: Call, sessionId: string): Promise<Ruling> =>
  call.pep.decide({ sessionId, action: event.action, idempotencyKey: keyOf(event.callId) });

const wait = async (ruling: Ruling, event: ActionEvent, call: Call): Promise<Ruling> => {
  if (ruling.kind !== 'hold') return ruling;
  call.onHold();
  return call.pep.hold({
    decision: ruling.decision,
    action: event.action,
    idempotencyKey: keyOf(event.callId),
    deadlineMs: call.leftMs(),
  });
};

/** Makes sure that the service knows the session and the user's latest request. */
const deliverSession = async (call: Call): Promise<string> => {
  const request = call.state.unsentRequest();
  const known = call.state.session();
  if (known !== null) {
    if (request !== null) await call.pep.appendRequest(known, request);
    call.state.saveUnsentRequest(null);
    return known;
  }
  const { sessionId, created } = await call.pep.openSession({
    hostSessionId: call.hostSessionId,
    agentType: claudeCode.AGENT_TYPE,
    userRequest: request ?? { available: false, reason: 'no prompt was seen before the first action' },
  });
  if (!created && request !== null) await call.pep.appendRequest(sessionId, request);
  call.state.saveSession(sessionId);
  call.state.saveUnsentRequest(null);
  return sessionId;
};

/** Somebody else ended it, or it is gone: there is nothing left to report. */
const SETTLED: readonly string[] = ['outcome_conflict', 'outcome_unexpected', 'decision_not_found'];
/** Asking again with the same report cannot help: the service records it as lost. */
const REFUSED: readonly string[] = ['invalid_field', 'malformed_body', 'body_too_large'];

const onOutcome = async (event: OutcomeEvent, call: Call): Promise<claudeCode.HookAnswer> => {
  const sessionId = call.state.session();
  const decisionId = call.state.takeCall(event.callId);
  const late = call.state.takeUnreported(3);
  const now = decisionId === null ? [] : [{ decision_id: decisionId, execution: event.execution }];
  if (sessionId === null) return claudeCode.pass();
  const reports = [...now, ...late];
  for (const [at, report] of reports.entries()) {
    try {
      await call.pep.reportOutcome({ decisionId: report.decision_id, sessionId, execution: report.execution });
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

/** The host's call id is the idempotency key, as long as a header can carry it. */
const keyOf = (callId: string): string => (/^[\w.:-]{1,128}$/u.test(callId) ? callId : createHash('sha256').update(callId).digest('hex'));
