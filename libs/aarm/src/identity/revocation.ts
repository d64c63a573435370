import type { RequesterContext } from './identity.js';

/** Of a token that proves an identity: by whom, to whom and when it was issued. It is in no receipt. */
export interface TokenSubject {
  readonly issuer: string;
  /** As the issuer names it. */
  readonly subject: string;
  /** Seconds since 1970. */
  readonly issued_at: number;
}

/** An issuer took back the tokens that it had given to somebody. */
export interface TokenRevocation {
  readonly tenant_id: string;
  readonly issuer: string;
  /** As the issuer names it. */
  readonly subject: string;
  /** The name in receipts where it is a person's; null where the name of the subject does not tell it. */
  readonly person: string | null;
  /** Tokens that were issued then or before are revoked. RFC 3339. */
  readonly before: string;
  /** What happened, as the issuer calls it. */
  readonly reason: string;
  /** The id of what the issuer sent: it counts once. */
  readonly jti: string;
  /** When it was recorded, by the database's clock. RFC 3339. */
  readonly at: string;
}

/** Within this, processes have heard of what was recorded. What one decided unheard is found out when it is redeemed: then tokens are verified anew. */
const HEARD_WITHIN_MS = 1_000;

/** Whether a token is one of those that were taken back. */
export const revokesToken = (revocation: Pick<TokenRevocation, 'issuer' | 'subject' | 'before'>, token: TokenSubject): boolean =>
  revocation.issuer === token.issuer && revocation.subject === token.subject && token.issued_at * 1000 <= Date.parse(revocation.before);

/**
 * Whether what was decided for this requester may rest on a token that was taken back since. When it was issued is not recorded: what was
 * checked before the revocation was known counts as revoked.
 */
export function revokesRequester(
  { issuer, subject, person, at }: Pick<TokenRevocation, 'issuer' | 'subject' | 'person' | 'at'>,
  { human, service, agent, evidence }: RequesterContext,
): boolean {
  const known = Date.parse(at) + HEARD_WITHIN_MS;
  const rested = (claim: 'human' | 'service' | 'agent'): boolean =>
    evidence.some((each) => each.claim === claim && each.source === issuer && Date.parse(each.checked_at) <= known);
  return (
    (person !== null && human?.id === person && rested('human')) ||
    (service?.id === subject && rested('service')) ||
    (agent?.id === subject && rested('agent'))
  );
}

/** What a denied caller is told. */
export const describeRevocation = ({ issuer, subject, reason }: Pick<TokenRevocation, 'issuer' | 'subject' | 'reason'>): string =>
  `\`${issuer}\` took back what it had issued to \`${subject}\`: ${reason}`.slice(0, 256);
