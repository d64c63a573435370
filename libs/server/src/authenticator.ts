import type { Evidence, IdentityProof, Party, PersonParty, RequesterContext, TokenSubject, VerifiedIdentity } from '@writ/aarm';
import { ProblemError, intersectScopes } from '@writ/aarm';
import { boundedMap } from './bounded-map.js';
import type { Caller, PepCaller, PersonCaller } from '@writ/aarm';
import { scopesOf, verifyDelegation } from './delegation.js';
import type { VerifiedChain } from './delegation.js';
import { causeOf } from './log.js';
import type { PepLookup } from './pep-credential.js';
import { createPossessionChecks } from './possession.js';
import type { Asked, PossessionChecks } from './possession.js';
import { BELIEVED_MS, createPepCredentials } from './pep-credential.js';
import type { TokenUse } from './audiences.js';
import type { TokenVerifier, VerifiedToken, VerifierOptions } from './token.js';
import { TokenError } from './token-form.js';
import { createTokenVerifier } from './token.js';

/** Whose word counts about who is asking. */
export interface AuthenticatorOptions extends VerifierOptions {
  readonly peps: PepLookup;
}

/** The one place that decides who is asking. It reads the `authorization` header and forwarded proofs, nothing else. */
export interface Authenticator {
  /** The caller, or an `unauthenticated` problem. */
  caller(authorization: string | undefined): Promise<Caller>;
  /** Who acts through a PEP. Anything missing, stale or not understood is *not verified*: a DENY with a receipt. */
  identity(proof: IdentityProof, caller: PepCaller, asked: Asked): Promise<VerifiedIdentity>;
}

interface Proven {
  readonly human: VerifiedToken | null;
  readonly service: VerifiedToken | null;
  readonly agent: VerifiedToken | null;
  readonly chain: VerifiedChain;
  /** That the instance holds the key of its token; null where the token is bound to none. */
  readonly possession: Evidence | null;
  readonly failure: string | null;
}

const NO_CHAIN: VerifiedChain = { hops: [], root: null, subjects: [] };
const REMEMBERED = 10_000;

/** Builds the authenticator over pinned issuers and enrolled PEPs. */
export function createAuthenticator({ peps, ...verifying }: AuthenticatorOptions): Authenticator {
  const verify = createTokenVerifier(verifying);
  const pep = createPepCredentials(peps, verifying.revocations);
  const possession = createPossessionChecks();
  const known = boundedMap<{ readonly verified: VerifiedIdentity; readonly until: number }>(REMEMBERED);
  return {
    caller: async (authorization) => {
      const token = bearer(authorization);
      return token.startsWith('writ_pep.') ? pep(token) : person(token, verify);
    },
    identity: async (proof, caller, asked) => {
      const sessionId = 'session_id' in asked ? asked.session_id : asked.host_session_id;
      const proven = await prove(proof, { caller, verify, revocations: verifying.revocations, possession, asked });
      const cacheable = proven.failure === null && proven.possession === null && proven.chain.hops.length === 0;
      const key = cacheable ? keyOf(proven, caller, sessionId) : '';
      const hit = cacheable ? known.get(key) : undefined;
      if (hit !== undefined && hit.until > Date.now()) return hit.verified;
      const verified = {
        ...{ verified: proven.failure === null, failure: proven.failure, requester: requesterOf(proven, caller, sessionId) },
        tokens: tokensOf(proven),
        ...(proven.possession === null || proof.agent_proof === undefined ? {} : { instance_proof: proof.agent_proof }),
      };
      if (cacheable) known.set(key, { verified, until: Date.now() + BELIEVED_MS });
      return verified;
    },
  };
}

function bearer(authorization: string | undefined): string {
  const token = /^Bearer ([\x21-\x7e]{1,16384})$/iu.exec(authorization ?? '')?.[1];
  if (token === undefined)
    throw new ProblemError('unauthenticated', {
      detail: 'the `authorization` header is not `Bearer` and a credential',
      field: 'authorization',
    });
  return token;
}

async function person(token: string, verify: TokenVerifier): Promise<PersonCaller> {
  try {
    const { claims, tenantId } = await verify(token, 'person');
    return { kind: 'person', tenant_id: tenantId, id: claims.sub, roles: claims.roles };
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError(
      'unauthenticated',
      { detail: cause instanceof TokenError ? cause.message : 'the token cannot be checked', field: 'authorization' },
      { cause },
    );
  }
}

/** What identities are proven with. */
interface Proving extends Pick<VerifierOptions, 'revocations'> {
  readonly caller: PepCaller;
  readonly verify: TokenVerifier;
  readonly possession: PossessionChecks;
  readonly asked: Asked;
}

const UNPROVEN: Proven = { human: null, service: null, agent: null, chain: NO_CHAIN, possession: null, failure: null };

async function prove(proof: IdentityProof, by: Proving): Promise<Proven> {
  const proven: { -readonly [K in keyof Proven]: Proven[K] } = { ...UNPROVEN };
  try {
    // DENY first: each claim stays null until it is proven, and the first that is not ends it.
    proven.human = await claim(proof.human, 'delegated', by);
    if (proof.service !== undefined) proven.service = await claim(proof.service, 'service', by);
    proven.agent = checkInstance(await claim(proof.agent, 'agent', by), by.caller);
    if (proof.delegation !== undefined && proof.delegation.length > 0)
      proven.chain = await verifyDelegation(proof.delegation, { human: proven.human, agent: proven.agent }, by);
    proven.possession = checkPossession(proof, proven.agent, by);
  } catch (error) {
    proven.failure =
      error instanceof TokenError ? error.message.slice(0, 256) : `an identity cannot be checked: ${causeOf(error)}`.slice(0, 256);
  }
  return proven;
}

