import type { Revocations } from '@writ/engine';
import { createEventReader } from '@writ/server';
import type { Issuer } from '@writ/server';
import type { EventParts } from './parts.js';

/** What takes the security events of these issuers; nothing where none of them sends any. */
export const eventsOf = (issuers: readonly Issuer[], revoke: Revocations['revoke']): EventParts | undefined =>
  issuers.some(({ events }) => events !== undefined) ? { read: createEventReader(issuers), revoke } : undefined;
