import { createHmac, randomBytes } from 'node:crypto';
import type { Decision, JsonObject, SubmittedAction } from '@writ/aarm';
import { actionDigest, verifyReceipt } from '@writ/receipt';
import type { KeyRecord, ReceiptPayload } from '@writ/receipt';
import { mismatch, unproven } from './failure.js';
import { ALLOW_LIFETIME_S } from './generated/decision-shape.js';
import type { Ruling } from './ruling.js';

/** What an answer must be the answer to. */
export interface AskedRequest {
  readonly sessionId: string;
  readonly action: SubmittedAction;
  /** Who asks. */
  readonly pepId: string;
  readonly nonce: string;
}

/**
 * Nonces of one enforcement point: nobody else can know one before it is sent. A retry with the same key has the same nonce, so that
 * the same answer proves itself again, for no longer than an answer is good for.
 */
export const createNonces = (): ((sessionId: string, idempotencyKey: string) => string) => {
  const secret = randomBytes(32);
  return (sessionId, idempotencyKey) => {
    const period = Math.floor(performance.now() / (ALLOW_LIFETIME_S * 1000));
    return createHmac('sha256', secret)
      .update(JSON.stringify([sessionId, idempotencyKey, period]))
      .digest('base64url');
  };
};

/**
 * INVARIANT: nothing runs without a receipt that a pinned key signed, for exactly this request, and for exactly what is about to run.
 * Returns the ruling, or throws what is wrong with its proof.
 */
export const requireProof = (
  ruling: Extract<Ruling, { kind: 'run' }>,
  asked: AskedRequest,
  keys: readonly KeyRecord[],
): Extract<Ruling, { kind: 'run' }> => {
  const { decision, parameters } = ruling;
  const { proof } = decision;
  if (decision.outcome !== 'awaited') throw mismatch('an action that has run already');
  if (proof === undefined) throw unproven('it has no receipt');
  const { action_nonce, ...receipt } = proof;
  const verdict = verifyReceipt({ ...receipt, disclosures: [] }, { keys });
  if (verdict.verdict !== 'valid') throw unproven(`its receipt is ${verdict.verdict} (${verdict.cause})`);
  const wrong = findDifference(JSON.parse(receipt.payload) as ReceiptPayload, { decision, parameters, asked, action_nonce });
  if (wrong !== null) throw unproven(`its receipt is of ${wrong}`);
  return ruling;
};

interface AnswerToProve {
  readonly decision: Decision;
  readonly parameters: JsonObject;
  readonly asked: AskedRequest;
  readonly action_nonce: string;
}

function findDifference(payload: ReceiptPayload, { decision, parameters, asked, action_nonce }: AnswerToProve): string | null {
  const { action, pepId, nonce, sessionId } = asked;
  const digest = (of: JsonObject): string | null => digestOf(action, of, action_nonce);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['another request', payload.request?.nonce, nonce],
    ['another enforcement point', payload.request?.pep_id, pepId],
    ['another call', payload.request?.call_id, action.call_id ?? null],
    ['another session', payload.context.session_id, sessionId],
    ['another decision', payload.decision?.decision_id, decision.decision_id],
    ['another result', payload.decision?.result, decision.result],
    ['another action', payload.action?.action_digest, digest(action.parameters)],
    ['other parameters', payload.decision?.effective_digest, digest(parameters)],
  ];
  return pairs.find(([, signed, told]) => signed !== told)?.[0] ?? null;
}

/** Null where the nonce is none, which no signed digest is. */
function digestOf({ tool, operation }: SubmittedAction, parameters: JsonObject, nonce: string): string | null {
  try {
    return actionDigest({ tool, operation, parameters }, nonce);
  } catch {
    return null;
  }
}
