import { generateKeyPairSync, sign } from 'node:crypto';
import type { SubmittedAction } from '@writ/aarm';
import { actionDigest, canonicalize, jwkThumbprint, protectedHeader, signingInput, toP1363LowS } from '@writ/receipt';
import type { KeyRecord } from '@writ/receipt';

/** What an enforcement point sends. */
export interface Asked {
  readonly session_id: string;
  readonly action: SubmittedAction;
  readonly nonce: string;
}

/** What a decision says that its receipt repeats. */
interface Said {
  readonly decision_id: string;
  readonly result: string;
  readonly effective_parameters: SubmittedAction['parameters'] | null;
}

/** A key that signs receipts, and its public half as it is pinned. */
export class Key {
  readonly record: KeyRecord;
  readonly #privateKey;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
    const window = { valid_from: '2020-01-01T00:00:00.000Z', valid_until: null, status: 'active', compromised_at: null } as const;
    this.record = { kid: jwkThumbprint(jwk), jwk, ...window };
    this.#privateKey = privateKey;
  }

  /** A payload as signed receipt. */
  sign(content: object): { readonly payload: string; readonly protected: string; readonly signature: string } {
    const payload = canonicalize(content);
    const header = protectedHeader(this.record.kid);
    const signature = sign('sha256', signingInput(header, payload), { key: this.#privateKey, dsaEncoding: 'ieee-p1363' });
    return { payload, protected: header, signature: Buffer.from(toP1363LowS(signature)).toString('base64url') };
  }
}

export const NONCE = 'AAAAAAAAAAAAAAAAAAAAAA';
const DIGEST = `sha256:${'0'.repeat(64)}`;
const AT = '2026-01-01T00:00:00.000Z';

/** The payload of the receipt of a decision, as the service writes it for what was asked. */
export const payloadOf = ({ session_id, action, nonce }: Asked, { decision_id, result, effective_parameters }: Said) => ({
  ...{ receipt_id: 'rct_1', version: '1.0', canon: 'jcs', kind: 'decision', issuer: 'writ', tenant: 't', issued_at: AT },
  action: {
    ...{ action_id: 'act_1', timestamp: AT, tool: action.tool, operation: action.operation, original_tool: null, parameters: {} },
    action_digest: actionDigest(action, NONCE),
    requester_context: {
      ...{ human: null, service: null, agent: null, session: session_id },
      ...{ effective_scope: [], delegation_chain: [], evidence: [] },
    },
  },
  requester_context: null,
  context: { session_id, context_hash: DIGEST, head_seq: 1, level: 'PUBLIC', labels: [] },
  decision: {
    ...{ decision_id, result, policy: { policy_id: 'p', version: '1', hash: DIGEST }, reason: { code: 'rule', message: 'm' } },
    input_hash: DIGEST,
    effective_digest: actionDigest({ ...action, parameters: effective_parameters ?? action.parameters }, NONCE),
    expires_at: null,
  },
  ...{ approval: null, deferral: null, execution: null },
  request: { pep_id: 'p', call_id: action.call_id ?? null, nonce },
  chain: { seq: 1, prev: DIGEST },
  ...{ _sd: [], _sd_alg: 'sha-256' },
});

/**
 * An answer with the receipt of an honest one, where it is a decision and the request has a nonce: what is wrong with an answer must not
 * be that nothing proves it.
 */
export function proven(key: Key, said: unknown, body: string): unknown {
  const asked = body === '' ? null : (JSON.parse(body) as Partial<Asked> | null);
  if (asked?.nonce === undefined || !isObject(said) || !('result' in said)) return said;
  const { decision_id = 'dec_1', effective_parameters = null, result = 'ALLOW' } = said as Partial<Said>;
  const payload = payloadOf(asked as Asked, { decision_id, effective_parameters, result });
  return { ...said, proof: { ...key.sign(payload), action_nonce: NONCE } };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
