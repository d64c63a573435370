import { createHash } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { nameSchema } from '@writ/aarm';
import type { TokenSubject } from '@writ/aarm';
import { personNames } from './person-names.js';
import { z } from 'zod';
import { AUDIENCE_OF, audiencesOf } from './audiences.js';
import type { Audiences, TokenUse } from './audiences.js';
import { boundedMap } from './bounded-map.js';
import type { Issuer } from './issuer.js';
import { createKeySet } from './key-set.js';
import type { KeySet } from './key-set.js';
import { causeOf } from './log.js';
import { createValidityCheck } from './still-valid.js';
import type { KnownRevocations, ValidityCheck } from './still-valid.js';
import { TokenError, readForm } from './token-form.js';
import { ALGORITHMS, SKEW_S } from './token-rules.js';

/** A token whose signature, issuer, audience, times and use were checked. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly tenantId: string;
  readonly claims: TokenClaims;
  /** As the issuer names whom it is for. */
  readonly subject: TokenSubject;
  readonly audience: string;
  readonly digest: string;
  /** Distinct for every verification; names the token in caches without its bytes. */
  readonly ordinal: number;
  readonly checkedAt: string;
  readonly until: number;
  /** What was asked about its being revoked. */
  readonly revocation: string;
}

const NAME = nameSchema(512);
const ClaimsSchema = z.object({
  iss: NAME,
  sub: NAME,
  iat: z.int(),
  exp: z.int(),
  token_use: z.enum(['person', 'delegated', 'delegation', 'agent', 'service']),
  roles: z.array(NAME).max(256).default([]),
  groups: z.array(NAME).max(256).optional(),
  scope: z.string().max(8192).default(''),
  instance: NAME.optional(),
  cnf: z.looseObject({ jkt: NAME.optional() }).optional(),
  status: z.unknown().optional(),
});
export type TokenClaims = z.infer<typeof ClaimsSchema>;

/** The longest that a token may live, where the configuration says nothing else. */
export const LIFETIME_S = 3600;
/** A token is believed no longer without asking its keys. */
const BELIEVED_MS = 60_000;
const REMEMBERED = 10_000;

export type TokenVerifier = (token: string, use: TokenUse) => Promise<VerifiedToken>;

/** A token that was verified, and by which keys. */
interface Known {
  readonly verified: VerifiedToken;
  readonly issuer: Pick<Pinned, 'keys' | 'check'>;
  readonly version: number;
}

/** Whose tokens count, and for how long. */
export interface VerifierOptions {
  readonly issuers: readonly Issuer[];
  readonly audience: string;
  /** The longest that a token may live, in seconds. */
  readonly tokenLifetimeS?: number;
  readonly revocations: KnownRevocations;
}

/** Verifies tokens of the pinned issuers, each by the keys that count for it right now. */
export function createTokenVerifier({
  issuers,
  audience,
  tokenLifetimeS: lifetimeS = LIFETIME_S,
  revocations,
}: VerifierOptions): TokenVerifier {
  const ours = audiencesOf(audience);
  const pinned = new Map(issuers.map((issuer) => [issuer.issuer, pin(issuer, { issuers, ours, lifetimeS, revocations })]));
  const known = boundedMap<Known>(REMEMBERED);
  let ordinal = 0;
  const verifyAnew = async (token: string, use: TokenUse): Promise<Known> => {
    known.delete(token);
    const issuer = pinned.get(issuerOf(token));
    if (issuer === undefined) throw new TokenError(`the issuer of the ${use} token is not pinned`);
    const version = issuer.keys.version();
    const verified = { ...describe(token, await checkToken(token, issuer, use), issuer), ordinal: ++ordinal };
    const found = { verified, issuer, version };
    known.set(token, found);
    return found;
  };
  return async (token, use) => {
    const hit = known.get(token);
    const { verified, issuer } = hit !== undefined && isBelieved(hit) ? hit : await verifyAnew(token, use);
    return stillValid(token, usedAs(verified, use), issuer.check);
  };
}

function describe(token: string, { claims, subject }: Checked, issuer: Pinned): Omit<VerifiedToken, 'ordinal'> {
  const now = Date.now();
  return {
    issuer: issuer.issuer,
    tenantId: issuer.tenantId,
    claims,
    subject: { issuer: issuer.issuer, subject, issued_at: claims.iat },
    audience: issuer.audiences[AUDIENCE_OF[claims.token_use]],
    digest: digestOf(token),
    checkedAt: new Date(now).toISOString(),
    until: Math.min(claims.exp * 1000, now + BELIEVED_MS, issuer.keys.until()),
    revocation: 'expiry only',
  };
}

/** What was proven by keys that the issuer has withdrawn since is proven anew. */
const isBelieved = ({ verified, issuer: { keys }, version }: Known): boolean => verified.until > Date.now() && keys.version() === version;

/** What was verified, with what its issuer says of it now. */
async function stillValid(token: string, verified: VerifiedToken, check: ValidityCheck): Promise<VerifiedToken> {
  const { digest, subject, claims } = verified;
  const { revocation, until } = await check({ token, digest, status: claims.status, subject });
  return { ...verified, revocation, until: Math.min(verified.until, until) };
}

