import type { RequesterContext, Result } from '@writ/aarm';
import { canonicalize } from './canonicalize.js';
import { isAboutDecision } from './receipt.js';
import type { ReceiptPayload } from './receipt.js';
import { invalid } from './verdict.js';
import type { Invalid } from './verdict.js';

/** What a session has said of one decision so far. */
interface Standing {
  readonly action_id: string;
  readonly action_digest: string;
  readonly requester: string;
  readonly result: Result;
  readonly outcome: string | null;
  readonly used: boolean;
}

/** A contradiction and the receipt it is in. */
export interface Contradiction {
  readonly seq: number;
  readonly refusal: Invalid;
}

/**
 * Reads a session as a story: a resolution, approval, use or outcome is about an earlier decision, for the same action and
 * requester; only what waits is resolved; only what may run is used or has an outcome, and once.
 */
export function findContradiction(payloads: readonly ReceiptPayload[]): Contradiction | null {
  const standings = new Map<string, Standing>();
  for (const payload of payloads) {
    const told = tell(payload, standings);
    if (told !== null) return { seq: payload.chain.seq, refusal: invalid('incoherent', told) };
  }
  return null;
}

/** Adds one receipt to the story; answers what is wrong with it, or null. */
function tell(payload: ReceiptPayload, standings: Map<string, Standing>): string | null {
  const { action, decision, execution, kind } = payload;
  if (!isAboutDecision(kind) || action === null || decision === null) return null;
  const id = decision.decision_id;
  const before = standings.get(id);
  const now = { action_id: action.action_id, action_digest: action.action_digest, requester: whoAsks(action.requester_context) };
  if (kind === 'decision') {
    if (before !== undefined) return `\`${id}\` is decided twice`;
    standings.set(id, { ...now, result: decision.result, outcome: null, used: false });
    return null;
  }
  if (before === undefined) return `\`${id}\` was never decided`;
  if (now.action_id !== before.action_id || now.action_digest !== before.action_digest) return `\`${id}\` was about another action`;
  if (now.requester !== before.requester) return `\`${id}\` was asked by another requester`;
  if (kind === 'redemption') return use(id, before, standings);
  if (kind === 'resolution') return resolve(id, before, decision.result, standings);
  return kind === 'outcome' ? end(id, before, execution?.status ?? null, standings) : null;
}

function resolve(id: string, before: Standing, result: Result, standings: Map<string, Standing>): string | null {
  if (before.result !== 'DEFER' && before.result !== 'STEP_UP') return `\`${id}\` was not pending`;
  standings.set(id, { ...before, result });
  return null;
}

function use(id: string, before: Standing, standings: Map<string, Standing>): string | null {
  if (before.result !== 'ALLOW' && before.result !== 'MODIFY') return `\`${id}\` was not allowed, yet was used`;
  if (before.used) return `\`${id}\` was used twice`;
  if (before.outcome !== null) return `\`${id}\` was used after its outcome`;
  standings.set(id, { ...before, used: true });
  return null;
}

function end(id: string, before: Standing, status: string | null, standings: Map<string, Standing>): string | null {
  if (before.result !== 'ALLOW' && before.result !== 'MODIFY') return `\`${id}\` was not allowed, yet has an outcome`;
  // A confirmation that was given up as lost may still arrive.
  if (before.outcome !== null && before.outcome !== 'lost_confirmation') return `\`${id}\` has two outcomes`;
  standings.set(id, { ...before, outcome: status });
  return null;
}

/** The requester without what is gathered afresh each time identity is checked: the evidence, and when a hop was checked. */
function whoAsks({ evidence: _gathered, delegation_chain: hops, ...who }: RequesterContext): string {
  return canonicalize({ ...who, delegation_chain: hops.map(({ checked_at: _checked, ...hop }) => hop) });
}
