import { ProblemError } from '@writ/aarm';
import type { Engine } from '@writ/engine';
import type { KeyRecord } from '@writ/receipt';
import { causeOf, log } from '@writ/server';

/** What a decision point is made of once its database, signer and policy answer. */
export interface Composition {
  readonly engine: Engine;
  readonly keys: () => Promise<readonly KeyRecord[]>;
  close(): Promise<void>;
}

/** A composition that may not be there yet: until then every call ends in `not_ready` with the reason. */
export interface LazyComposition extends Composition {
  /** The composition if it is there; throws `not_ready` if not. */
  current(): Composition;
}

const RETRY_MS = 2000;

/**
 * Builds a composition and tries again until it works, so that a process started before its database, its signer or a
 * sound pack becomes ready by itself. Once built it stays: the parts come back by their own means.
 */
export function composeLazily(build: () => Promise<Composition>, retryMs = RETRY_MS): LazyComposition {
  let built: Composition | null = null;
  let reason = 'starting';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const attempt = async (): Promise<void> => {
    try {
      const composition = await build();
      if (closed) return await composition.close();
      built = composition;
      log('info', 'ready to decide');
    } catch (error) {
      const why = causeOf(error);
      if (why !== reason) log('error', 'cannot decide yet', { cause: why });
      reason = why;
      if (!closed) timer = setTimeout(() => (running = attempt()), retryMs);
    }
  };
  let running = attempt();
  const current = (): Composition => {
    if (built === null) throw new ProblemError('not_ready', { detail: `writ cannot decide yet: ${reason}` });
    return built;
  };
  return {
    current,
    engine: engineOf(current),
    keys: async () => current().keys(),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
      await built?.close();
    },
  };
}

/** Each operation of the engine that is there when it is called. */
function engineOf(current: () => Composition): Engine {
  return {
    openSession: async (...given) => current().engine.openSession(...given),
    appendEntry: async (...given) => current().engine.appendEntry(...given),
    closeSession: async (...given) => current().engine.closeSession(...given),
    authorize: async (...given) => current().engine.authorize(...given),
    decision: async (...given) => current().engine.decision(...given),
    awaitDecision: async (...given) => current().engine.awaitDecision(...given),
    recordOutcome: async (...given) => current().engine.recordOutcome(...given),
    supplyContext: async (...given) => current().engine.supplyContext(...given),
    contextOf: async (...given) => current().engine.contextOf(...given),
    approvals: async (...given) => current().engine.approvals(...given),
    settleApproval: async (...given) => current().engine.settleApproval(...given),
    settleOverdue: async (...given) => current().engine.settleOverdue(...given),
    sessions: async (...given) => current().engine.sessions(...given),
    sessionReceipts: async (...given) => current().engine.sessionReceipts(...given),
    receipt: async (...given) => current().engine.receipt(...given),
    bundle: async (...given) => current().engine.bundle(...given),
    ready: async () => current().engine.ready(),
    close: async () => current().engine.close(),
  };
}
