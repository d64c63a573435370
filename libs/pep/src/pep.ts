import type { ContextSource, Decision, Json, SubmittedAction, SubmittedEntry, ToolDefinition, UserRequest } from '@writ/aarm';
import type { AskedAction } from '@writ/receipt';
import type { Answer } from './exchange.js';
import { PepError, unreadable } from './failure.js';
import type { Execution } from './outcome.js';
import { outcomeReport } from './outcome.js';
import { requireProof } from './proof.js';
import type { AskedRequest } from './proof.js';
import { readDecision } from './read-decision.js';
import { release } from './release.js';
import type { ReleaseRequest, Shown } from './release.js';
import type { Refusal, Ruling } from './ruling.js';
import { refusalOf, ruleOn, stillOpen } from './ruling.js';
import { ANSWER_MS, checkOptions, createWire } from './wire.js';
import type { PepOptions, Wire } from './wire.js';

/** One long poll; shorter than what proxies cut off. */
const POLL_MS = 25_000;
const RETRY_MS = 250;

export interface ActionRequest {
  readonly sessionId: string;
  readonly action: SubmittedAction;
  /** Retrying with the same key and action gives the same decision. */
  readonly idempotencyKey: string;
}

/** A decision that is pending, for the action that the same key submitted. */
export interface Held extends Pick<ActionRequest, 'action' | 'idempotencyKey'> {
  readonly decision: Decision;
  readonly deadlineMs?: number;
}

export type Enforced =
  | { readonly kind: 'completed'; readonly decision: Decision; readonly output: Json; readonly reported: boolean }
  | { readonly kind: 'failed'; readonly decision: Decision; readonly error: unknown; readonly reported: boolean }
  | Refusal;

/** The enforcement client. Its decisions never throw: whatever goes wrong is a refusal, and nothing switches that off. */
export interface Pep {
  /** Opens, or finds again, the session that the host's own session id belongs to. */
  openSession(request: {
    readonly hostSessionId: string;
    readonly agentType: string;
    readonly userRequest: UserRequest;
    /** What the tools are, where the host knows. */
    readonly tools?: readonly ToolDefinition[];
  }): Promise<{ readonly sessionId: string; readonly created: boolean }>;
  /** Appends a later request of the user. */
  appendRequest(sessionId: string, userRequest: UserRequest): Promise<void>;
  /** Appends what the tools are, or have become. */
  appendTools(sessionId: string, tools: readonly ToolDefinition[]): Promise<void>;
  /** Appends a text that the host puts before the model by itself: memory, retrieved passages, a file of instructions. */
  appendSource(sessionId: string, source: Omit<ContextSource, 'trust'> & Partial<ContextSource>): Promise<void>;
  /** Asks once. */
  decide(request: ActionRequest): Promise<Ruling>;
  /**
   * Waits for a decision that is pending until it is settled or the deadline has passed, which is a refusal. What may run
   * then is redeemed first: a decision that waited is used once, whoever else waits for it.
   */
  hold(request: Held): Promise<Ruling>;
  /** Decides, waits, runs what is permitted and nothing else, and reports what it did. */
  enforce(request: ActionRequest, run: (parameters: SubmittedAction['parameters']) => Promise<Json>): Promise<Enforced>;
  /**
   * Reports the outcome and asks whether the model may see the output: as it is, with less in it, or not at all. Never throws; whatever goes
   * wrong withholds it. In place of `reportOutcome`, not beside it.
   */
  release(request: ReleaseRequest): Promise<Shown>;
  reportOutcome(request: { readonly decisionId: string; readonly sessionId: string; readonly execution: Execution }): Promise<Decision>;
}

/** Creates the enforcement client of one service. */
export const createPep = (options: PepOptions): Pep => {
  checkOptions(options);
  const wire = createWire(options);
  const decide = (request: ActionRequest): Promise<Ruling> => settle(() => ask(wire, request));
  const hold: Pep['hold'] = ({ deadlineMs, ...held }) =>
    settle(async () => {
      const until = performance.now() + Math.min(deadlineMs ?? options.deadlineMs, options.deadlineMs);
      const ruling = await poll(wire, { ...held, until });
      return ruling.kind === 'run' ? await redeem(wire, { ...held, until }) : ruling;
    });
  const reportOutcome: Pep['reportOutcome'] = async ({ decisionId, sessionId, execution }) =>
    readDecision((await wire.post(`/v1/decisions/${encodeURIComponent(decisionId)}/outcome`, outcomeReport(execution))).body, {
      sessionId,
      decisionId,
    });
  return {
    decide,
    hold,
    reportOutcome,
    release: async (request) => release(async (path, body) => wire.post(path, body), request),
    openSession: async (request) => readSession(await wire.post('/v1/sessions', await openBody(wire, request))),
    appendRequest: async (sessionId, userRequest) => append(wire, sessionId, { kind: 'request', user_request: userRequest }),
    appendTools: async (sessionId, tools) => append(wire, sessionId, { kind: 'tools', tools: [...tools] }),
    appendSource: async (sessionId, source) => append(wire, sessionId, { kind: 'source', source: { trust: 'untrusted', ...source } }),
    enforce: async (request, run) => {
      const started = performance.now();
      const first = await decide(request);
      const rest = options.deadlineMs - (performance.now() - started);
      const ruling = first.kind === 'hold' ? await hold({ ...request, decision: first.decision, deadlineMs: rest }) : first;
      if (ruling.kind === 'run') return execute(ruling, run, reportOutcome);
      return ruling.kind === 'hold' ? stillOpen(ruling.decision) : ruling;
    },
  };
};

