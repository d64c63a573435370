import type { DeferralSettings } from '@writ/aarm';
import type { Engine } from '@writ/engine';
import { every } from '../every.js';
import type { Repetition } from '../every.js';
import { httpResolver } from './http-resolver.js';

/** Options of {@link startResolving}. */
export interface ResolvingOptions {
  readonly engine: Pick<Engine, 'resolveDeferrals'>;
  readonly settings: DeferralSettings;
  /** How often to look; 1 s where left out. */
  readonly everyMs?: number;
}

const LOOK_EVERY_MS = 1000;

/**
 * Looks at what waits for context again and again. Nothing here decides: a look asks who is registered, puts what they
 * tell on record, and has the decision taken again.
 */
export function startResolving({ engine, settings, everyMs = LOOK_EVERY_MS }: ResolvingOptions): Repetition {
  const resolvers = settings.resolvers.map((each) => httpResolver(each, { allow: settings.allow }));
  return every(everyMs, 'settling of deferrals', async () => {
    await engine.resolveDeferrals(resolvers);
  });
}