/** INVARIANT: a token that is bound to a key is nobody's who does not hold that key, whatever else they bring. */
function checkPossession(
  { agent: token = '', agent_proof: text }: IdentityProof,
  { claims: { cnf } }: VerifiedToken,
  { possession, asked }: Proving,
): Evidence | null {
  if (cnf === undefined) {
    if (text === undefined) return null;
    throw new TokenError('the agent token is bound to no key, and comes with a proof of one');
  }
  if (text === undefined) throw new TokenError('the agent token is bound to a key by `cnf`, and comes without a proof of that key');
  if (cnf.jkt === undefined) throw new TokenError('the `cnf` of the agent token has no `jkt`');
  return possession.check(text, { token, jkt: cnf.jkt, asked });
}

async function claim(
  token: string | undefined,
  use: Exclude<TokenUse, 'person' | 'delegation'>,
  by: Pick<Proving, 'caller' | 'verify'>,
): Promise<VerifiedToken> {
  if (token === undefined) throw new TokenError(`there is no ${use} token`);
  const verified = await by.verify(token, use);
  if (verified.tenantId !== by.caller.tenant_id) throw new TokenError(`the ${use} token is of another tenant`);
  return verified;
}

function checkInstance(agent: VerifiedToken, caller: PepCaller): VerifiedToken {
  if (agent.claims.sub !== caller.agent_id)
    throw new TokenError('the agent token names another agent than the enforcement point is enrolled for');
  if (agent.claims.instance !== caller.agent_instance)
    throw new TokenError('the agent token names another instance than the enforcement point is enrolled for');
  return agent;
}

/** What it all rests on, for whoever has to know whether any of it was taken back since. */
const tokensOf = ({ human, service, agent, chain }: Proven): readonly TokenSubject[] => [
  ...[human, service, agent, chain.root].flatMap((token) => (token === null ? [] : [token.subject])),
  ...chain.subjects,
];

/** The requester as receipts carry it: what was proven, and the evidence for it. */
function requesterOf(proven: Proven, caller: PepCaller, sessionId: string): RequesterContext {
  const human = proven.human && personOf(proven.human);
  const pep: Party = { id: `pep:${caller.pep_id}`, roles: ['pep'], scope: ['*'] };
  const service = proven.service ? partyOf(proven.service) : pep;
  const agent = proven.agent && {
    ...partyOf(proven.agent),
    instance: proven.agent.claims.instance ?? '',
    jkt: proven.agent.claims.cnf?.jkt ?? null,
  };
  const leaf = proven.chain.hops.at(-1);
  const shared = intersectScopes(intersectScopes(human?.scope ?? [], service.scope), agent?.scope ?? []);
  return {
    human,
    service,
    agent: agent !== null && agent.instance === '' ? null : agent,
    session: sessionId,
    effective_scope: proven.failure === null ? [...(leaf === undefined ? shared : intersectScopes(shared, leaf.scope))] : [],
    delegation_chain: [...proven.chain.hops],
    evidence: evidenceOf(proven, caller),
  };
}

const personOf = (token: VerifiedToken): PersonParty => ({
  ...partyOf(token),
  issuer: token.issuer,
  ...(token.claims.groups === undefined ? {} : { groups: token.claims.groups }),
});

const partyOf = ({ claims }: VerifiedToken): Party => ({ id: claims.sub, roles: claims.roles, scope: [...scopesOf(claims.scope)] });

function evidenceOf(proven: Proven, caller: PepCaller): Evidence[] {
  const tokens = (['human', 'service', 'agent'] as const).flatMap((use) => (proven[use] === null ? [] : [tokenEvidence(use, proven[use])]));
  const pep: Evidence = {
    claim: 'service',
    source: `pep:${caller.pep_id}`,
    checked_at: new Date().toISOString(),
    max_age_s: BELIEVED_MS / 1000,
    revocation: 'enrolment read',
    token_digest: null,
  };
  const hops = proven.chain.hops.map((hop, index): Evidence => ({
    claim: 'delegation',
    source: hop.verified_by,
    checked_at: hop.checked_at,
    max_age_s: secondsUntil(Date.parse(hop.expires_at)),
    // The issuer is asked about the link that it signed; the keys of the others publish nothing.
    revocation: (index === 0 ? proven.chain.root?.revocation : undefined) ?? 'expiry only',
    token_digest: hop.token_digest,
  }));
  return [...tokens, ...(proven.possession === null ? [] : [proven.possession]), ...(proven.service === null ? [pep] : []), ...hops];
}

const tokenEvidence = (use: 'human' | 'service' | 'agent', token: VerifiedToken): Evidence => ({
  claim: use,
  source: token.issuer,
  checked_at: token.checkedAt,
  max_age_s: secondsUntil(token.until),
  revocation: token.revocation,
  token_digest: token.digest,
});

const secondsUntil = (time: number): number => Math.max(0, Math.round((time - Date.now()) / 1000));

const keyOf = (proven: Proven, caller: PepCaller, sessionId: string): string =>
  `${caller.tenant_id}/${caller.pep_id}/${caller.agent_instance}/${proven.human?.ordinal ?? 0}/${proven.service?.ordinal ?? 0}/${proven.agent?.ordinal ?? 0}/${sessionId}`;
