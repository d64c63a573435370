import type { ApprovalRecord, Json, JsonObject, PolicyEvent, RequesterContext, Result, Level } from '@writ/aarm';

/** What a receipt is evidence of. */
export const RECEIPT_KINDS = [
  'session_open',
  'decision',
  'resolution',
  'outcome',
  'approval',
  'redemption',
  'session_seal',
  'policy_event',
  'key_event',
  'gap',
] as const;
export type ReceiptKind = (typeof RECEIPT_KINDS)[number];

const ABOUT_DECISION: ReadonlySet<ReceiptKind> = new Set(['decision', 'resolution', 'outcome', 'approval', 'redemption']);

/** Whether receipts of a kind tell of one decision and its action. */
export const isAboutDecision = (kind: ReceiptKind): boolean => ABOUT_DECISION.has(kind);

/** The JWS `typ` of a Writ receipt. */
export const RECEIPT_TYP = 'writ-receipt+jws';
/** Domain separation of {@link ReceiptAction.action_digest}. */
export const ACTION_DOMAIN = 'writ-action-v1\0';
/** The `prev` of the first receipt, and the `prev_hash` of the first entry, of a session. */
export const GENESIS = `sha256:${'0'.repeat(64)}`;

/** The action, with parameters in a redacted view: same keys, every scalar masked. */
export interface ReceiptAction {
  readonly action_id: string;
  readonly timestamp: string;
  readonly tool: string;
  readonly operation: string;
  readonly original_tool: string | null;
  readonly parameters: JsonObject;
  /** sha256 over ACTION_DOMAIN, a 16-byte nonce and the RFC 8785 bytes of `{operation, parameters, tool}`. */
  readonly action_digest: string;
  readonly requester_context: RequesterContext;
}

/** The signed statement (trust model §1.3): all members of its kind always present, absent is null, unknown members refused. */
export interface ReceiptPayload {
  readonly receipt_id: string;
  readonly version: '1.0';
  readonly canon: 'jcs';
  readonly kind: ReceiptKind;
  readonly issuer: string;
  readonly tenant: string;
  readonly issued_at: string;
  readonly action: ReceiptAction | null;
  /** Who acted where there is no action (session_open, session_seal). */
  readonly requester_context: RequesterContext | null;
  readonly context: {
    readonly session_id: string;
    readonly context_hash: string;
    readonly head_seq: number;
    readonly level: Level;
    readonly labels: readonly string[];
  };
  readonly decision: {
    readonly decision_id: string;
    readonly result: Result;
    readonly policy: { readonly policy_id: string; readonly version: string; readonly hash: string };
    readonly reason: { readonly code: string; readonly message: string };
    /** sha256 of the RFC 8785 bytes of what was decided on; with the policy hash, enough to decide again. */
    readonly input_hash: string;
    /** The digest of what may run, same construction and nonce as `action_digest`; null where nothing may. */
    readonly effective_digest: string | null;
    readonly expires_at: string | null;
  } | null;
  readonly approval: { readonly approvals: readonly ApprovalRecord[]; readonly required: number; readonly quorum_met: boolean } | null;
  readonly deferral: {
    readonly reason: string;
    readonly missing: readonly string[];
    readonly deferred_at: string;
    readonly timeout_at: string;
    readonly resolution_method: string | null;
    readonly resolution_timestamp: string | null;
    readonly resolver: string | null;
  } | null;
  readonly execution: {
    readonly status: 'completed' | 'failed' | 'lost_confirmation';
    readonly started_at: string | null;
    readonly completed_at: string | null;
    readonly success: boolean | null;
    readonly output_hash: string | null;
    /** Null: what went wrong is the disclosure `error`, which can be erased. Receipts of before say it here. */
    readonly error: string | null;
    readonly attested_by: string;
  } | null;
  /** Who asked, for which call, with which nonce: there where the request had one, in receipts of kind `decision` and `redemption`. */
  readonly request?: { readonly pep_id: string; readonly call_id: string | null; readonly nonce: string };
  /** What happened to a version of the policy: there in receipts of kind `policy_event`, and in no others. */
  readonly policy_event?: PolicyEvent;
  /** Per tenant and session, gapless from 0. */
  readonly chain: { readonly seq: number; readonly prev: string };
  readonly _sd: readonly string[];
  readonly _sd_alg: 'sha-256';
}

/** A receipt as stored and exported: a flattened JWS (RFC 7515) whose payload is the RFC 8785 text, and its disclosures. */
export interface StoredReceipt {
  /** RFC 8785 text of the {@link ReceiptPayload}. */
  readonly payload: string;
  /** base64url of the protected header. */
  readonly protected: string;
  /** base64url of the 64-byte IEEE P1363 signature. */
  readonly signature: string;
  /** base64url of `[salt, name, value]` each (SD-JWT, RFC 9901); may be erased. */
  readonly disclosures: readonly string[];
}

/** One disclosure before encoding. */
export interface Disclosure {
  readonly salt: string;
  readonly name: string;
  readonly value: Json;
}

/** A public key with its validity window, as `/.well-known/writ-keys.json` serves it (`valid_until` excluded). */
export interface KeyRecord {
  readonly kid: string;
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly status: 'active' | 'retired' | 'revoked';
  readonly compromised_at: string | null;
}

/** The file that `writ verify` reads: all receipts of a session in order, with the keys it claims (never trusted by themselves). */
export interface SessionExport {
  readonly format: 'writ-session-export/v1';
  readonly tenant: string;
  readonly session_id: string;
  readonly receipts: readonly StoredReceipt[];
  /** Number of receipts the session had at export time. */
  readonly count: number;
}
