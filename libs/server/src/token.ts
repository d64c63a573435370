import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { nameSchema } from '@writ/aarm';
import { z } from 'zod';
import { boundedMap } from './bounded-map.js';
import { causeOf } from './log.js';

/** An issuer whose tokens count. Its key set is fetched from this URL and no other; all its people are of one tenant. */
export interface Issuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly tenantId: string;
  /**
   * The claim of a human token that tells who the person is, where one person may have several logins; `sub` where left out.
   * Everything that must not be the same person twice goes by it.
   */
  readonly personClaim?: string | undefined;
  /** How the console signs people in there; left out where it does not. */
  readonly signIn?: SignIn | undefined;
}

/** An authorization server as a browser uses it: code flow with PKCE (RFC 7636), no client secret. */
export interface SignIn {
  readonly clientId: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly scope: string;
}

/** What a token names. A token that is used as what it is not is refused. */
export type TokenUse = 'human' | 'service' | 'agent' | 'delegation';

/** A token whose signature, issuer, audience, times and use were checked. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly tenantId: string;
  readonly claims: TokenClaims;
  readonly digest: string;
  /** Distinct for every verification; names the token in caches without its bytes. */
  readonly ordinal: number;
  readonly checkedAt: string;
  readonly until: number;
}

const NAME = nameSchema(512);
const ClaimsSchema = z.object({
  iss: NAME,
  sub: NAME,
  iat: z.int(),
  exp: z.int(),
  token_use: z.enum(['human', 'service', 'agent', 'delegation']),
  roles: z.array(NAME).max(256).default([]),
  scope: z.string().max(8192).default(''),
  instance: NAME.optional(),
  cnf: z.looseObject({ jkt: NAME.optional() }).optional(),
});
export type TokenClaims = z.infer<typeof ClaimsSchema>;

/** Signature algorithms that count; `none` and shared secrets never do. */
export const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'];
/** How far clocks may differ. */
export const SKEW_S = 60;
/** Key sets are fetched again after this, and a token is believed no longer without asking its keys. */
const KEYS_BELIEVED_MS = 600_000;
const REMEMBERED = 10_000;

/** Says why a token does not count. */
export class TokenError extends Error {}

export type TokenVerifier = (token: string, use: TokenUse) => Promise<VerifiedToken>;

/** Verifies tokens of the pinned issuers. One refresh a minute and issuer for key ids it does not know. */
export function createTokenVerifier(issuers: readonly Issuer[], audience: string): TokenVerifier {
  const pinned = new Map(issuers.map((issuer) => [issuer.issuer, { ...issuer, keys: keysOf(issuer) }]));
  const known = boundedMap<VerifiedToken>(REMEMBERED);
  let ordinal = 0;
  return async (token, use) => {
    const hit = known.get(token);
    if (hit !== undefined && hit.until > Date.now()) return usedAs(hit, use);
    known.delete(token);
    const issuer = pinned.get(issuerOf(token));
    if (issuer === undefined) throw new TokenError(`the issuer of the ${use} token is not pinned`);
    const claims = await checked(token, { ...issuer, audience, use });
    const now = Date.now();
    const until = Math.min(claims.exp * 1000, now + KEYS_BELIEVED_MS);
    const verified = {
      issuer: issuer.issuer,
      tenantId: issuer.tenantId,
      claims,
      digest: digestOf(token),
      ordinal: ++ordinal,
      checkedAt: new Date(now).toISOString(),
      until,
    };
    known.set(token, verified);
    return usedAs(verified, use);
  };
}

/** The digest that stands for a token in evidence. */
export const digestOf = (token: string): string => `sha256:${createHash('sha256').update(token).digest('hex')}`;

function keysOf(issuer: Issuer): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(issuer.jwksUrl), { cooldownDuration: 60_000, cacheMaxAge: KEYS_BELIEVED_MS, timeoutDuration: 15_000 });
}

function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new TokenError('a token is not a JWT');
  }
}

async function checked(
  token: string,
  by: { keys: JWTVerifyGetKey; issuer: string; personClaim?: string | undefined; audience: string; use: TokenUse },
): Promise<TokenClaims> {
  const { payload } = await jwtVerify(token, by.keys, {
    issuer: by.issuer,
    audience: by.audience,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_S,
    requiredClaims: ['exp', 'iat', 'sub'],
  }).catch((cause: unknown) => {
    throw new TokenError(`the ${by.use} token does not verify: ${causeOf(cause)}`, { cause });
  });
  return personIn(readClaims(payload, by.use), payload, by.personClaim);
}

function readClaims(payload: JWTPayload, use: TokenUse): TokenClaims {
  const claims = ClaimsSchema.safeParse(payload);
  if (!claims.success) throw new TokenError(`the ${use} token lacks a usable \`${claims.error.issues[0]?.path.join('.') ?? 'claim'}\``);
  if (claims.data.iat > Date.now() / 1000 + SKEW_S) throw new TokenError(`the ${use} token is from the future`);
  return claims.data;
}

/** Whatever a person logs in with, the token names the person. */
function personIn(claims: TokenClaims, payload: JWTPayload, claim: string | undefined): TokenClaims {
  if (claims.token_use !== 'human' || claim === undefined) return claims;
  const person = NAME.safeParse(payload[claim]);
  if (!person.success) throw new TokenError(`the human token lacks a usable \`${claim}\`, which says who the person is`);
  return { ...claims, sub: person.data };
}

function usedAs(token: VerifiedToken, use: TokenUse): VerifiedToken {
  if (token.claims.token_use !== use) throw new TokenError(`a ${token.claims.token_use} token was given as the ${use} token`);
  return token;
}
