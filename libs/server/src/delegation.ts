import { createHash } from 'node:crypto';
import { describeRevocation, isScope, isWithin } from '@writ/aarm';
import type { DelegationHop, TokenSubject } from '@writ/aarm';
import { calculateJwkThumbprint, decodeJwt, importJWK, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { z } from 'zod';
import { causeOf } from './log.js';
import type { KnownRevocations } from './still-valid.js';
import { TokenError, readForm } from './token-form.js';
import { ALGORITHMS, SKEW_S } from './token-rules.js';
import { digestOf } from './token.js';
import type { TokenVerifier, VerifiedToken } from './token.js';

/** The deepest chain there is. */
const DEEPEST = 4;
const NAME = z.string().min(1).max(512);

/** Every claim a hop may have. One that is not understood could narrow it, so it is not verified. */
const HopSchema = z.strictObject({
  iss: NAME,
  sub: NAME.describe('the principal; the same in every hop'),
  aud: z.union([NAME, z.array(NAME)]),
  iat: z.int(),
  exp: z.int(),
  jti: NAME.optional(),
  token_use: z.literal('delegation'),
  delegator: NAME,
  delegatee: NAME,
  scope: z.string().max(8192),
  depth: z.int().min(1).max(DEEPEST),
  max_depth: z.int().min(1).max(DEEPEST),
  par_hash: NAME.optional(),
  cnf: z.strictObject({ jwk: z.record(z.string(), z.unknown()) }),
});
type HopClaims = z.infer<typeof HopSchema>;
/** The issuer of the root may say where its status is; the keys of the others publish none. */
const RootSchema = HopSchema.extend({ status: z.unknown().optional() });

interface Hop {
  readonly token: string;
  /** The same along the whole chain; the person as the issuer of the root names them. */
  readonly audience: string;
  readonly person: string;
  readonly claims: HopClaims;
  readonly jkt: string;
  /** Which link it is, for whoever is told what is wrong with it. */
  readonly named: string;
  /** Of the root alone. */
  readonly verified: VerifiedToken | null;
}

/** Between whom the chain must lead. */
export interface DelegationEnds {
  readonly human: VerifiedToken;
  readonly agent: VerifiedToken;
}

/** A chain that holds. */
export interface VerifiedChain {
  readonly hops: readonly DelegationHop[];
  /** The root as its issuer signed it; null where there is no chain. */
  readonly root: VerifiedToken | null;
  /** To whom the links hand on, as the issuer of the root names them: what it takes back from one of them ends the chain. */
  readonly subjects: readonly TokenSubject[];
}

/**
 * Checks a delegation chain, root first (trust model §5.2): a pinned issuer signs the root, each parent's key the next
 * hop. That the leaf holds its key *for this action* is not proven here: the PEP vouches for the agent's token.
 */
export async function verifyDelegation(
  tokens: readonly string[],
  ends: DelegationEnds,
  { verify, revocations }: { readonly verify: TokenVerifier; readonly revocations: Pick<KnownRevocations, 'find'> },
): Promise<VerifiedChain> {
  const hops: Hop[] = [];
  for (const [index, token] of tokens.entries()) {
    const parent = hops.at(-1);
    const link = `link ${(index + 1).toString()} of the delegation`;
    const hop = parent === undefined ? await rootHop(token, { link, verify }) : await nextHop(token, { link, parent });
    checkLink(hop, { parent, root: hops[0] ?? hop, human: ends.human.claims });
    const revoked = revocations.find(ends.human.tenantId, subjectOf(hop, hops[0] ?? hop));
    demandOf(hop.named)(revoked === null, revoked === null ? '' : `counts no more: ${describeRevocation(revoked)}`);
    hops.push(hop);
  }
  checkEnds(hops, ends);
  return {
    hops: hops.map((hop) => recordOf(hop, { root: hops[0] ?? hop, principal: ends.human.claims.sub })),
    root: hops[0]?.verified ?? null,
    subjects: hops.map((hop) => subjectOf(hop, hops[0] ?? hop)),
  };
}

const subjectOf = ({ claims }: Hop, root: Hop): TokenSubject => ({
  issuer: root.claims.iss,
  subject: claims.delegatee,
  issued_at: claims.iat,
});

async function rootHop(token: string, { link, verify }: { readonly link: string; readonly verify: TokenVerifier }): Promise<Hop> {
  const verified = await verify(token, 'delegation').catch((cause: unknown) => {
    throw cause instanceof TokenError ? new TokenError(`${link}: ${cause.message}`, { cause }) : cause;
  });
  return hopOf(token, {
    schema: RootSchema,
    ...{ payload: decodeJwt(token), audience: verified.audience, link, person: verified.claims.sub, verified },
  });
}

async function nextHop(token: string, { link, parent }: { readonly link: string; readonly parent: Hop }): Promise<Hop> {
  readForm(token);
  const { payload } = await verifiedBy(parent, token).catch((cause: unknown) => {
    throw new TokenError(`${link} does not verify: ${causeOf(cause)}`, { cause });
  });
  return hopOf(token, {
    schema: HopSchema,
    ...{ payload, audience: parent.audience, link, person: parent.person, verified: null },
  });
}

async function verifiedBy({ claims, jkt, audience }: Hop, token: string): Promise<{ readonly payload: JWTPayload }> {
  const jwk = claims.cnf.jwk as JWK;
  return jwtVerify(token, await importJWK(jwk, jwk.alg ?? 'ES256'), {
    issuer: thumbprintUri(jkt),
    audience,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_S,
    requiredClaims: ['exp', 'iat'],
  });
}

interface ReadHop {
  readonly schema: z.ZodType<HopClaims>;
  readonly payload: JWTPayload;
  readonly audience: string;
  readonly link: string;
  readonly person: string;
  readonly verified: VerifiedToken | null;
}

async function hopOf(token: string, { schema, payload, audience, link, person, verified }: ReadHop): Promise<Hop> {
  const read = schema.safeParse(payload);
  if (!read.success) throw new TokenError(`${link} has a claim that is missing or not understood: \`${complaintOf(read.error)}\``);
  const claims = read.data;
  const named = `${link}, from \`${claims.delegator}\` to \`${claims.delegatee}\`,`;
  try {
    return { token, audience, person, claims, jkt: await calculateJwkThumbprint(claims.cnf.jwk), named, verified };
  } catch (cause) {
    throw new TokenError(`${named} names no usable key`, { cause });
  }
}

const complaintOf = ({ issues: [issue] }: z.ZodError): string => [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ');

/** What a link is held against. */
interface LinkTo {
  readonly parent: Hop | undefined;
  readonly root: Hop;
  readonly human: Pick<VerifiedToken['claims'], 'sub' | 'scope'>;
}

/** INVARIANT: each link only narrows: whom it is for, how long, how deep, and what may be done. */
function checkLink({ claims, named, person }: Hop, { parent, root, human }: LinkTo): void {
  const above = parent?.claims;
  const demand = demandOf(named);
  const parHash = parent === undefined ? undefined : createHash('sha256').update(parent.token).digest('base64url');
  demand(claims.par_hash === parHash, 'does not commit to the link above it');
  demand(claims.depth === (above?.depth ?? 0) + 1 && claims.depth <= claims.max_depth, 'is at the wrong depth');
  demand(claims.max_depth <= (above?.max_depth ?? DEEPEST), 'allows more depth than the link above it');
  demand(claims.exp <= (above?.exp ?? claims.exp), 'outlives the link above it');
  demand(claims.iat <= Date.now() / 1000 + SKEW_S, 'is from the future');
  demand(person === human.sub && claims.sub === root.claims.sub, 'is for another principal');
  demand(claims.delegator === (above?.delegatee ?? claims.sub), 'does not follow from the link above it');
  const scopes = scopesOf(claims.scope);
  const unknown = scopes.find((scope) => !isScope(scope));
  demand(unknown === undefined, `has the scope \`${unknown ?? ''}\`, which is not understood`);
  demand(isWithin(scopes, scopesOf(above?.scope ?? human.scope)), 'widens the scope');
}

function checkEnds(hops: readonly Hop[], { agent }: Pick<DelegationEnds, 'agent'>): void {
  const leaf = hops.at(-1);
  const visited = hops.slice(0, 1).map(({ claims }) => claims.sub);
  for (const { claims, named } of hops) {
    demandOf(named)(!visited.includes(claims.delegatee), 'comes round in a loop');
    visited.push(claims.delegatee);
  }
  const demand = demandOf(leaf?.named ?? 'the delegation');
  demand(leaf?.claims.delegatee === agent.claims.sub, 'does not end at the agent');
  demand(leaf?.jkt === agent.claims.cnf?.jkt, 'does not end at the key of the agent');
}

const demandOf =
  (named: string) =>
  (holds: boolean, complaint: string): void => {
    if (!holds) throw new TokenError(`${named} ${complaint}`);
  };

function recordOf(hop: Hop, { root, principal }: { readonly root: Hop; readonly principal: string }): DelegationHop {
  const { token, claims, jkt } = hop;
  return {
    delegator: hop === root ? principal : claims.delegator,
    delegatee: claims.delegatee,
    jkt,
    scope: [...scopesOf(claims.scope)],
    issued_at: new Date(claims.iat * 1000).toISOString(),
    expires_at: new Date(claims.exp * 1000).toISOString(),
    depth: claims.depth,
    max_depth: claims.max_depth,
    token_digest: digestOf(token),
    par_hash: claims.par_hash ?? null,
    verified_by: root.claims.iss,
    checked_at: new Date().toISOString(),
  };
}

/** The scopes of a space-separated `scope` claim (RFC 8693 §4.2). */
export const scopesOf = (scope: string): readonly string[] => scope.split(' ').filter((part) => part !== '');

const thumbprintUri = (jkt: string): string => `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`;
