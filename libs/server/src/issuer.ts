import type { Audiences } from './audiences.js';

/** An issuer whose tokens count. Its key set is fetched from this URL and no other; all whom it names are of one tenant. */
export interface Issuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly tenantId: string;
  /**
   * The claim of a person's and of a delegated token that tells who the person is, where one person may have several logins; `sub` where left out.
   * Everything that must not be the same person twice goes by it.
   */
  readonly personClaim?: string | undefined;
  /**
   * Whose people these are. `shared`: the tenant's, so that one name is one person at every issuer that shares them. `own`, where left out:
   * its own, whom no other issuer can name. The people of a tenant's only issuer are the tenant's.
   */
  readonly people?: 'own' | 'shared' | undefined;
  /** What it calls the audiences; those of the deployment where left out. */
  readonly audiences?: Audiences | undefined;
  /** How the console signs people in there; left out where it does not. */
  readonly signIn?: SignIn | undefined;
  /** How long its keys count, and how often they are asked for; those of {@link KEY_TIMES} where left out. */
  readonly keys?: Partial<KeyTimes> | undefined;
  /** Where it publishes the status of its tokens; a token that says it has one is refused where left out. */
  readonly statusLists?: StatusLists | undefined;
  /** How it is asked about each token; it is not where left out. */
  readonly introspection?: Introspection | undefined;
  /** Who tells of its own accord what it took back; nobody does where left out. */
  readonly events?: EventTransmitter | undefined;
}

/** Token Status Lists (draft-ietf-oauth-status-list) of an issuer. */
export interface StatusLists {
  /** Lists are fetched from there alone, wherever a token says that its list is. */
  readonly origins: readonly string[];
  /** The longest that a list counts, in seconds, whatever it says. */
  readonly maxTtlS: number;
}

/** Who sends security events (RFC 8417, pushed by RFC 8935) about the subjects of an issuer. */
export interface EventTransmitter {
  /** As it calls itself; the issuer where left out. */
  readonly transmitter?: string | undefined;
  /** Where its keys are; those of the issuer where left out. */
  readonly jwksUrl?: string | undefined;
  /** As it calls this service. */
  readonly audience: string;
}

/** Token introspection (RFC 7662) at an issuer. */
export interface Introspection {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How many seconds an answer counts. */
  readonly cacheS: number;
}

/** An authorization server as a browser uses it: code flow with PKCE (RFC 7636), no client secret. */
export interface SignIn {
  readonly clientId: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly scope: string;
}

/** Seconds that the key set of an issuer counts, and between two looks at it. */
export interface KeyTimes {
  /** From then on the set is asked for again. */
  readonly freshS: number;
  /** Where the issuer does not answer, the last good set counts until then; afterwards no token of it does. */
  readonly lastGoodS: number;
  /** Between two looks for a key that is not in the set. */
  readonly cooldownS: number;
  /** After a look that failed. */
  readonly retryS: number;
}

/** What holds where the configuration says nothing else. */
export const KEY_TIMES: KeyTimes = { freshS: 600, lastGoodS: 3600, cooldownS: 60, retryS: 5 };