/** The digest that stands for a token in evidence. */
export const digestOf = (token: string): string => `sha256:${createHash('sha256').update(token).digest('hex')}`;

function issuerOf(token: string): string {
  const { iss } = readForm(token);
  return typeof iss === 'string' ? iss : '';
}

/** An issuer as it is asked: with its keys, and the audiences that its tokens are made for. */
interface Pinned extends Omit<Issuer, 'keys'> {
  readonly audiences: Audiences;
  readonly lifetimeS: number;
  readonly keys: KeySet;
  readonly nameOf: (name: string) => string;
  readonly check: ValidityCheck;
}

function pin(
  issuer: Issuer,
  {
    issuers,
    ours,
    lifetimeS,
    revocations,
  }: Pick<VerifierOptions, 'issuers' | 'revocations'> & { readonly ours: Audiences; readonly lifetimeS: number },
): Pinned {
  const keys = createKeySet(issuer);
  return {
    ...issuer,
    ...{ audiences: issuer.audiences ?? ours, lifetimeS, keys },
    nameOf: personNames(issuer, issuers),
    check: createValidityCheck(issuer, keys, revocations),
  };
}

/** What a token says of a person as they are called here, and as their issuer calls them. */
interface Checked {
  readonly claims: TokenClaims;
  readonly subject: string;
}

async function checkToken(token: string, pinned: Pinned, use: TokenUse): Promise<Checked> {
  const { issuer, keys, audiences, lifetimeS } = pinned;
  const { payload } = await jwtVerify(token, keys.find, {
    issuer,
    algorithms: ALGORITHMS,
    clockTolerance: SKEW_S,
    requiredClaims: ['exp', 'iat', 'sub'],
  }).catch((cause: unknown) => {
    throw new TokenError(`the ${use} token does not verify: ${causeOf(cause)}`, { cause });
  });
  const claims = readClaims(payload, use);
  requireBounds(claims, lifetimeS);
  requireAudience(payload.aud, audiences[AUDIENCE_OF[claims.token_use]], claims.token_use);
  return { claims: personIn(claims, payload, pinned), subject: claims.sub };
}

/** A token that lives for years outlives every reason to trust it; one that is bound to a key is worth nothing without its proof. */
function requireBounds({ iat, exp, token_use: use, cnf }: TokenClaims, lifetimeS: number): void {
  if (exp <= iat || exp - iat > lifetimeS)
    throw new TokenError(`the ${use} token lives \`${(exp - iat).toString()}\` s, and may live \`${lifetimeS.toString()}\` s`);
  if (cnf !== undefined && use !== 'agent' && use !== 'delegation')
    throw new TokenError(`the ${use} token is bound to a key by \`cnf\`, and comes without a proof of that key`);
}

/** One audience and no other: a token that is also good elsewhere could be replayed from there. */
function requireAudience(given: JWTPayload['aud'], audience: string, use: TokenUse): void {
  const [only, ...others] = Array.isArray(given) ? given : [given];
  if (only !== audience || others.length > 0) throw new TokenError(`the \`aud\` of the ${use} token is not \`${audience}\` alone`);
}

function readClaims(payload: JWTPayload, use: TokenUse): TokenClaims {
  const claims = ClaimsSchema.safeParse(payload);
  if (!claims.success) throw new TokenError(`the ${use} token lacks a usable \`${claims.error.issues[0]?.path.join('.') ?? 'claim'}\``);
  if (claims.data.iat > Date.now() / 1000 + SKEW_S) throw new TokenError(`the ${use} token is from the future`);
  return claims.data;
}

const OF_PEOPLE: readonly TokenUse[] = ['person', 'delegated', 'delegation'];

/** Whatever a person logs in with and wherever, the token names the person. */
function personIn(
  claims: TokenClaims,
  payload: JWTPayload,
  { personClaim: claim, nameOf }: Pick<Pinned, 'personClaim' | 'nameOf'>,
): TokenClaims {
  const { token_use: use } = claims;
  if (!OF_PEOPLE.includes(use)) return claims;
  const named = claim === undefined || use === 'delegation' ? claims.sub : payload[claim];
  const name = NAME.safeParse(named);
  if (!name.success) throw new TokenError(`the ${use} token lacks a usable \`${claim ?? 'sub'}\`, which says who the person is`);
  const sub = NAME.safeParse(nameOf(name.data));
  if (!sub.success) throw new TokenError(`the name of the person in the ${use} token is too long beside that of its issuer`);
  return { ...claims, sub: sub.data };
}

/** What the holder of each kind may do with it: said to whoever uses it as another. */
const WORTH: Readonly<Record<TokenUse, string>> = {
  person: 'it is for what a person does, and is handed to nobody',
  delegated: 'it says on whose behalf an agent acts, and does nothing else',
  delegation: 'it is one link of a chain',
  agent: 'it names the instance of an agent',
  service: 'it names a service',
};

function usedAs(token: VerifiedToken, use: TokenUse): VerifiedToken {
  const is = token.claims.token_use;
  if (is !== use) throw new TokenError(`${is === 'agent' ? 'an' : 'a'} ${is} token was given as the ${use} token: ${WORTH[is]}`);
  return token;
}