const ask = async (wire: Wire, request: ActionRequest): Promise<Ruling> => {
  const { sessionId, action, idempotencyKey } = request;
  const asked = wire.askedRequest(request);
  const body = { session_id: sessionId, action, identity: await wire.identity(aboutOf(asked)), nonce: asked.nonce };
  const answer = await wire.post('/v1/decisions', body, { 'idempotency-key': idempotencyKey });
  const decision = readDecision(answer.body, { sessionId, callId: action.call_id ?? null });
  const ruling = ruleOn(decision, action.parameters);
  return ruling.kind === 'run' ? requireProof(ruling, asked, wire.options.keys) : ruling;
};

interface Poll extends Held {
  readonly until: number;
}

/** Uses the decision for this one run; the same key finds the same answer, so a lost one is asked for again. */
const redeem = async (wire: Wire, { decision, action, idempotencyKey, until }: Poll): Promise<Ruling> => {
  const { decision_id, session_id } = decision;
  const asked = wire.askedRequest({ sessionId: session_id, action, idempotencyKey });
  for (;;) {
    try {
      const body = { session_id, action, identity: await wire.identity(aboutOf(asked)), nonce: asked.nonce };
      const path = `/v1/decisions/${encodeURIComponent(decision_id)}/redeem`;
      const answer = await wire.post(path, body, { 'idempotency-key': idempotencyKey });
      const used = readDecision(answer.body, { sessionId: session_id, callId: action.call_id ?? null });
      const ruling = ruleOn(used, action.parameters);
      // Whatever is not the decision that was waited for is a new one, and only a refusal of it is an answer here.
      if (ruling.kind !== 'run') return ruling;
      return used.decision_id === decision_id ? requireProof(ruling, asked, wire.options.keys) : stillOpen(used);
    } catch (error) {
      if (!(error instanceof PepError) || !isAway(error) || until - performance.now() < RETRY_MS) throw error;
    }
    await pause(RETRY_MS);
  }
};

/** Long-polls until the deadline. A service that is away for a moment may come back: the decision is durable. */
const poll = async (wire: Wire, { decision, action, until }: Poll): Promise<Ruling> => {
  let latest = decision;
  for (;;) {
    const left = until - performance.now();
    if (left <= RETRY_MS) return stillOpen(latest);
    const wait = Math.max(0, Math.min(POLL_MS, Math.floor(left - RETRY_MS)));
    try {
      const path = `/v1/decisions/${encodeURIComponent(decision.decision_id)}?wait_ms=${String(wait)}`;
      const answer = await wire.get(path, Math.min(left, wait + ANSWER_MS));
      // Another call may have asked first for what this one waits for.
      latest = readDecision(answer.body, { sessionId: decision.session_id, decisionId: decision.decision_id });
      const ruling = ruleOn(latest, action.parameters);
      if (ruling.kind !== 'hold') return ruling;
    } catch (error) {
      if (!(error instanceof PepError) || !isAway(error)) throw error;
    }
    await pause(RETRY_MS);
  }
};

const isAway = (error: PepError): boolean =>
  error.code === 'unreachable' ||
  error.code === 'no_answer_in_time' ||
  ['not_ready', 'overloaded', 'contention'].includes(error.problem ?? '');

const execute = async (
  ruling: Extract<Ruling, { kind: 'run' }>,
  run: (parameters: SubmittedAction['parameters']) => Promise<Json>,
  report: Pep['reportOutcome'],
): Promise<Enforced> => {
  const { decision } = ruling;
  const startedAt = new Date().toISOString();
  const tell = (execution: Execution): Promise<boolean> =>
    report({
      decisionId: decision.decision_id,
      sessionId: decision.session_id,
      execution: { ...execution, startedAt, completedAt: new Date().toISOString() },
    }).then(
      () => true,
      () => false,
    );
  try {
    const output = await run(ruling.parameters);
    return { kind: 'completed', decision, output, reported: await tell({ status: 'completed', output }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', decision, error, reported: await tell({ status: 'failed', error: message }) };
  }
};

const settle = async (rule: () => Promise<Ruling>): Promise<Ruling> => {
  try {
    return await rule();
  } catch (error) {
    return refusalOf(error);
  }
};

/** What the instance signs: this action, in this session, by this request. */
const aboutOf = ({ sessionId, action: { tool, operation, parameters }, nonce }: AskedRequest): AskedAction => ({
  ...{ session_id: sessionId, tool, operation, parameters, nonce },
});

const openBody = async (wire: Wire, request: Parameters<Pep['openSession']>[0]): Promise<unknown> => ({
  host_session_id: request.hostSessionId,
  agent_type: request.agentType,
  user_request: request.userRequest,
  ...(request.tools === undefined ? {} : { tools: request.tools }),
  identity: await wire.identity({ host_session_id: request.hostSessionId }),
});

const append = async (wire: Wire, sessionId: string, entry: SubmittedEntry): Promise<void> => {
  await wire.post(`/v1/sessions/${encodeURIComponent(sessionId)}/entries`, entry);
};

const readSession = ({ status, body }: Answer): { readonly sessionId: string; readonly created: boolean } => {
  const { session_id: id } = (body ?? {}) as { readonly session_id?: unknown };
  if (typeof id !== 'string' || id === '') throw unreadable('it names no session');
  return { sessionId: id, created: status === 201 };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
