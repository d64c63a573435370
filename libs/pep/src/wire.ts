import type { IdentityProof, SubmittedAction } from '@writ/aarm';
import type { AskedAction, AskedSession, KeyRecord } from '@writ/receipt';
import { exchange } from './exchange.js';
import type { Answer } from './exchange.js';
import { late, PepError } from './failure.js';
import { proveInstance } from './instance-key.js';
import type { InstanceKey } from './instance-key.js';
import { createNonces } from './proof.js';
import type { AskedRequest } from './proof.js';

/** How long an answer that is not pending is awaited. A service that is gone refuses at once; this is for one that hangs. */
export const ANSWER_MS = 20_000;

/** Which service an enforcement point asks, and as whom. */
export interface PepOptions {
  /** Where the service is, for example `http://127.0.0.1:7420`. */
  readonly url: string;
  /** `writ_pep.<tenant>.<pep_id>.<secret>`, as the enrolment gave it. */
  readonly credential: string;
  /** The public keys whose receipts prove an answer, pinned when the enforcement point was enrolled. */
  readonly keys: readonly KeyRecord[];
  /** The proofs of identity of this moment; rejecting is a refusal. */
  readonly identity: () => Promise<IdentityProof>;
  /** The key that the token of the agent is bound to: each request is signed with it. Left out where the token is bound to none. */
  readonly instanceKey?: InstanceKey;
  /** By when `enforce` and `hold` must have an answer, from their start: shorter than the host's own limit. */
  readonly deadlineMs: number;
}

/** The calls of one enforcement point: each is about a request of its own, and ends in time. */
export interface Wire {
  readonly options: PepOptions;
  /** The request that an answer to this call must prove itself to be of. */
  askedRequest(of: { readonly sessionId: string; readonly action: SubmittedAction; readonly idempotencyKey: string }): AskedRequest;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  get(path: string, withinMs?: number): Promise<Answer>;
  /** The proofs of identity for this request. */
  identity(asked: AskedAction | AskedSession): Promise<IdentityProof>;
}

/** Opens nothing: every call has a connection of its own. */
export const createWire = (options: PepOptions): Wire => {
  // eslint-disable-next-line regexp/no-super-linear-move -- the address is the operator's own
  const base = options.url.replace(/\/+$/u, '');
  const authorization = `Bearer ${options.credential}`;
  const answerMs = Math.min(ANSWER_MS, options.deadlineMs);
  const nonces = createNonces();
  const pepId = pepIdIn(options.credential);
  return {
    options,
    askedRequest: ({ sessionId, action, idempotencyKey }) => ({ sessionId, action, pepId, nonce: nonces(sessionId, idempotencyKey) }),
    post: (path, body, headers = {}) =>
      exchange({ method: 'POST', url: `${base}${path}`, headers: { authorization, ...headers }, body, withinMs: answerMs }),
    get: (path, withinMs = answerMs) => exchange({ method: 'GET', url: `${base}${path}`, headers: { authorization }, withinMs }),
    identity: async (asked) => bound(await inTime(options.identity(), answerMs), asked, options.instanceKey),
  };
};

const bound = (identity: IdentityProof, asked: AskedAction | AskedSession, key: InstanceKey | undefined): IdentityProof =>
  key === undefined || identity.agent === undefined
    ? identity
    : { ...identity, agent_proof: proveInstance(key, { token: identity.agent, asked }) };

const inTime = async (identity: Promise<IdentityProof>, ms: number): Promise<IdentityProof> => {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late(ms));
    }, ms);
  });
  try {
    return await Promise.race([identity, expiry]);
  } catch (error) {
    throw error instanceof PepError ? error : identityUnavailable(error);
  } finally {
    clearTimeout(timer);
  }
};

const identityUnavailable = (cause: unknown): PepError =>
  new PepError('identity_unavailable', `no proof of identity: ${cause instanceof Error ? cause.message : String(cause)}`, {
    remedy: 'tell the user that this agent has to be connected to Writ again',
    cause,
  });

const CREDENTIAL = /^writ_pep\.[\x21-\x7e]+$/u;

const pepIdIn = (credential: string): string => credential.split('.')[2] ?? '';

/** Throws a TypeError that names what cannot be used. */
export const checkOptions = (options: PepOptions): void => {
  if (!/^https?:\/\//u.test(options.url) || !URL.canParse(options.url))
    throw new TypeError(`\`url\` must be an http address, not \`${options.url}\``);
  if (!(options.deadlineMs > 0 && options.deadlineMs <= 3_600_000)) throw new TypeError('`deadlineMs` must be between 1 and 3600000');
  if (!CREDENTIAL.test(options.credential)) throw new TypeError('`credential` must be `writ_pep.<tenant>.<pep_id>.<secret>`');
  if (options.keys.length === 0) throw new TypeError('`keys` is empty: no answer could prove itself');
};
