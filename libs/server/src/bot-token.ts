import { ProblemError } from '@writ/aarm';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { causeOf } from './log.js';
import type { TeamsBot } from './notify-settings.js';
import { send } from './outgoing.js';

/** What an activity says of itself, which its token must vouch for. */
export interface BotActivity {
  readonly channelId: string;
  readonly serviceUrl: string;
}

/** Checks that an activity comes from the Bot Connector; throws `unauthenticated`. */
export type BotVerifier = (authorization: string | undefined, activity: BotActivity) => Promise<void>;

const ISSUER = 'https://api.botframework.com';
const SKEW_S = 300;
/** Keys are fetched again after this, and for a key that is not among them at most once a minute. */
const KEYS_BELIEVED_MS = 3_600_000;
const COOLDOWN_MS = 60_000;

const KeysSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), endorsements: z.array(z.string()).default([]) })).max(256),
});
type Keys = z.infer<typeof KeysSchema>;

/** The keys of the Bot Connector, from the configured address and no other. */
function keysAt(url: string, allow: readonly string[]): (kid: string) => Promise<Keys> {
  let held: { readonly keys: Keys; readonly at: number } | null = null;
  return async (kid) => {
    const age = held === null ? Number.POSITIVE_INFINITY : Date.now() - held.at;
    const known = held?.keys.keys.some((key) => key.kid === kid) === true;
    if (held !== null && age < (known ? KEYS_BELIEVED_MS : COOLDOWN_MS)) return held.keys;
    const { status, body } = await send({ allow }, { method: 'GET', url, headers: { accept: 'application/json' }, body: '' });
    if (status !== 200) throw new Error(`its keys cannot be read: \`${status.toString()}\``);
    held = { keys: KeysSchema.parse(JSON.parse(body)), at: Date.now() };
    return held.keys;
  };
}

/**
 * Verifies the token that the Bot Connector sends with every activity: signed by a key that it publishes and that is endorsed
 * for the channel, issued by it, for this bot, in time, and for the service that the activity names.
 */
export function createBotVerifier({ app_id, keys_url }: Pick<TeamsBot, 'app_id' | 'keys_url'>, allow: readonly string[]): BotVerifier {
  const keysFor = keysAt(keys_url, allow);
  return async (authorization, { channelId, serviceUrl }) => {
    const token = /^Bearer (?<token>\S+)$/u.exec(authorization ?? '')?.groups?.['token'];
    if (token === undefined) throw refused('there is no bearer token: only the bot connector may call this');
    try {
      const { kid = '' } = decodeProtectedHeader(token);
      const keys = await keysFor(kid);
      const { payload } = await jwtVerify(token, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
        issuer: ISSUER,
        audience: app_id,
        algorithms: ['RS256'],
        clockTolerance: SKEW_S,
        requiredClaims: ['exp'],
      });
      const key = keys.keys.find((each) => each.kid === kid);
      if (key?.endorsements.includes(channelId) !== true) throw new Error(`its key is not endorsed for \`${channelId}\``);
      if (payload['serviceurl'] !== serviceUrl) throw new Error('it is for another service');
    } catch (cause) {
      throw refused(`the token of the bot connector does not verify: ${causeOf(cause)}`, cause);
    }
  };
}

const refused = (detail: string, cause?: unknown): ProblemError => new ProblemError('unauthenticated', { detail }, { cause });
