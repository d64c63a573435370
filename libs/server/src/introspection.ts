import { z } from 'zod';
import { askIssuer } from './ask-issuer.js';
import { boundedMap } from './bounded-map.js';
import type { Introspection } from './issuer.js';
import { TokenError } from './token-form.js';

const MOST_BYTES = 64 * 1024;
const REMEMBERED = 10_000;
/** After a question that failed, nothing is asked for as long. */
const RETRY_MS = 1_000;
const AnswerSchema = z.looseObject({ active: z.boolean() });

/** Until when the answer counts, where the token may be used; a {@link TokenError} where it may not, or where nobody can tell. */
export type IntrospectionCheck = (token: string, digest: string) => Promise<{ readonly until: number }>;

interface Asked {
  readonly active: Promise<boolean>;
  readonly until: number;
}

/** Asks an issuer about tokens (RFC 7662). What it said counts for a few seconds; what it did not say counts for nothing. */
export function createIntrospection({ url, clientId, clientSecret, cacheS }: Introspection): IntrospectionCheck {
  const authorization = `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`;
  const known = boundedMap<Asked>(REMEMBERED);
  let failedAt = Number.NEGATIVE_INFINITY;
  const ask = async (token: string): Promise<boolean> => {
    if (Date.now() - failedAt < RETRY_MS) throw new Error('it did not answer a moment ago');
    try {
      const fields = { token, token_type_hint: 'access_token' };
      const answer = await askIssuer({ url, accept: 'application/json', form: { fields, authorization }, most: MOST_BYTES });
      return AnswerSchema.parse(JSON.parse(answer)).active;
    } catch (cause) {
      failedAt = Date.now();
      throw cause;
    }
  };
  return async (token, digest) => {
    const hit = known.get(digest);
    const asked = hit !== undefined && hit.until > Date.now() ? hit : { active: ask(token), until: Date.now() + cacheS * 1000 };
    known.set(digest, asked);
    const active = await asked.active.catch((cause: unknown) => {
      known.delete(digest);
      throw new TokenError('the issuer of a token cannot be asked about it right now', { cause });
    });
    if (!active) throw new TokenError('a token is not active any more, by its issuer');
    return { until: asked.until };
  };
}

/** RFC 6749 §2.3.1. */
const encoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
