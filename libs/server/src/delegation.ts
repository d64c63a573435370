import { createHash } from 'node:crypto';
import type { DelegationHop } from '@writ/aarm';
import { calculateJwkThumbprint, decodeJwt, importJWK, jwtVerify } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { z } from 'zod';
import { causeOf } from './log.js';
import { within } from './scope.js';
import { TokenError, readForm } from './token-form.js';
import { ALGORITHMS, SKEW_S, digestOf } from './token.js';
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

interface Hop {
  readonly token: string;
  /** The same along the whole chain. */
  readonly audience: string;
  readonly claims: HopClaims;
  readonly jkt: string;
}

/** Between whom the chain must lead. */
export interface DelegationEnds {
  readonly human: VerifiedToken;
  readonly agent: VerifiedToken;
}

/**
 * Checks a delegation chain, root first (trust model §5.2): a pinned issuer signs the root, each parent's key the next
 * hop. That the leaf holds its key *for this action* is not proven here: the PEP vouches for the agent's token.
 */
export async function verifyDelegation(
  tokens: readonly string[],
  ends: DelegationEnds,
  verify: TokenVerifier,
): Promise<readonly DelegationHop[]> {
  const hops: Hop[] = [];
  for (const token of tokens) {
    const parent = hops.at(-1);
    const hop = parent === undefined ? await rootHop(token, verify) : await nextHop(token, parent);
    checkLink(hop, parent, ends.human.claims);
    hops.push(hop);
  }
  checkEnds(hops, ends);
  return hops.map((hop) => recordOf(hop, hops[0]?.claims.iss ?? ''));
}

async function rootHop(token: string, verify: TokenVerifier): Promise<Hop> {
  const { audience } = await verify(token, 'delegation');
  return hopOf(token, decodeJwt(token), audience);
}

async function nextHop(token: string, parent: Hop): Promise<Hop> {
  readForm(token);
  const jwk = parent.claims.cnf.jwk as JWK;
  const { payload } = await jwtVerify(token, await importJWK(jwk, jwk.alg ?? 'ES256'), {
    issuer: thumbprintUri(parent.jkt),
    audience: parent.audience,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_S,
    requiredClaims: ['exp', 'iat'],
  }).catch((cause: unknown) => {
    throw new TokenError(`a delegation hop does not verify: ${causeOf(cause)}`, { cause });
  });
  return hopOf(token, payload, parent.audience);
}

async function hopOf(token: string, payload: JWTPayload, audience: string): Promise<Hop> {
  const claims = HopSchema.safeParse(payload);
  if (!claims.success)
    throw new TokenError(`a delegation hop has a claim that is missing or not understood: \`${claims.error.issues[0]?.message ?? ''}\``);
  try {
    return { token, audience, claims: claims.data, jkt: await calculateJwkThumbprint(claims.data.cnf.jwk) };
  } catch (cause) {
    throw new TokenError('a delegation hop names no usable key', { cause });
  }
}

function checkLink({ claims }: Hop, parent: Hop | undefined, human: { readonly sub: string; readonly scope: string }): void {
  const above = parent?.claims;
  const parHash = parent === undefined ? undefined : createHash('sha256').update(parent.token).digest('base64url');
  demand(claims.par_hash === parHash, 'does not commit to the hop above it');
  demand(claims.depth === (above?.depth ?? 0) + 1 && claims.depth <= claims.max_depth, 'is at the wrong depth');
  demand(claims.max_depth <= (above?.max_depth ?? DEEPEST), 'allows more depth than the hop above it');
  demand(claims.exp <= (above?.exp ?? claims.exp), 'outlives the hop above it');
  demand(claims.iat <= Date.now() / 1000 + SKEW_S, 'is from the future');
  demand(claims.sub === human.sub, 'is for another principal');
  demand(claims.delegator === (above?.delegatee ?? human.sub), 'does not follow from the hop above it');
  demand(within(scopesOf(claims.scope), scopesOf(above?.scope ?? human.scope)), 'widens the scope');
}

function checkEnds(hops: readonly Hop[], { human, agent }: DelegationEnds): void {
  const leaf = hops.at(-1);
  const visited = [human.claims.sub, ...hops.map((hop) => hop.claims.delegatee)];
  demand(new Set(visited).size === visited.length, 'comes round in a loop');
  demand(leaf?.claims.delegatee === agent.claims.sub, 'does not end at the agent');
  demand(leaf?.jkt === agent.claims.cnf?.jkt, 'does not end at the key of the agent');
}

function demand(holds: boolean, complaint: string): void {
  if (!holds) throw new TokenError(`the delegation chain ${complaint}`);
}

function recordOf({ token, claims, jkt }: Hop, verifiedBy: string): DelegationHop {
  return {
    delegator: claims.delegator,
    delegatee: claims.delegatee,
    jkt,
    scope: [...scopesOf(claims.scope)],
    issued_at: new Date(claims.iat * 1000).toISOString(),
    expires_at: new Date(claims.exp * 1000).toISOString(),
    depth: claims.depth,
    max_depth: claims.max_depth,
    token_digest: digestOf(token),
    par_hash: claims.par_hash ?? null,
    verified_by: verifiedBy,
    checked_at: new Date().toISOString(),
  };
}

/** The scopes of a space-separated `scope` claim (RFC 8693 §4.2). */
export const scopesOf = (scope: string): readonly string[] => scope.split(' ').filter((part) => part !== '');

const thumbprintUri = (jkt: string): string => `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`;
