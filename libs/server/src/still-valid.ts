import { describeRevocation } from '@writ/aarm';
import type { TokenRevocation, TokenSubject } from '@writ/aarm';
import { createIntrospection } from './introspection.js';
import type { Issuer } from './issuer.js';
import type { KeySet } from './key-set.js';
import { createStatusCheck } from './status-list.js';
import { TokenError } from './token-form.js';

/** What issuers told of their own accord that they took back. */
export interface KnownRevocations {
  /** Null where a token still counts. */
  find(tenantId: string, token: TokenSubject): TokenRevocation | null;
  /** Another number after anything was taken back anywhere, an enrolment as well: what was remembered before is to be read again. */
  heard(): number;
}

/** What is asked about a token at each use. */
export interface Asking {
  readonly token: string;
  readonly digest: string;
  /** Its `status` claim, where it has one. */
  readonly status: unknown;
  readonly subject: TokenSubject;
}

/** What was asked, in the words of the evidence, when, and until when the answer counts. */
export interface StillValid {
  readonly revocation: string;
  readonly until: number;
}

/** Asks everything that an issuer is configured for; a `TokenError` where the token does not count any more, or where nobody can tell. */
export type ValidityCheck = (asking: Asking) => Promise<StillValid>;

/** Builds the check of an issuer's tokens. INVARIANT: it runs at every use of a token, however often it was verified before. */
export function createValidityCheck(issuer: Issuer, keys: KeySet, revocations: KnownRevocations): ValidityCheck {
  const statusOf = createStatusCheck(issuer, keys);
  const introspect = issuer.introspection === undefined ? null : createIntrospection(issuer.introspection);
  return async ({ token, digest, status, subject }) => {
    const revoked = revocations.find(issuer.tenantId, subject);
    if (revoked !== null) throw new TokenError(describeRevocation(revoked));
    const listed = status === undefined ? null : await statusOf(status);
    const asked = introspect === null ? null : await introspect(token, digest);
    const told = issuer.events === undefined ? [] : ['security events'];
    const answers = [...told, ...(listed === null ? [] : ['status list']), ...(asked === null ? [] : ['introspection'])];
    return {
      revocation: answers.length === 0 ? 'expiry only' : answers.join(', '),
      until: Math.min(listed?.until ?? Number.POSITIVE_INFINITY, asked?.until ?? Number.POSITIVE_INFINITY),
    };
  };
}
