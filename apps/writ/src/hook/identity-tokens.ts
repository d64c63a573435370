import { exchange } from '@writ/pep';
import type { HookConfig } from './hook-config.js';
import { HookFault } from './hook-fault.js';
import { readIfThere, writePrivate } from './private-file.js';

/** Tokens are fetched anew this long before they expire. */
const MARGIN_MS = 60_000;
const FETCH_MS = 20_000;

interface Tokens {
  readonly human: string;
  readonly agent: string;
  readonly expires_at: number;
}

/** The proofs of identity of this enrolment: from the cache beside the configuration, else from the issuer. */
export const identityTokens = async (
  config: HookConfig,
  cacheFile: string,
): Promise<{ readonly human: string; readonly agent: string }> => {
  const cached = readCache(cacheFile);
  if (cached !== null && cached.expires_at - MARGIN_MS > Date.now()) return { human: cached.human, agent: cached.agent };
  const fresh = await fetchTokens(config);
  writePrivate(cacheFile, JSON.stringify(fresh));
  return { human: fresh.human, agent: fresh.agent };
};

/** A cache that cannot be read is no reason to stop: its tokens are checked by the service anyway. */
const readCache = (path: string): Tokens | null => {
  try {
    return checked(JSON.parse(readIfThere(path) ?? 'null'));
  } catch {
    return null;
  }
};

const checked = (value: unknown): Tokens | null => {
  const { human, agent, expires_at: expiry } = (value ?? {}) as Partial<Record<keyof Tokens, unknown>>;
  return typeof human === 'string' && typeof agent === 'string' && typeof expiry === 'number' ? { human, agent, expires_at: expiry } : null;
};

const fetchTokens = async (config: HookConfig): Promise<Tokens> => {
  const grant = { grant_type: 'client_credentials', client_id: config.pep_id, client_secret: config.refresh_secret };
  const { body } = await exchange({ method: 'POST', url: config.token_url, headers: {}, body: grant, withinMs: FETCH_MS });
  const answer = body as Readonly<Record<string, unknown>> | null;
  const lifetime = answer?.['expires_in'];
  const tokens = checked({
    human: answer?.['human_token'],
    agent: answer?.['agent_token'],
    expires_at: typeof lifetime === 'number' ? Date.now() + lifetime * 1000 : null,
  });
  if (tokens === null) throw new HookFault('the issuer gave no tokens');
  return tokens;
};
