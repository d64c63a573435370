import { randomUUID } from 'node:crypto';
import { AUDIENCE_OF, audiencesOf } from '@writ/server';
import type { TokenUse } from '@writ/server';
import { SignJWT, jwtVerify } from 'jose';
import type { IssuerKey } from './issuer-key.js';
import type { People, Person } from './people.js';

/** How long a token lives, in seconds. */
export const LIFETIME_S = 900;

/** What a token says beside its subject. */
export interface Claims {
  readonly use: TokenUse;
  readonly roles: readonly string[];
  readonly instance?: string;
  /** The key that the token is bound to: without a proof of it the token is worth nothing. */
  readonly cnf?: { readonly jkt: string };
}

/** Makes the tokens of one issuer, and knows those of people again. */
export interface Tokens {
  sign(subject: string, claims: Claims): Promise<string>;
  /** Who this person's token is of; null where it is none, or the person is gone. */
  read(authorization: string | undefined): Promise<Person | null>;
}

export const createTokens = (options: {
  readonly key: IssuerKey;
  readonly audience: string;
  readonly people: People;
  readonly issuer: () => string;
}): Tokens => {
  const audiences = audiencesOf(options.audience);
  return {
    sign: (subject, { use, ...claims }) =>
      new SignJWT({ ...claims, roles: [...claims.roles], token_use: use, scope: '*' })
        .setProtectedHeader({ alg: 'ES256', kid: options.key.kid, typ: 'JWT' })
        .setIssuer(options.issuer())
        .setSubject(subject)
        .setAudience(audiences[AUDIENCE_OF[use]])
        .setIssuedAt()
        .setExpirationTime(`${String(LIFETIME_S)} s`)
        .setJti(randomUUID())
        .sign(options.key.privateKey),
    read: async (authorization) => {
      const token = /^Bearer (\S+)$/u.exec(authorization ?? '')?.[1];
      if (token === undefined) return null;
      const expected = { issuer: options.issuer(), audience: audiences.people, algorithms: ['ES256'], requiredClaims: ['exp', 'sub'] };
      const verified = await jwtVerify(token, options.key.publicKey, expected).catch(() => null);
      if (verified?.payload['token_use'] !== 'person') return null;
      return options.people.find(verified.payload.sub ?? '');
    },
  };
};
