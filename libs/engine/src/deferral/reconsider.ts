import type { Decision, EntryBody, ResolutionMethod } from '@writ/aarm';
import { resolvePending, timedOut } from '../decision/resolve.js';
import type { ResolveServices } from '../decision/resolve.js';
import { tryAgain } from './try-again.js';
import type { TryAgainServices } from './try-again.js';
import type { Journal } from '../journal/journal.js';
import { onDecision } from '../journal/on-decision.js';
import type { OnDecisionServices } from '../journal/on-decision.js';
import { answerOnly } from '../journal/step.js';

/** What this works with. */
export type ReconsiderServices = Pick<Journal, 'changed' | 'sessions' | 'store'> & ResolveServices & TryAgainServices & OnDecisionServices;

/** What a session was told that a deferral may have waited for. */
export interface Arrival {
  readonly method: ResolutionMethod;
  readonly by: string;
  readonly detail: string;
  /** Whether it is what this deferral waits for: then an attempt is used up where it is not enough. */
  readonly concerns: (answer: Decision) => boolean;
}

/** Deferrals of one session that an arrival has looked at; the next sweep looks at the others. */
const MOST = 64;

/**
 * Decides the deferrals of a session again after something arrived, in the order in which they were submitted: what one
 * of them ends in is known to those that wait for it. Best effort: what is missed here, the sweep finds.
 */
export async function reconsider(
  services: ReconsiderServices,
  session: { readonly tenant_id: string; readonly session_id: string },
  arrival: Arrival,
): Promise<void> {
  const snapshot = await services.sessions.load(session.tenant_id, session.session_id);
  for (const decisionId of snapshot?.state.pending.slice(0, MOST) ?? []) {
    // Most of what waits may wait for people: that takes one look, and no step of the session.
    const record = await services.store.decision(session.tenant_id, decisionId);
    if (record?.answer.pending?.kind === 'DEFER') await reconsiderOne(services, { ...session, decisionId }, arrival);
  }
}

/** Decides one deferral again; whether it still waits. */
export async function reconsiderOne(
  services: ReconsiderServices,
  { tenant_id, decisionId }: { readonly tenant_id: string; readonly decisionId: string },
  arrival: Arrival,
): Promise<boolean> {
  const after = await onDecision<Decision>(services, { tenant_id, caller: null, decisionId }, async (record, snapshot, now) => {
    const { suspended, answer } = record;
    if (answer.pending?.kind !== 'DEFER' || suspended === null) return answerOnly(answer);
    const waiting = { record, suspended, snapshot, now };
    // INVARIANT: timeout is always DENY, also where the sweeper has not come by yet.
    const late = timedOut(waiting);
    if (late !== null) return resolvePending(services, waiting, late);
    return tryAgain(services, waiting, { ...arrival, counts: arrival.concerns(answer) });
  });
  if (after.pending?.kind === 'DEFER') return true;
  services.changed.emit(decisionId);
  return false;
}

/** What an entry of a session may mean to its deferrals; null where it means nothing to any. */
export function arrivalOf(body: EntryBody, by: string): Arrival | null {
  switch (body.kind) {
    case 'fact':
      return {
        method: 'fact',
        by,
        detail: `the fact \`${body.name}\` arrived from \`${body.source}\``,
        concerns: (answer) => isOpenTo(answer, [`facts.${body.name}`]),
      };
    case 'label':
      return { method: 'label', by, detail: `a label arrived from \`${body.source}\``, concerns: (answer) => isOpenTo(answer, []) };
    case 'request':
      return {
        method: 'context_supplied',
        by,
        detail: 'the user asked again',
        concerns: (answer) => isOpenTo(answer, ['original_request', 'alignment', 'confidence', 'composite_risk']),
      };
    case 'tools':
      return {
        method: 'context_supplied',
        by,
        detail: 'tool definitions were received',
        concerns: (answer) => isOpenTo(answer, ['tool_known', 'tool_changed', 'effect', 'alignment', 'confidence', 'composite_risk']),
      };
    case 'source':
    case 'earlier':
    case 'inherited':
    case 'action':
    case 'decision':
    case 'outcome':
    case 'resolution':
    case 'redemption':
    case 'attempt':
      return null;
  }
}

/** An action of the session ended: those that need its output, and rules that look back, may now say something else. */
export const ENDED: Arrival = {
  method: 'awaited_outcome',
  by: 'writ',
  detail: 'an action that it waited for ended',
  // PendingDecision for others uses up nothing: their deadlines bound it.
  concerns: () => false,
};

/** Whether a deferral waits for one of these fields, or for anything that makes its rules say something else. */
const isOpenTo = ({ reason, missing }: Decision, fields: readonly string[]): boolean =>
  reason.code === 'insufficient_context' ? fields.some((field) => missing.includes(field)) : reason.code !== 'pending_dependency';
