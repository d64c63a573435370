import { z } from 'zod';
import { KEY_TIMES } from './issuer.js';
import type { Issuer } from './issuer.js';
import { canQualify } from './person-names.js';
import { TrustedUrl } from './url-schemas.js';

/** An origin without a path, whose answers nobody on the way can change. */
const TrustedOrigin = TrustedUrl.refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  message: 'an origin without a path, such as `https://id.example.com`',
});
const Audience = z.string().min(1).max(512);
/** An entry of `WRIT_ISSUERS`. */
export const IssuerSchema = z.strictObject({
  issuer: z.string().max(512).refine(canQualify, 'a URL without a fragment, for example `https://id.example.com`'),
  jwks_url: TrustedUrl,
  tenant_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, `_` and `-`')
    .default('default'),
  /** The claim that tells people apart where one person may have several logins. */
  person_claim: z.string().min(1).max(128).optional(),
  /** Whose people these are: of the tenant (`shared`), or its own. */
  people: z.enum(['own', 'shared']).optional(),
  /** What it calls the audiences of each kind of token; `WRIT_AUDIENCE` and `/people`, `/agents`, `/machines` where left out. */
  audiences: z
    .strictObject({ people: Audience, agents: Audience, machines: Audience })
    .refine((audiences) => new Set(Object.values(audiences)).size === 3, 'three audiences, each another')
    .optional(),
  /** How many seconds its keys count from when they were fetched, and from when on they are fetched again. */
  keys: z
    .strictObject({
      fresh_s: z.int().min(10, 'at least 10').max(3600, 'at most 3600').default(KEY_TIMES.freshS),
      last_good_s: z.int().min(10, 'at least 10').max(86_400, 'at most 86400').default(KEY_TIMES.lastGoodS),
    })
    .refine(({ fresh_s, last_good_s }) => last_good_s >= fresh_s, 'a `last_good_s` that is not less than `fresh_s`')
    .optional(),
  /** Where it publishes the status of its tokens, and how long a list counts at most. */
  status_lists: z
    .strictObject({
      origins: z.array(TrustedOrigin).min(1).max(16),
      max_ttl_s: z.int().min(1, 'at least 1').max(3600, 'at most 3600').default(300),
    })
    .optional(),
  /** How it is asked about tokens, and how long an answer counts. */
  introspection: z
    .strictObject({
      url: TrustedUrl,
      client_id: z.string().min(1).max(256),
      client_secret: z.string().min(16, 'at least 16 characters').max(1024),
      cache_s: z.int().min(0).max(60, 'at most 60').default(5),
    })
    .optional(),
  /** Who tells of its own accord what was taken back; the issuer, by its own keys, where it is not said. */
  events: z
    .strictObject({
      transmitter: z.string().min(1).max(512).optional(),
      jwks_url: TrustedUrl.optional(),
      audience: z.string().min(1).max(512),
    })
    .refine(({ transmitter, jwks_url }) => transmitter === undefined || jwks_url !== undefined, 'a `jwks_url` of the `transmitter`')
    .optional(),
  /** How the console signs people in there: authorization code with PKCE, as a public client. */
  sign_in: z
    .strictObject({
      client_id: z.string().min(1).max(256),
      authorize_url: TrustedUrl,
      token_url: TrustedUrl,
      scope: z.string().min(1).max(512).default('openid offline_access'),
    })
    .optional(),
});

/** What an entry may have, for whoever wrote something else. */
export const ISSUER_FIELDS: readonly string[] = Object.keys(IssuerSchema.shape);

type Entry = z.infer<typeof IssuerSchema>;

/** The issuer as an entry of the configuration describes it. */
export function issuerOf(entry: Entry): Issuer {
  const { issuer, jwks_url, tenant_id, person_claim, people, audiences } = entry;
  return {
    issuer,
    jwksUrl: jwks_url,
    tenantId: tenant_id,
    ...(person_claim === undefined ? {} : { personClaim: person_claim }),
    ...(people === undefined ? {} : { people }),
    ...(audiences === undefined ? {} : { audiences }),
    ...signInOf(entry),
    ...freshnessOf(entry),
    ...eventsOf(entry),
  };
}

const signInOf = ({ sign_in }: Entry): Pick<Issuer, 'signIn'> =>
  sign_in === undefined
    ? {}
    : {
        signIn: {
          clientId: sign_in.client_id,
          authorizeUrl: sign_in.authorize_url,
          tokenUrl: sign_in.token_url,
          scope: sign_in.scope,
        },
      };

const eventsOf = ({ events }: Entry): Pick<Issuer, 'events'> =>
  events === undefined ? {} : { events: { transmitter: events.transmitter, jwksUrl: events.jwks_url, audience: events.audience } };

const freshnessOf = ({ keys, status_lists, introspection }: Entry): Pick<Issuer, 'keys' | 'statusLists' | 'introspection'> => ({
  ...(keys === undefined ? {} : { keys: { freshS: keys.fresh_s, lastGoodS: keys.last_good_s } }),
  ...(status_lists === undefined ? {} : { statusLists: { origins: status_lists.origins, maxTtlS: status_lists.max_ttl_s } }),
  ...(introspection === undefined
    ? {}
    : {
        introspection: {
          url: introspection.url,
          clientId: introspection.client_id,
          clientSecret: introspection.client_secret,
          cacheS: introspection.cache_s,
        },
      }),
});
